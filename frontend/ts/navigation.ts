// Sidebar, the phone's sheet, menus, theme.
import { setCookie } from "./texts";

const root = document.documentElement;

export function startNavigation(): void {
  startSidebar();
  startSheet();
  startMenus();
  startTheme();
}

function startSidebar(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-nav-toggle]");
  button?.addEventListener("click", () => {
    const narrow = root.dataset["nav"] !== "narrow";
    if (narrow) root.dataset["nav"] = "narrow";
    else delete root.dataset["nav"];
    button.setAttribute("aria-pressed", String(narrow));
    setCookie("nav", narrow ? "narrow" : "wide");
  });
}

function startSheet(): void {
  const nav = document.getElementById("nav");
  const opener = document.querySelector<HTMLElement>("[data-sheet-open]");
  if (!nav || !opener) return;
  const toggle = (open: boolean): void => {
    nav.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) nav.querySelector<HTMLElement>(".nav-item")?.focus();
    else opener.focus();
  };
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    toggle(!nav.hasAttribute("data-open"));
  });
  nav.querySelector("[data-sheet-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    toggle(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.hasAttribute("data-open")) toggle(false);
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Node;
    if (nav.hasAttribute("data-open") && !nav.contains(target) && !opener.contains(target)) toggle(false);
  });
}

function startMenus(): void {
  const closeAll = (except: Element | null): void => {
    document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  document.addEventListener("click", (event) => closeAll((event.target as Element).closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
    closeAll(null);
    menu?.querySelector<HTMLElement>("summary")?.focus();
  });
}

function startTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLElement;
    if (!form.matches("[data-theme-switch]")) return;
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (!button) return;
    event.preventDefault();
    root.dataset["theme"] = button.value;
    setCookie("theme", button.value);
    form.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  });
}

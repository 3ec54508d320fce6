// Drafts: what is typed into a form with [data-draft] is kept in this tab until it has been
// accepted, and comes back after an expired sign-in. Never kept: passwords, files, fields
// marked [data-secret]. Kept under the user's own key; gone at sign-out and after twelve hours.
//
// How a draft ends: submitting marks it `sent`. Landing on a page that is neither the
// sign-in page nor an error page means that the server has taken it (or has answered with
// the form filled in), so it goes. Landing on the sign-in page means that it has not:
// the mark is taken off, and the form gets its words back.
import { clock, text } from "./texts";

type Kept = Record<string, string[]>;
interface Draft { at: number; sent: boolean; values: Kept }

const PREFIX = "nuanyang-draft:";
const LIFE = 12 * 3600 * 1000;
const store = window.sessionStorage;

function keyOf(form: HTMLFormElement): string {
  return `${PREFIX}${document.body.dataset["user"] ?? ""}:${location.pathname}:${form.id}`;
}

function isKept(control: Element): control is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) return false;
  if (!control.name || control.closest("[data-secret]")) return false;
  return !["hidden", "password", "file", "submit", "button", "image", "reset"].includes(control.type);
}

function read(form: HTMLFormElement): Kept {
  const values: Kept = {};
  for (const control of form.elements) {
    if (!isKept(control)) continue;
    const list = (values[control.name] ??= []);
    if (control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox")) {
      if (control.checked) list.push(control.value);
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      list.push(...[...control.selectedOptions].map((option) => option.value));
    } else {
      list.push(control.value);
    }
  }
  return values;
}

function write(form: HTMLFormElement, values: Kept): void {
  const position: Record<string, number> = {};
  for (const control of form.elements) {
    const kept = isKept(control) ? values[control.name] : undefined;
    if (!isKept(control) || !kept) continue;
    if (control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox")) {
      control.checked = kept.includes(control.value);
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      for (const option of control.options) option.selected = kept.includes(option.value);
    } else {
      const index = position[control.name] ?? 0;
      position[control.name] = index + 1;
      control.value = kept[index] ?? "";
    }
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function load(key: string): Draft | null {
  try {
    const draft = JSON.parse(store.getItem(key) ?? "null") as Draft | null;
    return draft && Date.now() - draft.at < LIFE ? draft : null;
  } catch {
    return null;
  }
}

function save(key: string, draft: Draft): void {
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store loses the draft, not the page.
  }
}

function draftKeys(): string[] {
  return Object.keys(store).filter((key) => key.startsWith(PREFIX));
}

/** Drafts that were sent before this page: kept open if they were not taken, dropped if they were. */
function settle(): void {
  const notTaken = document.body.matches("[data-signed-out], [data-keep-drafts]");
  for (const key of draftKeys()) {
    const draft = load(key);
    if (!draft) store.removeItem(key);
    else if (draft.sent && notTaken) save(key, { ...draft, sent: false });
    else if (draft.sent) store.removeItem(key);
  }
}

function restore(form: HTMLFormElement): void {
  const draft = load(keyOf(form));
  if (!draft || document.querySelector("[data-error-summary]:not([data-sample] *)")) return;
  const fresh = JSON.stringify(read(form));
  if (JSON.stringify(draft.values) === fresh) return;
  write(form, draft.values);
  const box = document.querySelector<HTMLElement>("[data-draft-notice]");
  const place = box?.querySelector<HTMLElement>("[data-draft-text]");
  if (!box || !place) return;
  place.textContent = text("restored", { time: clock(new Date(draft.at)) });
  box.hidden = false;
  box.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    store.removeItem(keyOf(form));
    write(form, JSON.parse(fresh) as Kept);
    window.clearTimeout(timers.get(form));
    store.removeItem(keyOf(form));
    box.hidden = true;
  }, { once: true });
}

const timers = new WeakMap<HTMLFormElement, number>();

export function startDrafts(): void {
  settle();
  document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(restore);
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    if (!form || !event.isTrusted && !(event.target as Element).closest("[data-chips], [data-date]")) return;
    window.clearTimeout(timers.get(form));
    timers.set(form, window.setTimeout(() => keep(form, false), 300));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-sign-out]")) draftKeys().forEach((key) => store.removeItem(key));
    if (!form.matches("[data-draft]")) return;
    window.clearTimeout(timers.get(form));
    if (load(keyOf(form))) keep(form, true);
  });
}

function keep(form: HTMLFormElement, sent: boolean): void {
  save(keyOf(form), { at: Date.now(), sent, values: read(form) });
  if (sent) return;
  const place = form.querySelector("[data-draft-saved]") ?? document.querySelector("[data-draft-saved]");
  if (place) place.textContent = text("saved", { time: clock(new Date()) });
}

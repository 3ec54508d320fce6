// One press, one submission; and a word before leaving what is kept nowhere.
import { text } from "./texts";

// How long a form that saves a file takes a second press for the same one (milliseconds).
const DOUBLE_PRESS = 1200;

export function startForms(): void {
  document.addEventListener("submit", guard);
  // The page comes back from the browser's own cache as it was left: open again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sending]").forEach(release);
  });
  document.querySelector<HTMLElement>("[data-error-summary]:not([data-sample] *)")?.focus();
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-guard]");
    if (form && needsWarning(form, event.target as HTMLElement)) form.dataset["unsaved"] = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]:not([data-sending])")) event.preventDefault();
  });
}

// What a draft keeps need not be warned about; secrets and files are kept nowhere.
function needsWarning(form: HTMLFormElement, control: HTMLElement): boolean {
  if (form.method === "get" || form.matches("[data-no-warning]")) return false;
  return !form.matches("[data-draft]") || control.matches("[data-secret], [data-secret] *, [type=file]");
}

function guard(event: Event): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset["sending"]) {
    event.preventDefault();
    return;
  }
  form.dataset["sending"] = "yes";
  const button = (event as SubmitEvent).submitter;
  button?.setAttribute("aria-disabled", "true");
  const note = form.querySelector<HTMLElement>("[data-draft-saved]");
  if (note) note.textContent = text("sending");
  // A file is saved and the page stays: nothing else would ever open the form again.
  if (form.hasAttribute("data-download")) window.setTimeout(() => release(form), DOUBLE_PRESS);
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sending"];
  form.querySelectorAll("[aria-disabled]").forEach((each) => each.removeAttribute("aria-disabled"));
}

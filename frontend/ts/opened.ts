// A part of a page that was opened for editing comes into view with its first field ready: on the phone
// its form stands far below the link that opened it.

/** The part that the page was asked for with its form open (``data-opened`` names its card). */
export function startOpened(): void {
  const id = document.body.dataset["opened"];
  const card = id ? document.getElementById(id) : null;
  if (card) reveal(card);
}

/** A card that replaced the same card, now with a form in it. */
export function revealOpened(part: HTMLElement): void {
  if (part.matches(".card[id]")) reveal(part);
}

function reveal(card: HTMLElement): void {
  const form = card.querySelector<HTMLFormElement>("form.form, form.confirm");
  if (!form) return;
  const wrong = form.querySelector<HTMLElement>("[data-error-summary]");
  const first = [...form.elements].find((each) => each.matches("input:not([type=hidden]), select, textarea") && each.getClientRects().length > 0);
  (wrong ?? (first as HTMLElement | undefined))?.focus({ preventScroll: true });
  if (!seenWhole(form)) form.scrollIntoView({ block: "start" });
}

function seenWhole(form: HTMLElement): boolean {
  const { top, bottom } = form.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

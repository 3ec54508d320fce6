// A part of a page that was opened for editing has its first field ready, which brings it into view: on
// the phone its form stands far below the link that opened it.

/** ``card``: the one that the page was asked for with its form open, or that replaced the same card. */
export function readyForm(card: HTMLElement | null): void {
  const form = card?.querySelector<HTMLFormElement>("form.form, form.confirm");
  const fields = form?.querySelectorAll<HTMLElement>("[data-error-summary], input:not([type=hidden]), select, textarea") ?? [];
  [...fields].find((each) => each.getClientRects().length)?.focus();
}

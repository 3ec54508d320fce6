// Dialogs are <dialog>: [data-open-dialog="id"] opens, [data-close-dialog] closes; [data-back] goes back, [data-print] prints.

/** Ask before doing; true when the person says yes. */
export function ask(question: string): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm-dialog");
  const place = dialog?.querySelector(".dialog-text");
  if (!dialog || !place) return Promise.resolve(false);
  place.textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-back]")) history.back();
    if (target.closest("[data-print]")) window.print();
    const opener = target.closest<HTMLElement>("[data-open-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset["openDialog"] ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const dialog = target.closest("dialog");
    if (dialog && (target.closest("[data-close-dialog]") || target === dialog)) dialog.close();
  });
}

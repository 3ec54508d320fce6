// `/` to the search box; digits choose chips; arrows walk the bed board.

export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    if (event.key === "/" && !isTyping(target)) {
      const search = document.querySelector<HTMLInputElement>("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "Escape" && target.matches("[data-search]")) {
      target.blur();
    } else if (/^[1-9]$/.test(event.key)) {
      chooseChip(target, Number(event.key) - 1, event);
    } else if (event.key.startsWith("Arrow")) {
      walkBeds(target, event);
    }
  });
  document.addEventListener("click", releaseChip);
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
}

function chooseChip(target: HTMLElement, index: number, event: KeyboardEvent): void {
  const chip = target.closest("[data-chips]")?.querySelectorAll<HTMLInputElement>("input")[index];
  if (!chip || chip.disabled) return;
  event.preventDefault();
  chip.focus();
  chip.click();
}

// A radio that was already on when pressed goes off again: "not said" is an answer too,
// except where the question must be answered.
const wasOn = new WeakSet<HTMLInputElement>();
document.addEventListener("pointerdown", (event) => {
  const radio = (event.target as Element).closest("[data-chips] label")?.querySelector<HTMLInputElement>("input[type=radio]");
  if (radio?.checked && !radio.closest("fieldset")?.querySelector("legend .required")) wasOn.add(radio);
});

function releaseChip(event: MouseEvent): void {
  const radio = event.target as HTMLInputElement;
  if (!(radio instanceof HTMLInputElement) || !wasOn.has(radio)) return;
  wasOn.delete(radio);
  if (event.detail === 0) return;
  radio.checked = false;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function walkBeds(target: HTMLElement, event: KeyboardEvent): void {
  const board = target.closest("[data-beds]");
  if (!board || !target.matches("[data-bed]")) return;
  const beds = [...board.querySelectorAll<HTMLElement>("[data-bed]")];
  const here = target.getBoundingClientRect();
  const sideways = event.key === "ArrowRight" || event.key === "ArrowLeft";
  const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
  const next = sideways ? beds[beds.indexOf(target) + (forward ? 1 : -1)] : nearest(beds, here, forward);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function nearest(beds: HTMLElement[], here: DOMRect, down: boolean): HTMLElement | undefined {
  let best: HTMLElement | undefined;
  let bestDistance = Infinity;
  for (const bed of beds) {
    const box = bed.getBoundingClientRect();
    const vertical = down ? box.top - here.top : here.top - box.top;
    if (vertical < 4) continue;
    const distance = vertical * 2 + Math.abs(box.left - here.left);
    if (distance < bestDistance) [best, bestDistance] = [bed, distance];
  }
  return best;
}

// Signing on the screen: finger, pen or mouse draws on a white field; what was drawn travels as a PNG in the form's
// own field. Loaded on pages where somebody signs, and nowhere else.

const INK = "#101d3f";
const WIDTH = 4;

function start(box: HTMLElement): void {
  const pad = box.querySelector<HTMLCanvasElement>("canvas");
  const field = box.querySelector<HTMLInputElement>("input[type=hidden]");
  const pen = pad?.getContext("2d");
  if (!pad || !field || !pen) return;
  let drawing = false;
  let drawn = false;
  pen.lineWidth = WIDTH;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = INK;

  /** Where the pointer is, in the canvas's own measure. */
  const at = (event: PointerEvent): [number, number] => {
    const frame = pad.getBoundingClientRect();
    return [((event.clientX - frame.left) / frame.width) * pad.width, ((event.clientY - frame.top) / frame.height) * pad.height];
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = drawn = true;
    pen.beginPath();
    pen.moveTo(...at(event));
    pen.lineTo(...at(event));
    pen.stroke();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...at(each));
    pen.stroke();
  });
  const done = (): void => {
    drawing = false;
    field.value = drawn ? pad.toDataURL("image/png") : "";
  };
  pad.addEventListener("pointerup", done);
  pad.addEventListener("pointercancel", done);
  box.querySelector("[data-signature-clear]")?.addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    drawn = false;
    done();
    pad.focus();
  });
}

/** A part is there only while what it belongs to is what was chosen. */
function showWhenChosen(part: HTMLElement): void {
  const choices = part.closest("form")?.querySelectorAll<HTMLInputElement>(`input[name="${part.dataset["when"] ?? ""}"]`) ?? [];
  const values = (part.dataset["values"] ?? "").split(" ");
  const show = (): void => {
    const chosen = [...choices].find((choice) => choice.checked);
    part.hidden = chosen !== undefined && !values.includes(chosen.value);
  };
  choices.forEach((choice) => choice.addEventListener("change", show));
  show();
}

function all(): void {
  document.querySelectorAll<HTMLElement>("[data-signature]").forEach(start);
  document.querySelectorAll<HTMLElement>("[data-when]").forEach(showWhenChosen);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
else all();

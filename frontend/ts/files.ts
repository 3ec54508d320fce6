// File fields: what was chosen is said and can be taken back, a photograph is taken at once, a voice note is
// recorded here. The file travels in the form's own input, so without this script everything still works.
import { text } from "./texts";

const MEGABYTE = 1024 * 1024;
/** A recording ends by itself after half an hour; at this rate it stays far below what may be stored. */
const LONGEST = 30 * 60;
const RATE = 32_000;

export function startFiles(part: ParentNode): void {
  part.querySelectorAll<HTMLElement>("[data-file]").forEach((box) => {
    const input = box.querySelector<HTMLInputElement>("input[type=file]");
    if (!input || box.dataset["started"]) return;
    box.dataset["started"] = "yes";
    startFile(box, input);
    startRecorder(box, input);
  });
}

function find<T extends HTMLElement>(box: HTMLElement, name: string): T | null {
  return box.querySelector<T>(`[data-${name}]`);
}

function startFile(box: HTMLElement, input: HTMLInputElement): void {
  input.addEventListener("change", () => show(box, input));
  find(box, "file-capture")?.addEventListener("click", () => {
    input.setAttribute("capture", "environment");
    input.click();
  });
  // A hand on the label opens the folder (or the telephone's own choice) as it always did.
  find(box, "file-pick")?.addEventListener("click", (event) => {
    if (event.isTrusted) input.removeAttribute("capture");
  });
  find(box, "file-clear")?.addEventListener("click", () => {
    put(input, null);
    (find(box, "record-start") ?? input).focus();
  });
  if (input.files?.length) show(box, input);
}

/** Put a file into the field, or empty it, as if somebody had chosen it. */
function put(input: HTMLInputElement, file: File | null): void {
  if (file) {
    const chosen = new DataTransfer();
    chosen.items.add(file);
    input.files = chosen.files;
  } else {
    input.value = "";
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(box: HTMLElement, input: HTMLInputElement): void {
  const file = input.files?.[0];
  const limit = Number(input.dataset["max"] ?? 0);
  const problem = find(box, "file-problem");
  const tooLarge = Boolean(file && limit && file.size > limit);
  if (problem) {
    problem.textContent = tooLarge ? text("fileTooLarge", { size: Math.floor(limit / MEGABYTE) }) : "";
    problem.hidden = !tooLarge;
  }
  const chosen = find(box, "file-chosen");
  if (chosen) chosen.hidden = !file;
  const name = find(box, "file-name");
  if (name) name.textContent = file?.name ?? "";
  const size = find(box, "file-size");
  if (size) size.textContent = file ? sayBytes(file.size) : "";
  const audio = box.querySelector<HTMLAudioElement>("audio[data-file-listen]");
  if (!audio) return;
  if (audio.src) URL.revokeObjectURL(audio.src);
  audio.hidden = !file;
  if (file) audio.src = URL.createObjectURL(file);
  else audio.removeAttribute("src");
}

function sayBytes(size: number): string {
  return size >= MEGABYTE ? `${(size / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1024))} KB`;
}

const TYPES = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]] as const;

function startRecorder(box: HTMLElement, input: HTMLInputElement): void {
  const panel = find(box, "recorder");
  if (!panel || !("MediaRecorder" in window) || !navigator.mediaDevices) return;
  const kind = TYPES.find(([type]) => MediaRecorder.isTypeSupported(type));
  const start = find<HTMLButtonElement>(panel, "record-start");
  const stop = find<HTMLButtonElement>(panel, "record-stop");
  const time = find(panel, "record-time");
  const said = find(panel, "record-said");
  if (!kind || !start || !stop || !time || !said) return;
  panel.hidden = false;
  const [type, ending] = kind;

  const turn = (running: boolean): void => {
    start.hidden = running;
    stop.hidden = !running;
    said.textContent = running ? text("recording") : "";
    time.textContent = running ? "0:00" : "";
    panel.toggleAttribute("data-running", running);
  };

  start.addEventListener("click", () => {
    navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => {
      const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: RATE });
      const parts: Blob[] = [];
      let seconds = 0;
      const ticking = window.setInterval(() => {
        seconds += 1;
        time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
        if (seconds >= LONGEST || !box.isConnected) end();
      }, 1000);
      const end = (): void => {
        if (recorder.state !== "inactive") recorder.stop();
      };
      recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
      // Who saves while it still runs means what was said so far.
      const form = input.form;
      let sending = false;
      const hold = (event: Event): void => {
        event.preventDefault();
        sending = true;
        end();
      };
      form?.addEventListener("submit", hold);
      recorder.addEventListener("stop", () => {
        window.clearInterval(ticking);
        form?.removeEventListener("submit", hold);
        stream.getTracks().forEach((track) => track.stop());
        turn(false);
        put(input, new File(parts, `${text("recordedName")}.${ending}`, { type: type.split(";")[0] ?? type }));
        if (sending) form?.requestSubmit();
        else find(box, "file-clear")?.focus();
      });
      stop.onclick = end;
      recorder.start();
      put(input, null);
      turn(true);
      stop.focus();
    }, () => { said.textContent = text("microphoneRefused"); });
  });
}

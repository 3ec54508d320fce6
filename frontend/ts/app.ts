// The shell's behaviour. Everything here is a help on top of pages that work without it.
import "./htmx_setup";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startFields } from "./fields";
import { startFiles } from "./files";
import { startKeyboard } from "./keyboard";
import { startNavigation } from "./navigation";
import { startDialogs } from "./dialogs";
import { readyForm } from "./opened";

document.documentElement.classList.add("js");

function start(): void {
  startNavigation();
  startKeyboard();
  startDialogs();
  startFields(document);
  startFiles(document);
  startDrafts();
  startForms();
  document.addEventListener("htmx:load", (event) => {
    const part = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt;
    startFields(part);
    startFiles(part);
    if (part.matches(".card[id]")) readyForm(part);
  });
  readyForm(document.getElementById(document.body.dataset["opened"] ?? ""));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

// htmx without evaluated code, without inline styles, and without pages kept in the browser:
// a history cache would leave people's records on a shared computer.
import { ask } from "./dialogs";
import { text } from "./texts";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  defaultSettleDelay: 0,
  defaultSwapDelay: 0,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "409", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? document.body.dataset["csrf"];
  if (token) headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:confirm", (event) => {
  const { question, issueRequest } = (event as CustomEvent<{ question: string | null; issueRequest: (skip: boolean) => void }>).detail;
  if (!question) return;
  event.preventDefault();
  void ask(question).then((yes) => { if (yes) issueRequest(true); });
});

for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say(text("failed")));
}

// A sign-in that has ended answers a fragment request with a redirect to a whole page: go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
  if (/data-signed-out/.test(detail.xhr.responseText)) {
    detail.shouldSwap = false;
    location.reload();
  }
});

function say(message: string): void {
  const box = document.querySelector<HTMLElement>("[data-draft-notice]");
  const place = box?.querySelector<HTMLElement>("[data-draft-text]");
  if (!box || !place) return;
  place.textContent = message;
  box.hidden = false;
}

// Dates and ages as people say them: the field answers at once with what it understood.
// The server decides; this only echoes, and of ages the server's own words.
import { text } from "./texts";

export function startFields(part: ParentNode): void {
  part.querySelectorAll<HTMLElement>("[data-date], [data-age]").forEach((line) => {
    const input = line.querySelector("input");
    if (!input || line.dataset["started"]) return;
    line.dataset["started"] = "yes";
    (line.matches("[data-age]") ? startAge : startDate)(line, input);
  });
}

function startDate(line: HTMLElement, input: HTMLInputElement): void {
  const show = (): void => {
    const date = readDate(input.value, new Date(), line.hasAttribute("data-ahead"));
    echo(line, input.value, date ? text("dateEcho", { date: sayDate(date) }) : text("dateUnclear"), Boolean(date));
  };
  input.addEventListener("input", show);
  line.querySelectorAll<HTMLElement>("[data-days-ago]").forEach((button) => {
    button.addEventListener("click", () => {
      const date = new Date();
      date.setDate(date.getDate() - Number(button.dataset["daysAgo"]));
      input.value = isoDate(date);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  if (unanswered(input)) show();
}

/** What the server refused it has said in its own words already; the echo waits for another value. */
const unanswered = (input: HTMLInputElement): boolean => input.value !== "" && !input.matches("[aria-invalid=true]");

type Understood = { words: string; clear: boolean };

// One reading of ages, the server's: here it is only asked for, and typed words stay out of addresses.
function startAge(line: HTMLElement, input: HTMLInputElement): void {
  let waiting = 0;
  const show = async (): Promise<void> => {
    const said = input.value;
    const answer = said.trim() ? await understood(said) : { words: "", clear: true };
    if (answer && said === input.value) echo(line, said, answer.words, answer.clear);
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 180);
  });
  if (unanswered(input)) void show();
}

// What is no answer (a sign-in page, no connection) says nothing.
function understood(age: string): Promise<Understood | null> {
  const headers = { "X-CSRFToken": document.body.dataset["csrf"] ?? "" };
  return fetch(text("ageUrl"), { method: "POST", headers, body: new URLSearchParams({ age }) }).then((answer) => answer.json() as Promise<Understood>).catch(() => null);
}

function echo(line: HTMLElement, value: string, message: string, clear: boolean): void {
  const place = line.querySelector<HTMLElement>("[data-echo]");
  if (!place) return;
  place.textContent = value.trim() ? message : "";
  place.toggleAttribute("data-unclear", !clear);
}

/** Full-width digits and Chinese separators as plain ones. */
function plain(value: string): string {
  return value.trim().replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)).replace(/[年月./]/g, "-").replace(/[日号\s]/g, "");
}

const RELATIVE: Record<string, number> = { 今天: 0, 今日: 0, 昨天: 1, 昨日: 1, 前天: 2, 大前天: 3, 明天: -1, 明日: -1, 后天: -2, 后日: -2, 大后天: -3, today: 0, yesterday: 1, tomorrow: -1 };
const CHINESE: Record<string, number> = { 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };

export function readDate(value: string, today: Date, ahead = false): Date | null {
  const words = value.trim().toLowerCase();
  const ago = words.match(/^(\d+|[一两二三四五六七八九十])\s*(天|日|周|个?星期|days?|weeks?)\s*(前|后|ago)$/);
  let days = RELATIVE[words];
  if (ago) {
    const count = CHINESE[ago[1] ?? ""] ?? Number(ago[1]);
    days = count * (/周|星期|week/.test(ago[2] ?? "") ? 7 : 1) * (ago[3] === "后" ? -1 : 1);
  }
  if (days !== undefined) return new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
  const named = ofWeek(words, today, ahead) ?? ofMonth(words, today);
  if (named) return named;
  const parts = plain(value).match(/^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})$/) ?? plain(value).match(/^(\d{4})(\d{2})(\d{2})$/);
  if (!parts) return null;
  const date = new Date(Number(parts[1] ?? today.getFullYear()), Number(parts[2]) - 1, Number(parts[3]));
  if (date.getDate() !== Number(parts[3]) || date.getMonth() !== Number(parts[2]) - 1) return null;
  // Without a year: the next such day where something is agreed upon, as the server reads it.
  if (ahead && !parts[1] && date < new Date(today.getFullYear(), today.getMonth(), today.getDate())) date.setFullYear(date.getFullYear() + 1);
  return date;
}

const STEPS: Record<string, number> = { 上上: -2, 上: -1, 本: 0, 这: 0, 当: 0, 下: 1, 下下: 2 };

/** 下周一, 这周五, 上周日; weeks begin on Monday. Without its week a weekday agreed upon is the next one. */
function ofWeek(words: string, today: Date, ahead: boolean): Date | null {
  const said = words.match(/^(上上|上|本|这|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])$/);
  if (!said) return null;
  const weekday = "日天7".includes(said[2] ?? "") ? 7 : (CHINESE[said[2] ?? ""] ?? Number(said[2]));
  const shift = weekday - (today.getDay() || 7) + 7 * (STEPS[said[1] ?? ""] ?? 0);
  const next = ahead && !said[1] && shift < 0 ? 7 : 0;
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + shift + next);
}

/** 月底, 下月底, 下个月5号. */
function ofMonth(words: string, today: Date): Date | null {
  const said = words.match(/^(上上|上|本|这|当|下下|下)?个?月(?:[底末]|(\d{1,2})[日号])$/);
  if (!said || (said[2] && !said[1])) return null;
  const month = today.getMonth() + (STEPS[said[1] ?? ""] ?? 0);
  if (!said[2]) return new Date(today.getFullYear(), month + 1, 0);
  const day = new Date(today.getFullYear(), month, Number(said[2]));
  return day.getDate() === Number(said[2]) ? day : null;
}

function isoDate(date: Date): string {
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");
}

function sayDate(date: Date): string {
  return `${isoDate(date)} ${text("weekdays").split(",")[date.getDay()] ?? ""}`;
}

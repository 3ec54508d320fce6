// Words the server has translated, read from the page: scripts carry no language of their own.
export function text(name: string, values: Record<string, string | number> = {}): string {
  const source = document.getElementById("ui-texts")?.dataset[name] ?? "";
  return source.replace(/%\((\w+)\)s/g, (_, key: string) => String(values[key] ?? ""));
}

export function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export function setCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

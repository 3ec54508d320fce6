// htmx is put in front of the bundle by build.mjs.
declare const htmx: { config: Record<string, unknown>; process(element: Element): void };

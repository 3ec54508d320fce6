// Builds the page assets into the web app's static folder:
//   app.js    the shell's behaviour and htmx, one file
//   app.css   tokens, base, components, print, one file
//   signature.js, documents.css   for the pages of documents alone
//   icons.svg the sprite, made from icons.txt and the icon package
//   mark.svg  the winter sun, copied
// Hashed names and far-future caching are the business of Django's manifest storage.
import { build, context } from "esbuild";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "nuanyang", "doors", "web", "static", "web");
const target = ["chrome90", "edge90", "firefox90", "safari14.1"];

/** `@dark { … }` in tokens.css: the dark values once in the source, in the output once for
 *  the explicit theme and once for the system's wish. */
const darkTokens = {
  name: "dark-tokens",
  setup(b) {
    b.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(/@dark\s*\{([^}]*)\}/, (_, body) =>
        `[data-theme="dark"] {${body}}\n@media screen and (prefers-color-scheme: dark) { [data-theme="auto"] {${body}} }`);
      if (contents === source) throw new Error("tokens.css has no @dark block");
      return { contents, loader: "css" };
    });
  },
};

async function iconPairs() {
  const text = await readFile(join(here, "icons.txt"), "utf8");
  return text.split("\n").filter((line) => line.trim() && !line.startsWith("#")).map((line) => line.trim().split(/\s+/));
}

/** Complete or not there at all: a page may be loading the file at this very moment. */
async function put(path, contents) {
  await writeFile(`${path}.part`, contents);
  await rename(`${path}.part`, path);
}

async function sprite() {
  const symbols = [];
  for (const [name, file] of await iconPairs()) {
    const svg = await readFile(join(here, "node_modules", "lucide-static", "icons", `${file}.svg`), "utf8");
    const inner = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim()}</symbol>`);
  }
  const attributes = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  await put(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${symbols.join("")}</svg>\n`);
}

const options = {
  entryPoints: { app: join(here, "ts", "app.ts") },
  outdir: out,
  bundle: true,
  minify: true,
  target,
  format: "iife",
  legalComments: "none",
  charset: "utf8",
  logLevel: "info",
};
// htmx goes in as published: its own minified file is smaller than what a bundler makes of its module.
const scripts = { ...options, banner: { js: await readFile(join(here, "node_modules", "htmx.org", "dist", "htmx.min.js"), "utf8") } };
const styles = {
  ...options, entryPoints: { app: join(here, "css", "app.css"), documents: join(here, "css", "documents.css") },
  format: undefined, plugins: [darkTokens],
};
// What few pages need is not everybody's weight.
const further = { ...options, entryPoints: { signature: join(here, "ts", "signature.ts") } };

await mkdir(out, { recursive: true });
await sprite();
await put(join(out, "mark.svg"), await readFile(join(here, "mark.svg")));
if (process.argv.includes("--watch")) {
  for (const each of [scripts, further, styles]) await (await context(each)).watch();
} else {
  for (const each of [scripts, further, styles]) {
    const { outputFiles } = await build({ ...each, write: false });
    for (const { path, contents } of outputFiles) await put(path, contents);
  }
}

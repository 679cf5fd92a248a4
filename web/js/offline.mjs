// What a release has besides its pages: the list of files for the service worker, and what makes the site installable.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { icon } from "./icons.mjs";

// Read by servers and robots, not by people without a network; and the file that keeps the others.
const NOT_KEPT = /^(404\.html|sitemap\.xml|service-worker\.js)$/;

const DESCRIPTION = "Paste a Kubernetes manifest and watch its Pod live, second by second.";

/** The manifest of the installable application, and its icons, drawn from the site's own. */
export function installable(staging) {
  const sign = readFileSync(join(staging, "icon.svg"), "utf8");
  const pictures = [
    ["icon-192.png", 192, false],
    ["icon-512.png", 512, false],
    ["icon-maskable.png", 512, true],
  ];
  for (const [name, size, isMaskable] of pictures) writeFileSync(join(staging, name), icon(sign, size, isMaskable));
  const picture = ([src, size, isMaskable]) => ({ src, sizes: `${size}x${size}`, type: "image/png", purpose: isMaskable ? "maskable" : "any" });
  const shortcut = (name, url) => ({ name, url });
  const manifest = {
    name: "Podlife",
    short_name: "Podlife",
    description: DESCRIPTION,
    lang: "en",
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: "#f5f6f8",
    theme_color: "#ffffff",
    categories: ["developer tools", "education"],
    icons: [{ src: "icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }, ...pictures.map(picture)],
    shortcuts: [shortcut("Quiz", "quiz.html"), shortcut("Learn", "learn/"), shortcut("Examples", "examples/")],
  };
  writeFileSync(join(staging, "manifest.webmanifest"), JSON.stringify(manifest));
}

/** Tells the service worker which files there are; the ones of the application come first. */
export function listFiles(staging, version) {
  const all = files(staging).filter((name) => !NOT_KEPT.test(name));
  const hash = (name) => createHash("sha256").update(readFileSync(join(staging, name))).digest("hex").slice(0, 12);
  const isFirst = (name) => !name.includes("/") || name.startsWith("snippets/");
  const list = (names) => Object.fromEntries(names.map((name) => [name.replace(/(^|\/)index\.html$/, "$1"), hash(name)]));
  const [first, later] = [list(all.filter(isFirst)), list(all.filter((name) => !isFirst(name)))];
  const site = createHash("sha256").update(JSON.stringify([first, later])).digest("hex").slice(0, 12);
  const worker = join(staging, "service-worker.js");
  const told = JSON.stringify({ app: version, site, first, later });
  writeFileSync(worker, readFileSync(worker, "utf8").replace("__PODLIFE_FILES__", () => told));
}

/** While somebody develops, nothing is kept: a service worker that was there goes away. */
export function keepNothing(staging) {
  writeFileSync(
    join(staging, "service-worker.js"),
    `addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(registration.unregister()));
`,
  );
  writeFileSync(join(staging, "offline.js"), 'import "./language.js";\n');
}

function files(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(folder, `${below}${entry.name}/`) : [`${below}${entry.name}`]))
    .sort();
}

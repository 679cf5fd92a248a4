// Runs before Trunk: fetches the npm packages when the lock file is newer than they are, then bundles what the
// pages load besides wasm. Nothing that it writes is committed.

import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const lock = join(here, "package-lock.json");
const installed = join(here, "node_modules", ".package-lock.json");

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.log("podlife: installing npm packages from the lock file");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: "inherit" });
}

const { build } = await import("esbuild");
const release = process.env.TRUNK_PROFILE === "release";
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: release,
  outdir: join(here, "bundle"),
  logLevel: "warning",
  legalComments: "none",
  charset: "utf8",
};

await Promise.all([
  build({
    ...common,
    entryPoints: { editor: "src/editor.js", "core-worker": "src/core-worker.js", "podlife-embed": "src/podlife-embed.js", live: "src/live.js", docs: "src/docs.js", language: "src/language.js", search: "src/search.js", widgets: "src/widgets.js", theme: "src/theme.js", offline: "src/offline.js", "service-worker": "src/service-worker.js" },
    format: "esm",
    target: "es2022",
    // Files that lie beside them in the end, such as what wasm-bindgen writes after this.
    external: ["./worker.js", "./language.js"],
  }),
  build({
    ...common,
    entryPoints: { app: "../styles/app.css", docs: "../styles/docs.css", contrast: "../styles/tokens-contrast.css", lists: "../styles/lists.css", widgets: "../styles/widgets.css", choices: "../styles/choices.css", drawing: "../styles/drawing.css", search: "../styles/search.css", element: "../styles/element.css" },
    target: ["chrome123", "firefox121", "safari17.5"],
  }),
]);

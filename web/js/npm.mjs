// Makes the folder of the npm package from a built site: node web/js/npm.mjs OUT [DIST]
//
// It is what the application itself loads: npm/index.js is in its worker, the other files lie in dist/. Nothing is
// published here; `npm pack` in the folder makes the file that could be.

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const source = join(root, "web/npm");

const WRITTEN = ["index.js", "index.d.ts", "README.md"];
const BUILT = ["worker.js", "worker_bg.wasm", "worker_rest.wasm"];
const LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"];

const [out, dist = join(root, "dist")] = process.argv.slice(2);
if (!out) throw new Error("node web/js/npm.mjs OUT [DIST]");
if (!existsSync(join(dist, "worker_bg.wasm"))) throw new Error(`${dist} holds no site: cargo xtask build`);
// A development build is not parted: its glue asks for no rest, and a package would lack a file that bundlers look for.
const isParted = existsSync(join(dist, "worker_rest.wasm"));
if (isParted !== readFileSync(join(dist, "worker.js"), "utf8").includes("takeRest")) throw new Error(`${dist}: worker.js and worker_rest.wasm are not of one build`);

mkdirSync(out, { recursive: true });
// An earlier package may stand here, of another build.
for (const name of [...WRITTEN, ...BUILT, ...LICENSES, "package.json"]) rmSync(join(out, name), { force: true });
for (const name of WRITTEN) copyFileSync(join(source, name), join(out, name));
for (const name of BUILT.filter((name) => existsSync(join(dist, name)))) copyFileSync(join(dist, name), join(out, name));
for (const name of LICENSES) copyFileSync(join(root, name), join(out, name));
const { name, ...more } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
const written = { name, version: version(), ...more };
if (!isParted) {
  delete written.exports["./worker_rest.wasm"];
  written.private = true;
}
writeFileSync(join(out, "package.json"), `${JSON.stringify(written, undefined, 2)}\n`);

const all = ["package.json", ...WRITTEN, ...BUILT, ...LICENSES].filter((name) => existsSync(join(out, name)));
const sizes = all.map((name) => [name, statSync(join(out, name)).size, gzipSync(readFileSync(join(out, name)), { level: 9 }).length]);
console.log(`${written.name} ${written.version} in ${out}`);
for (const [name, size, packed] of sizes) console.log(`  ${name.padEnd(18)} ${row(size, packed)}`);
const sum = (column) => sizes.reduce((all, row) => all + row[column], 0);
console.log(`  ${"together".padEnd(18)} ${row(sum(1), sum(2))}`);
if (!isParted) console.log("podlife: this is a development build: it is large, slow, and not to be published");

function row(size, packed) {
  return `${String(size).padStart(9)} bytes, ${String(packed).padStart(8)} compressed`;
}

/** The version of everything, as the workspace has it. */
function version() {
  const [, found] = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^\[workspace\.package\]\n(?:(?!\[).*\n)*?version = "([^"]+)"/m) ?? [];
  if (!found) throw new Error("Cargo.toml has no version of the workspace");
  return found;
}

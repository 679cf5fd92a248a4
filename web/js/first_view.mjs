// What the first view of the playground needs of each program, found out by showing it: the core by asking it as the
// page does, the application in a browser that is a library. What this misses comes with the rest, a moment later.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { open } from "./browser.mjs";

/** What the playground asks of the core for its first view. */
const ASKED = '{"until":"","what_if":true,"preset":"","version":""}';

/** The core, for `part`. Its worker says when the rest is to be loaded. */
export function core(folder) {
  return {
    async show(script, wasm) {
      const program = await loaded(folder, script);
      program.initSync({ module: wasm });
      program.analyse(firstExample(folder), ASKED);
    },
    loader: `
let rest;

/** Takes the compiled rest of the program. */
export function takeRest(module) {
  rest = module;
}

/** Begins with a fresh instance: after a call that the missing rest has ended. */
export function afresh() {
  __wbg_reset_state();
}

function loadRest() {
  if (!rest) throw Object.assign(new Error("the rest of the program is not there yet"), { name: "RestMissing" });
  new WebAssembly.Instance(rest, { first: wasm });
  wasm.rest_is_loaded.value = 1;
}
`,
  };
}

/** The application, for `part`, with its two pages. Its rest is loaded once the core is there; what happens before that waits for it. */
export async function application(folder, name, { playground, embed }) {
  const whole = await loaded(folder, readFileSync(join(folder, "worker.js"), "utf8"));
  whole.initSync({ module: readFileSync(join(folder, "worker_bg.wasm")) });
  const glue = readFileSync(join(folder, `${name}.js`), "utf8").match(/from '(\.\/snippets\/[^']+)'/)[1];
  return {
    async show(script, wasm) {
      const url = "https://podlife.test/";
      const fragment = `#v1=${deflateRawSync(firstExample(folder)).toString("base64url")}`;
      for (const view of [
        { url, html: playground, motion: "no-preference" },
        { url, html: playground, motion: "reduce" },
        { url: url + fragment, html: embed, motion: "no-preference" },
      ]) {
        const close = open({ ...view, core: whole });
        const program = await loaded(folder, script);
        program.initSync({ module: wasm });
        await close();
      }
    },
    loader: `
import { settled } from "${glue}";

const restUrl = new URL("./${name}_rest.wasm", import.meta.url).href;
let rest;
settled
  .then(() => fetch(restUrl))
  .then((answer) => answer.arrayBuffer())
  .then(WebAssembly.compile)
  .then((module) => (rest ??= module))
  .catch(() => {});

function loadRest() {
  rest ??= new WebAssembly.Module(restAtOnce());
  new WebAssembly.Instance(rest, { first: wasm });
  wasm.rest_is_loaded.value = 1;
}

/** Somebody was faster than the network: the page waits. */
function restAtOnce() {
  const request = new XMLHttpRequest();
  request.open("GET", restUrl, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
}
`,
  };
}

/** The example that the playground opens with. */
function firstExample(folder) {
  return JSON.parse(readFileSync(join(folder, "examples.json"), "utf8"))[0].text;
}

/** A program by the script of its glue, which lies in `folder`; a new one at every call. */
async function loaded(folder, script) {
  const [source, bundled] = ["part-source.mjs", `part-${(count += 1)}.mjs`].map((name) => join(folder, name));
  writeFileSync(source, script);
  await build({ entryPoints: [source], outfile: bundled, bundle: true, format: "esm", logLevel: "error" });
  const program = await import(pathToFileURL(bundled));
  for (const file of [source, bundled]) rmSync(file);
  return program;
}

let count = 0;

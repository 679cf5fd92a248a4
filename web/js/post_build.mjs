// Runs after Trunk has written its files and before they reach dist/: shrinks the wasm of a release, writes the
// pages that share the application, the version in the scripts, the policy of each page, the pages that are read
// without JavaScript, and what keeps all of it for when there is no network.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installable, keepNothing, listFiles } from "./offline.mjs";

// What browsers of the last years know and rustc uses.
const FEATURES = ["MutableGlobals", "SignExt", "NontrappingFPToInt", "BulkMemory", "BulkMemoryOpt", "ReferenceTypes", "Multivalue"];

const HEAD = "<!-- The last step of the build writes the Content-Security-Policy here, and the script of the theme. -->";

const staging = process.env.TRUNK_STAGING_DIR;
const source = process.env.TRUNK_SOURCE_DIR;
const release = process.env.TRUNK_PROFILE === "release";
const read = (name) => readFileSync(join(staging, name), "utf8");
const write = (name, text) => writeFileSync(join(staging, name), text);

docs();
firstExample();
if (release) await shrink();
const version = stamp();
pages();
installable(staging);
if (release) listFiles(staging, version);
else keepNothing(staging);
console.log(`podlife: version ${version}`);

/** wasm-opt -Os over every module, then the application and the core in two parts each; binaryen from npm, because the system's is often too old for today's wasm. */
async function shrink() {
  const { default: binaryen } = await import("binaryen");
  const { part } = await import("./part.mjs");
  const { CUSTOM, without } = await import("./wasm.mjs");
  const { application, core } = await import("./first_view.mjs");
  const features = FEATURES.reduce((all, name) => all | binaryen.Features[name], 0);
  for (const name of readdirSync(staging).filter((name) => name.endsWith(".wasm"))) {
    const path = join(staging, name);
    const before = readFileSync(path);
    // What the linker has written down is about the program as it was.
    const module = binaryen.readBinary(without(before, ({ id, name }) => id === CUSTOM && /^(linking|reloc\.)/.test(name)));
    module.setFeatures(features);
    binaryen.setOptimizeLevel(2);
    // -Os rather than -Oz: a little larger as it is, a little smaller as it travels.
    binaryen.setShrinkLevel(1);
    // What only the size of a function decides is left as rustc made it: inlining again costs bytes. A second pass finds
    // what the first one made possible.
    binaryen.setAlwaysInlineMaxSize(0);
    binaryen.setOneCallerInlineMaxSize(0);
    module.optimize();
    module.optimize();
    module.runPasses(["strip-producers", "strip-target-features"]);
    // Those that are parted keep the names of their functions until then.
    binaryen.setDebugInfo(!name.startsWith("quiz"));
    const after = module.emitBinary();
    module.dispose();
    writeFileSync(path, after);
    console.log(`podlife: wasm-opt ${name} ${before.length} → ${after.length}`);
  }
  const [, app] = read("index.html").match(/from '\.\/([^']+)\.js'/);
  binaryen.setDebugInfo(false);
  // The application is shown with what the whole core answers.
  const pages = { playground: read("index.html"), embed: readFileSync(join(source, "embed.html"), "utf8") };
  await part(staging, app, features, { linked: linked("app"), ...(await application(staging, app, pages)) });
  rename(app);
  await part(staging, "worker", features, { linked: linked("worker"), ...core(staging) });
}

/** Gives the application a name by what is in its parts: what is first needed may change where the program does not. */
function rename(app) {
  const hash = createHash("sha256");
  const files = [".js", "_bg.wasm", "_rest.wasm"];
  for (const file of files) hash.update(readFileSync(join(staging, app + file)));
  const name = `app-${hash.digest("hex").slice(0, 16)}`;
  for (const file of files) renameSync(join(staging, app + file), join(staging, name + file));
  for (const file of [`${name}.js`, "index.html"]) write(file, read(file).replaceAll(app, name));
}

/** A program as its linker wrote it. */
function linked(name) {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], { cwd: source, maxBuffer: 2 ** 26 });
  const { target_directory: target } = JSON.parse(metadata);
  return readFileSync(join(target, "wasm32-unknown-unknown", "release-web", `${name}.wasm`));
}

/** Writes into the scripts which version of the files belongs together. */
function stamp() {
  const hash = createHash("sha256");
  for (const name of ["worker.js", "worker_bg.wasm", ...(release ? ["worker_rest.wasm"] : []), "quiz.js", "quiz_bg.wasm", "core-worker.js", "editor.js", "descriptions.txt"]) hash.update(readFileSync(join(staging, name)));
  const version = hash.digest("hex").slice(0, 12);
  const [, app] = read("index.html").match(/from '\.\/([^']+\.js)'/) ?? [];
  const [, wasm] = read("index.html").match(/module_or_path: '\.\/([^']+\.wasm)'/) ?? [];
  for (const path of scripts(staging)) {
    const text = readFileSync(path, "utf8");
    const stamped = text.replaceAll("__PODLIFE_VERSION__", version).replaceAll("__PODLIFE_APP__", app).replaceAll("__PODLIFE_WASM__", wasm);
    if (stamped !== text) writeFileSync(path, stamped);
  }
  return version;
}

function scripts(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return scripts(path);
    return name.endsWith(".js") ? [path] : [];
  });
}

/** quiz.html and embed.html take what Trunk wrote into the head of index.html, and each page gets its policy. */
function pages() {
  const index = read("index.html");
  const tags = (pattern) => [...index.matchAll(pattern)].map(([tag]) => tag).join("\n    ");
  const look = tags(/<link rel="stylesheet"[^>]*>/g);
  const application = tags(/<link rel="(?:stylesheet|icon|modulepreload|preload)"[^>]*>|<script type="module"[^>]*>[\s\S]*?<\/script>/g);
  for (const name of ["quiz.html", "embed.html"]) {
    const page = readFileSync(join(source, name), "utf8")
      .replace("<!-- What the application needs. -->", () => application)
      .replace("<!-- The look of the application. -->", () => look);
    write(name, page);
  }
  // The playground in other people's pages has an address of its own, so that the site's can be kept out of frames.
  const robots = '<meta name="robots" content="noindex" />';
  write("frame.html", read("index.html").replace(HEAD, () => `${HEAD}\n    ${robots}`));
  for (const name of ["index.html", "frame.html", "quiz.html", "embed.html"]) write(name, withPolicy(read(name).replaceAll("__PODLIFE_VERSION__", version), name !== "index.html"));
}

/**
 * The page with a policy that allows its own inline scripts and nothing of anybody else. The theme is among them: what comes
 * after a script that has to be fetched is asked for a turn later, in pages with a policy of their own.
 */
function withPolicy(page, isFramed) {
  const theme = read("theme.js").trim();
  // Where Trunk has taken a line away, its blanks stay.
  page = page.replaceAll(/^[ \t]+\n/gm, "");
  page = page.replace(HEAD, () => `${HEAD}\n    <script>${theme}</script>`);
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(([, body]) => ` 'sha256-${createHash("sha256").update(body).digest("base64")}'`).join("");
  // While somebody develops, Trunk adds a script that reloads the page, after this step.
  const own = release ? hashes : " 'unsafe-inline'";
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${own}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    // In a sandboxed frame the worker starts from a blob.
    `worker-src 'self'${isFramed ? " blob:" : ""}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return page.replace(HEAD, () => meta);
}

/** Puts the first example into the page, which opens with it. */
function firstExample() {
  const [{ text }] = JSON.parse(read("examples.json"));
  const first = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const place = '<pre id="first-example" hidden>';
  write("index.html", read("index.html").replace(place, () => `${place}\n${first}`));
}

/** Docs, examples with their list, rules and questions, by the command line that everybody has. */
function docs() {
  const site = ["run", "--quiet", "--package", "podlife", "--", "site", "--out", staging];
  execFileSync("cargo", site, { cwd: source, stdio: "inherit" });
}

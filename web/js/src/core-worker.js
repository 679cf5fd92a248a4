// The worker that holds the core: calls one of its functions and answers with what it gave.
//
// A panic in the core ends the call as a RuntimeError; the panic hook has by then asked for a fresh instance, which
// the next call gets.

const FUNCTIONS = new Set(["analyse", "grade", "preview", "what_if"]);

const version = new URL(import.meta.url).search;
const file = (name) => new URL(`./${name}${version}`, import.meta.url).href;
const started = import(file("worker.js")).then(async (core) => {
  await core.default({ module_or_path: file("worker_bg.wasm") });
  return core;
});

let lastPanic = "";
const report = console.error;
console.error = (...words) => {
  lastPanic = words.join(" ");
  report(...words);
};

addEventListener("message", async ({ data: { id, call, args } }) => {
  try {
    const core = await started;
    if (!FUNCTIONS.has(call)) throw new Error(`no function ${call}`);
    postMessage({ id, answer: core[call](...args) });
  } catch (error) {
    postMessage({ id, crashed: `${lastPanic || error}` });
    lastPanic = "";
  }
});

started.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ ready: false, crashed: `${error}` }),
);

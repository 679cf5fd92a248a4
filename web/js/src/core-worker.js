// The worker that holds the core: calls one of its functions and answers with what it gave.
//
// A panic in the core ends the call as a RuntimeError; the panic hook has by then asked for a fresh instance, which
// the next call gets. What the first Pod does not need comes after the rest of the core: a call that needs it before
// says that it waits and is done again, which no call notices, as none remembers anything.

const FUNCTIONS = new Set(["analyse", "compare", "complete", "complete_command", "enter", "format", "grade", "hover", "made_questions", "preview", "take_away", "view_of", "what_if"]);

const version = new URL(import.meta.url).search;
const file = (name) => new URL(`./${name}${version}`, import.meta.url).href;
const started = import(file("worker.js")).then(async (core) => {
  await core.default({ module_or_path: file("worker_bg.wasm") });
  return core;
});

let rest;
/** Asks for the rest, again where that has failed; while somebody develops, there is none. */
async function takeRest() {
  const core = await started;
  if (!core.takeRest) return;
  rest ??= fetch(file("worker_rest.wasm"))
    .then((answer) => answer.arrayBuffer())
    .then(WebAssembly.compile)
    .then(core.takeRest);
  try {
    await rest;
  } catch (error) {
    rest = undefined;
    throw error;
  }
}

async function answer(id, call, args) {
  const core = await started;
  if (!FUNCTIONS.has(call)) throw new Error(`no function ${call}`);
  try {
    return core[call](...args);
  } catch (error) {
    if (error.name !== "RestMissing") throw error;
  }
  postMessage({ id, waits: true });
  await takeRest();
  postMessage({ id, waits: false });
  core.afresh();
  return core[call](...args);
}

let lastPanic = "";
const report = console.error;
console.error = (...words) => {
  lastPanic = words.join(" ");
  report(...words);
};

addEventListener("message", async ({ data: { id, call, args } }) => {
  try {
    postMessage({ id, answer: await answer(id, call, args) });
  } catch (error) {
    postMessage({ id, crashed: `${lastPanic || error}` });
    lastPanic = "";
  }
});

started.then(
  () => {
    postMessage({ ready: true });
    takeRest().catch(() => {});
  },
  (error) => postMessage({ ready: false, crashed: `${error}` }),
);

// The worker that holds the core: calls one of its functions and answers with what it gave. How the core is started, what
// becomes of a panic, and what waits for the rest of it, is the same for everybody: web/npm/index.js.

import { start } from "../../npm/index.js";

// The files that belong together are asked for by one version.
const version = new URL(import.meta.url).search;
const file = (name) => new URL(`./${name}${version}`, import.meta.url).href;

const started = start({
  script: () => import(file("worker.js")),
  wasm: () => file("worker_bg.wasm"),
  rest: () => fetch(file("worker_rest.wasm")).then((answer) => answer.arrayBuffer()).then(WebAssembly.compile),
});

addEventListener("message", async ({ data: { id, call, args } }) => {
  try {
    const core = await started;
    postMessage({ id, answer: await core.call(call, args, (waits) => postMessage({ id, waits })) });
  } catch (error) {
    postMessage({ id, crashed: error.name === "Panic" ? error.message : `${error}` });
  }
});

started.then(
  (core) => {
    postMessage({ ready: true });
    core.takeRest().catch(() => {});
  },
  (error) => postMessage({ ready: false, crashed: `${error}` }),
);

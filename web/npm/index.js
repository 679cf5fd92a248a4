// The core of Podlife for JavaScript: texts in, values out. The application and its embeds use it as everybody does.
//
// What computes is `worker_bg.wasm`, behind `worker.js`, which wasm-bindgen writes. What the first Pod does not need is in
// `worker_rest.wasm`, which comes after it: a call that needs it before waits for it and is done again, which no call
// notices, as none remembers anything.

const FUNCTIONS = new Set(["analyse", "compare", "complete", "complete_command", "enter", "format", "grade", "hover", "made_questions", "preview", "take_away", "view_of", "what_if"]);

/**
 * Starts the core from functions that get its files, and gives it as it is: `call` takes texts and gives JSON, `takeRest`
 * asks for the rest. A worker of one's own needs no more than this.
 */
export async function start({ script, wasm, rest }) {
  const core = await script();
  await core.default({ module_or_path: await wasm() });

  /** Calls a function, which is over when this returns: what is told meanwhile on the console is told by its panic. */
  const run = (name, strings) => {
    const report = console.error;
    let panic = "";
    console.error = (...words) => {
      panic = words.join(" ");
      report.apply(console, words);
    };
    try {
      return core[name](...strings);
    } catch (cause) {
      // The panic hook has asked for a fresh instance: the next call gets it.
      throw panic ? Object.assign(new Error(panic, { cause }), { name: "Panic" }) : cause;
    } finally {
      console.error = report;
    }
  };

  let taken;
  /** Asks for the rest, again where that has failed; while somebody develops, there is none. */
  const takeRest = async () => {
    if (!core.takeRest) return;
    taken ??= rest().then(core.takeRest);
    try {
      await taken;
    } catch (error) {
      taken = undefined;
      throw error;
    }
  };

  const call = async (name, strings, onWaits) => {
    if (!FUNCTIONS.has(name)) throw new Error(`no function ${name}`);
    try {
      return run(name, strings);
    } catch (error) {
      if (error.name !== "RestMissing") throw error;
    }
    // It was ended in its middle: whoever calls meanwhile gets a fresh instance as well.
    core.afresh();
    onWaits?.(true);
    try {
      await takeRest();
    } finally {
      onWaits?.(false);
    }
    return run(name, strings);
  };

  return { call, takeRest };
}

/** Loads the core; its files come from beside this one where they are not given. */
export async function load({ wasm, rest, onWaits } = {}) {
  // Bundlers find the files by these lines.
  const raw = await start({
    script: () => import("./worker.js"),
    wasm: () => opened(wasm ?? new URL("./worker_bg.wasm", import.meta.url)),
    rest: () => opened(rest ?? new URL("./worker_rest.wasm", import.meta.url)).then(compiled),
  });
  // A call that needs it asks for it again.
  raw.takeRest().catch(() => {});
  return new Core(raw, onWaits);
}

/** A file behind an address; what is none is taken as it is. */
async function opened(source) {
  const given = await source;
  const address = typeof given === "string" ? given : given.href;
  if (address === undefined) return given;
  if (address.startsWith("file:")) {
    // Node does not fetch these. It is not named in the import: bundlers for browsers would look for it.
    const files = "node:fs/promises";
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ files);
    return readFile(new URL(address));
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${answer.statusText}`);
  return answer;
}

async function compiled(given) {
  if (given instanceof WebAssembly.Module) return given;
  return WebAssembly.compile(given instanceof Response ? await given.arrayBuffer() : given);
}

/** The options as the core reads them. */
function asked({ kubernetes, preset, until, whatIf } = {}) {
  return JSON.stringify({ until: `${until ?? ""}`, what_if: Boolean(whatIf), preset: `${preset ?? ""}`, version: `${kubernetes ?? ""}` });
}

/** Several values, one a line. */
function lines(...values) {
  return values.map((value) => line(value ?? "")).join("\n");
}

function line(value) {
  return `${value}`.replaceAll(/\r\n|\r|\n/g, " ");
}

/** A number as the core reads it: it knows of no fractions and nothing below zero. */
function whole(number = 0) {
  return Math.min(Math.max(0, Math.trunc(number) || 0), Number.MAX_SAFE_INTEGER);
}

function json(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

class Core {
  #raw;
  #onWaits;

  constructor(raw, onWaits) {
    this.#raw = raw;
    this.#onWaits = onWaits;
  }

  call(name, ...strings) {
    return this.#raw.call(name, strings, this.#onWaits);
  }

  async #ask(name, ...strings) {
    return JSON.parse(await this.call(name, ...strings));
  }

  analyse(text, options) {
    return this.#ask("analyse", text, asked(options));
  }

  async simulate(text, options) {
    const made = await this.exportAs(text, "json", {}, options);
    return made.how ? JSON.parse(made.text) : null;
  }

  async kubectl(text, at, command, options) {
    const [entered] = await this.#ask("enter", text, asked(options), `${whole(at)} ${line(command)}`);
    return entered;
  }

  completeCommand(text, at, command, options) {
    return this.#ask("complete_command", text, asked(options), `${whole(at)} ${line(command)}`);
  }

  complete(text, offset, kubernetes) {
    return this.#ask("complete", text, `${whole(offset)}`, `${kubernetes ?? ""}`);
  }

  hover(text, offset, kubernetes) {
    return this.#ask("hover", text, `${whole(offset)}`, `${kubernetes ?? ""}`);
  }

  format(text) {
    return this.#ask("format", text);
  }

  whatIf(text, { what, of, key, choice = 0, time, number }) {
    return this.#ask("what_if", text, lines(what, of, key, choice, time, number));
  }

  preview(text, finding, fix, options) {
    return this.#ask("preview", text, asked(options), `${finding}`, `${fix}`);
  }

  compare(text, what, before = "", options = undefined) {
    return this.#ask("compare", text, asked(options), what, before);
  }

  view(text, { what, at, width = 0, replicas, cpu, memory }, options) {
    return this.#ask("view_of", text, asked(options), lines(what, whole(at), whole(width), replicas, cpu, memory));
  }

  exportAs(text, format, { at, link } = {}, options = undefined) {
    return this.#ask("take_away", text, asked(options), lines(format, whole(at), link));
  }

  grade(question, answer) {
    return this.#ask("grade", json(question), json(answer));
  }

  madeQuestions(...seeds) {
    return this.#ask("made_questions", lines(...seeds));
  }
}

/** Where bytes of a text stand, counted as JavaScript counts. */
export function offsets(text, { start, end }) {
  let at = 0;
  let bytes = 0;
  const until = (wanted) => {
    while (at < text.length && bytes < wanted) {
      const code = text.codePointAt(at);
      at += code < 0x10000 ? 1 : 2;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    return at;
  };
  return { start: until(start), end: until(end) };
}

/** The text after all edits; of two that overlap the later one in the text is left out, as in the core. */
export function apply(text, edits) {
  const sorted = [...edits].sort(({ span: one }, { span: other }) => one.start - other.start || one.end - other.end);
  let changed = "";
  let done = 0;
  for (const edit of sorted) {
    const { start, end } = offsets(text, edit.span);
    if (start < done) continue;
    changed += text.slice(done, start) + edit.text;
    done = end;
  }
  return changed + text.slice(done);
}

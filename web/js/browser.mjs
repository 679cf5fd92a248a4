// A page in a browser that is a library: no pixels, and an editor that does nothing. It is there to find out what the
// first view of the application needs.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Window } from "happy-dom";

// What Node has too, but not for a page.
const THE_PAGES_OWN = new Set(["document", "location", "navigator", "localStorage", "history", "fetch", "Event", "MessageEvent", "EventTarget", "CustomEvent", "setTimeout", "setInterval", "clearTimeout", "clearInterval"]);

const EDITOR = "export const createEditor = () => new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : () => '') });";

// A page of a laptop, then of a phone.
const WIDTHS = [900, 360];

/** Opens a page at an address, with a core to ask. Gives what waits until the page has played for a while, and closes it; it fails where no Pod is shown. */
export function open({ url, html, motion, core }) {
  const page = new Window({ url, settings: { device: { prefersReducedMotion: motion } } });
  const files = mkdtempSync(join(tmpdir(), "podlife-"));
  writeFileSync(join(files, "package.json"), '{"type":"module"}');
  writeFileSync(join(files, "editor.js"), EDITOR);
  const before = install(page);
  page.document.write(html.replace(/<script[\s\S]*?<\/script>/g, ""));
  return async () => {
    await wait(1500);
    if (!page.document.querySelector(".timeline__picture *")) throw new Error(`no Pod is shown: ${page.document.body.textContent}`);
    await page.happyDOM.close();
    restore(before);
    rmSync(files, { recursive: true });
  };

  function install(page) {
    const globals = { ...own(page), window: globalThis, self: globalThis, podlifeBase: `${pathToFileURL(files)}/`, ResizeObserver: widths(), Worker: worker(page, core) };
    const before = new Map();
    for (const [name, value] of Object.entries(globals)) {
      before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
    // To the program, the global object is the window.
    Object.defineProperty(page.Window, Symbol.hasInstance, { value: (it) => it === globalThis, configurable: true });
    return before;
  }
}

/** What a window has and Node has not, or has for itself. */
function own(page) {
  const globals = {};
  for (let at = page; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name in globals || (name in globalThis && !THE_PAGES_OWN.has(name))) continue;
      const value = page[name];
      // A method belongs to its window; a class, which is written large, to itself.
      globals[name] = typeof value === "function" && /^[a-z]/.test(name) ? value.bind(page) : value;
    }
  }
  return globals;
}

/** Forgets what a page has left in this process. */
function restore(before) {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else delete globalThis[name];
  }
}

/** An observer that tells a laptop's width, and later a phone's. */
function widths() {
  return class {
    constructor(callback) {
      this.callback = callback;
    }
    observe() {
      WIDTHS.forEach((width, place) => setTimeout(() => this.callback([{ contentRect: { width } }]), 400 * place));
    }
    unobserve() {}
    disconnect() {}
  };
}

/** A worker that has the core. */
function worker(page, core) {
  return class extends page.EventTarget {
    constructor() {
      super();
      this.say({ ready: true });
    }
    say(data) {
      setTimeout(() => {
        const event = new page.MessageEvent("message", { data });
        this.dispatchEvent(event);
        this.onmessage?.(event);
      });
    }
    postMessage({ id, call, args }) {
      this.say({ id, answer: core[call](...args) });
    }
    terminate() {}
  };
}

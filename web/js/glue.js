// The few things of the browser that are shorter to say here than through bindings.

// Written by the last step of the build; it makes sure that no stale file is mixed with a new one.
const VERSION = "__PODLIFE_VERSION__";

/** Where the site's own files are, whatever page or host uses them. */
function site_url(name) {
  const base = globalThis.podlifeBase ?? document.baseURI;
  const url = new URL(name, base);
  url.search = VERSION.startsWith("__") ? "" : `v=${VERSION}`;
  return url.href;
}

/** Where the playground is. */
export function home() {
  return new URL("./", globalThis.podlifeBase ?? document.baseURI).href;
}

/** A worker from `name`; a page of another origin may only start one from a blob that imports it. */
export function spawn_worker(name) {
  const url = site_url(name);
  if (new URL(url).origin === self.origin) return new Worker(url, { type: "module" });
  const blob = new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(blob), { type: "module" });
}

let settle;
/** When the core is there: then comes what can wait. */
export const settled = new Promise((done) => (settle = done));

/** The core is there. */
export function core_is_there() {
  settle();
}

/** The editor in `parent`, once its code is there. */
export async function load_editor(parent, text, label, onChange, onFix, ask) {
  const { createEditor } = await import(site_url("editor.js"));
  return createEditor({ parent, text, label, onChange, onFix, ask });
}

/** The same text, small enough for an address. */
export async function deflate(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The text of `packed`; fails where it is damaged, or longer than `limit` bytes. */
export async function inflate(packed, limit) {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new Error("too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Calls back with the width of `element` now and whenever it changes; gives what stops it. */
export function watch_width(element, callback) {
  const observer = new ResizeObserver(([entry]) => callback(entry.contentRect.width));
  observer.observe(element);
  return () => observer.disconnect();
}

/** Shows a piece of a page in `#view`, and keeps the focus in it; calls back with its width whenever that changes, and with the place of the text that is chosen in it. */
export function show_view(html, callback) {
  const view = document.getElementById("view");
  if (!view) return;
  if (!view.places) {
    view.places = () => [...view.querySelectorAll("[data-at], summary")];
    const choose = (event) => {
      const chosen = event.target.closest("[data-at]");
      if (!chosen || (event.key && !/^(Enter| )$/.test(event.key))) return;
      event.preventDefault();
      callback(chosen.dataset.at);
    };
    view.addEventListener("click", choose);
    view.addEventListener("keydown", choose);
    new ResizeObserver(([{ contentRect }]) => contentRect.width && callback(`${Math.floor(contentRect.width)}`)).observe(view);
  }
  if (view.html === html) return;
  view.html = html;
  const focused = view.places().indexOf(document.activeElement);
  const isOpen = view.querySelector("details")?.open;
  view.innerHTML = html;
  if (isOpen && view.querySelector("details")) view.querySelector("details").open = true;
  view.places()[focused]?.focus({ preventScroll: true });
}

/** Calls back with the keys that nothing else on the page means, and keeps the browser from those that were used; gives what stops it. */
export function watch_keys(callback) {
  const writes = "input, textarea, select, [contenteditable], dialog, [popover]";
  const heard = (event) => {
    const { target, code } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest?.(writes)) return;
    // What has the focus has a use of its own for these.
    if (/^(Space|Arrow)/.test(code) && target.closest?.("a, button, summary, [tabindex]")) return;
    if (callback(code, event.key, event.shiftKey)) event.preventDefault();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}

/** Opens or closes what pops up. */
export function toggle_popover(id) {
  document.getElementById(id)?.togglePopover();
}

/** Shows the theme: `light`, `dark`, `contrast`, or what the system says. */
export function set_theme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** Text on the clipboard; false where the browser does not let us. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The most that is read of files, in bytes: more is no manifest. */
const MOST = 2 ** 21;

/** Calls back with the text of files, several as documents of one; with why not, where they are too large. */
async function read(files, callback) {
  const all = [...files];
  if (all.length === 0) return;
  const size = all.reduce((sum, { size }) => sum + size, 0);
  if (size > MOST) return callback("", `${all[0].name} is too large: more than 2 MiB are not read.`);
  const texts = await Promise.all(all.map((file) => file.text()));
  callback(texts.map((text) => text.replace(/\n?$/, "\n")).join("---\n"), "");
}

/** Lets somebody pick a file. It is read here, and goes nowhere. */
export function pick_file(callback) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, accept: ".yaml,.yml,.json,text/plain", onchange: () => read(input.files, callback) });
  input.click();
}

/** Takes files that are dropped anywhere on the page. */
export function watch_drops(callback) {
  const { dataset } = document.body;
  const isFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  const on = (name, act) => addEventListener(name, (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  }, true);
  on("dragover", () => (dataset.drop = ""));
  on("dragleave", ({ relatedTarget }) => relatedTarget || delete dataset.drop);
  on("drop", ({ dataTransfer }) => {
    delete dataset.drop;
    read(dataTransfer.files, callback);
  });
}

/** Makes a text area say `text` as one step of its own undo; the focus stays where it is. */
export function write_area(area, text) {
  const old = area.value;
  let from = 0;
  while (from < old.length && old[from] === text[from]) from += 1;
  let [end, to] = [text.length, old.length];
  while (end > from && to > from && old[to - 1] === text[end - 1]) [end, to] = [end - 1, to - 1];
  const focused = document.activeElement;
  area.focus({ preventScroll: true });
  area.setSelectionRange(from, to);
  document.execCommand(end > from ? "insertText" : "delete", false, text.slice(from, end));
  if (area.value !== text) area.value = text;
  focused?.focus({ preventScroll: true });
}

/** The text of a file of the site. */
export async function fetch_text(name) {
  const response = await fetch(site_url(name));
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

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

/** Words in the language that was chosen; values take the places of `{}`. */
function say(english, ...values) {
  const words = globalThis.podlifeWords?.[english] ?? english;
  return words.replace(/{}/g, () => values.shift() ?? "");
}

/** Whether the address or an earlier visit has chosen a language. */
function chose_language() {
  try {
    return /[?&]lang=/.test(location.search) || localStorage.getItem("podlife.language");
  } catch {
    // The browser keeps nothing for this page.
    return false;
  }
}

/** Calls back with the words of that language, a line in English before each in the other one; with nothing for English. `root` is going to be in it. */
export function words(root, callback) {
  if (!chose_language()) return callback("");
  const learn = async () => {
    const chosen = await import(new URL("language.js", globalThis.podlifeBase ?? document.baseURI).href);
    await chosen.ready;
    const lines = Object.entries(globalThis.podlifeWords ?? {}).flat().join("\n");
    if (!lines) return "";
    root.lang = chosen.language;
    document.title = say(document.title);
    return lines;
  };
  learn().catch(() => "").then(callback);
}

/** Where the playground is. */
export function home() {
  return new URL("./", globalThis.podlifeBase ?? document.baseURI).href;
}

let settle;
/** When the core is there, or does not come: then comes what can wait. */
export const settled = new Promise((done) => (settle = done));

// What a worker does that imports another one, and keeps for it what is said meanwhile. It is no module: in a sandbox
// Chromium starts none from a blob.
const IMPORTS = (url) => `const said = [];
const hear = ({ data }) => said.push(data);
addEventListener("message", hear);
import(${JSON.stringify(url)}).then(() => {
  removeEventListener("message", hear);
  for (const data of said) dispatchEvent(new MessageEvent("message", { data }));
}, (error) => setTimeout(() => { throw error; }));`;

/** A worker from `name`; a page of another origin may only start one from a blob that imports it. */
export function spawn_worker(name) {
  const url = site_url(name);
  const isOwn = new URL(url).origin === self.origin;
  const blob = isOwn ? "" : URL.createObjectURL(new Blob([IMPORTS(url)], { type: "text/javascript" }));
  const worker = isOwn ? new Worker(url, { type: "module" }) : new Worker(blob);
  const begun = () => {
    settle();
    URL.revokeObjectURL(blob);
  };
  for (const name of ["message", "error"]) worker.addEventListener(name, begun, { once: true });
  return worker;
}

/**
 * The editor in `parent`, once its code is there. It does not take the network from the core, which draws the Pod: there is
 * a text area until then; whoever goes into that gets the editor as soon as it can be there.
 */
export async function load_editor(parent, text, label, onChange, onFix, ask) {
  const isEntered = new Promise((enter) => parent.parentElement?.addEventListener("focusin", enter, { once: true }));
  await Promise.race([settled, isEntered]);
  const { createEditor } = await import(site_url("editor.js"));
  // Meanwhile somebody may have gone on to another manifest.
  if (!parent.isConnected) throw new Error("the place of the editor is gone");
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
    view.places = () => [...view.querySelectorAll("[data-at], [tabindex], summary")];
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

/** Shows the page larger and without what surrounds the run, or as usual again. */
export function toggle_presentation() {
  const is = document.documentElement.toggleAttribute("data-presentation");
  for (const button of document.querySelectorAll(".presentation")) button.ariaPressed = is;
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

// The page around this one, once it has said hello: its origin.
let host;

/** Tells the page around this one something; nothing before it has said hello. */
export function tell_host(type, value) {
  if (host === undefined) return;
  // A page without an origin of its own, as in a sandboxed frame or a file, cannot be named.
  parent.postMessage({ podlife: 1, type, value }, host === "null" ? "*" : host);
}

/**
 * Says that this page is ready, and hears the page around it from its hello on: the first origin that says it, and no other.
 * Calls back with what it wants: `show` and a text, `seek` and milliseconds, `play`, `pause`.
 */
export function watch_host(callback) {
  if (parent === self) return;
  document.body.dataset.frame = "";
  // A frame shows one thing: links open beside the page around it.
  document.head.append(Object.assign(document.createElement("base"), { target: "_blank" }));
  const app = document.getElementById("app");
  const height = () => tell_host("height", Math.ceil(app.getBoundingClientRect().height));
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || data?.podlife !== 1) return;
    if (data.type === "hello") host ??= origin;
    if (origin !== host) return;
    if (data.type === "hello" || data.type === "look") take_look(data.value ?? {});
    if (data.type === "hello") {
      tell_host("welcome", { version: VERSION });
      height();
    }
    if (data.type === "show" && typeof data.value === "string") callback("show", data.value, 0);
    if (data.type === "seek" && Number.isFinite(data.value) && data.value >= 0) callback("seek", "", data.value);
    if (data.type === "play" || data.type === "pause") callback(data.type, "", 0);
  });
  new ResizeObserver(height).observe(app);
  parent.postMessage({ podlife: 1, type: "ready" }, "*");
}

// The colors that the page around has said.
let colorsTaken = [];

/** Looks like the page around: its theme, its font, its colors. Nothing that loads anything is taken. */
function take_look({ theme, font, colors }) {
  const { style, dataset } = document.documentElement;
  if (/^(light|dark|contrast)$/.test(theme)) dataset.theme = theme;
  else if (theme === "") delete dataset.theme;
  const isPlain = (value) => typeof value === "string" && value.length < 500 && !/[;{}\\]|url\(|image|expression/i.test(value);
  if (isPlain(font)) style.setProperty("--sans", font);
  for (const name of colorsTaken) style.removeProperty(name);
  const said = Object.entries(colors ?? {}).filter(([name, value]) => /^[a-z]+(-[a-z]+)*$/.test(name) && isPlain(value));
  for (const [name, value] of said) style.setProperty(`--${name}`, value);
  colorsTaken = said.map(([name]) => `--${name}`);
}

/** Copies, saves, draws or prints what the core made, and says what became of it. */
export async function deliver(how, name, media, text) {
  const save = (blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return say("Saved {}", name);
  };
  const asFile = () => save(new Blob([text], { type: media }));
  if (how === "copy") return (await copy(text)) ? say("Copied") : say("Copying is not allowed here. {}", asFile());
  if (how === "save") return asFile();
  if (how === "picture") {
    const blob = await pixels(text).catch(() => undefined);
    return blob ? save(blob) : say("This browser could not draw the picture. Save it as SVG.");
  }
  if (how === "print") return print_sheet(text);
  return text;
}

/** A picture as PNG, twice as sharp as it is large. */
async function pixels(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Prints a sheet in the place of the page. Everything in it was escaped by the core. */
function print_sheet(html) {
  document.querySelector(".sheet")?.remove();
  const sheet = document.createElement("article");
  sheet.className = "sheet";
  sheet.innerHTML = html;
  document.body.append(sheet);
  addEventListener("afterprint", () => sheet.remove(), { once: true });
  window.print();
  return "";
}

/** Keys and search in menus, links that are opened in this page, and printing, from now on. */
export function watch_menus(onPrint) {
  const near = ({ target }) => target.closest?.(".menu");
  const entries = (menu) => [...menu.querySelectorAll(".menu__entry")].filter(({ offsetParent }) => offsetParent);
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if ((ctrlKey || metaKey) && !altKey && key === "p") {
      event.preventDefault();
      return onPrint();
    }
    const menu = near(event);
    if (!menu || ctrlKey || metaKey || altKey) return;
    const all = entries(menu);
    const at = all.indexOf(document.activeElement);
    const field = menu.querySelector(".menu__search");
    const isField = document.activeElement === field;
    const to = { ArrowDown: all[at + 1] ?? all[0], ArrowUp: at > 0 ? all[at - 1] : at === 0 && field ? field : all.at(-1) }[key]
      ?? (isField ? undefined : { Home: all[0], End: all.at(-1) }[key]);
    if (to) {
      event.preventDefault();
      to.focus();
    } else if (isField && key === "Enter") {
      event.preventDefault();
      all[0]?.click();
    } else if (!isField && key.length === 1 && key !== " ") {
      // Letters go to the search, or to the next entry that begins with them.
      const starts = (entry) => entry.textContent.toLowerCase().startsWith(key.toLowerCase());
      (field ?? [...all.slice(at + 1), ...all].find(starts))?.focus();
    }
  });
  const find = (menu) => {
    const words = menu.querySelector(".menu__search").value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const section of menu.querySelectorAll("section")) {
      const group = section.querySelector("h2").textContent;
      const shown = [...section.querySelectorAll("li")].filter((entry) => {
        const text = `${group} ${entry.textContent}`.toLowerCase();
        entry.hidden = !words.every((word) => text.includes(word));
        return !entry.hidden;
      });
      section.hidden = shown.length === 0;
      count += shown.length;
    }
    const found = menu.querySelector(".menu__found");
    found.textContent = words.join("") ? (count ? say("{} found", count) : say("Nothing found. Try a shorter word.")) : "";
  };
  addEventListener("input", (event) => event.target.matches?.(".menu__search") && find(near(event)));
  addEventListener("toggle", ({ target, newState }) => {
    const field = target.querySelector?.(":scope .menu__search");
    if (newState !== "open" || !field) return;
    field.value = "";
    find(target);
    // On a phone a keyboard would cover the list.
    if (matchMedia("(pointer: fine)").matches) field.focus();
  }, true);
  addEventListener("hashchange", () => location.hash.startsWith("#v1=") && location.reload());
}

/** The most that is read of files, in bytes: more is no manifest. */
const MOST = 2 ** 21;

/** Calls back with the text of files, several as documents of one; with why not, where they are too large. */
async function read(files, callback) {
  const all = [...files];
  if (all.length === 0) return;
  const size = all.reduce((sum, { size }) => sum + size, 0);
  if (size > MOST) return callback("", say("{} is too large: more than 2 MiB are not read.", all[0].name));
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
  if (!document.hasFocus()) {
    // Somebody types elsewhere, as in the page around a frame.
    area.value = text;
    return;
  }
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

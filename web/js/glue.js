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

/** The text of a file of the site. */
export async function fetch_text(name) {
  const response = await fetch(site_url(name));
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

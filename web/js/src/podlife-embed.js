// Live Pods, playgrounds and questions in any page. One script:
//
//   <script type="module" src="https://podlife.dev/podlife-embed.js"></script>
//
// upgrades every code block of the language `podlife`, and defines <podlife-timeline>, <podlife-playground> and
// <podlife-quiz>. What stands in them is there for readers without JavaScript, and until a frame has greeted. Everything
// else happens in that frame, which looks like the page around it and is as high as its content; nothing is uploaded.

const base = new URL("./", import.meta.url);
// A file and a page in a sandbox have no origin that can be named; in a sandbox neither has its frame.
const [heard, told] = self.origin === "null" ? [["null", base.origin], "*"] : [[base.origin], base.origin];
// The block, its code, or what is around them, as generators write it.
const FENCES = ".language-podlife, .highlight-podlife";
// The numbers of lines, as highlighters write them: in a column of their own, or before each line.
const NUMBERS = ".linenos, .linenodiv, .lineno, .linenumber, .lnt, .ln";
const OPTIONS = ["view", "version", "start", "until", "theme", "play", "spoiler", "read-only", "load"];

/** Words in the language that the page around has chosen for itself, where that is one of our own. */
const say = (english) => globalThis.podlifeWords?.[english] ?? english;

/** The colors of a frame that a page may say, as `--podlife-app`. */
const COLORS = ["canvas", "surface", "border", "border-strong", "text", "text-soft", "text-faint", "accent", "on-accent", "init", "sidecar", "app", "ephemeral", "waiting", "back-off", "danger", "success", "warning", "terminal", "terminal-text"];

// How long a frame may take to greet before no place is kept for it any more, in milliseconds.
const PATIENCE = 20_000;

/** A frame with a page of Podlife, which it greets, and which it looks after. */
class Frame extends HTMLElement {
  #seen;
  #frame;
  #greeted;
  #runs;
  #ran;
  #shrinks;
  #text;

  connectedCallback() {
    // Said before this script was there.
    if (Object.hasOwn(this, "text")) {
      const { text } = this;
      delete this.text;
      this.text = text;
    }
    if (this.#frame || this.#seen) return;
    if (this.getAttribute("load") === "click") return this.#offer();
    this.#seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.show(), { rootMargin: "200px" });
    this.#seen.observe(this);
  }

  /** A frame that is moved loads anew: a page that comes back from elsewhere begins again. */
  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = undefined;
    this.#leave();
  }

  #leave() {
    removeEventListener("message", this.#hear);
    looks.delete(this);
    this.shadowRoot?.replaceChildren(document.createElement("slot"));
    this.#frame = undefined;
    this.#await();
  }

  #await() {
    /** Resolves when the page in the frame has greeted. */
    this.welcome = new Promise((done) => (this.#greeted = done));
    this.#awaitRun();
  }

  /** What is to be done with a run has to wait for it. */
  #awaitRun() {
    this.#runs = new Promise((done) => (this.#ran = done));
  }

  constructor() {
    super();
    this.#await();
  }

  /** A button, where nothing is to be loaded before somebody wants it. */
  #offer() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.offer;
    button.addEventListener("click", () => this.show().then(() => this.#frame?.focus()));
    root.replaceChildren(button, document.createElement("slot"));
  }

  /** Loads the frame behind what stands here, which stays until the frame greets, and where it never does. */
  async show() {
    this.#seen?.disconnect();
    if (this.#frame) return;
    const frame = document.createElement("iframe");
    this.#frame = frame;
    let address;
    try {
      address = await this.address(this.#text);
    } catch (error) {
      console.warn(`${this.localName}:`, error);
      if (this.#frame === frame) this.#frame = undefined;
      return;
    }
    if (this.#frame !== frame) return;
    addEventListener("message", this.#hear);
    Object.assign(frame, { src: address.href, title: this.getAttribute("label") || this.title || this.name, allow: "clipboard-write; fullscreen", referrerPolicy: "no-referrer" });
    frame.style.cssText = "position: absolute; inset: 0; width: 100%; height: 100%; border: 0; border-radius: inherit; color-scheme: normal; visibility: hidden";
    const place = document.createElement("div");
    place.style.cssText = `position: relative; border-radius: inherit; min-height: ${this.first}px`;
    place.append(frame, document.createElement("slot"));
    // Where frames are not allowed, or there is no network, the text stands alone.
    frame.addEventListener("load", () => setTimeout(() => (place.style.minHeight = ""), PATIENCE));
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(place);
    looks.set(this, undefined);
    for (let around = this; around; around = around.parentElement ?? around.getRootNode().host) changes.observe(around, { attributes: true });
  }

  /** Hears its own frame and nothing else. */
  #hear = ({ source, origin, data }) => {
    if (!source || source !== this.#frame?.contentWindow || !heard.includes(origin) || data?.podlife !== 1) return;
    const { type, value } = data;
    if (type === "ready") this.greet();
    else if (type === "welcome") this.#uncover(value);
    else if (type === "height" && Number.isFinite(value) && this.sizes) this.#size(Math.min(Math.max(value, 60), 8000));
    else if (type === "shown") this.#name(value);
    this.dispatchEvent(new CustomEvent(`podlife-${type}`, { bubbles: true, composed: true, detail: value }));
  };

  /** Makes the frame higher at once, and lower when its content stays so: while that is drawn anew it is low for a moment. */
  #size(height) {
    const { style } = this.#frame;
    clearTimeout(this.#shrinks);
    const size = () => (style.height = `${height}px`);
    if (height >= parseFloat(style.height)) size();
    else this.#shrinks = setTimeout(size, 150);
  }

  /** There is a run, of the Pod of this name. */
  #name(pod) {
    if (!this.getAttribute("label") && !this.title) this.#frame.title = `${this.name}: ${pod}`;
    this.#ran();
  }

  /** Puts the frame into the place of what stood there. */
  #uncover(value) {
    const { style, parentElement: place } = this.#frame;
    if (style.visibility) {
      Object.assign(style, { position: "", display: "block", visibility: "", height: `${this.first}px` });
      place.style.minHeight = "";
      place.querySelector("slot").remove();
    }
    this.#greeted(value);
    // The playground does not say when.
    if (!this.sizes) this.#ran();
  }

  /** Tells the page in the frame something, once it has greeted. */
  tell(type, value) {
    this.welcome.then(() => this.#post(type, value));
  }

  #post(type, value) {
    this.#frame?.contentWindow?.postMessage({ podlife: 1, type, value }, told);
  }

  /** Says hello, or how the page around looks now; nothing where that is known. */
  greet(type = "hello") {
    const now = look(this);
    const said = JSON.stringify(now);
    if (type === "look" && (looks.get(this) ?? said) === said) return;
    looks.set(this, said);
    this.#post(type, now);
  }

  play() {
    this.#runs.then(() => this.tell("play"));
  }

  pause() {
    this.#runs.then(() => this.tell("pause"));
  }

  /** Moves the playhead, in milliseconds since the Pod was created. */
  seek(milliseconds) {
    this.#runs.then(() => this.tell("seek", milliseconds));
  }

  /** Shows another manifest. */
  set text(text) {
    this.#text = String(text);
    if (!this.#frame) return;
    if (this.sizes) this.#awaitRun();
    this.tell("show", this.#text);
  }

  get first() {
    return 320;
  }

  /** Whether it is as high as its content. */
  get sizes() {
    return true;
  }
}

/** What is said about a manifest in the address of its frame. */
async function asked(element, page) {
  const address = new URL(page, base);
  for (const name of ["view", "start", "until", "version"]) if (element.getAttribute(name)) address.searchParams.set(name, element.getAttribute(name));
  for (const name of ["play", "spoiler"]) if (element.hasAttribute(name)) address.searchParams.set(name, "1");
  return address;
}

/** The text of a code block; some write the end of a line as an element, and numbers before it. */
function written(block) {
  const copy = block.cloneNode(true);
  for (const number of copy.querySelectorAll(NUMBERS)) number.remove();
  for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
  return copy.textContent;
}

/** The manifest of an element, with its Scenario: from `src` and `scenario`, or what stands in it. */
async function manifest(element) {
  const fetched = async (name) => {
    if (!element.hasAttribute(name)) return undefined;
    const answer = await fetch(new URL(element.getAttribute(name), document.baseURI));
    if (!answer.ok) throw new Error(`${element.getAttribute(name)}: ${answer.status}`);
    return answer.text();
  };
  const inside = [...element.querySelectorAll("pre, script[type='text/yaml']")];
  const own = inside.length ? inside.map(written) : [element.textContent];
  const [text = texts.get(element), scenario] = await Promise.all([fetched("src"), fetched("scenario")]);
  const parts = text === undefined ? own : [text];
  return [...parts, scenario].filter((part) => part?.trim()).map((part) => part.replace(/\n*$/, "\n")).join("---\n");
}

async function deflated(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function withText(element, said, page, more = "") {
  const text = said ?? (await manifest(element));
  if (!text.trim()) throw new Error("there is no manifest");
  const address = await asked(element, page);
  const version = element.getAttribute("version");
  const at = element.getAttribute("start");
  address.hash = `v1=${await deflated(text)}${at ? `&at=${at}` : ""}${more}${version ? `&kubernetes=${version}` : ""}`;
  return address;
}

class Timeline extends Frame {
  name = say("Timeline of a Pod");
  offer = say("Show the timeline");

  /** The comparison is the playground's. */
  address(text) {
    return this.getAttribute("view") === "compare" ? withText(this, text, "frame.html?frame=1", "&compare=forms") : withText(this, text, "embed.html");
  }

  get first() {
    return this.getAttribute("view") === "compare" ? 720 : 320;
  }

  get sizes() {
    return this.getAttribute("view") !== "compare";
  }
}

class Playground extends Frame {
  name = say("Playground with a Pod");
  offer = say("Open the playground");

  address(text) {
    if (!this.hasAttribute("read-only")) return withText(this, text, "frame.html?frame=1");
    if ((this.getAttribute("view") ?? "playground") === "playground") this.setAttribute("view", "both");
    return withText(this, text, "embed.html");
  }

  get first() {
    return Number(this.getAttribute("height")) || 760;
  }

  get sizes() {
    return this.hasAttribute("read-only");
  }
}

class Quiz extends Frame {
  name = say("A question about Pods");
  offer = say("Show the question");

  address() {
    const address = new URL("quiz.html", base);
    for (const name of ["question", "topic"]) if (this.getAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    address.searchParams.set("frame", "1");
    return address;
  }

  get first() {
    return 480;
  }
}

/** The elements whose pages are shown, and what these were told of the look of the page, which they follow from their greeting on. */
const looks = new Map();

/** Theme, font and colors of the page around an element. */
function look(element) {
  const style = getComputedStyle(element);
  const colors = {};
  for (const name of COLORS) {
    const value = style.getPropertyValue(`--podlife-${name}`).trim();
    if (value) colors[name] = value;
  }
  const wanted = element.getAttribute("theme");
  return { theme: wanted && wanted !== "auto" ? wanted : isDark(element) ? "dark" : "light", font: style.fontFamily, colors };
}

/** Whether what is behind an element is dark: the first background around it that can be seen. */
function isDark(element) {
  for (let around = element; around; around = around.parentElement ?? around.getRootNode().host) {
    const [, kind, space, values] = getComputedStyle(around).backgroundColor.match(/^(\w+)\((srgb|[a-z][\w-]*)? ?(.*)\)$/) ?? [];
    const parts = values?.match(/-?[\d.]+(e-?\d+)?/g)?.map(Number);
    if (!parts || parts[3] < 0.5) continue;
    // Some say how light they are.
    if (/^l(ab|ch)$/.test(kind)) return parts[0] < 50;
    if (/^okl(ab|ch)$/.test(kind)) return parts[0] < 0.6;
    const [red, green, blue] = parts;
    return 0.299 * red + 0.587 * green + 0.114 * blue < (space ? 0.5 : 128);
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme.includes("dark") && (!colorScheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches);
}

let isAsked = false;
function lookAgain() {
  if (isAsked || !looks.size) return;
  isAsked = true;
  // Themes fade in: what is seen at the end counts.
  setTimeout(() => (isAsked = false), 250);
  for (const wait of [250, 1000]) {
    setTimeout(() => {
      for (const element of looks.keys()) element.greet("look");
    }, wait);
  }
}

const changes = new MutationObserver(lookAgain);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lookAgain);

const COMMENT = /^\s*#\s*podlife:(.*)\n?/;

/** `view=both until=40s spoiler`, in the words behind the language, in `data-` attributes, or in a first line `# podlife: …`. */
function options(text, blocks) {
  const words = blocks.flatMap((block) => [...block.classList]).filter((word) => !word.startsWith("language-"));
  const comment = text.match(COMMENT)?.[1] ?? "";
  const found = new Map();
  for (const word of [...words, ...comment.trim().split(/[\s,]+/)]) {
    const [name, ...value] = word.split("=");
    if (OPTIONS.includes(name)) found.set(name, value.join("=").replace(/^"(.*)"$/, "$1"));
  }
  for (const name of OPTIONS) {
    const value = blocks.map((block) => block.getAttribute(`data-${name}`)).find((value) => value !== null);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** The code blocks that have a timeline, with it. */
const made = new Map();

/** The manifests of elements that were made for code blocks. */
const texts = new WeakMap();

/** Code blocks of the language get a timeline above them; they stay, unless the timeline shows the text itself. */
function upgrade() {
  // Pages that are changed without being loaded anew, as some generators do, may take a block away and not what is above it.
  for (const [pre, element] of made) {
    if (pre.isConnected) continue;
    made.delete(pre);
    element.remove();
  }
  for (const found of document.querySelectorAll(FENCES)) {
    const pre = found.closest("pre") ?? [...found.querySelectorAll("pre")].find((pre) => !pre.closest(NUMBERS));
    if (!pre || pre.dataset.podlife !== undefined || pre.closest("podlife-timeline, podlife-playground")) continue;
    pre.dataset.podlife = "";
    const code = pre.querySelector("code") ?? pre;
    const block = pre.closest("div.language-podlife, div.highlight-podlife") ?? pre;
    const whole = written(code);
    const asked = options(whole, [...new Set([block, pre, code])]);
    const element = document.createElement(asked.get("view") === "playground" ? "podlife-playground" : "podlife-timeline");
    for (const [name, value] of asked) element.setAttribute(name, value);
    texts.set(element, whole.replace(COMMENT, ""));
    element.style.cssText = "display: block; margin-block: 1em";
    // What `podlife mdbook` has drawn is there until the frame is.
    const still = block.previousElementSibling;
    if (still?.classList.contains("podlife-static")) element.append(still);
    if (/^(both|yaml|playground)$/.test(asked.get("view") ?? "")) element.addEventListener("podlife-welcome", () => (block.style.display = "none"), { once: true });
    block.before(element);
    made.set(pre, element);
  }
}

function begin() {
  for (const [name, element] of [["podlife-timeline", Timeline], ["podlife-playground", Playground], ["podlife-quiz", Quiz]]) {
    customElements.get(name) ?? customElements.define(name, element);
  }
  // Not an element: policies may forbid those.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":where(podlife-timeline, podlife-playground, podlife-quiz) { display: block }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  upgrade();
  new MutationObserver((all) => all.some(({ addedNodes, removedNodes }) => addedNodes.length || removedNodes.length) && upgrade()).observe(document.documentElement, { childList: true, subtree: true });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();

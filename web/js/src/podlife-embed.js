// Live Pods, playgrounds and questions in any page. One script:
//
//   <script type="module" src="https://podlife.dev/podlife-embed.js"></script>
//
// upgrades every code block of the language `podlife`, and defines <podlife-timeline>, <podlife-playground> and
// <podlife-quiz>. What stands in them is there for readers without JavaScript, and until they come into view. Everything
// else happens in a frame, which looks like the page around it and is as high as its content; nothing is uploaded.

const base = new URL("./", import.meta.url);
// In a sandbox nobody has an origin that can be named, neither this page nor its frames.
const [heard, told] = self.origin === "null" ? ["null", "*"] : [base.origin, base.origin];
const FENCES = "pre.language-podlife, pre > code.language-podlife";
const OPTIONS = ["view", "version", "start", "until", "theme", "play", "spoiler", "read-only", "load"];

/** Words in the language that the page around has chosen for itself, where that is one of our own. */
const say = (english) => globalThis.podlifeWords?.[english] ?? english;

/** The colors of a frame that a page may say, as `--podlife-app`. */
const COLORS = ["canvas", "surface", "border", "border-strong", "text", "text-soft", "text-faint", "accent", "on-accent", "init", "sidecar", "app", "ephemeral", "waiting", "back-off", "danger", "success", "warning", "terminal", "terminal-text"];

/** A frame with a page of Podlife, which it greets, and which it looks after. */
class Frame extends HTMLElement {
  #seen;
  #frame;
  #heard;
  #welcome;

  /** Resolves when the page in the frame has said that it is there. */
  welcome = new Promise((done) => (this.#welcome = done));

  connectedCallback() {
    if (this.#frame || this.#seen || this.#heard) return;
    if (this.getAttribute("load") === "click") return this.#offer();
    this.#seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.show(), { rootMargin: "200px" });
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = undefined;
    // A frame that is moved loads anew; a page that comes back from elsewhere begins again.
    if (!this.#frame) return;
    removeEventListener("message", this.#heard);
    looks.delete(this);
    this.#frame.remove();
    this.#frame = this.#heard = undefined;
    this.welcome = new Promise((done) => (this.#welcome = done));
  }

  /** A button, where nothing is to be loaded before somebody wants it. */
  #offer() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.offer;
    button.addEventListener("click", () => this.show());
    root.replaceChildren(button, document.createElement("slot"));
  }

  /** Puts the frame into the place of what stands here; the text stays where it cannot be shown. */
  async show() {
    this.#seen?.disconnect();
    if (this.#frame) return;
    const frame = document.createElement("iframe");
    this.#frame = frame;
    this.#heard = (event) => this.#hear(event);
    addEventListener("message", this.#heard);
    let address;
    try {
      address = await this.address();
    } catch (error) {
      console.warn(`${this.localName}:`, error);
      this.#frame = undefined;
      return;
    }
    Object.assign(frame, { src: address.href, title: this.getAttribute("label") ?? this.title ?? this.name, allow: "clipboard-write; fullscreen" });
    frame.title ||= this.name;
    frame.style.cssText = `display: block; width: 100%; height: ${this.first}px; border: 0; border-radius: inherit; color-scheme: normal`;
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(frame);
    looks.add(this);
  }

  /** Hears its own frame and nothing else. */
  #hear({ source, origin, data }) {
    if (source !== this.#frame?.contentWindow || origin !== heard || data?.podlife !== 1) return;
    const { type, value } = data;
    if (type === "ready") this.tell("hello", look(this));
    else if (type === "welcome") this.#welcome(value);
    else if (type === "height" && Number.isFinite(value) && this.sizes) this.#frame.style.height = `${Math.min(Math.max(value, 60), 8000)}px`;
    this.dispatchEvent(new CustomEvent(`podlife-${type}`, { bubbles: true, composed: true, detail: value }));
  }

  /** Tells the page in the frame something. */
  tell(type, value) {
    this.#frame?.contentWindow?.postMessage({ podlife: 1, type, value }, told);
  }

  play() {
    this.tell("play");
  }

  pause() {
    this.tell("pause");
  }

  /** Moves the playhead, in milliseconds since the Pod was created. */
  seek(milliseconds) {
    this.tell("seek", milliseconds);
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

/** The manifest of an element, with its Scenario: from `src` and `scenario`, or what stands in it. */
async function manifest(element) {
  const fetched = async (name) => {
    if (!element.hasAttribute(name)) return undefined;
    const answer = await fetch(new URL(element.getAttribute(name), document.baseURI));
    if (!answer.ok) throw new Error(`${element.getAttribute(name)}: ${answer.status}`);
    return answer.text();
  };
  const inside = [...element.querySelectorAll("pre, script[type='text/yaml']")];
  const own = inside.length ? inside.map((part) => part.textContent) : [element.textContent];
  const [text, scenario] = await Promise.all([fetched("src"), fetched("scenario")]);
  const parts = text === undefined ? own : [text];
  return [...parts, scenario].filter((part) => part?.trim()).map((part) => part.replace(/\n*$/, "\n")).join("---\n");
}

async function deflated(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function withText(element, page, more = "") {
  const text = await manifest(element);
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
  address() {
    return this.getAttribute("view") === "compare" ? withText(this, "./?frame=1", "&compare=forms") : withText(this, "embed.html");
  }

  get first() {
    return this.getAttribute("view") === "compare" ? 720 : 320;
  }

  get sizes() {
    return this.getAttribute("view") !== "compare";
  }

  /** Shows another manifest. */
  set text(text) {
    this.welcome.then(() => this.tell("show", String(text)));
  }
}

class Playground extends Frame {
  name = say("Playground with a Pod");
  offer = say("Open the playground");

  address() {
    if (!this.hasAttribute("read-only")) return withText(this, "./?frame=1");
    if (!this.hasAttribute("view")) this.setAttribute("view", "both");
    return withText(this, "embed.html");
  }

  get first() {
    return Number(this.getAttribute("height")) || 760;
  }

  get sizes() {
    return this.hasAttribute("read-only");
  }

  set text(text) {
    this.welcome.then(() => this.tell("show", String(text)));
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

/** The elements whose pages are shown: they look as the page does, whenever that changes. */
const looks = new Set();

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
    const parts = getComputedStyle(around).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (!parts || (parts.length === 4 && parts[3] < 0.5)) continue;
    const scale = getComputedStyle(around).backgroundColor.startsWith("color(") ? 255 : 1;
    const [red, green, blue] = parts.map((part) => part * scale);
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
}

let isAsked = false;
function lookAgain() {
  if (isAsked || !looks.size) return;
  isAsked = true;
  // Themes fade in: what is seen at the end counts.
  setTimeout(() => {
    isAsked = false;
    for (const element of looks) element.tell("look", look(element));
  }, 250);
}

const changes = new MutationObserver(lookAgain);
for (const element of [document.documentElement, document.body]) changes.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-md-color-scheme", "data-bs-theme", "data-mode"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lookAgain);

/** `view=both until=40s spoiler`, in the words behind the language, in `data-` attributes, or in a first line `# podlife: …`. */
function options(pre, code) {
  const words = [...code.classList, ...pre.classList].filter((word) => !word.startsWith("language-"));
  const comment = code.textContent.match(/^\s*#\s*podlife:(.*)$/m)?.[1] ?? "";
  const found = new Map();
  for (const word of [...words, ...comment.trim().split(/\s+/)]) {
    const [name, ...value] = word.split("=");
    if (OPTIONS.includes(name)) found.set(name, value.join("="));
  }
  for (const name of OPTIONS) {
    const key = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    const value = pre.dataset[key] ?? code.dataset[key];
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** Code blocks of the language get a timeline above them; they stay, unless the timeline shows the text itself. */
function upgrade(root) {
  for (const code of root.querySelectorAll(FENCES)) {
    const pre = code.closest("pre");
    if (pre.dataset.podlife !== undefined) continue;
    pre.dataset.podlife = "";
    const asked = options(pre, code);
    const element = document.createElement(asked.get("view") === "playground" ? "podlife-playground" : "podlife-timeline");
    for (const [name, value] of asked) element.setAttribute(name, value);
    const text = element.appendChild(document.createElement("script"));
    text.type = "text/yaml";
    text.textContent = code.textContent;
    element.style.cssText = "display: block; margin-block: 1em";
    pre.before(element);
    if (/^(both|yaml|playground)$/.test(asked.get("view") ?? "")) pre.hidden = true;
  }
}

for (const [name, made] of [["podlife-timeline", Timeline], ["podlife-playground", Playground], ["podlife-quiz", Quiz]]) {
  customElements.get(name) ?? customElements.define(name, made);
}
const sheet = document.createElement("style");
sheet.textContent = ":where(podlife-timeline, podlife-playground, podlife-quiz) { display: block }";
document.head.prepend(sheet);
upgrade(document);
// Pages that are changed without being loaded anew, as some generators do.
new MutationObserver((changes) => changes.some(({ addedNodes }) => addedNodes.length) && upgrade(document)).observe(document.body, { childList: true, subtree: true });

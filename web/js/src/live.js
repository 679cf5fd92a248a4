// <podlife-live>: the timeline that takes the place of a picture on the site's own pages, without a frame. What other
// people's pages have is podlife-embed.js.

const base = new URL("./", import.meta.url);
let app;

/** The application, once for all elements of a page. */
function load() {
  globalThis.podlifeBase ??= base.href;
  app ??= import(new URL("__PODLIFE_APP__", base).href).then(async (module) => {
    await module.default({ module_or_path: new URL("__PODLIFE_WASM__", base) });
    return module;
  });
  return app;
}

/** A style sheet in a shadow root, once it applies. */
function style(root, name) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(name, base).href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    root.append(link);
  });
}

class PodlifeLive extends HTMLElement {
  #seen;

  connectedCallback() {
    if (this.shadowRoot || this.#seen) return;
    this.#seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#seen.disconnect();
        this.show().catch((error) => console.warn("podlife-live:", error));
      },
      { rootMargin: "200px" },
    );
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    if (!this.shadowRoot) this.#seen = undefined;
  }

  /** Draws the timeline in the place of the text. */
  async show() {
    const text = (this.querySelector("pre") ?? this).textContent;
    if (!text.trim() || this.shadowRoot) return;
    const module = await load();
    const shadow = this.attachShadow({ mode: "open" });
    const slot = shadow.appendChild(document.createElement("slot"));
    const root = document.createElement("div");
    await style(shadow, "element.css");
    shadow.append(root);
    module.mountTimeline(root, text, this.getAttribute("until") ?? "", this.hasAttribute("play"));
    slot.remove();
    this.dispatchEvent(new CustomEvent("podlife-shown", { bubbles: true }));
  }
}

customElements.get("podlife-live") ?? customElements.define("podlife-live", PodlifeLive);

// <podlife-live>: the timeline that takes the place of a picture on the site's own pages, without a frame. What other
// people's pages have is podlife-embed.js.

const base = new URL("./", import.meta.url);
let app;

/** The application, once for all elements of a page. */
function load() {
  globalThis.podlifeBase ??= base.href;
  app ??= begin().catch((error) => {
    app = undefined;
    throw error;
  });
  return app;
}

async function begin() {
  const module = await import(new URL("__PODLIFE_APP__", base).href);
  await module.default({ module_or_path: new URL("__PODLIFE_WASM__", base) });
  return module;
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
  #mounted;
  #removed;
  #removal = new Promise((done) => (this.#removed = done));

  /**
   * Resolves when the run is drawn, or what the API server says of it, and when nobody waits for that any more; fails
   * where it cannot be loaded.
   */
  shown;

  connectedCallback() {
    this.shown ??= this.#show();
  }

  disconnectedCallback() {
    this.#mounted?.end();
    this.#removed();
  }

  async #show() {
    const text = this.querySelector("pre").textContent;
    const module = await load();
    const shadow = this.attachShadow({ mode: "open" });
    const root = document.createElement("div");
    await style(shadow, "element.css");
    if (!this.isConnected) return;
    shadow.append(root);
    const attribute = (name) => this.getAttribute(name) ?? "";
    this.#mounted = module.mountTimeline(root, text, attribute("until"), attribute("kubernetes"));
    await Promise.race([drawn(shadow), this.#removal]);
  }
}

/** When there is something else than the place where it will be. */
function drawn(shadow) {
  return new Promise((resolve) => {
    const look = () => {
      if (!shadow.querySelector(".embed__body > :not(.skeleton)")) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(shadow, { childList: true, subtree: true });
    look();
  });
}

customElements.get("podlife-live") ?? customElements.define("podlife-live", PodlifeLive);

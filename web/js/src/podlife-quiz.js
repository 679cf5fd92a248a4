// <podlife-quiz>: a question of the quiz in any page, in a frame of its own that is as high as it needs to be.
//
//   <podlife-quiz question="shutdown/sidecars-stop-last"><a href="…">A question about the end of a Pod</a></podlife-quiz>
//
// Until it comes into view, and without JavaScript, readers see what stands in the element.

const base = new URL("./", import.meta.url);

class PodlifeQuiz extends HTMLElement {
  #seen;
  #frame;
  #listen = ({ source, origin, data }) => {
    const height = data?.podlifeHeight;
    if (source !== this.#frame?.contentWindow || origin !== base.origin || !Number.isFinite(height)) return;
    this.#frame.style.height = `${Math.min(Math.max(height, 120), 6000)}px`;
  };

  connectedCallback() {
    if (this.#frame || this.#seen) return;
    this.#seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.show(),
      { rootMargin: "200px" },
    );
    this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen?.disconnect();
    this.#seen = undefined;
    removeEventListener("message", this.#listen);
  }

  /** Puts the question in the place of what stands here. */
  show() {
    this.#seen?.disconnect();
    const question = this.getAttribute("question");
    if (!question || this.#frame) return;
    const address = new URL("quiz.html", base);
    address.search = new URLSearchParams({ question, frame: "1" });
    this.#frame = document.createElement("iframe");
    Object.assign(this.#frame, { src: address.href, title: this.getAttribute("label") ?? "A question about Pods", loading: "lazy" });
    this.#frame.style.cssText = "display: block; width: 100%; height: 480px; border: 0";
    addEventListener("message", this.#listen);
    this.attachShadow({ mode: "open" }).append(this.#frame);
  }
}

customElements.get("podlife-quiz") ?? customElements.define("podlife-quiz", PodlifeQuiz);

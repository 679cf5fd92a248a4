// What the pages of the docs can do besides being read: the theme, copying, playing a live example.
// Nothing else is loaded before somebody asks for it.

const ELEMENT = new URL("podlife-timeline.js", import.meta.url);
const THEMES = ["light", "dark", "contrast"];

theme();
for (const card of document.querySelectorAll(".live")) {
  card.querySelector("figcaption span").after(button("live__play", "Play", play));
  for (const fold of card.querySelectorAll("details")) fold.append(button("copy", "Copy", copy));
}
for (const name of document.querySelectorAll(".code__head span")) name.after(button("copy", "Copy", copy));
upgrade();
currentHeading();

/** Goes through light, dark and high contrast, and keeps the choice for the whole site. */
function theme() {
  const html = document.documentElement;
  const now = () => html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = () => THEMES[(THEMES.indexOf(now()) + 1) % THEMES.length];
  const label = () => {
    const name = next() === "contrast" ? "high contrast" : `${next()} theme`;
    switcher.ariaLabel = switcher.title = `Switch to ${name}`;
  };
  const switcher = button("button button--icon", "", () => {
    html.dataset.theme = next();
    try {
      localStorage.setItem("podlife.theme", html.dataset.theme);
    } catch {
      // The browser keeps nothing for this page: the theme holds until it is left.
    }
    label();
  });
  switcher.innerHTML =
    '<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/></svg>';
  label();
  document.querySelector(".header__tools").append(switcher);
}

function button(name, label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = name;
  element.textContent = label;
  element.addEventListener("click", () => act(element));
  return element;
}

async function copy(button) {
  const text = button.closest(".code, details").querySelector("pre").textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed";
  }
  setTimeout(() => (button.textContent = "Copy"), 1600);
}

/** Puts the timeline in the place of the picture as soon as it is there, and plays it. */
async function play(button) {
  const card = button.closest(".live");
  const stage = card.querySelector(".pt-box");
  const element = document.createElement("podlife-timeline");
  const pre = document.createElement("pre");
  pre.hidden = true;
  pre.textContent = [...card.querySelectorAll("pre")].map((part) => part.textContent).join("---\n");
  element.append(pre);
  element.toggleAttribute("bare", true);
  if (card.dataset.until) element.setAttribute("until", card.dataset.until);
  element.addEventListener("podlife-shown", () => {
    button.remove();
    begin(element.shadowRoot, () => stage.querySelector("svg")?.remove());
  });
  button.disabled = true;
  try {
    await import(ELEMENT);
    stage.append(element);
  } catch {
    button.textContent = "Not available";
  }
}

/** Presses play when the run has been drawn. */
function begin(shadow, drawn) {
  const press = () => {
    const button = shadow.querySelector(".button--play");
    if (!button) return false;
    drawn();
    button.click();
    return true;
  };
  if (press()) return;
  new MutationObserver((_, observer) => press() && observer.disconnect()).observe(shadow, { childList: true, subtree: true });
}

/** Elements that stand in the page by themselves load when the first of them comes into view. */
function upgrade() {
  const elements = document.querySelectorAll("podlife-timeline");
  if (!elements.length) return;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    import(ELEMENT);
  });
  for (const element of elements) observer.observe(element);
}

/** Marks the heading that is being read. */
function currentHeading() {
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  if (!links.size) return;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const [id, link] of links) {
          if (id === target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const id of links.keys()) observer.observe(document.getElementById(id));
}

// What the pages of the docs can do besides being read: the theme, copying, playing a live example.
// Nothing else is loaded before somebody asks for it.

import { translate } from "./frame.js";
import { language, ready, say } from "./language.js";

const LIVE = new URL("live.js", import.meta.url);
const THEMES = ["light", "dark", "contrast"];

await ready;
if (language !== "en") translate();
document.querySelector(".header").append(document.createElement("podlife-language"));
theme();
for (const card of document.querySelectorAll(".live")) {
  card.querySelector("figcaption span").after(button("live__play", say("Play"), play));
  for (const fold of card.querySelectorAll("details")) fold.append(button("copy", say("Copy"), copy));
}
for (const name of document.querySelectorAll(".code__head span")) name.after(button("copy", say("Copy"), copy));
for (const heading of document.querySelectorAll("main :is(h2, h3)[id]")) heading.append(anchor(heading));
if (document.querySelector("podlife-timeline, podlife-playground, podlife-quiz")) import(new URL("podlife-embed.js", import.meta.url));
search();
gallery();
currentHeading();
if (document.querySelector(".calc, .decide, .decoder")) import(new URL("widgets.js", import.meta.url));

/** Goes through light, dark and high contrast, and keeps the choice for the whole site. */
function theme() {
  const html = document.documentElement;
  const now = () => html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = () => THEMES[(THEMES.indexOf(now()) + 1) % THEMES.length];
  const label = () => {
    const names = { light: say("Switch to light theme"), dark: say("Switch to dark theme"), contrast: say("Switch to high contrast") };
    switcher.ariaLabel = switcher.title = names[next()];
  };
  const switcher = button("button button--icon", "", () => {
    html.dataset.theme = next();
    if (html.dataset.theme === "contrast") contrast();
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

/** The search, by its button and by the keys / and Ctrl+K. */
function search() {
  const open = () => import(new URL("search.js", import.meta.url)).then((module) => module.open());
  const opener = button("button", say("Search"), open);
  opener.title = say("Search (/)");
  document.querySelector(".header__tools").prepend(opener);
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, dialog, podlife-live");
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isTyping || !(isSlash || (event.key === "k" && (event.ctrlKey || event.metaKey)))) return;
    event.preventDefault();
    open();
  });
}

/** A link to a heading, for those who want to point there. */
function anchor(heading) {
  const link = document.createElement("a");
  link.className = "anchor";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.lang = language;
  link.ariaLabel = say("Link to “{}”", heading.textContent);
  return link;
}

/** The gallery by what goes wrong, and by words. */
function gallery() {
  const form = document.querySelector(".filters");
  if (!form) return;
  form.hidden = false;
  const [wrong, words, told] = ["select", "input", "output"].map((name) => form.querySelector(name));
  const cards = [...document.querySelectorAll(".card")];
  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      const text = card.textContent.toLowerCase();
      const fits = wanted.every((word) => text.includes(word)) && (!wrong.value || (card.dataset.wrong ?? "") === wrong.value || (wrong.value === "-" && !card.dataset.wrong));
      card.hidden = !fits;
      count += fits;
    }
    for (const list of document.querySelectorAll(".gallery")) {
      const isEmpty = !list.querySelector(".card:not([hidden])");
      list.hidden = list.previousElementSibling.hidden = isEmpty;
    }
    told.textContent = say("{} of {}", count, cards.length);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

/** The colors of the high contrast, once somebody wants them. */
function contrast() {
  const href = new URL("contrast.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function button(name, label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = name;
  element.lang = language;
  element.textContent = label;
  element.addEventListener("click", () => act(element));
  return element;
}

async function copy(button) {
  const text = button.closest(".code, details").querySelector("pre").textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = say("Copied");
  } catch {
    button.textContent = say("Not allowed");
  }
  setTimeout(() => (button.textContent = say("Copy")), 1600);
}

/** Puts the timeline in the place of the picture as soon as it is there, and plays it. */
async function play(button) {
  const card = button.closest(".live");
  const stage = card.querySelector(".pt-box");
  const element = document.createElement("podlife-live");
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
    await import(LIVE);
    stage.append(element);
  } catch {
    button.textContent = say("Not available");
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

// What the pages of the docs can do besides being read: the theme, the search, copying, playing live examples.
// Nothing else is loaded before somebody asks for it.

import { button, copyButton } from "./button.js";
import { choices, live } from "./card.js";
import { translate } from "./frame.js";
import { language, ready, say } from "./language.js";

const THEMES = ["light", "dark", "contrast"];

await ready;
if (language !== "en") translate();
document.querySelector(".header").append(document.createElement("podlife-language"));
theme();
for (const card of document.querySelectorAll(".live")) live(card);
for (const table of document.querySelectorAll(".outcomes")) choices(table);
for (const name of document.querySelectorAll(".code__head span")) name.after(copyButton());
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
  const open = async () => {
    try {
      const { open } = await import(new URL("search.js", import.meta.url));
      await open();
      opener.textContent = say("Search");
    } catch {
      opener.textContent = say("Not available");
    }
  };
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

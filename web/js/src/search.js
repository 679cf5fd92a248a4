// The search of the docs: every section of every page, found in the browser, also without a network.

import MiniSearch from "minisearch";
import { say } from "./language.js";

const base = new URL("./", import.meta.url);
const MOST = 30;

let opened;

/** Shows the search; its index is read when it is opened for the first time. */
export async function open() {
  opened ??= build().catch((error) => {
    opened = undefined;
    throw error;
  });
  const dialog = await opened;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").select();
}

async function build() {
  const [sections] = await Promise.all([sectionsOfAll(), style()]);
  const index = new MiniSearch({
    fields: ["heading", "title", "text"],
    idField: "id",
    searchOptions: { boost: { title: 3, heading: 4 }, prefix: (term) => term.length > 2, fuzzy: (term) => (term.length > 4 ? 0.2 : false), combineWith: "AND" },
    tokenize: (text) => text.split(/[\s.,;:!?()[\]{}"'`=|<>/\\]+/u).filter(Boolean),
  });
  index.addAll(sections);
  const dialog = document.createElement("dialog");
  dialog.className = "search";
  dialog.ariaLabel = say("Search");
  dialog.innerHTML = `<form class="search__head" method="dialog" role="search"><input type="search" aria-label="${say("Search the docs")}" placeholder="preStop, Init:0/1, startup probe" autocomplete="off" spellcheck="false"><button class="button" value="close">${say("Close")}</button></form><p class="search__told" role="status"></p><ol lang="en"></ol>`;
  const [field, told, list] = ["input", ".search__told", "ol"].map((name) => dialog.querySelector(name));
  field.addEventListener("input", () => show(field.value.trim()));
  dialog.addEventListener("keydown", (event) => move(event));
  // A press beside the dialog is one on its backdrop.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
  document.body.append(dialog);
  return dialog;

  function show(query) {
    const found = query ? index.search(query).slice(0, MOST) : [];
    told.textContent = query ? (found.length ? (found.length === MOST ? say("{} or more found", MOST) : say("{} found", found.length)) : say("Nothing has all of these words.")) : "";
    list.replaceChildren(...found.map(({ id, terms }) => entry(sections[id], terms)));
  }

  /** Arrows go through what is found; Enter in the field takes the first. */
  function move(event) {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links[0])?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : field).focus();
    else if (event.key === "Enter" && event.target === field && !event.isComposing) links[0]?.click();
    else return;
    event.preventDefault();
  }
}

async function sectionsOfAll() {
  const answer = await fetch(new URL("search.json", base));
  if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
  const all = await answer.json();
  return all.map(([address, title, heading, text], id) => ({ id, address, title, heading, text }));
}

function style() {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("search.css", base).href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}

function entry({ address, title, heading, text }, terms) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = new URL(address, base).href;
  const name = link.appendChild(document.createElement("b"));
  name.textContent = heading || title;
  if (heading) link.append(` ${title}`);
  link.append(excerpt(text, terms));
  return item;
}

/** Some words around the first that was found, with those that were found marked. */
function excerpt(text, terms) {
  const small = document.createElement("small");
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, Math.min(...places, text.length) - 60)));
  const shown = text.slice(from, from + 180);
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = words.length ? shown.split(new RegExp(`(${words.join("|")})`, "iu")) : [shown];
  parts.forEach((part, place) => {
    if (place % 2) small.appendChild(document.createElement("mark")).textContent = part;
    else small.append(part);
  });
  return small;
}

// What surrounds the pages of the docs, in the language that was chosen. The pages themselves stay English, and say so.

import { language, say } from "./language.js";

// The frame, and what of it stands inside of a page. Only whole words of the frame: a page may say the same in a sentence.
const FRAME = [
  ".skip, .header, .side > summary, .side > nav, .side details > summary, .side nav > p > a, .toc, .toc h2, .toc a, .docs__foot",
  "main > h1, main > .lead, h2:has(+ .contents), #wrong, .trails h2, .trails section > p, main > p > a[href='../'], .door",
  ".live figcaption b, .live figcaption > a, .live > ul, .live summary, .code__head, .solution > summary, .term > p, .says > p, .says b, .outcomes th",
  ".filters, .card__foot > a, .next-quiz b, .next-quiz > a, .ways, .ways p, .ways span, .task > p, .task > details > summary, .decide__ways, .decoder label",
].join();
// Titles of pages and of their parts.
const CONTENTS = "main, .side ul, .toc ul, title";
const NAMES = ["aria-label", "title", "placeholder"];
const NUMBER = /\d+(?:\.\d+)*/g;

/** Says everything of the frame in the language that is shown, in the page or in a part of it. */
export function translate(root = document) {
  for (const part of root.querySelectorAll(CONTENTS)) part.lang = "en";
  for (const part of root.querySelectorAll(FRAME)) {
    for (const element of [part, ...part.querySelectorAll("*")]) names(element);
    // What is in these is said by itself.
    if (part.localName === "nav" && !part.closest(".header")) continue;
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) text(texts.currentNode);
  }
}

function names(element) {
  for (const name of NAMES) {
    const words = element.getAttribute(name);
    const other = words && translated(words);
    if (other) element.setAttribute(name, other);
  }
}

/** What is in the catalogue is said in the other language; what is not is English. */
function text(node) {
  const [before, words, after] = node.data.match(/^(\s*)(.*?)(\s*)$/s).slice(1);
  const { parentElement: parent } = node;
  if (!/\p{L}/u.test(words)) return;
  const other = translated(words);
  if (other) node.data = before + other + after;
  const wanted = other ? language : "en";
  // Words that stand beside others of another language get an element of their own.
  if (parent.closest("[lang]").lang === wanted) return;
  if (parent.childNodes.length === 1) {
    parent.lang = wanted;
    return;
  }
  const own = document.createElement("span");
  own.lang = wanted;
  node.replaceWith(own);
  own.append(node);
}

/** Words in the other language; numbers in them are the values of `{}`. */
function translated(words) {
  const known = globalThis.podlifeWords;
  if (Object.hasOwn(known, words)) return known[words];
  const pattern = words.replace(NUMBER, "{}");
  if (Object.hasOwn(known, pattern)) return say(pattern, ...(words.match(NUMBER) ?? []));
  // Signs of a picture in a row, and a container before its instant.
  const parts = words.split(", ");
  if (parts.length < 2) return undefined;
  const others = parts.map((part, place) => translated(part) ?? (place < parts.length - 1 ? part : undefined));
  return others.at(-1) ? others.join(", ") : undefined;
}

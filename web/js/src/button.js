// Buttons that scripts add to the pages of the docs.

import { language, say } from "./language.js";

/** A button that does something with itself. */
export function button(name, label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = name;
  element.lang = language;
  element.textContent = label;
  element.addEventListener("click", () => act(element));
  return element;
}

/** A button that copies the code beside it. */
export const copyButton = () => button("copy", say("Copy"), copy);

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

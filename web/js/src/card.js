// Live examples: each plays in the place of its picture, and the tables in its card say what else may be played.

import { button, copyButton } from "./button.js";
import { translate } from "./frame.js";
import { language, say } from "./language.js";

const LIVE = new URL("live.js", import.meta.url);
const SCENARIO = "apiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec: ";
const EXAMPLES = new URL("examples/", import.meta.url);

/** Gives a card its buttons. */
export function live(card) {
  const play = button("live__play", say("Play"), async () => {
    play.disabled = true;
    try {
      await show(card);
      play.remove();
    } catch (error) {
      console.warn("podlife:", error);
      play.textContent = say("Not available");
      play.disabled = false;
    }
  });
  card.querySelector("figcaption span").after(play);
  for (const fold of card.querySelectorAll("details")) fold.append(copyButton());
}

/** Makes buttons of what can be chosen in a table: another Scenario, another Kubernetes, another example. */
export function choices(table) {
  const rows = [...table.querySelectorAll("tr[data-kubernetes], tr[data-scenario], tr[data-example]")];
  const first = table.closest(".live");
  let card = first;
  let newest;
  const buttons = rows.map((row) => {
    const choice = button("choice", "", async () => {
      newest = choice;
      choice.ariaBusy = true;
      try {
        const wanted = row.dataset.example ? await example(row.dataset.example) : first;
        // Somebody may have chosen another one meanwhile.
        if (newest !== choice) return;
        if (wanted !== card) {
          wanted.querySelector("details").before(table.closest(".table"));
          card.replaceWith(wanted);
          if (wanted !== first) prepare(wanted);
          choice.focus();
          card = wanted;
        }
        await show(card, row.dataset);
        card.querySelector(".live__play")?.remove();
        for (const other of buttons) other.ariaPressed = other === newest;
      } catch (error) {
        console.warn("podlife:", error);
        choice.disabled = true;
      } finally {
        choice.ariaBusy = null;
      }
    });
    choice.lang = "en";
    choice.ariaPressed = false;
    const [cell] = row.cells;
    choice.append(...cell.childNodes);
    cell.append(choice);
    return choice;
  });
}

/** The card of an example, from its own page. */
async function example(name) {
  const address = new URL(`${name}/`, EXAMPLES);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const card = document.adoptNode(page.querySelector(".live"));
  for (const link of card.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), address).href;
  return card;
}

/** What the cards of a page get when it is loaded. */
function prepare(card) {
  if (language !== "en") translate(card);
  live(card);
}

/**
 * Plays a card in the place of its picture, or of what was played before: as it is written, in another Kubernetes, or
 * with another Scenario. Fails where that cannot be loaded.
 */
async function show(card, { kubernetes = "", scenario = "" } = {}) {
  const stage = card.querySelector(".pt-box");
  const [manifest, written] = [...card.querySelectorAll("details code")].map((code) => code.textContent);
  const element = document.createElement("podlife-live");
  const pre = document.createElement("pre");
  pre.hidden = true;
  pre.textContent = [manifest, scenario ? `${SCENARIO}${scenario}\n` : written].filter(Boolean).join("---\n");
  element.append(pre);
  // Another Scenario says itself how long to watch.
  element.setAttribute("until", scenario ? "" : (card.dataset.until ?? ""));
  element.setAttribute("kubernetes", kubernetes || card.dataset.kubernetes || "");
  const isChanged = Boolean(kubernetes || scenario);
  element.toggleAttribute("changed", isChanged);
  await import(LIVE);
  stage.append(element);
  try {
    await element.shown;
  } catch (error) {
    element.remove();
    throw error;
  }
  // Something else was chosen meanwhile.
  if (!element.isConnected) return;
  const hadFocus = document.activeElement?.matches(".live__play");
  for (const other of [...stage.children]) if (other !== element) other.remove();
  card.classList.toggle("is-changed", isChanged);
  // Where the manifest is refused, there is nothing to play.
  const play = element.shadowRoot.querySelector(".button--play");
  play?.click();
  if (hadFocus) play?.focus();
}

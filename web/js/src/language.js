// The language of the interface: English, or another one, whose words are loaded once for all scripts of a page.

const base = new URL("./", import.meta.url);
const KEY = "podlife.language";
const GLOBE = '<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><circle cx="8" cy="8" r="6.3"/><ellipse cx="8" cy="8" rx="2.8" ry="6.3"/><path d="M1.7 8h12.6"/></svg>';
const LOOK = `
:host { position: relative; flex: none; box-sizing: border-box; display: inline-grid; place-items: center; width: 32px; min-height: 32px; border-radius: var(--radius); color: var(--text-soft); }
:host(:hover) { background: var(--line); color: var(--text); }
:host(:focus-within) { outline: 2px solid var(--accent); outline-offset: 2px; }
select { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; font: inherit; cursor: pointer; }
@media (max-width: 720px) { :host { order: 3; } }
@media (pointer: coarse) { :host { min-width: 44px; min-height: 44px; } }
@media print { :host { display: none; } }`;

/** The language that is shown. */
export let language = "en";

/** When the words are there. */
export const ready = load(chosen());

/** What the address asks for, else what was chosen before. */
function chosen() {
  const asked = new URL(location.href).searchParams.get("lang");
  try {
    return asked ?? localStorage.getItem(KEY);
  } catch {
    // The browser keeps nothing for this page.
    return asked;
  }
}

async function load(wanted) {
  if (!/^[a-z]{2,3}$/.test(wanted ?? "") || wanted === "en") return;
  try {
    globalThis.podlifeWords = await fetched(`words/${wanted}.json`);
  } catch (error) {
    console.warn("podlife: no words:", error);
    return;
  }
  language = document.documentElement.lang = wanted;
}

async function fetched(name) {
  const answer = await fetch(new URL(name, base));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** Words in the language that is shown, English where it has none; values take the places of `{}`. */
export function say(english, ...values) {
  const words = globalThis.podlifeWords?.[english] ?? english;
  return words.replace(/{}/g, () => values.shift() ?? "");
}

/** Shows the page in a language from now on. */
function choose(wanted) {
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  try {
    if (wanted === "en") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, wanted);
  } catch {
    // Then the address keeps it.
    address.searchParams.set("lang", wanted);
  }
  history.replaceState(null, "", address);
  location.reload();
}

/** The choice of the language, for the head of a page. */
class Language extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    await ready;
    root.innerHTML = `<style>${LOOK}</style>${GLOBE}<select></select>`;
    const select = root.querySelector("select");
    select.ariaLabel = this.title = say("Language");
    // Arrow keys change the value of a closed list: it is chosen by Enter, or by leaving the list.
    let isByKeys = false;
    const take = () => select.value !== language && choose(select.value);
    select.addEventListener("keydown", ({ key }) => {
      isByKeys = key.startsWith("Arrow");
      if (key === "Enter") take();
    });
    select.addEventListener("pointerdown", () => (isByKeys = false));
    select.addEventListener("change", () => isByKeys || take());
    select.addEventListener("blur", take);
    const languages = await fetched("words/index.json").catch(() => ({ en: "English" }));
    for (const [name, title] of Object.entries(languages)) {
      const option = new Option(title, name, name === language, name === language);
      option.lang = name;
      select.append(option);
    }
  }
}

customElements.get("podlife-language") ?? customElements.define("podlife-language", Language);

// What helps while somebody writes: completion, and what a field is. The core tells what may stand where; what the API
// says of a field in words is a file of its own, which is loaded when it is first wanted.

import { acceptCompletion, autocompletion, closeCompletion, completionKeymap, insertCompletionText, pickedCompletion, selectedCompletion } from "@codemirror/autocomplete";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import { say } from "./language.js";

let loading;

/** What Kubernetes' own reference says of a field: `Container.image`. */
async function description(field) {
  loading ??= fetch(new URL(`./descriptions.txt${new URL(import.meta.url).search}`, import.meta.url)).then(async (response) => {
    if (!response.ok) throw new Error(`${response.status}`);
    const all = new Map();
    for (const line of (await response.text()).split("\n")) {
      const at = line.indexOf(": ");
      all.set(line.slice(0, at), line.slice(at + 2).replaceAll("\\n", "\n"));
    }
    return all;
  });
  try {
    return (await loading).get(field) ?? "";
  } catch {
    loading = undefined;
    return "";
  }
}

/** Paragraphs, each with a class; empty ones are left out. */
function paragraphs(list) {
  const dom = document.createElement("div");
  dom.className = "podlife-api";
  for (const [name, words] of list) {
    if (!words) continue;
    const paragraph = dom.appendChild(document.createElement("p"));
    paragraph.className = `podlife-api__${name}`;
    paragraph.textContent = words;
  }
  return dom;
}

const source = (words) => words && say("From Kubernetes {}'s own reference", "1.36");

async function details({ note, field }) {
  const words = field ? await description(field) : "";
  return paragraphs([["note", note], ["words", words], ["source", source(words)]]);
}

// What is typed by itself opens the list behind a letter, a colon or a dash; Ctrl+Space does everywhere.
const opens = /[\w"'./-]$|: $|- $/;

const complete = (ask) => async (context) => {
  const line = context.state.doc.lineAt(context.pos);
  if (!context.explicit && !opens.test(line.text.slice(0, context.pos - line.from))) return null;
  const answer = JSON.parse((await ask(false, context.state.doc.toString(), context.pos)) || "null");
  if (!answer?.items.length) return null;
  const options = answer.items.map((item, place) => ({
    label: item.label,
    detail: item.detail,
    type: item.field ? "property" : "enum",
    boost: 99 - Math.min(place, 198),
    info: item.field || item.note ? () => details(item) : undefined,
    apply: (view, completion, from, to) => {
      view.dispatch({ ...insertCompletionText(view.state, item.text, from, Math.max(to, from)), annotations: pickedCompletion.of(completion) });
    },
  }));
  return { from: answer.span.start, to: answer.span.end, options, validFor: /^[\w./-]*$/ };
};

async function about(ask, view, pos) {
  const answer = JSON.parse((await ask(true, view.state.doc.toString(), pos)) || "null");
  if (!answer) return null;
  const { span, field, kind, since, values, why } = answer;
  const words = await description(field);
  const rest = [answer.default && say("Default: {}", answer.default), values.length > 0 && (values.length > 1 ? say("One of {}", values.join(", ")) : say("Only {}", values.join(", "))), since && `${since[0].toUpperCase()}${since.slice(1)}`];
  const list = [["name", `${field.slice(field.indexOf(".") + 1)}: ${kind}`], ["why", why], ["facts", rest.filter(Boolean).join(". ")], ["words", words], ["source", source(words)]];
  return { span, list };
}

const tooltip = ({ span, list }) => ({ pos: span.start, end: span.end, above: true, create: () => ({ dom: paragraphs(list) }) });

const hover = (ask) => hoverTooltip(async (view, pos) => {
  // A finger has no place of its own before it taps, and a tap wants to write.
  if (matchMedia("(hover: none)").matches) return null;
  if (!/\S/.test(view.state.sliceDoc(pos - 1, pos + 1))) return null;
  const found = await about(ask, view, pos);
  return found && pos <= view.state.doc.length ? tooltip(found) : null;
});

const tell = StateEffect.define();

// What the cursor's field is, for those who have no pointer: until something else happens.
const told = StateField.define({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(tell)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

function tellField(ask, view) {
  const { doc, selection } = view.state;
  about(ask, view, selection.main.head).then((found) => {
    if (view.state.doc !== doc || !view.state.selection.eq(selection)) return;
    const words = found ? found.list.map(([, words]) => words).filter(Boolean).join(". ") : say("Nothing is known of this place");
    view.dispatch({ effects: [tell.of(found && tooltip(found)), EditorView.announce.of(words)] });
  });
  return true;
}

function hide(view) {
  if (!view.state.field(told)) return false;
  view.dispatch({ effects: tell.of(null) });
  return true;
}

/** Enter goes to the next line where nothing is left to complete. */
function enter(view) {
  const chosen = selectedCompletion(view.state);
  const head = view.state.selection.main.head;
  if (chosen && view.state.sliceDoc(head - chosen.label.length, head) === chosen.label) {
    closeCompletion(view);
    return false;
  }
  return acceptCompletion(view);
}

/** `ask(isHover, text, offset)` gives the core's answer as JSON. */
export const assist = (ask) => [
  autocompletion({ override: [complete(ask)], icons: false, defaultKeymap: false, activateOnCompletion: ({ type }) => type === "property" }),
  hover(ask),
  told,
  Prec.highest(keymap.of([
    { key: "Enter", run: enter },
    { key: "Tab", run: acceptCompletion },
    { key: "Mod-k Mod-i", run: (view) => tellField(ask, view) },
    { key: "Escape", run: hide },
    ...completionKeymap,
  ])),
];

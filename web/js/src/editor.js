// CodeMirror as Podlife uses it: YAML, findings at their exact place, search, folding, undo.
//
// The page talks to it in UTF-16 offsets and plain values only.

import { defaultKeymap, history, historyKeymap, indentLess, indentMore, isolateHistory } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { assist } from "./assist.js";
import { say } from "./language.js";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--code-meta)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--editor-size, 13px)", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overscrollBehavior: "contain" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "28px", padding: "0 8px 0 4px", fontVariantNumeric: "tabular-nums" },
  ".cm-gutter-lint": { width: "20px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "4px 4px" },
  ".cm-lint-marker": { width: "12px", height: "12px", content: "none !important" },
  ".cm-lint-marker-error": { background: "var(--danger)", clipPath: "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)" },
  ".cm-lint-marker-warning": { background: "var(--warning)", clipPath: "polygon(50% 4%, 100% 96%, 0 96%)" },
  ".cm-lint-marker-info": { background: "var(--accent)", borderRadius: "50%", transform: "scale(.75)" },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-foldGutter span": { opacity: "0" },
  "&:hover .cm-foldGutter span, &.cm-focused .cm-foldGutter span": { opacity: "1" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--danger) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warning) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted var(--accent) 1px", textUnderlineOffset: "3px" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--border)", borderRadius: "8px", boxShadow: "var(--shadow)", overflow: "hidden" },
  ".cm-diagnostic": { padding: "8px 12px", borderLeft: "none", fontFamily: "var(--sans)", fontSize: "13px", maxWidth: "420px", whiteSpace: "normal" },
  ".cm-diagnosticAction": { backgroundColor: "transparent", color: "var(--accent)", fontWeight: "600", padding: "2px 0", marginLeft: "8px", font: "inherit" },
  ".cm-diagnosticSource": { fontSize: "12px", color: "var(--text-soft)" },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "240px", maxWidth: "min(420px, 90vw)", padding: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "16px", padding: "2px 8px", borderRadius: "4px", lineHeight: "20px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { fontStyle: "normal", fontSize: "12px", color: "var(--text-soft)", marginLeft: "auto" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", width: "360px", maxWidth: "min(360px, 80vw)" },
  ".podlife-api": { padding: "8px 12px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "18px", maxWidth: "min(460px, 88vw)", maxHeight: "260px", overflowY: "auto", boxSizing: "border-box" },
  ".podlife-api p": { margin: "0 0 6px", whiteSpace: "pre-line", overflowWrap: "anywhere" },
  ".podlife-api p:last-child": { margin: "0" },
  ".podlife-api__name": { fontFamily: "var(--mono)", fontWeight: "600" },
  ".podlife-api__note": { fontWeight: "600" },
  ".podlife-api__facts": { fontWeight: "500" },
  ".podlife-api__words": { color: "var(--text-soft)" },
  ".podlife-api__source": { fontSize: "12px", color: "var(--text-soft)" },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--text)", borderColor: "var(--border)" },
  ".cm-panel.cm-search": { padding: "8px", fontFamily: "var(--sans)" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { fontSize: "13px" },
  ".cm-panel.cm-search [name=close]": { fontSize: "20px", padding: "4px 10px", color: "var(--text-soft)" },
  ".cm-textfield": { backgroundColor: "var(--canvas)", border: "1px solid var(--border-strong)", borderRadius: "4px", color: "var(--text)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", border: "1px solid var(--border-strong)", borderRadius: "4px", color: "var(--text)" },
  ".cm-searchMatch": { backgroundColor: "var(--tint-warning)", outline: "1px solid var(--warning)" },
  ".cm-selectionMatch": { backgroundColor: "var(--selection)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--line)", border: "none", color: "var(--text-soft)", padding: "0 6px" },
  ".podlife-shown": { backgroundColor: "var(--tint-warning)" },
});

// What CodeMirror says by itself.
const phrases = EditorState.phrases.of({
  "Find": say("Find"),
  "Replace": say("Replace"),
  "next": say("next"),
  "previous": say("previous"),
  "all": say("all"),
  "match case": say("match case"),
  "regexp": say("regexp"),
  "by word": say("by word"),
  "replace": say("replace"),
  "replace all": say("replace all"),
  "close": say("close"),
  "current match": say("current match"),
  "replaced $ matches": say("replaced $ matches"),
  "replaced match on line $": say("replaced match on line $"),
  "on line": say("on line"),
  "Folded lines": say("Folded lines"),
  "Unfolded lines": say("Unfolded lines"),
  "to": say("to"),
  "folded code": say("folded code"),
  "unfold": say("unfold"),
  "Fold line": say("Fold line"),
  "Unfold line": say("Unfold line"),
  "Diagnostics": say("Diagnostics"),
  "No diagnostics": say("No diagnostics"),
  "Completions": say("Completions"),
  "Control character": say("Control character"),
  "Selection deleted": say("Selection deleted"),
});

/** Whether Tab means the text: lines are selected, or the cursor stands in the indentation of one. */
function means({ state }) {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const before = line.text.slice(0, main.head - line.from);
  return !main.empty || (before.trim() === "" && (before !== "" || line.length === 0) && state.doc.length > 0);
}

// Anywhere else Tab goes on to the next thing of the page, so that nobody is caught in the editor.
const tab = (view) => means(view) && indentMore(view);
const untab = (view) => means(view) && indentLess(view);

const show = StateEffect.define();

// The lines that the page points at.
const shown = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(show)) {
        const ranges = [];
        if (effect.value) {
          const last = transaction.state.doc.lineAt(effect.value.to).number;
          for (let n = transaction.state.doc.lineAt(effect.value.from).number; n <= last; n++) {
            ranges.push(Decoration.line({ class: "podlife-shown" }).range(transaction.state.doc.line(n).from));
          }
        }
        return Decoration.set(ranges);
      }
    }
    return lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Makes an editor in `parent`.
 *
 * `onChange(text)` is called after each change, `onFix(finding, fix)` when somebody asks for a fix inside the editor;
 * `ask(isHover, text, offset)` gives what the core says of a place.
 */
export function createEditor({ parent, text, label, onChange, onFix, ask }) {
  const view = new EditorView({
    parent,
    root: parent.getRootNode(),
    state: EditorState.create({
      doc: text,
      extensions: [
        phrases,
        lintGutter(),
        lineNumbers(),
        codeFolding(),
        foldGutter({ openText: "⌄", closedText: "›" }),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("  "),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        syntaxHighlighting(colours),
        yaml(),
        look,
        shown,
        assist(ask),
        keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, { key: "Tab", run: tab }, { key: "Shift-Tab", run: untab }]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  let findings = [];
  /** Whether these are underlined already, where edits have moved them to. */
  const isShown = (wanted) => {
    const places = new Map();
    forEachDiagnostic(view.state, (finding, from, to) => places.set(finding, `${from} ${to}`));
    const told = ({ severity, message, source, actions }) => [severity, message, source, ...actions.map(({ name }) => name)].join("\n");
    return wanted.length === findings.length && wanted.every((one, index) => places.get(findings[index]) === `${one.from} ${one.to}` && told(one) === told(findings[index]));
  };
  const clamp = (place) => Math.max(0, Math.min(place, view.state.doc.length));

  return {
    destroy: () => view.destroy(),

    /** Replaces everything, as one step of undo. */
    set_text(text) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
        annotations: isolateHistory.of("full"),
        scrollIntoView: true,
      });
    },

    /** Applies `[from, to, insert]…` of the text as it stands, as one step of undo. */
    edit(flat) {
      const changes = [];
      for (let i = 0; i < flat.length; i += 3) changes.push({ from: clamp(flat[i]), to: clamp(flat[i + 1]), insert: flat[i + 2] });
      view.dispatch({ changes, annotations: isolateHistory.of("full"), userEvent: "podlife.fix" });
    },

    /** Underlines `[from, to, severity, message, code, fix titles]…`. */
    set_findings(flat) {
      const wanted = [];
      for (let i = 0; i < flat.length; i += 6) {
        const index = i / 6;
        const [from, to] = [clamp(flat[i]), clamp(flat[i + 1])];
        wanted.push({
          from,
          to: Math.max(from, to),
          severity: flat[i + 2],
          message: flat[i + 3],
          source: flat[i + 4],
          actions: flat[i + 5].map((name, fix) => ({ name, apply: () => onFix(index, fix) })),
        });
      }
      if (isShown(wanted)) return;
      findings = wanted;
      view.dispatch(setDiagnostics(view.state, findings));
    },

    /** Brings a place into view and marks its lines; with `focus`, puts the cursor there. */
    reveal(from, to, focus) {
      [from, to] = [clamp(from), clamp(to)];
      const effects = [show.of({ from, to }), EditorView.scrollIntoView(from, { y: "center" })];
      view.dispatch(focus ? { effects, selection: { anchor: from } } : { effects });
      if (focus) view.focus();
    },

    search: () => openSearchPanel(view),

    /** Takes the marks of `reveal` away. */
    unmark() {
      if (view.state.field(shown).size) view.dispatch({ effects: show.of(null) });
    },
  };
}

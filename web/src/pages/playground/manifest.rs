use podlife_core::analysis::Ask;
use podlife_core::features::Version;
use podlife_core::text::Span;
use podlife_core::time::{SimDuration, SimTime};
use yew::prelude::*;

use crate::bridge::editor::Editor;
use crate::components::code_editor::CodeEditor;
use crate::components::element::{button, tag};
use crate::components::failure::failure;
use crate::components::fix_preview::Offer;
use crate::components::icon::{Icon, pictogram};
use crate::components::kept::kept;
use crate::components::problems::{ProblemsProps, problems, summary};
use crate::state::document::Document;
use crate::state::session::SessionAction;
use crate::state::words::{say, word};

/// The text, whether the API server takes it, and what there is to say about it.
pub(crate) fn manifest(props: ManifestProps) -> Html {
    kept(props, drawn)
}

fn drawn(props: &ManifestProps) -> Html {
    let document = &props.document;
    let head = tag("div", "panel__head")
        .add(tag("h2", "panel__title").say("Manifest"))
        .add(jumps(document, &props.editor))
        .add(verdict(document));
    let editor = html! {
        <CodeEditor
            editor={props.editor.clone()}
            label={say("Manifest")}
            on_change={props.on_change.clone()}
            on_fix={props.on_fix.clone()}
            on_ready={props.on_ready.clone()}
            plain={props.is_plain}
        />
    };
    let found = match (&document.failure, &document.report) {
        (Some(why), _) => failure(why, &document.text),
        (None, Some(report)) => problems(&ProblemsProps {
            report,
            text: &document.text,
            selected: props.problem,
            offer: props.offer.as_ref(),
            dispatch: &props.dispatch,
            on_fix: &props.on_fix,
            on_decision: &props.on_decision,
            on_place: &reveal(&props.editor),
            on_compare: &props.on_compare,
            on_deletion: &props.on_ask.reform(deletion(props.end)),
        }),
        (None, None) => Html::default(),
    };
    // The report is about the version that is chosen; what is not known of it belongs beside what is said of it.
    let caveat = Version::parse(&props.version).and_then(Version::caveat);
    let caveat = caveat.map(|words| tag("p", "problems__caveat").text(&words).into());
    let problems_head = tag("div", "panel__head")
        .add(tag("h2", "panel__title problems__title").set("tabindex", "-1").say("Problems"))
        .add(tag("span", "panel__note").text(&problems_summary(document)))
        .add(rules(&props.rules, &props.on_rules));
    tag("div", "side")
        .all(props.lab.clone())
        .add(
            tag("section", "panel manifest")
                .named("Manifest")
                .add(head)
                .add(toolbar(props))
                .add(editor),
        )
        .add(
            tag("section", "panel problems")
                .named("Problems")
                .add(problems_head)
                .all(caveat)
                .add(tag("div", "problems__scroll").add(found)),
        )
        .into()
}

/// What asks to delete the Pod at an instant.
fn deletion(at: SimTime) -> impl Fn(()) -> Ask {
    let time = SimDuration(at.0.div_ceil(1000) * 1000).to_string();
    move |()| {
        let [what, key] = ["act", "delete"].map(str::to_owned);
        Ask { what, key, time: time.clone(), ..Ask::default() }
    }
}

/// What is known, the editor, and what may be done with them.
#[derive(PartialEq)]
pub(crate) struct ManifestProps {
    /// The step of a lab, where one is walked through.
    pub(crate) lab: Option<Html>,
    pub(crate) document: Document,
    /// The finding that is selected.
    pub(crate) problem: Option<usize>,
    /// How far the Pod is played.
    pub(crate) end: SimTime,
    pub(crate) editor: Editor,
    pub(crate) on_change: Callback<String>,
    pub(crate) on_fix: Callback<(usize, usize)>,
    pub(crate) on_ready: Callback<()>,
    pub(crate) dispatch: Callback<SessionAction>,
    /// The fix that is looked at.
    pub(crate) offer: Option<Offer>,
    /// It is applied, or left.
    pub(crate) on_decision: Callback<bool>,
    /// Something is to be played side by side.
    pub(crate) on_compare: Callback<String>,
    /// Another life is wanted.
    pub(crate) on_ask: Callback<Ask>,
    /// Which rules are asked, by the name of a preset.
    pub(crate) rules: String,
    /// Others are to be asked.
    pub(crate) on_rules: Callback<String>,
    /// The version of Kubernetes that is asked; empty for the default.
    pub(crate) version: String,
    /// Whether the text is a plain text area.
    pub(crate) is_plain: bool,
    /// What became of the last thing that was done with the text.
    pub(crate) said: String,
    /// Something is to be done with it.
    pub(crate) on_tool: Callback<Tool>,
}

/// What may be done with the text as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// A file of the computer takes its place.
    Open,
    /// It is indented evenly.
    Format,
    /// Something is looked for in it.
    Search,
    /// It becomes a plain text area, or CodeMirror again.
    Plain,
}

fn toolbar(props: &ManifestProps) -> Html {
    let tool = |tool, words| button("tools__tool", &props.on_tool, tool).say(words);
    let pressed = if props.is_plain { "true" } else { "false" };
    let plain = tool(Tool::Plain, word("Plain text")).set("aria-pressed", pressed);
    let search = (!props.is_plain).then(|| tool(Tool::Search, word("Search")).into());
    tag("div", "tools")
        .set("role", "group")
        .named("Manifest tools")
        .add(
            tool(Tool::Open, word("Open file"))
                .hint("Or drop one on the page: nothing is uploaded"),
        )
        .add(tool(Tool::Format, word("Format")))
        .all(search)
        .add(plain)
        .add(tag("span", "tools__said").set("role", "status").say(&props.said))
        .into()
}

/// Which rules are asked: the presets of the core, with what they are for.
const RULES: [(&str, &str); 3] =
    [("", word("usual rules")), ("exam", word("exam rules")), ("strict", word("all rules"))];

fn rules(chosen: &str, on_rules: &Callback<String>) -> Html {
    let on_rules = on_rules.clone();
    let option = |(value, words): (&'static str, &'static str)| -> Html {
        let option = tag("option", "").set("value", value);
        option.property("selected", value == chosen).say(words).into()
    };
    tag("select", "field problems__rules")
        .named("Rules")
        .change(move |preset| on_rules.emit(preset))
        .all(RULES.map(option))
        .into()
}

/// Shows a place of the text and puts the cursor there.
fn reveal(editor: &Editor) -> Callback<Span> {
    let editor = editor.clone();
    Callback::from(move |span| editor.reveal(span, true))
}

fn verdict(document: &Document) -> Html {
    let (class, icon, words) = match (document.failure.is_some(), document.accepted()) {
        (true, _) | (_, None) => return Html::default(),
        (_, Some(true)) => ("verdict is-good", Icon::Tick, word("accepted by the API server")),
        (_, Some(false)) => ("verdict is-bad", Icon::Cross, word("refused by the API server")),
    };
    tag("span", class).add(pictogram(icon)).say(words).into()
}

/// With several documents, a button for each that leads to its place.
fn jumps(document: &Document, editor: &Editor) -> Html {
    let reveal = reveal(editor);
    let documents = document.report.iter().flat_map(|report| &report.documents);
    let jumps: Vec<Html> = documents
        .map(|document| {
            let kind = if document.kind.is_empty() { say("no kind") } else { &document.kind };
            button("jumps__jump", &reveal, Span::at(document.span.start)).text(kind).into()
        })
        .collect();
    if jumps.len() > 1 { tag("span", "jumps").all(jumps).into() } else { Html::default() }
}

/// The words at the head of the problems.
fn problems_summary(document: &Document) -> String {
    use podlife_core::diagnostic::Severity::{Error, Info, Warning};
    let allowed = document.report.as_ref().map_or(0, |report| report.allowed);
    let counts = [Error, Warning, Info].map(|severity| document.count(severity));
    summary(counts, allowed)
}

//! The page that plays a manifest: text and problems beside its life.

mod dock;
mod manifest;
mod tools;

use podlife_core::text::Span;
use yew::prelude::*;

use self::dock::{DockProps, dock};
use self::manifest::{ManifestProps, manifest};
use self::tools::tools;
use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink, storage};
use crate::components::element::{button, row, tag};
use crate::components::header::header;
use crate::components::problems::summary;
use crate::components::split::split;
use crate::components::stage::stage;
use crate::hooks::{use_analysis, use_playing};
use crate::state::document::Document;
use crate::state::instants::happened;
use crate::state::look::{Look, LookAction};
use crate::state::session::{Session, SessionAction};

/// The Pod that lives when nobody brought one.
const FIRST_EXAMPLE: &str = include_str!("../../../content/examples/shop.yaml");

/// What a phone shows: one of these at a time.
const PANES: [(&str, &str); 4] = [
    ("yaml", "YAML"),
    ("timeline", "Timeline"),
    ("terminal", "Terminal"),
    ("problems", "Problems"),
];

/// The text to begin with: the address's, the last visit's, or the first example.
pub(crate) async fn first_text() -> String {
    match permalink::read().await {
        Some(text) => text,
        None => storage::read(storage::Key::Text).unwrap_or_else(|| example(FIRST_EXAMPLE)),
    }
}

/// An example without the lines that only the list of examples needs.
fn example(text: &str) -> String {
    let heading = text.lines().take_while(|line| line.starts_with("# "));
    let length: usize = heading.map(|line| line.len() + 1).sum();
    text.get(length..).unwrap_or_default().to_owned()
}

/// The playground.
#[component]
pub(crate) fn Playground(props: &PlaygroundProps) -> Html {
    let editor = use_state(|| Editor::new(&props.text));
    let session = use_reducer(Session::default);
    let look = use_reducer(Look::default);
    let analyse = use_analysis(&session);
    use_playing(&session);
    let newest = use_mut_ref(|| None);
    *newest.borrow_mut() = Some(session.clone());

    // The first text is read at once; later ones as they are typed.
    let on_change = {
        let (editor, analyse) = (editor.clone(), analyse.clone());
        use_callback((), move |text: String, ()| {
            storage::write(storage::Key::Text, &text);
            page::set_fragment("");
            editor.unmark();
            analyse.emit(text);
        })
    };
    {
        let text = props.text.to_string();
        use_effect_with((), move |()| analyse.emit(text));
    }
    let on_ready = {
        let (editor, newest) = (editor.clone(), newest.clone());
        use_callback((), move |(), ()| underline(&editor, newest.borrow().as_deref()))
    };
    {
        let (editor, newest) = (editor.clone(), newest.clone());
        use_effect_with(session.document.report.clone(), move |_| {
            underline(&editor, newest.borrow().as_deref());
        });
    }
    use_effect_with(rows(&session), |_| page::scroll_to_end(".terminal"));

    // The editor keeps its callbacks, so this one asks for the newest report when it is called.
    let on_fix = {
        let editor = editor.clone();
        use_callback((), move |(finding, fix): (usize, usize), ()| {
            let edits = match newest.borrow().as_ref() {
                Some(session) => edits(&session.document, &editor, finding, fix),
                None => return,
            };
            editor.edit(&edits);
        })
    };
    let dispatch = Callback::from({
        let (session, editor) = (session.clone(), editor.clone());
        move |action: SessionAction| {
            if let SessionAction::Problem(index) = action
                && let Some(found) = session.document.diagnostic(index)
            {
                editor.reveal(found.span, false);
            }
            session.dispatch(action);
        }
    });
    let on_field = Callback::from({
        let (editor, session) = (editor.clone(), session.clone());
        move |field: String| {
            if let Some(span) = span_of(&session.document, &field) {
                editor.reveal(span, true);
            }
        }
    });
    let on_look = Callback::from({
        let look = look.clone();
        move |action: LookAction| look.dispatch(action)
    });

    let play = tag("div", "play").add(stage(&session, &dispatch)).add(dock(&DockProps {
        session: &session,
        tab: look.tab,
        dispatch: &dispatch,
        on_look: &on_look,
        on_field: &on_field,
    }));
    let side = manifest(&ManifestProps {
        session: &session,
        editor: &editor,
        on_change,
        on_fix,
        on_ready,
        dispatch: &dispatch,
    });
    let main = tag("main", "playground")
        .set("id", "main")
        .set("data-pane", look.pane)
        .set("style", &format!("--left: {}%", look.left))
        .add(tag("h1", "for-hearing").text("Playground"))
        .add(side)
        .add(split(look.left, &on_look))
        .add(play);
    row([
        header("playground", tools(&look, &editor)),
        main.into(),
        panes(&look, &session.document, &on_look),
    ])
}

/// The text to begin with.
#[derive(PartialEq, Properties)]
pub(crate) struct PlaygroundProps {
    pub(crate) text: AttrValue,
}

/// The bar at the bottom of a phone.
fn panes(look: &Look, document: &Document, on_look: &Callback<LookAction>) -> Html {
    let problems = document.report.as_ref().map_or(0, |report| report.diagnostics.len());
    let pane = |(name, title): (&'static str, &'static str)| -> Html {
        let pane = button("", on_look, LookAction::Pane(name))
            .set_if(look.pane == name, "aria-current", "true")
            .text(title);
        if name == "problems" && problems > 0 {
            return pane.add(tag("span", "panes__count").text(&problems.to_string())).into();
        }
        pane.into()
    };
    tag("nav", "panes").label("Panes").all(PANES.map(pane)).into()
}

/// How many rows the terminal shows.
fn rows(session: &Session) -> usize {
    session.run().map_or(0, |run| happened(&run.rows, session.playback.now, |row| row.at))
}

/// Underlines the findings of the newest report.
fn underline(editor: &Editor, session: Option<&Session>) {
    if let Some(report) = session.and_then(|session| session.document.report.as_ref()) {
        editor.set_findings(&report.diagnostics);
    }
}

/// The words at the head of the problems.
fn problems_summary(document: &Document) -> String {
    use podlife_core::diagnostic::Severity::{Error, Info, Warning};
    summary(document.count(Error), document.count(Warning), document.count(Info))
}

/// The edits of a fix, where the text is still the one that the report is about.
fn edits(
    document: &Document,
    editor: &Editor,
    finding: usize,
    fix: usize,
) -> Vec<podlife_core::text::Edit> {
    let fix = document.diagnostic(finding).and_then(|found| found.fixes.get(fix));
    match fix {
        Some(fix) if *document.text == *editor.text() => fix.edits.clone(),
        _ => Vec::new(),
    }
}

/// Where a field of the manifest is written: where a finding points at it, or else where its names stand.
fn span_of(document: &Document, field: &str) -> Option<Span> {
    let diagnostics = document.report.iter().flat_map(|report| &report.diagnostics);
    let named = diagnostics.filter(|diagnostic| diagnostic.field == field).map(|found| found.span);
    named.min().or_else(|| crate::state::fields::find(&document.text, field))
}

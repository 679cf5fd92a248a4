use podlife_core::text::Span;
use yew::prelude::*;

use super::problems_summary;
use crate::bridge::editor::Editor;
use crate::components::code_editor::CodeEditor;
use crate::components::failure::failure;
use crate::components::icon::{Icon, pictogram};
use crate::components::problems::problems;
use crate::state::document::Document;
use crate::state::session::{Session, SessionAction};

/// The text, whether the API server takes it, and what there is to say about it.
pub(crate) fn manifest(props: &ManifestProps<'_>) -> Html {
    let document = &props.session.document;
    html! {
        <div class="side">
            <section class="panel manifest" aria-label="Manifest">
                <div class="panel__head">
                    <h2 class="panel__title">{ "Manifest" }</h2>
                    { jumps(document, props.editor) }
                    { verdict(document) }
                </div>
                <CodeEditor
                    editor={props.editor.clone()}
                    label="Manifest"
                    on_change={props.on_change.clone()}
                    on_fix={props.on_fix.clone()}
                    on_ready={props.on_ready.clone()}
                />
            </section>
            <section class="panel problems" aria-label="Problems">
                <div class="panel__head">
                    <h2 class="panel__title">{ "Problems" }</h2>
                    <span class="panel__note">{ problems_summary(document) }</span>
                </div>
                <div class="problems__scroll">
                    if let Some(why) = &document.failure {
                        { failure(why, &document.text) }
                    } else if let Some(report) = &document.report {
                        { problems(report, &document.text, props.session.problem, props.dispatch, &props.on_fix) }
                    }
                </div>
            </section>
        </div>
    }
}

/// What is known, the editor, and what may be done with them.
pub(crate) struct ManifestProps<'a> {
    pub(crate) session: &'a Session,
    pub(crate) editor: &'a Editor,
    pub(crate) on_change: Callback<String>,
    pub(crate) on_fix: Callback<(usize, usize)>,
    pub(crate) on_ready: Callback<()>,
    pub(crate) dispatch: &'a Callback<SessionAction>,
}

fn verdict(document: &Document) -> Html {
    let (class, icon, words) = match (document.failure.is_some(), document.accepted()) {
        (true, _) | (_, None) => return Html::default(),
        (_, Some(true)) => ("verdict is-good", Icon::Tick, "accepted by the API server"),
        (_, Some(false)) => ("verdict is-bad", Icon::Cross, "refused by the API server"),
    };
    html! { <span {class}>{ pictogram(icon) }{ words }</span> }
}

/// With several documents, a button for each that leads to its place.
fn jumps(document: &Document, editor: &Editor) -> Html {
    let documents = document.report.iter().flat_map(|report| &report.documents);
    let jumps: Vec<Html> = documents
        .map(|document| {
            let kind = if document.kind.is_empty() { "no kind" } else { &document.kind };
            let onclick = Callback::from({
                let (editor, place) = (editor.clone(), Span::at(document.span.start));
                move |_: MouseEvent| editor.reveal(place, true)
            });
            html! { <button class="jumps__jump" type="button" {onclick}>{ kind }</button> }
        })
        .collect();
    if jumps.len() > 1 {
        html! { <span class="jumps">{ jumps }</span> }
    } else {
        Html::default()
    }
}

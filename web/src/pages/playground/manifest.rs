use podlife_core::text::Span;
use yew::prelude::*;

use super::problems_summary;
use crate::bridge::editor::Editor;
use crate::components::code_editor::CodeEditor;
use crate::components::icon::{Icon, Pictogram};
use crate::components::problems::Problems;
use crate::pages::failure::FailureNote;
use crate::state::document::Document;

/// The text, whether the API server takes it, and what there is to say about it.
#[component]
pub(crate) fn ManifestPane(props: &ManifestPaneProps) -> Html {
    let document = &props.document;
    let on_ready = {
        let (editor, report) = (props.editor.clone(), document.report.clone());
        Callback::from(move |()| {
            if let Some(report) = &report {
                editor.set_findings(&report.diagnostics);
            }
        })
    };
    let on_typed = {
        let (editor, on_change) = (props.editor.clone(), props.on_change.clone());
        use_callback((editor, on_change), |text: String, (editor, on_change)| {
            editor.unmark();
            on_change.emit(text);
        })
    };
    html! {
        <div class="side">
            <section class="panel manifest" aria-label="Manifest">
                <div class="panel__head">
                    <h2 class="panel__title">{ "Manifest" }</h2>
                    <DocumentJumps document={document.clone()} editor={props.editor.clone()} />
                    { verdict(document) }
                </div>
                <CodeEditor
                    editor={props.editor.clone()}
                    label="Manifest"
                    on_change={on_typed}
                    on_fix={props.on_fix.clone()}
                    {on_ready}
                />
            </section>
            <section class="panel problems" aria-label="Problems">
                <div class="panel__head">
                    <h2 class="panel__title">{ "Problems" }</h2>
                    <span class="panel__note">{ problems_summary(document) }</span>
                </div>
                <div class="problems__scroll" aria-live="polite">
                    if let Some(why) = &document.failure {
                        <FailureNote why={why.clone()} text={document.text.clone()} />
                    } else if let Some(report) = &document.report {
                        <Problems
                            report={report.clone()}
                            text={document.text.clone()}
                            selected={props.problem}
                            on_select={props.on_problem.clone()}
                            on_fix={props.on_fix.clone()}
                        />
                    }
                </div>
            </section>
        </div>
    }
}

/// What is known, the editor, and what may be done with them.
#[derive(PartialEq, Properties)]
pub(crate) struct ManifestPaneProps {
    pub(crate) document: Document,
    pub(crate) editor: Editor,
    pub(crate) on_change: Callback<String>,
    pub(crate) on_fix: Callback<(usize, usize)>,
    pub(crate) on_problem: Callback<usize>,
    pub(crate) problem: Option<usize>,
}

fn verdict(document: &Document) -> Html {
    match (document.failure.is_some(), document.accepted()) {
        (true, _) | (_, None) => Html::default(),
        (_, Some(true)) => html! {
            <span class="verdict is-good"><Pictogram icon={Icon::Tick} />{ "accepted by the API server" }</span>
        },
        (_, Some(false)) => html! {
            <span class="verdict is-bad"><Pictogram icon={Icon::Cross} />{ "refused by the API server" }</span>
        },
    }
}

/// With several documents, a button for each that leads to its place.
#[component]
fn DocumentJumps(props: &DocumentJumpsProps) -> Html {
    let documents = props.document.report.iter().flat_map(|report| &report.documents);
    let documents: Vec<(String, Span)> =
        documents.map(|document| (document.kind.clone(), document.span)).collect();
    html! {
        if documents.len() > 1 {
            <span class="jumps">
                for (kind, span) in documents {
                    <button class="jumps__jump" type="button" onclick={Callback::from({
                        let editor = props.editor.clone();
                        move |_| editor.reveal(Span::at(span.start), true)
                    })}>
                        { if kind.is_empty() { "no kind".to_owned() } else { kind } }
                    </button>
                }
            </span>
        }
    }
}

#[derive(PartialEq, Properties)]
struct DocumentJumpsProps {
    document: Document,
    editor: Editor,
}

//! The page that plays a manifest: text and problems beside its life.

mod dock;
mod manifest;
mod share;
mod stage;

use std::rc::Rc;

use podlife_core::text::Span;
use podlife_core::time::SimTime;
use yew::prelude::*;

use self::dock::Dock;
use self::manifest::ManifestPane;
use self::share::{ExamplesMenu, ShareButton};
use self::stage::Stage;
use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink, storage};
use crate::components::header::Header;
use crate::components::problems::summary;
use crate::components::split::Split;
use crate::hooks::{use_analysis, use_playing};
use crate::state::document::Document;
use crate::state::playback::PlaybackAction;
use crate::state::viewport::{Viewport, ViewportAction};

/// The Pod that lives when nobody brought one.
const FIRST_EXAMPLE: &str = include_str!("../first_example.yaml");

/// What a phone shows: one of these at a time.
const PANES: [(&str, &str); 4] =
    [("yaml", "YAML"), ("timeline", "Timeline"), ("terminal", "Terminal"), ("problems", "Problems")];

/// The text to begin with: the address's, the last visit's, or the first example.
pub(crate) async fn first_text() -> String {
    match permalink::read().await {
        Some(text) => text,
        None => storage::read(storage::Key::Text).unwrap_or_else(|| FIRST_EXAMPLE.to_owned()),
    }
}

/// The playground.
#[component]
pub(crate) fn Playground(props: &PlaygroundProps) -> Html {
    let editor = use_memo((), |()| Editor::new(&props.text));
    let editor = Editor::clone(&editor);
    let (document, analyse) = use_analysis();
    let run = document.run.clone();
    let playback = use_playing(run.as_ref());
    let viewport = use_reducer(Viewport::default);
    let selected = use_state_eq(|| None::<usize>);
    let problem = use_state_eq(|| None::<usize>);
    let pane = use_state_eq(|| "timeline");
    let share = use_state_eq(|| 33.0);

    // The first text is read at once; later ones as they are typed.
    {
        let (analyse, text) = (analyse.clone(), props.text.to_string());
        use_effect_with((), move |()| analyse.emit(text));
    }
    let on_change = use_callback(analyse, |text: String, analyse| {
        storage::write(storage::Key::Text, &text);
        page::set_fragment("");
        analyse.emit(text);
    });
    use_new_run(&document, &playback.dispatcher(), &viewport.dispatcher(), &selected);
    {
        let editor = editor.clone();
        let problem = problem.setter();
        use_effect_with(document.report.clone(), move |report| {
            if let Some(report) = report {
                editor.set_findings(&report.diagnostics);
            }
            problem.set(None);
        });
    }
    {
        let viewport = viewport.dispatcher();
        use_effect_with(playback.now, move |now| viewport.dispatch(ViewportAction::Follow(*now)));
    }

    let on_seek = {
        let (playback, selected) = (playback.dispatcher(), selected.setter());
        use_callback((), move |to: SimTime, ()| {
            selected.set(None);
            playback.dispatch(PlaybackAction::Seek(to));
        })
    };
    let on_select = {
        let (playback, selected, run) = (playback.dispatcher(), selected.setter(), run.clone());
        use_callback(run, move |cause: usize, run: &Option<Rc<_>>| {
            selected.set(Some(cause));
            let run: Option<&Rc<podlife_core::analysis::RunReport>> = run.as_ref();
            if let Some(cause) = run.and_then(|run| run.causes.get(cause)) {
                playback.dispatch(PlaybackAction::Seek(cause.at));
            }
        })
    };
    let on_fix = use_fix(&document, &editor);
    let on_problem = {
        let (editor, document) = (editor.clone(), document.clone());
        let (playback, selected, problem) =
            (playback.dispatcher(), selected.setter(), problem.setter());
        Callback::from(move |index: usize| {
            let diagnostics = document.report.iter().flat_map(|report| &report.diagnostics);
            let Some(diagnostic) = diagnostics.into_iter().nth(index) else {
                return;
            };
            problem.set(Some(index));
            editor.reveal(diagnostic.span, false);
            if let Some(at) = diagnostic.at {
                selected.set(None);
                playback.dispatch(PlaybackAction::Seek(at));
            }
        })
    };
    let on_field = {
        let (editor, document) = (editor.clone(), document.clone());
        Callback::from(move |field: String| {
            if let Some(span) = span_of(&document, &field) {
                editor.reveal(span, true);
            }
        })
    };
    let problems = count(&document);

    html! {
        <>
            <Header page="playground">
                <ExamplesMenu editor={editor.clone()} />
                <span class="header__version">{ "Kubernetes 1.36" }</span>
                <ShareButton editor={editor.clone()} />
            </Header>
            <main id="main" class="playground" data-pane={*pane} style={format!("--left: {:.1}%", *share)}>
                <h1 class="for-hearing">{ "Playground" }</h1>
                <ManifestPane
                    document={(*document).clone()}
                    {editor}
                    {on_change}
                    {on_fix}
                    {on_problem}
                    problem={*problem}
                />
                <Split share={*share} on_move={Callback::from({
                    let share = share.setter();
                    move |to| share.set(to)
                })} />
                <div class="play">
                <Stage
                    document={(*document).clone()}
                    playback={playback.clone()}
                    viewport={viewport.clone()}
                    selected={*selected}
                    on_seek={on_seek.clone()}
                    on_select={on_select.clone()}
                />
                <Dock {run} now={playback.now} selected={*selected} {on_select} {on_field} />
                </div>
            </main>
            <nav class="panes" aria-label="Panes">
                for (name, title) in PANES {
                    <button
                        type="button"
                        aria-current={(*pane == name).then_some("true")}
                        onclick={Callback::from({
                            let pane = pane.setter();
                            move |_| pane.set(name)
                        })}
                    >
                        { title }
                        if name == "problems" && problems > 0 {
                            <span class="panes__count">{ problems }</span>
                        }
                    </button>
                }
            </nav>
        </>
    }
}

/// The text to begin with.
#[derive(PartialEq, Properties)]
pub(crate) struct PlaygroundProps {
    pub(crate) text: AttrValue,
}

fn count(document: &Document) -> usize {
    document.report.as_ref().map_or(0, |report| report.diagnostics.len())
}

/// The words at the head of the problems.
fn problems_summary(document: &Document) -> String {
    use podlife_core::diagnostic::Severity::{Error, Info, Warning};
    summary(document.count(Error), document.count(Warning), document.count(Info))
}

/// Loads each new run into playhead and view; the first one is shown up to the moment worth a look.
#[hook]
fn use_new_run(
    document: &UseReducerHandle<Document>,
    playback: &UseReducerDispatcher<crate::state::playback::Playback>,
    viewport: &UseReducerDispatcher<Viewport>,
    selected: &UseStateHandle<Option<usize>>,
) {
    let is_first = use_mut_ref(|| true);
    let (playback, viewport) = (playback.clone(), viewport.clone());
    let selected = selected.setter();
    use_effect_with(document.run.clone(), move |run| {
        let Some(run) = run else {
            return;
        };
        let end = run.timeline.end;
        playback.dispatch(PlaybackAction::Load(end));
        viewport.dispatch(ViewportAction::Load(end));
        selected.set(None);
        if std::mem::take(&mut *is_first.borrow_mut()) {
            playback.dispatch(PlaybackAction::Show(run.highlight));
        }
    });
}

/// Applies a fix of the newest report, where the text is still the one that the report is about.
#[hook]
fn use_fix(
    document: &UseReducerHandle<Document>,
    editor: &Editor,
) -> Callback<(usize, usize)> {
    let newest = use_mut_ref(|| None::<UseReducerHandle<Document>>);
    *newest.borrow_mut() = Some(document.clone());
    let editor = editor.clone();
    use_callback((), move |(finding, fix): (usize, usize), ()| {
        let edits = {
            let newest = newest.borrow();
            let Some(document) = newest.as_ref() else {
                return;
            };
            let diagnostics = document.report.as_ref().map(|report| &report.diagnostics);
            let diagnostic = diagnostics.and_then(|diagnostics| diagnostics.get(finding));
            match diagnostic.and_then(|diagnostic| diagnostic.fixes.get(fix)) {
                Some(fix) if *document.text == *editor.text() => fix.edits.clone(),
                _ => return,
            }
        };
        editor.edit(&edits);
    })
}

/// Where a field of the manifest is written, as far as a finding names it or its last word stands in the text.
fn span_of(document: &Document, field: &str) -> Option<Span> {
    let diagnostics = document.report.iter().flat_map(|report| &report.diagnostics);
    let named = diagnostics.filter(|diagnostic| diagnostic.field == field).map(|found| found.span);
    named.min().or_else(|| crate::state::fields::find(&document.text, field))
}

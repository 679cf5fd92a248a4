//! The page that asks: one question a screen, and after the answer the replay of what really happens.

mod answer;
mod outcome;

use std::collections::BTreeSet;
use std::rc::Rc;

use podlife_core::time::SimTime;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::answer::{AnswerProps, answer};
use self::outcome::{explanation, replay};
use crate::bridge::editor::Editor;
use crate::bridge::{core, page, storage};
use crate::components::code_editor::CodeEditor;
use crate::components::failure::failure;
use crate::components::header::header;
use crate::components::inline::inline;
use crate::hooks::use_playing;
use crate::json::Json;
use crate::report::report;
use crate::state::quiz::{Kind, Mark, Question, Quiz, QuizAction};
use crate::state::session::{Session, SessionAction};

type QuizDispatcher = UseReducerDispatcher<Quiz>;
type SessionDispatcher = UseReducerDispatcher<Session>;

/// The quiz.
#[component]
pub(crate) fn QuizPage() -> Html {
    let quiz = use_reducer(Quiz::default);
    let session = use_reducer(Session::default);
    use_playing(&session);
    let editor = use_memo(quiz.question().map(|it| it.id.clone()), |_| {
        Editor::new(quiz.question().map_or("", |question| &question.manifest))
    });
    {
        let quiz = quiz.dispatcher();
        use_effect_with((), move |()| load(quiz));
    }
    use_effect_with(quiz.solved.clone(), |solved| {
        if !solved.is_empty() {
            let ids: Vec<&str> = solved.iter().map(String::as_str).collect();
            storage::write(storage::Key::Quiz, &ids.join("\n"));
        }
    });

    let Some(question) = quiz.question() else {
        return page_of(&quiz, html! { <p class="quiz__note">{ note(&quiz) }</p> });
    };
    let on_check = {
        let (quiz, session, editor) = (quiz.clone(), session.dispatcher(), editor.clone());
        Callback::from(move |_: MouseEvent| check(&quiz, &session, &editor.text()))
    };
    let on_quiz = Callback::from({
        let quiz = quiz.clone();
        move |action: QuizAction| quiz.dispatch(action)
    });
    let on_session = Callback::from({
        let session = session.clone();
        move |action: SessionAction| session.dispatch(action)
    });
    let beside = match (&quiz.mark, question.kind) {
        (_, Kind::Manifest) | (None, _) => manifest(question, &editor),
        (Some(_), _) => Html::default(),
    };
    page_of(
        &quiz,
        html! {
            <div class="quiz__columns">
                <section class="panel quiz__card">
                    <h1 class="quiz__prompt">{ inline(question.prompt.trim()) }</h1>
                    { answer(&AnswerProps { quiz: &quiz, question, dispatch: &on_quiz }) }
                    if let Some(why) = &quiz.failure {
                        { failure(why, &editor.text()) }
                    }
                    if let Some(mark) = &quiz.mark {
                        { explanation(mark, question) }
                    }
                    { steps(&quiz, on_check, &on_quiz) }
                </section>
                <div class="quiz__beside">
                    { beside }
                    if quiz.mark.is_some() {
                        { replay(&session, &on_session) }
                    }
                </div>
            </div>
        },
    )
}

/// What is said where there is no question.
fn note(quiz: &Quiz) -> &'static str {
    if quiz.questions.is_some() {
        "There are no questions here."
    } else {
        "Fetching the questions…"
    }
}

fn page_of(quiz: &Quiz, inside: Html) -> Html {
    let count = quiz.count();
    let (done, domain) = (quiz.index + usize::from(quiz.mark.is_some()), quiz.question());
    html! {
        <>
            { header("quiz", Html::default()) }
            <main id="main" class="quiz">
                if count > 0 {
                    <div class="quiz__progress">
                        <span>{ "Practice" }</span>
                        <progress max={count.to_string()} value={done.to_string()} aria-label="Questions answered" />
                        <span>{ format!("{} of {count}", quiz.index + 1) }</span>
                        <span class="tag">{ domain.map_or("", |question| &question.domain) }</span>
                    </div>
                }
                { inside }
            </main>
        </>
    }
}

/// The manifest of the question; to be changed where it is to be repaired.
fn manifest(question: &Question, editor: &Editor) -> Html {
    let is_repair = question.kind == Kind::Manifest;
    html! {
        <section class="panel quiz__manifest" aria-label="Manifest">
            <div class="panel__head"><h2 class="panel__title">{ "Manifest" }</h2></div>
            if is_repair {
                <CodeEditor key={question.id.clone()} editor={editor.clone()} label="Manifest" on_change={Callback::noop()} />
            } else {
                <pre class="quiz__yaml" tabindex="0" aria-label="Manifest">{ question.manifest.trim_end() }</pre>
            }
        </section>
    }
}

/// Check, or go on.
fn steps(quiz: &Quiz, on_check: Callback<MouseEvent>, on_quiz: &Callback<QuizAction>) -> Html {
    let (index, is_ready) = (quiz.index, quiz.answer("").is_some());
    let to = |index: usize| on_quiz.reform(move |_: MouseEvent| QuizAction::Show(index));
    html! {
        <div class="quiz__steps">
            if index > 0 {
                <button class="button" type="button" onclick={to(index - 1)}>{ "Back" }</button>
            }
            <span class="quiz__solved">{ format!("{} solved", quiz.solved.len()) }</span>
            if quiz.mark.is_none() {
                <button class="button button--primary" type="button" disabled={!is_ready} onclick={on_check}>{ "Check" }</button>
            } else {
                <button class="button" type="button" onclick={to(index)}>{ "Try again" }</button>
                if quiz.has_next() {
                    <button class="button button--primary" type="button" onclick={to(index + 1)}>{ "Next" }</button>
                }
            }
        </div>
    }
}

fn load(quiz: QuizDispatcher) {
    spawn_local(async move {
        let text = page::fetch("quiz.json").await.unwrap_or_default();
        let questions = Question::all(&text, page::query("topic").as_deref());
        let solved = storage::read(storage::Key::Quiz).unwrap_or_default();
        let solved: BTreeSet<String> = solved.lines().map(str::to_owned).collect();
        quiz.dispatch(QuizAction::Loaded(questions, solved));
    });
}

/// Has the core mark the answer, then play what really happens.
fn check(quiz: &UseReducerHandle<Quiz>, session: &SessionDispatcher, manifest: &str) {
    let (Some(question), Some(answer)) = (quiz.question(), quiz.answer(manifest)) else {
        return;
    };
    let at = question.at.map(|at| SimTime::ZERO + at);
    let (quiz, session) = (quiz.dispatcher(), session.clone());
    core::call("grade", vec![question.written.clone(), answer], move |answer| {
        let mark = answer.map(|json| Mark::read(&Json::parse(&json)));
        match mark {
            Ok(Some(mark)) => {
                play(mark.replay.clone(), at, session);
                quiz.dispatch(QuizAction::Marked(mark));
            }
            Ok(None) => quiz.dispatch(QuizAction::Failed("the answer cannot be read".to_owned())),
            Err(failure) => quiz.dispatch(QuizAction::Failed(failure.to_string())),
        }
    });
}

fn play(text: String, at: Option<SimTime>, session: SessionDispatcher) {
    core::call("analyse", vec![text, "{}".to_owned()], move |answer| {
        let run = answer.ok().and_then(|json| report(&Json::parse(&json)).run);
        if let Some(run) = run {
            let until = at.unwrap_or(run.timeline.end);
            session.dispatch(SessionAction::Show(Rc::new(run), until));
        }
    });
}

//! The page that asks: one question a screen, and after the answer the replay of what really happens.

mod answer;
mod outcome;

use std::rc::Rc;

use podlife_core::time::SimTime;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::answer::answer;
use self::outcome::{explanation, replay};
use crate::bridge::editor::Editor;
use crate::bridge::{core, page, storage};
use crate::components::code_editor::CodeEditor;
use crate::components::element::{button, row, tag};
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
            storage::write(storage::Key::Quiz, &solved.join("\n"));
        }
    });

    let Some(question) = quiz.question() else {
        return page_of(&quiz, tag("p", "quiz__note").text(note(&quiz)).into());
    };
    let on_check = {
        let (quiz, session, editor) = (quiz.clone(), session.dispatcher(), editor.clone());
        Callback::from(move |()| check(&quiz, &session, &editor.text()))
    };
    let on_quiz = Callback::from({
        let quiz = quiz.clone();
        move |action: QuizAction| quiz.dispatch(action)
    });
    let on_session = Callback::from({
        let session = session.clone();
        move |action: SessionAction| session.dispatch(action)
    });
    let mut card = tag("section", "panel quiz__card")
        .add(tag("h1", "quiz__prompt").add(inline(question.prompt.trim())))
        .add(answer(&quiz, question, &on_quiz));
    if let Some(why) = &quiz.failure {
        card = card.add(failure(why, &editor.text()));
    }
    let mut beside = tag("div", "quiz__beside");
    if quiz.mark.is_none() || question.kind == Kind::Manifest {
        beside = beside.add(manifest(question, &editor));
    }
    if let Some(mark) = &quiz.mark {
        card = card.add(explanation(mark, question));
        beside = beside.add(replay(&session, &on_session));
    }
    let card = card.add(steps(&quiz, &on_check, &on_quiz));
    page_of(&quiz, tag("div", "quiz__columns").add(card).add(beside).into())
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
    let mut main = tag("main", "quiz").set("id", "main");
    if let Some(question) = quiz.question() {
        let done = quiz.index + usize::from(quiz.mark.is_some());
        let progress = tag("progress", "")
            .set("max", &count.to_string())
            .set("value", &done.to_string())
            .label("Questions answered");
        let place = format!("{} of {count}", quiz.index + 1);
        main = main.add(
            tag("div", "quiz__progress")
                .add(tag("span", "").text("Practice"))
                .add(progress)
                .add(tag("span", "").text(&place))
                .add(tag("span", "tag").text(&question.domain)),
        );
    }
    row([header("quiz", Html::default()), main.add(inside).into()])
}

/// The manifest of the question; to be changed where it is to be repaired.
fn manifest(question: &Question, editor: &Editor) -> Html {
    let text = if question.kind == Kind::Manifest {
        html! {
            <CodeEditor key={question.id.clone()} editor={editor.clone()} label="Manifest" on_change={Callback::noop()} />
        }
    } else {
        let text = tag("pre", "quiz__yaml").set("tabindex", "0").label("Manifest");
        text.text(question.manifest.trim_end()).into()
    };
    let title = tag("h2", "panel__title").text("Manifest");
    tag("section", "panel quiz__manifest")
        .label("Manifest")
        .add(tag("div", "panel__head").add(title))
        .add(text)
        .into()
}

/// Check, or go on.
fn steps(quiz: &Quiz, on_check: &Callback<()>, on_quiz: &Callback<QuizAction>) -> Html {
    let to = |class: &str, index: usize, words: &str| -> Html {
        button(class, on_quiz, QuizAction::Show(index)).text(words).into()
    };
    let (plain, primary) = ("button", "button button--primary");
    let mut steps = tag("div", "quiz__steps");
    if quiz.index > 0 {
        steps = steps.add(to(plain, quiz.index - 1, "Back"));
    }
    let solved = format!("{} solved", quiz.solved.len());
    steps = steps.add(tag("span", "quiz__solved").text(&solved));
    if quiz.mark.is_none() {
        let is_early = quiz.answer("").is_none();
        let check = button(primary, on_check, ()).set_if(is_early, "disabled", "").text("Check");
        return steps.add(check).into();
    }
    steps = steps.add(to(plain, quiz.index, "Try again"));
    if quiz.has_next() {
        steps = steps.add(to(primary, quiz.index + 1, "Next"));
    }
    steps.into()
}

fn load(quiz: QuizDispatcher) {
    spawn_local(async move {
        let text = page::fetch("quiz.json").await.unwrap_or_default();
        let questions = Question::all(&text, page::query("topic").as_deref());
        let solved = storage::read(storage::Key::Quiz).unwrap_or_default();
        let solved: Vec<String> = solved.lines().map(str::to_owned).collect();
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

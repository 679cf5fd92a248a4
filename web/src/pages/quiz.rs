//! The page that asks: one question a screen, and after the answer the replay of what really happens.

mod answer;
mod outcome;

use podlife_core::time::SimTime;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::answer::answer;
use self::outcome::{explanation, replay};
use crate::bridge::clock::Clock;
use crate::bridge::editor::Editor;
use crate::bridge::{core, page, storage};
use crate::components::code_editor::CodeEditor;
use crate::components::element::{button, row, tag};
use crate::components::failure::failure;
use crate::components::header::header;
use crate::components::inline::inline;
use crate::json::Json;
use crate::report::Reader;
use crate::state::quiz::{Kind, Mark, Question, Quiz, QuizAction};
use crate::state::session::{Session, SessionAction};

/// The quiz.
pub(crate) struct QuizPage {
    quiz: Quiz,
    session: Session,
    editor: Editor,
    clock: Clock,
    on_quiz: Callback<QuizAction>,
    dispatch: Callback<SessionAction>,
    on_check: Callback<()>,
}

/// What happens on the page.
pub(crate) enum Message {
    /// Something about the questions.
    Quiz(QuizAction),
    /// Something about the replay.
    Session(SessionAction),
    /// The answer is given.
    Check,
}

impl Component for QuizPage {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let on_quiz = ctx.link().callback(Message::Quiz);
        load(on_quiz.clone());
        Self {
            quiz: Quiz::default(),
            session: Session::default(),
            editor: Editor::default(),
            clock: Clock::default(),
            on_quiz,
            dispatch: ctx.link().callback(Message::Session),
            on_check: ctx.link().callback(|()| Message::Check),
        }
    }

    fn update(&mut self, _: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Quiz(action) => self.quiz_changed(action),
            Message::Session(action) => {
                self.session.apply(action);
                self.clock.follow(&self.session.playback, &self.dispatch);
            }
            Message::Check => self.check(),
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let quiz = &self.quiz;
        let Some(question) = quiz.question() else {
            return page_of(quiz, tag("p", "quiz__note").text(note(quiz)).into());
        };
        let mut card = tag("section", "panel quiz__card")
            .add(tag("h1", "quiz__prompt").add(inline(question.prompt.trim())))
            .add(answer(quiz, question, &self.on_quiz));
        if let Some(why) = &quiz.failure {
            card = card.add(failure(why, &self.editor.text()));
        }
        let mut beside = tag("div", "quiz__beside");
        if quiz.mark.is_none() || question.kind == Kind::Manifest {
            beside = beside.add(manifest(question, &self.editor));
        }
        if let Some(mark) = &quiz.mark {
            card = card.add(explanation(mark, question));
            beside = beside.add(replay(&self.session, &self.dispatch));
        }
        let card = card.add(steps(quiz, &self.on_check, &self.on_quiz));
        page_of(quiz, tag("div", "quiz__columns").add(card).add(beside).into())
    }
}

impl QuizPage {
    fn quiz_changed(&mut self, action: QuizAction) {
        let before = self.quiz.index;
        let is_first = self.quiz.questions.is_none();
        let is_mark = matches!(action, QuizAction::Marked(_));
        self.quiz.apply(action);
        if is_first || self.quiz.index != before {
            self.session = Session::default();
            self.editor = Editor::new(self.quiz.question().map_or("", |it| &it.manifest));
        }
        if is_mark {
            storage::write(storage::Key::Quiz, &self.quiz.solved.join("\n"));
        }
    }

    /// Has the core mark the answer, then play what really happens.
    fn check(&self) {
        let answer = self.quiz.answer(&self.editor.text());
        let (Some(question), Some(answer)) = (self.quiz.question(), answer) else {
            return;
        };
        let at = question.at.map(|at| SimTime::ZERO + at);
        let (on_quiz, dispatch) = (self.on_quiz.clone(), self.dispatch.clone());
        core::call("grade", vec![question.written.clone(), answer], move |answer| {
            let mark = answer.map(|json| Mark::read(&Json::parse(&json)));
            on_quiz.emit(match mark {
                Ok(Some(mark)) => {
                    play(mark.replay.clone(), at, dispatch);
                    QuizAction::Marked(mark)
                }
                Ok(None) => QuizAction::Failed("the answer cannot be read".to_owned()),
                Err(failure) => QuizAction::Failed(failure.to_string()),
            });
        });
    }
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

fn load(on_quiz: Callback<QuizAction>) {
    spawn_local(async move {
        let text = page::fetch("quiz.json").await.unwrap_or_default();
        let questions = Question::all(&text, page::query("topic").as_deref());
        let solved = storage::read(storage::Key::Quiz).unwrap_or_default();
        let solved: Vec<String> = solved.lines().map(str::to_owned).collect();
        on_quiz.emit(QuizAction::Loaded(questions, solved));
    });
}

fn play(text: String, at: Option<SimTime>, dispatch: Callback<SessionAction>) {
    core::call("analyse", vec![text, "{}".to_owned()], move |answer| {
        let run = answer.ok().and_then(|json| Reader::default().read(&json).1);
        if let Some(run) = run {
            let until = at.unwrap_or(run.timeline.end);
            dispatch.emit(SessionAction::Show(run, until));
        }
    });
}

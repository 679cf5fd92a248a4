//! The page that asks: the list of what can be asked, a round with one question a screen, and what became of it.

mod acts;
mod answer;
mod card;
mod home;
mod outcome;
mod results;
mod shell;

use std::collections::BTreeMap;

use gloo::timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::bridge::analyst::Analyst;
use crate::bridge::clock::Clock;
use crate::bridge::editor::Editor;
use crate::bridge::files::Files;
use crate::bridge::page;
use crate::components::element::{row, tag};
use crate::components::header::header;
use crate::state::quiz::progress::Progress;
use crate::state::quiz::question::{Lists, Mark, Question, topic_of};
use crate::state::quiz::round::{Mode, Round};
use crate::state::session::{Session, SessionAction};
use crate::state::shell::{Shell, ShellAction};

/// The quiz.
pub(crate) struct QuizPage {
    /// What can be asked; nothing before it is loaded, an error where it cannot be.
    lists: Option<Result<Lists, ()>>,
    /// The questions that are loaded, by topic.
    questions: BTreeMap<String, Vec<Question>>,
    progress: Progress,
    /// What the address asks for; nothing for the list.
    mode: Option<Mode>,
    round: Option<Round>,
    /// The life of what is asked, or of what was written.
    session: Session,
    /// The life of a right answer.
    reference: Session,
    editor: Editor,
    shell: Shell,
    analyst: Analyst,
    clocks: [Clock; 2],
    files: Files,
    /// Milliseconds since 1970.
    now: f64,
    ticks: Option<Interval>,
    /// What is said once.
    said: String,
    /// Why there is no mark.
    failure: Option<String>,
    /// Whether ending an exam early was asked for once.
    is_sure: bool,
    links: Links,
}

/// Who hears what happens.
struct Links {
    act: Callback<Act>,
    session: Callback<SessionAction>,
    reference: Callback<SessionAction>,
    shell: Callback<ShellAction>,
    typed: Callback<String>,
}

/// What happens on the page.
pub(crate) enum Message {
    /// `quiz.json` is there, or not.
    Lists(Option<String>),
    /// The questions of a topic are there.
    Topic(String, String),
    /// Somebody does something.
    Act(Act),
    /// The answer to the question of this place is marked, or why it is not.
    Marked(usize, Result<Mark, String>),
    /// Something about the life that is shown first.
    Session(SessionAction),
    /// Something about the one beside it.
    Reference(SessionAction),
    /// Something in the terminal.
    Shell(ShellAction),
    /// The manifest is another one.
    Typed(String),
    /// A second has passed.
    Tick,
    /// A file was opened: its text, or why it is not read.
    Opened(String, String),
    /// Something is to be said.
    Said(String),
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The round begins.
    Begin,
    /// A choice is taken, or left.
    Choose(usize),
    /// An event goes from one place to another.
    Move(usize, usize),
    /// One more hint.
    Hint,
    /// The answer is given.
    Check,
    /// Another question of the round.
    Show(usize),
    /// The question is marked for later, or not any more.
    Flag,
    /// The question is answered once more.
    Again,
    /// The round ends.
    Finish,
    /// A new round of the same kind.
    Anew,
    /// What was wrong in this round, as a round.
    OnlyWrong,
    /// What was answered so far, as a file.
    Save,
    /// A file with what was answered elsewhere.
    Open,
    /// All answers are forgotten.
    Forget,
    /// The result as text.
    Copy,
    /// The result as a picture.
    Picture,
}

impl Component for QuizPage {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let links = Links {
            act: link.callback(Message::Act),
            session: link.callback(Message::Session),
            reference: link.callback(Message::Reference),
            shell: link.callback(Message::Shell),
            typed: link.callback(Message::Typed),
        };
        let lists = link.callback(Message::Lists);
        spawn_local(async move { lists.emit(page::fetch("quiz.json").await) });
        let opened = link.callback(|(text, why)| Message::Opened(text, why));
        Self {
            lists: None,
            questions: BTreeMap::new(),
            progress: acts::kept_progress(),
            mode: acts::wanted(),
            round: None,
            session: Session::default(),
            reference: Session::default(),
            editor: Editor::default(),
            shell: Shell::default(),
            analyst: Analyst::new("", false, links.session.clone()),
            clocks: <[Clock; 2]>::default(),
            files: Files::watch(opened),
            now: page::now(),
            ticks: None,
            said: String::new(),
            failure: None,
            is_sure: false,
            links,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Lists(text) => self.lists_loaded(ctx, text),
            Message::Topic(name, text) => self.topic_loaded(name, &text),
            Message::Act(act) => self.act(ctx, act),
            Message::Marked(place, mark) => self.marked(place, mark),
            Message::Session(action) => self.session_changed(action),
            Message::Reference(action) => {
                self.reference.apply(action);
                self.clocks[1].follow(&self.reference.playback, &self.links.reference);
            }
            Message::Shell(action) => self.shell_changed(action),
            Message::Typed(text) => self.typed(&text),
            Message::Tick => self.tick(ctx),
            Message::Opened(text, why) => self.opened(&text, why),
            Message::Said(said) => self.said = said,
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, is_first: bool) {
        if is_first && page::is_framed() {
            page::watch_host(Callback::noop());
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let inside = match &self.lists {
            None => tag("p", "quiz__note").set("role", "status").say("Fetching the questions…").into(),
            Some(Err(())) => tag("p", "quiz__note")
                .set("role", "alert")
                .say("The questions could not be fetched. Check the connection, and load the page again.")
                .into(),
            Some(Ok(lists)) => self.inside(lists),
        };
        let main = tag("main", "quiz").set("id", "main").add(inside);
        row([header("quiz", Html::default()), main.into()])
    }
}

impl QuizPage {
    fn inside(&self, lists: &Lists) -> Html {
        let Some(mode) = &self.mode else { return home::home(self, lists) };
        match &self.round {
            None => home::before(self, mode, lists),
            Some(round) if round.turns.is_empty() => home::nothing(mode),
            Some(round) if round.is_over && round.index >= round.turns.len() => {
                results::results(self, round, lists)
            }
            Some(round) => match self.question() {
                Some(question) => card::card(self, round, question, lists),
                None => tag("p", "quiz__note")
                    .set("role", "status")
                    .say("Fetching the question…")
                    .into(),
            },
        }
    }

    /// The question of a name, where it is loaded.
    fn question_of(&self, id: &str) -> Option<&Question> {
        self.questions.get(topic_of(id))?.iter().find(|question| question.id == id)
    }

    /// The question that is shown.
    fn question(&self) -> Option<&Question> {
        self.question_of(&self.round.as_ref()?.turn()?.id)
    }
}

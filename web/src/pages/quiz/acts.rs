//! What the quiz does with what happens on it.

use gloo::timers::callback::Interval;
use podlife_core::time::SimTime;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Act, Message, QuizPage, results};
use crate::bridge::editor::Editor;
use crate::bridge::storage::{self, Key};
use crate::bridge::{core, export, page};
use crate::json::Json;
use crate::report::Reader;
use crate::state::playback::PlaybackAction;
use crate::state::quiz::memory::Rating;
use crate::state::quiz::progress::Progress;
use crate::state::quiz::question::{Given, Lists, Mark, Question, Way, topic_of};
use crate::state::quiz::round::{EXAM, Mode, Round, Turn};
use crate::state::session::{Session, SessionAction};
use crate::state::shell::Shell;
use crate::state::words::{say, say_with};

/// A day in milliseconds.
const DAY: f64 = 86_400_000.0;

/// What was answered on earlier visits.
pub(super) fn kept_progress() -> Progress {
    storage::read(Key::Quiz).and_then(|text| Progress::read(&text)).unwrap_or_default()
}

/// What the address asks for.
pub(super) fn wanted() -> Option<Mode> {
    ["topic", "exam", "question", "mode"]
        .into_iter()
        .find_map(|key| Mode::read(key, &page::query(key)?))
}

/// Where a round is kept: an exam goes on while others are answered.
const fn key_of(mode: &Mode) -> Key {
    if mode.is_exam() { Key::Exam } else { Key::Round }
}

fn asked_seed() -> Option<u64> {
    page::query("seed")?.parse().ok()
}

impl QuizPage {
    /// Today, counted from 1970.
    pub(super) fn today(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "days fit")]
        let day = (self.now / DAY).floor() as i64;
        day
    }

    pub(super) fn lists_loaded(&mut self, ctx: &Context<Self>, text: Option<String>) {
        let lists = text.map(|text| Lists::read(&text)).filter(|lists| !lists.heads.is_empty());
        self.lists = Some(lists.ok_or(()));
        let Some(mode) = self.mode.clone() else { return };
        let seed = asked_seed();
        match self.kept_round(&mode, seed) {
            // An exam goes on by itself: its time does.
            Some(round) => self.enter(ctx, round),
            None if mode.is_exam() => {}
            None => self.begin(ctx, mode, seed),
        }
    }

    /// The round of a kind that was not over, unless one of its questions is not there any more.
    fn kept_round(&self, mode: &Mode, seed: Option<u64>) -> Option<Round> {
        let Some(Ok(lists)) = &self.lists else { return None };
        let round = Round::read(&storage::read(key_of(mode))?)?;
        let is_there = |id: &str| topic_of(id) == "made" || lists.head(id).is_some();
        let is_it = round.mode == *mode && seed.is_none_or(|seed| seed == round.seed);
        (is_it && round.turns.iter().all(|turn| is_there(&turn.id))).then_some(round)
    }

    /// A new round.
    fn begin(&mut self, ctx: &Context<Self>, mode: Mode, seed: Option<u64>) {
        self.now = page::now();
        let Some(Ok(lists)) = &self.lists else { return };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since 1970 fit"
        )]
        let seed = seed.unwrap_or(self.now as u64 % 1_000_000);
        let round = match &mode {
            Mode::Review => Round::of(mode, seed, self.progress.due(lists, self.today())),
            Mode::Wrong => Round::of(mode, seed, self.progress.wrong(lists)),
            Mode::Topic(_) | Mode::Quick | Mode::Exam(_) | Mode::One(_) | Mode::Made => {
                let ends = mode.is_exam().then_some(self.now + EXAM);
                Round { ends, ..Round::made(mode, seed, lists) }
            }
        };
        self.enter(ctx, round);
    }

    /// Shows a round, and fetches what is missing of it.
    fn enter(&mut self, ctx: &Context<Self>, round: Round) {
        if matches!(round.mode, Mode::Quick | Mode::Exam(_) | Mode::Made) {
            let (key, value) = round.mode.written();
            page::set_query(&format!("{key}={value}&seed={}", round.seed));
        }
        if round.ends.is_some() {
            let tick = ctx.link().callback(|()| Message::Tick);
            self.ticks = Some(Interval::new(1000, move || tick.emit(())));
        }
        let mut topics: Vec<&str> = round.turns.iter().map(|turn| topic_of(&turn.id)).collect();
        topics.sort_unstable();
        topics.dedup();
        let missing = topics.into_iter().filter(|topic| !self.questions.contains_key(*topic));
        for topic in missing {
            let (name, loaded) =
                (topic.to_owned(), ctx.link().callback(|(name, text)| Message::Topic(name, text)));
            if name == "made" {
                let seeds: Vec<&str> =
                    round.turns.iter().filter_map(|turn| turn.id.strip_prefix("made/")).collect();
                core::call("made_questions", vec![seeds.join("\n")], move |answer| {
                    loaded.emit((name, answer.unwrap_or_default()));
                });
                continue;
            }
            spawn_local(async move {
                let text = page::fetch(&format!("quiz/{name}.json")).await.unwrap_or_default();
                loaded.emit((name, text));
            });
        }
        self.round = Some(round);
        self.show_question();
    }

    pub(super) fn topic_loaded(&mut self, name: String, text: &str) {
        let was_there = self.question().is_some();
        self.questions.insert(name, Question::all(text));
        if !was_there && self.question().is_some() {
            self.show_question();
        }
    }

    /// Puts the question of the round on the screen.
    fn show_question(&mut self) {
        if let Some(question) = self.question().filter(|question| question.way == Way::Manifest) {
            let turn = self.round.as_ref().and_then(Round::turn);
            self.editor = match turn.and_then(|turn| turn.given.as_ref()) {
                Some(Given::Manifest(written)) => Editor::new(written),
                _ => Editor::new(&question.manifest),
            };
        }
        self.show_life();
    }

    /// Plays what is marked, or what the terminal speaks of.
    fn show_life(&mut self) {
        self.keep();
        self.session = Session::default();
        self.reference = Session::default();
        self.shell = Shell::default();
        self.failure = None;
        self.is_sure = false;
        let Some(question) = self.question().cloned() else { return };
        self.analyst.choose_version(&question.version);
        let turn = self.round.as_ref().and_then(Round::turn).cloned().unwrap_or_default();
        match &turn.mark {
            Some(mark) => self.replay(&mark.clone()),
            None if question.has_terminal && !question.manifest.is_empty() => {
                let written = match question.way {
                    Way::Manifest => self.editor.text(),
                    Way::One | Way::Several | Way::Row | Way::Order => question.manifest.clone(),
                };
                self.analyst.ask(&question.played(&written));
            }
            None => {}
        }
    }

    pub(super) fn act(&mut self, ctx: &Context<Self>, act: Act) {
        self.said.clear();
        self.is_sure &= act == Act::Finish;
        match act {
            Act::Begin | Act::Anew => {
                // A link may name what chance takes.
                let seed = if act == Act::Begin { asked_seed() } else { None };
                if let Some(mode) = self.mode.clone() {
                    self.begin(ctx, mode, seed);
                }
            }
            Act::Choose(choice) => self.choose(choice),
            Act::Move(from, to) => self.move_event(from, to),
            Act::Hint => {
                if let Some(turn) = self.turn_mut() {
                    turn.hints += 1;
                }
            }
            Act::Check => {
                self.note_written(true);
                if let Some(place) = self.round.as_ref().map(|round| round.index) {
                    self.check(ctx, place);
                }
            }
            Act::Show(index) => {
                self.note_written(false);
                if let Some(round) = &mut self.round {
                    let all = round.turns.len();
                    round.index = index;
                    // Behind the last question of a practice stands what became of it.
                    round.is_over |= index >= all && !round.mode.is_exam();
                }
                self.show_question();
                page::scroll_up();
            }
            Act::Flag => {
                if let Some(turn) = self.turn_mut() {
                    turn.flagged = !turn.flagged;
                }
                self.keep();
            }
            Act::Again => {
                if let Some(turn) = self.turn_mut() {
                    turn.mark = None;
                }
                // The editor stays, with what is written in it.
                self.show_life();
            }
            Act::Finish => self.finish(ctx),
            Act::OnlyWrong => {
                let is_wrong = |mark: &Option<Mark>| mark.as_ref().is_none_or(|mark| !mark.correct);
                let turns = self.round.iter().flat_map(|round| &round.turns);
                let ids =
                    turns.filter(|turn| is_wrong(&turn.mark)).map(|turn| turn.id.clone()).collect();
                self.mode = Some(Mode::Wrong);
                page::set_query("mode=wrong");
                self.enter(ctx, Round::of(Mode::Wrong, 0, ids));
            }
            Act::Save => deliver(
                ctx,
                "save",
                "podlife-quiz.json",
                "application/json",
                self.progress.written(),
            ),
            Act::Open => self.files.pick(),
            Act::Forget => {
                self.progress = Progress::default();
                storage::write(Key::Quiz, "");
                say("All answers are forgotten.").clone_into(&mut self.said);
            }
            Act::Copy => self.share(ctx, "copy"),
            Act::Picture => self.share(ctx, "picture"),
        }
    }

    fn turn_mut(&mut self) -> Option<&mut Turn> {
        self.round.as_mut()?.turn_mut()
    }

    fn choose(&mut self, choice: usize) {
        let Some(way) = self.question().map(|question| question.way) else { return };
        if let Some(turn) = self.turn_mut().filter(|turn| turn.mark.is_none()) {
            let mut chosen = if let Some(Given::Choices(chosen)) = turn.given.take() {
                chosen
            } else {
                Vec::new()
            };
            if way != Way::Several {
                chosen = vec![choice];
            } else if chosen.contains(&choice) {
                chosen.retain(|other| *other != choice);
            } else {
                chosen.push(choice);
            }
            turn.given = (!chosen.is_empty()).then_some(Given::Choices(chosen));
        }
        self.keep();
    }

    fn move_event(&mut self, from: usize, to: usize) {
        let count = self.question().map_or(0, |question| question.options.len());
        if let Some(turn) = self.turn_mut().filter(|turn| turn.mark.is_none()) {
            let mut order = order_of(turn.given.as_ref(), count);
            if from < count && to < count {
                let moved = order.remove(from);
                order.insert(to, moved);
            }
            turn.given = Some(Given::Order(order));
        }
        self.keep();
    }

    /// The manifest that was written becomes the answer; one that nobody touched where it is given as it is.
    fn note_written(&mut self, is_given: bool) {
        let Some(question) = self.question().filter(|question| question.way == Way::Manifest)
        else {
            return;
        };
        let (text, given) = (self.editor.text(), question.manifest.clone());
        let is_open = |turn: &&mut Turn| {
            turn.mark.is_none() && (is_given || turn.given.is_some() || text != given)
        };
        if let Some(turn) = self.turn_mut().filter(is_open) {
            turn.given = Some(Given::Manifest(text));
        }
        self.keep();
    }

    /// Has the core mark an answer.
    fn check(&mut self, ctx: &Context<Self>, place: usize) {
        self.failure = None;
        let Some(turn) = self.round.as_ref().and_then(|round| round.turns.get(place)) else {
            return;
        };
        let Some(question) = self.question_of(&turn.id) else { return };
        let given = turn.given.clone().unwrap_or_else(|| unanswered(question));
        let link = ctx.link().clone();
        core::call("grade", vec![question.written.clone(), given.written()], move |answer| {
            let mark = match answer {
                Ok(json) => Mark::read(&Json::parse(&json))
                    .ok_or_else(|| say("the answer cannot be read").to_owned()),
                Err(failure) => Err(failure.to_string()),
            };
            link.send_message(Message::Marked(place, mark));
        });
    }

    pub(super) fn marked(&mut self, place: usize, mark: Result<Mark, String>) {
        let today = self.today();
        let (Some(round), Some(Ok(lists))) = (&mut self.round, &self.lists) else { return };
        let (is_exam, index) = (round.mode.is_exam(), round.index);
        let Some(turn) = round.turns.get_mut(place) else { return };
        let mark = match mark {
            Ok(mark) => mark,
            // A task of an exam that breaks the simulator is a task without points.
            Err(_) if is_exam => Mark { out_of: 1, ..Mark::default() },
            Err(why) => {
                self.failure = Some(why);
                return;
            }
        };
        let rating = match (mark.correct, turn.hints) {
            (false, _) => Rating::Again,
            (true, 0) => Rating::Good,
            (true, _) => Rating::Hard,
        };
        turn.mark = Some(mark.clone());
        if let Some(head) = lists.head(&turn.id) {
            self.progress.note(head, rating, today);
            storage::write(Key::Quiz, &self.progress.written());
        }
        if is_exam {
            if round.turns.iter().all(|turn| turn.mark.is_some()) {
                round.is_over = true;
                round.index = round.turns.len();
                storage::write(key_of(&round.mode), "");
                self.ticks = None;
                page::scroll_up();
            }
        } else if index == place {
            self.replay(&mark);
        }
    }

    /// Plays what was marked, up to where it is worth looking.
    fn replay(&mut self, mark: &Mark) {
        play(&mark.replay, mark.at, &self.analyst.options(), &self.links.session);
        play(&mark.reference, mark.at, &self.analyst.options(), &self.links.reference);
    }

    fn finish(&mut self, ctx: &Context<Self>) {
        self.note_written(false);
        let Some(round) = &mut self.round else { return };
        if !round.mode.is_exam() {
            round.is_over = true;
            round.index = round.turns.len();
            storage::write(key_of(&round.mode), "");
            return;
        }
        let is_open = round.turns.iter().any(|turn| turn.given.is_none());
        let is_late = round.ends.is_some_and(|ends| ends <= self.now);
        if is_open && !self.is_sure && !is_late {
            self.is_sure = true;
            return;
        }
        // Marked once, whatever comes first: the button or the end of the time.
        round.ends = None;
        for place in 0..round.turns.len() {
            self.check(ctx, place);
        }
    }

    pub(super) fn tick(&mut self, ctx: &Context<Self>) {
        self.now = page::now();
        let is_late =
            self.round.as_ref().and_then(|round| round.ends).is_some_and(|ends| ends <= self.now);
        // The questions have to be there to be marked.
        let is_loaded = self
            .round
            .iter()
            .flat_map(|round| &round.turns)
            .all(|turn| self.question_of(&turn.id).is_some());
        if is_late && is_loaded {
            self.finish(ctx);
        }
    }

    /// Keeps the round over a reload; one that is over needs no keeping.
    fn keep(&self) {
        if let Some(round) = &self.round {
            let written = if round.is_over { String::new() } else { round.written() };
            storage::write(key_of(&round.mode), &written);
        }
    }

    pub(super) fn typed(&mut self, text: &str) {
        if let Some(question) = self.question().filter(|_| self.mark().is_none()) {
            self.analyst.ask(&question.played(text));
        }
        self.note_written(false);
    }

    /// What became of the answer to the question that is shown.
    pub(super) fn mark(&self) -> Option<&Mark> {
        let round = self.round.as_ref()?;
        round.turn()?.mark.as_ref().filter(|_| !round.mode.is_exam() || round.is_over)
    }

    pub(super) fn session_changed(&mut self, action: SessionAction) {
        let is_answer = matches!(action, SessionAction::Analysed(..));
        self.session.apply(action);
        if is_answer {
            // Nothing moves before somebody wants it to: the terminal speaks of the end.
            let end = self.session.playback.end;
            self.session.apply(SessionAction::Play(PlaybackAction::Seek(end)));
            self.renew_shell();
        }
        self.clocks[0].follow(&self.session.playback, &self.links.session);
    }

    pub(super) fn opened(&mut self, text: &str, why: String) {
        self.said = match Progress::read(text) {
            Some(progress) => {
                self.progress = progress;
                storage::write(Key::Quiz, &self.progress.written());
                say_with("{} answers are read.", &[&self.progress.known.len()])
            }
            None if why.is_empty() => say("This file holds no answers of the quiz.").to_owned(),
            None => why,
        };
    }

    fn share(&self, ctx: &Context<Self>, how: &'static str) {
        let (Some(round), Some(Ok(lists))) = (&self.round, &self.lists) else { return };
        let title = round.mode.title(lists);
        let text = if how == "copy" {
            results::sentence(round, &title, &page::address())
        } else {
            results::picture(round, &title)
        };
        deliver(ctx, how, "podlife-quiz.png", "image/png", text);
    }
}

/// Hands a text on, and says what became of it.
fn deliver(
    ctx: &Context<QuizPage>,
    how: &'static str,
    name: &'static str,
    media: &'static str,
    text: String,
) {
    let link = ctx.link().clone();
    spawn_local(async move {
        link.send_message(Message::Said(export::deliver(how, name, media, &text).await));
    });
}

/// The order of events: the one that was answered, or the one that is given.
pub(super) fn order_of(given: Option<&Given>, count: usize) -> Vec<usize> {
    match given {
        Some(Given::Order(order)) if order.len() == count => order.clone(),
        _ => (0..count).collect(),
    }
}

/// The answer of somebody who gave none.
fn unanswered(question: &Question) -> Given {
    match question.way {
        Way::One | Way::Several | Way::Row => Given::Choices(Vec::new()),
        Way::Order => Given::Order(Vec::new()),
        Way::Manifest => Given::Manifest(String::new()),
    }
}

/// Plays a text up to an instant; without one to its end.
fn play(text: &str, at: Option<SimTime>, options: &str, dispatch: &Callback<SessionAction>) {
    if text.is_empty() {
        return;
    }
    let dispatch = dispatch.clone();
    core::call("analyse", vec![text.to_owned(), options.to_owned()], move |answer| {
        let run = answer.ok().and_then(|json| Reader::default().read(&json).1);
        if let Some(run) = run {
            let until = at.unwrap_or(run.timeline.end);
            dispatch.emit(SessionAction::Show(run, until));
        }
    });
}

//! A timeline in somebody else's page: in a frame, or as an element of the docs.

use podlife_core::analysis::DocumentReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::bridge::analyst::Analyst;
use crate::bridge::clock::Clock;
use crate::bridge::page::Wanted;
use crate::bridge::permalink::Place;
use crate::bridge::{page, permalink};
use crate::components::element::{Element, button, tag};
use crate::components::stage::timeline;
use crate::components::transport::transport;
use crate::report::Run;
use crate::state::playback::PlaybackAction;
use crate::state::session::{Session, SessionAction};
use crate::state::shell::{Next, Shell, ShellAction};
use crate::state::words::say;

/// The command whose output the view `rows` shows.
const ROWS: &str = "kubectl get pods -w";

/// What of a manifest is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Its timeline.
    #[default]
    Timeline,
    /// Its text.
    Yaml,
    /// Both.
    Both,
    /// What `kubectl get pods -w` prints.
    Rows,
}

impl View {
    /// The view of a name; the timeline where there is none of that name.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "yaml" => Self::Yaml,
            "both" => Self::Both,
            "rows" => Self::Rows,
            _ => Self::Timeline,
        }
    }
}

/// The name of the Pod, play, what is shown of it, and the way to the playground.
pub(crate) struct Embed {
    session: Session,
    clock: Clock,
    dispatch: Callback<SessionAction>,
    analyst: Analyst,
    /// What `kubectl get pods -w` prints.
    rows: Shell,
    on_rows: Callback<ShellAction>,
    /// The manifest.
    text: String,
    /// Where the playground shows this manifest.
    home: String,
    /// Whether readers are asked first what they think will happen.
    is_hidden: bool,
    /// Whether they have just said that they want to see it.
    is_revealed: bool,
    /// The instant that the page around was told last.
    told: SimTime,
}

/// What happens to an embedded timeline.
pub(crate) enum EmbedMessage {
    /// Something about its run.
    Session(SessionAction),
    /// Something about its rows.
    Rows(ShellAction),
    /// The address of a manifest in the playground is there.
    Home(String, String),
    /// The page around wants something.
    Wanted(Wanted),
    /// What happens is to be shown.
    Reveal,
}

impl Component for Embed {
    type Message = EmbedMessage;
    type Properties = EmbedProps;

    fn create(ctx: &Context<Self>) -> Self {
        let (props, link) = (ctx.props(), ctx.link());
        let dispatch = link.callback(EmbedMessage::Session);
        let analyst = Analyst::new(&props.until, false, dispatch.clone());
        analyst.choose_version(&props.place.kubernetes);
        if props.is_page {
            page::watch_host(link.callback(EmbedMessage::Wanted));
        }
        // Nothing goes on behind the question.
        let is_still = props.is_spoiler || (!props.plays && props.place.at.is_none());
        let mut session = if is_still { Session::still() } else { Session::default() };
        session.opening = props.place.at.map(SimTime);
        let mut embed = Self {
            session,
            clock: Clock::default(),
            dispatch,
            analyst,
            rows: Shell::default(),
            on_rows: link.callback(EmbedMessage::Rows),
            text: String::new(),
            home: page::home(),
            is_hidden: props.is_spoiler,
            is_revealed: false,
            told: SimTime::ZERO,
        };
        embed.show(ctx, &props.text);
        embed
    }

    fn update(&mut self, ctx: &Context<Self>, message: EmbedMessage) -> bool {
        match message {
            EmbedMessage::Session(action) => self.session_changed(ctx, action),
            EmbedMessage::Rows(action) => {
                if let Next::Answered(_, answers) = self.rows.act(action, self.session.playback.end)
                {
                    for (id, said) in answers {
                        self.rows.answered(id, said);
                    }
                }
            }
            EmbedMessage::Home(text, home) if text == self.text => self.home = home,
            EmbedMessage::Home(..) => {}
            EmbedMessage::Wanted(Wanted::Show(text)) => self.show(ctx, &text),
            EmbedMessage::Wanted(Wanted::Seek(at)) => {
                let seek = PlaybackAction::Seek(SimTime(at));
                self.session_changed(ctx, SessionAction::Play(seek));
            }
            EmbedMessage::Wanted(Wanted::Play(plays)) => {
                if !self.is_hidden && self.session.playback.playing != plays {
                    self.session_changed(ctx, SessionAction::Play(PlaybackAction::Toggle));
                }
            }
            EmbedMessage::Reveal => {
                (self.is_hidden, self.is_revealed) = (false, true);
                if ctx.props().plays {
                    self.session_changed(ctx, SessionAction::Play(PlaybackAction::Toggle));
                }
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        // The button that had the focus is gone.
        if std::mem::take(&mut self.is_revealed) {
            page::focus_first(".button--play");
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = ctx.props().view;
        let mut head = tag("div", "embed__head");
        let run = self.session.run().filter(|_| self.refused().is_none());
        if let Some(run) = run {
            head = head.add(tag("strong", "embed__pod").text(&run.timeline.pod));
            if !self.is_hidden && matches!(view, View::Timeline | View::Both) {
                head = head.add(transport(self.session.playback, false, &self.dispatch));
            }
        }
        let open = tag("a", "embed__open").set("href", &self.home).set("target", "_blank");
        let head = head.add(open.set("rel", "noopener").say("Open in Podlife"));
        let text = || tag("pre", "embed__text").set("tabindex", "0").text(&self.text);
        let outcome = || match run {
            _ if view == View::Yaml => None,
            _ if self.is_hidden && self.session.document.report.is_some() => {
                Some(question(&ctx.link().callback(|()| EmbedMessage::Reveal)).into())
            }
            Some(run) => Some(self.outcome(run, view)),
            None => Some(self.nothing()),
        };
        let mut inside = tag("div", "embed__body");
        if matches!(view, View::Yaml | View::Both) {
            inside = inside.add(text());
        }
        inside = inside.all(outcome());
        tag("section", "embed").named("Timeline").add(head).add(inside).into()
    }
}

impl Embed {
    /// Shows a manifest.
    fn show(&mut self, ctx: &Context<Self>, text: &str) {
        if text.is_empty() {
            return;
        }
        text.clone_into(&mut self.text);
        self.analyst.ask(text);
        let (text, link) = (self.text.clone(), ctx.link().clone());
        let place = ctx.props().place.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let fragment = permalink::fragment(&text, &place).await.unwrap_or_default();
            link.send_message(EmbedMessage::Home(text, page::home() + &fragment));
        });
    }

    fn session_changed(&mut self, ctx: &Context<Self>, action: SessionAction) {
        let is_answer = matches!(action, SessionAction::Analysed(..));
        self.session.apply(action);
        self.clock.follow(&self.session.playback, &self.dispatch);
        if is_answer && let Some(run) = self.session.run() {
            page::tell_host("shown", &run.timeline.pod);
            if ctx.props().view == View::Rows {
                self.rows = Shell::default();
                let now = self.session.playback.end;
                if let Next::Ask(asked) = self.rows.act(ShellAction::Run(ROWS.to_owned()), now) {
                    self.analyst.ask_shell(&self.text, &[asked], &self.on_rows);
                }
            }
        }
        let now = self.session.playback.now;
        if std::mem::replace(&mut self.told, now) != now {
            page::tell_host_instant(now);
        }
    }

    /// What comes of the manifest.
    fn outcome(&self, run: &Run, view: View) -> Html {
        match view {
            View::Rows => {
                let screen = self.rows.screen(self.session.playback.end);
                // The first piece says when it was typed, which is of no interest here.
                let words = screen.into_iter().skip(1).map(|(_, words)| words);
                let printed: String = words.collect();
                tag("pre", "embed__text embed__rows").set("tabindex", "0").text(&printed).into()
            }
            View::Timeline | View::Yaml | View::Both => {
                timeline(&self.session, run, &self.dispatch)
            }
        }
    }

    /// What the API server refuses; nothing of such a text is played here.
    fn refused(&self) -> Option<&DocumentReport> {
        let report = self.session.document.report.as_ref()?;
        report.documents.iter().find(|document| document.accepted == Some(false))
    }

    /// What is shown where there is no run, or none yet.
    fn nothing(&self) -> Html {
        let document = &self.session.document;
        let words = if document.failure.is_some() {
            say("Something in this manifest broke the simulator.")
        } else if let Some(refused) = self.refused() {
            let said = refused.kubectl.trim_end();
            return tag("pre", "embed__text embed__refused").set("tabindex", "0").text(said).into();
        } else if document.report.is_some() {
            say("There is no Pod to play in this manifest.")
        } else {
            return tag("div", "skeleton skeleton--embed").set("aria-hidden", "true").into();
        };
        tag("p", "").text(words).into()
    }
}

/// What readers are asked before they see what happens.
fn question(on_reveal: &Callback<()>) -> Element {
    tag("div", "embed__question")
        .add(tag("p", "").say("What will happen? Say it to yourself first."))
        .add(button("button", on_reveal, ()).say("Show what happens"))
}

/// What is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct EmbedProps {
    /// The manifest; empty where the page around says it later.
    pub(crate) text: AttrValue,
    /// How long to watch, as a duration; empty for what the scenario says.
    pub(crate) until: AttrValue,
    /// Whether it plays at once.
    pub(crate) plays: bool,
    /// What is shown of it.
    pub(crate) place: Place,
    /// What of it is shown.
    pub(crate) view: View,
    /// Whether readers are asked first what they think will happen.
    pub(crate) is_spoiler: bool,
    /// Whether this is a page of its own.
    pub(crate) is_page: bool,
}

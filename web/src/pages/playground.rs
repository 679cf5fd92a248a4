//! The page that plays a manifest: text and problems beside its life.

mod acts;
mod compared;
mod dock;
mod lab;
mod manifest;
mod message;
mod share;
mod shell;
mod tools;

use podlife_core::analysis::{Answer, Ask};
use yew::prelude::*;

use self::dock::{DockProps, dock};
use self::manifest::{ManifestProps, Tool, manifest};
use self::message::Message;
pub(crate) use self::share::opened;
use self::share::{Sharing, arrange, first_notice};
use self::tools::{ToolsProps, head};
use crate::bridge::analyst::Analyst;
use crate::bridge::clock::Clock;
use crate::bridge::editor::Editor;
use crate::bridge::files::Files;
use crate::bridge::views::Screen;
use crate::bridge::{page, permalink, storage};
use crate::components::compare::{CompareProps, compare};
use crate::components::element::{button, row, tag};
use crate::components::export_menu::Exporting;
use crate::components::fix_preview::Offer;
use crate::components::lab::lab;
use crate::components::notice::notices;
use crate::components::split::split;
use crate::components::what_if::{WhatIfProps, what_if};
use crate::components::workbench::workbench;
use crate::state::compare::Compare;
use crate::state::document::Document;
use crate::state::fields::span_of;
use crate::state::lab::{Lab, LabAction};
use crate::state::look::{Look, LookAction};
use crate::state::notice::Notice;
use crate::state::session::{Session, SessionAction};
use crate::state::shell::{Shell, ShellAction};
use crate::state::views::{ViewAction, Views};
use crate::state::words::word;

/// What a phone shows: one of these at a time.
const PANES: [(&str, &str); 4] = [
    ("yaml", "YAML"),
    ("timeline", word("Timeline")),
    ("terminal", word("Terminal")),
    ("problems", word("Problems")),
];

/// The playground.
pub(crate) struct Playground {
    editor: Editor,
    on_typed: Callback<String>,
    on_ready: Callback<()>,
    on_rules: Callback<String>,
    on_version: Callback<String>,
    analyst: Analyst,
    clock: Clock,
    session: Session,
    look: Look,
    shell: Shell,
    on_shell: Callback<ShellAction>,
    views: Views,
    on_view: Callback<ViewAction>,
    screen: Screen,
    dispatch: Callback<SessionAction>,
    on_look: Callback<LookAction>,
    on_fix: Callback<(usize, usize)>,
    on_field: Callback<String>,
    on_ask: Callback<Ask>,
    on_container: Callback<String>,
    on_decision: Callback<bool>,
    /// Which rules are asked, by the name of a preset.
    rules: String,
    /// The version of Kubernetes that is asked; empty for the default.
    version: String,
    on_tool: Callback<Tool>,
    files: Files,
    /// Whether the text is a plain text area.
    is_plain: bool,
    /// What became of the last thing that was done with the text.
    said: String,
    /// The fix that is looked at, which gets the focus once it is drawn.
    offer: Option<Offer>,
    is_new_offer: bool,
    /// The container that is asked about.
    container: String,
    /// Why what was asked for could not be done.
    why: String,
    /// What is said at the lower edge.
    notice: Notice,
    on_sharing: Callback<Sharing>,
    /// What the text is compared with.
    compare: Compare,
    on_compare: Callback<String>,
    on_take: Callback<usize>,
    /// The lab that is walked through.
    lab: Option<Lab>,
    on_lab: Callback<LabAction>,
    /// The step and the text that were marked last.
    judged: (usize, String),
    /// What gets the focus once it is drawn.
    focus: &'static str,
}

impl Component for Playground {
    type Message = Message;
    type Properties = PlaygroundProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let dispatch = link.callback(Message::Session);
        let on_view = link.callback(Message::View);
        let props = ctx.props();
        let lab = props.lab.as_ref().and_then(|(name, json)| Lab::read(name, json));
        let until = lab.as_ref().map_or("", |lab| lab.until.as_str());
        let analyst = Analyst::new(until, true, dispatch.clone());
        let rules = storage::read(storage::Key::Rules).unwrap_or_default();
        analyst.choose(&rules);
        let place = permalink::place();
        let version = place.as_ref().map(|place| place.kubernetes.clone());
        let version = version.or_else(|| storage::read(storage::Key::Version));
        let version = tools::known_version(&version.unwrap_or_default());
        let (mut look, mut session) = (Look::default(), Session::default());
        look.before = ctx.props().text.to_string();
        let place = place.unwrap_or_default();
        if lab.is_some() {
            (look.pane, session) = ("lab", Session::still());
        }
        arrange(&place, &mut look, &mut session);
        let on_sharing = link.callback(Message::Sharing);
        if page::is_framed() {
            page::watch_host(link.callback(Message::Wanted));
        }
        page::watch_menus(on_sharing.reform(|()| Sharing::Export(Exporting::Format("print"))));
        analyst.choose_version(&version);
        analyst.ask(&ctx.props().text);
        let editor = Editor::new(&ctx.props().text);
        editor.choose(&version);
        Self {
            editor,
            on_typed: link.callback(Message::Typed),
            on_ready: link.callback(|()| Message::Ready),
            on_rules: link.callback(Message::Rules),
            on_version: link.callback(Message::Version),
            analyst,
            clock: Clock::default(),
            session,
            look,
            shell: Shell::default(),
            on_shell: link.callback(Message::Shell),
            views: Views::default(),
            on_view: on_view.clone(),
            screen: Screen::new(move |said| on_view.emit(ViewAction::Said(said))),
            dispatch,
            on_look: link.callback(Message::Look),
            on_fix: link.callback(Message::Fix),
            on_field: link.callback(Message::Field),
            on_ask: link.callback(Message::Ask),
            on_container: link.callback(Message::Container),
            on_decision: link.callback(Message::Decision),
            rules,
            version,
            on_tool: link.callback(Message::Tool),
            files: Files::watch(link.callback(Message::Opened)),
            is_plain: storage::read(storage::Key::Plain).is_some(),
            said: String::new(),
            offer: None,
            is_new_offer: false,
            container: String::new(),
            why: String::new(),
            notice: first_notice(ctx.props().words),
            on_sharing,
            compare: Compare { with: place.compare, ..Compare::default() },
            on_compare: link.callback(Message::Compare),
            on_take: link.callback(Message::Take),
            lab,
            on_lab: link.callback(Message::Lab),
            judged: Default::default(),
            focus: "",
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Typed(text) => {
                self.why.clear();
                self.said.clear();
                let was_said = !self.notice.words.is_empty();
                self.notice.typed(&text);
                // What is tried in a lab takes the place of no text of the person's own.
                if self.lab.is_none() {
                    storage::write(storage::Key::Text, &text);
                }
                page::tell_host("edited", &text);
                page::set_fragment("");
                self.editor.unmark();
                self.analyst.ask(&text);
                return was_said;
            }
            Message::Session(action) => self.session_changed(ctx, action),
            Message::Look(action) => {
                if matches!(action, LookAction::Tab(_)) {
                    self.views.leave();
                }
                self.look.apply(action);
            }
            Message::View(action) => {
                let place = self.views.apply(action);
                let text = &self.session.document.text;
                if let Some(span) = place.filter(|_| **text == *self.editor.text()) {
                    self.look.apply(LookAction::Pane("yaml"));
                    self.editor.reveal(span.clamped(text), true);
                }
            }
            Message::Shell(action) => self.shell_changed(action),
            Message::Ready => self.underline(),
            Message::Fix(place) => {
                let (link, text) = (ctx.link().clone(), self.session.document.text.clone());
                self.analyst.preview(&text.clone(), place, move |preview| {
                    link.send_message(Message::Offer(text, place, preview));
                });
                return false;
            }
            Message::Offer(text, _, _) if text != self.session.document.text => return false,
            Message::Offer(_, (finding, fix), None) => self.fix(finding, fix),
            Message::Offer(_, place, Some(preview)) => {
                self.look.apply(LookAction::Pane("problems"));
                self.session_changed(ctx, SessionAction::Problem(place.0));
                (self.offer, self.is_new_offer) = (Some(Offer { place, preview }), true);
            }
            Message::Decision(apply) => {
                let offer = self.offer.take();
                if let Some(Offer { place: (finding, fix), .. }) = offer.filter(|_| apply) {
                    self.fix(finding, fix);
                }
            }
            Message::Rules(rules) => {
                storage::write(storage::Key::Rules, &rules);
                self.analyst.choose(&rules);
                self.analyst.ask(&self.editor.text());
                self.rules = rules;
            }
            Message::Version(version) => self.ask_version(version),
            Message::Tool(tool) => self.use_tool(ctx, tool),
            Message::Formatted(text, Answer { edits, why }) => {
                if text == self.editor.text() {
                    self.editor.edit(&edits);
                    self.said = why;
                }
            }
            Message::Opened((text, why)) => {
                if why.is_empty() {
                    self.editor.set_text(&text);
                }
                self.said = why;
            }
            Message::Ask(ask) => {
                let (link, text) = (ctx.link().clone(), self.editor.text());
                Analyst::what_if(&text.clone(), &ask, move |answer| {
                    link.send_message(Message::Answer(text, answer));
                });
                return false;
            }
            Message::Answer(text, answer) => self.answered(&text, answer),
            Message::Container(container) => self.container = container,
            Message::Sharing(action) => self.share(ctx, action),
            Message::Wanted(wanted) => self.wanted(ctx, wanted),
            Message::Lab(action) => self.lab_changed(ctx, &action),
            Message::Compare(with) => self.open_comparison(ctx, with),
            Message::Compared(with, comparison) => self.compared(&with, comparison),
            Message::Take(side) => self.take_side(side),
            Message::Field(field) => {
                if let Some(span) = span_of(&self.session.document, &field) {
                    self.editor.reveal(span, true);
                }
            }
        }
        self.renew_view(ctx);
        self.judge(ctx);
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let (session, look) = (&self.session, &self.look);
        let is_open = self.compare.is_open();
        let compared = is_open.then(|| {
            compare(&CompareProps {
                session,
                compare: &self.compare,
                dispatch: &self.dispatch,
                on_compare: &self.on_compare,
                on_take: &self.on_take,
            })
        });
        let play = tag("div", if is_open { "play is-comparing" } else { "play" })
            .add(workbench(session, compared, &self.dispatch, &self.on_compare))
            .add(dock(&DockProps {
                session,
                tab: look.tab,
                shell: &self.shell,
                on_shell: &self.on_shell,
                dispatch: &self.dispatch,
                on_look: &self.on_look,
                views: &self.views,
                on_view: &self.on_view,
                on_field: &self.on_field,
            }));
        let facts = session.document.report.as_ref().and_then(|report| report.what_if.as_ref());
        let play = play.add(what_if(&WhatIfProps {
            facts,
            container: &self.container,
            why: &self.why,
            now: session.playback.now,
            on_ask: &self.on_ask,
            on_container: &self.on_container,
        }));
        let side = manifest(ManifestProps {
            lab: self.lab.as_ref().map(|shown| lab(shown, session.run().is_some(), &self.on_lab)),
            document: session.document.clone(),
            problem: session.problem,
            end: session.playback.end,
            editor: self.editor.clone(),
            on_change: self.on_typed.clone(),
            on_fix: self.on_fix.clone(),
            on_ready: self.on_ready.clone(),
            dispatch: self.dispatch.clone(),
            offer: self.offer.clone(),
            on_decision: self.on_decision.clone(),
            on_compare: self.on_compare.clone(),
            on_ask: self.on_ask.clone(),
            rules: self.rules.clone(),
            on_rules: self.on_rules.clone(),
            version: self.version.clone(),
            is_plain: self.is_plain,
            said: self.said.clone(),
            on_tool: self.on_tool.clone(),
        });
        let main = tag("main", "playground")
            .set("id", "main")
            .set("data-pane", look.pane)
            .set("style", &format!("--left: {}%", look.left))
            .add(tag("h1", "for-hearing").say("Playground"))
            .add(side)
            .add(split(look.left, &self.on_look))
            .add(play)
            .all((!page::is_framed()).then(language_below));
        row([
            head(ToolsProps {
                share: look.share,
                drawing: look.drawing,
                examples: look.examples.clone(),
                on_sharing: self.on_sharing.clone(),
                version: self.version.clone(),
                on_version: self.on_version.clone(),
            }),
            main.into(),
            panes(look, &session.document, self.lab.is_some(), &self.on_look),
            notices(&self.notice, &self.on_sharing.reform(Sharing::Decide)),
        ])
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if std::mem::take(&mut self.is_new_offer) {
            page::focus_first(".offer");
        }
        self.screen.show(self.views.answer.first().map_or("", String::as_str));
        let focus = std::mem::take(&mut self.focus);
        if !focus.is_empty() {
            page::focus_first(focus);
        }
    }
}

/// The text to begin with.
#[derive(PartialEq, Properties)]
pub(crate) struct PlaygroundProps {
    pub(crate) text: AttrValue,
    /// What is to be said about it.
    pub(crate) words: &'static str,
    /// The lab that is walked through: its name, and what the site has written of it.
    pub(crate) lab: Option<(AttrValue, AttrValue)>,
}

impl Playground {
    /// Another version of Kubernetes is asked from now on.
    fn ask_version(&mut self, version: String) {
        storage::write(storage::Key::Version, &version);
        page::set_fragment("");
        self.editor.choose(&version);
        self.analyst.choose_version(&version);
        self.analyst.ask(&self.editor.text());
        self.version = version;
    }
}

/// The choice of the language once more, where the head has no room for it.
fn language_below() -> Html {
    let choice = tag("podlife-language", "");
    tag("p", "playground__language").say("Language").add(choice).into()
}

/// The bar at the bottom of a phone.
fn panes(look: &Look, document: &Document, has_lab: bool, on_look: &Callback<LookAction>) -> Html {
    let problems = document.report.as_ref().map_or(0, |report| report.diagnostics.len());
    let pane = |(name, title): (&'static str, &'static str)| -> Html {
        let pane = button("", on_look, LookAction::Pane(name))
            .set_if(look.pane == name, "aria-current", "true")
            .say(title);
        if name == "problems" && problems > 0 {
            return pane.add(tag("span", "panes__count").text(&problems.to_string())).into();
        }
        pane.into()
    };
    let lab = has_lab.then_some(("lab", word("Lab")));
    tag("nav", "panes").named("Panes").all(lab.into_iter().chain(PANES).map(pane)).into()
}

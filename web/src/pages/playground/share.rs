use gloo::timers::callback::Timeout;
use podlife_core::time::SimTime;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::dock::TABS;
use super::{Message, PANES, Playground, PlaygroundProps};
use crate::bridge::page::Wanted;
use crate::bridge::permalink::{Found, Place};
use crate::bridge::storage::Key;
use crate::bridge::{page, permalink, storage};
use crate::components::examples_menu::Choice;
use crate::components::export_menu::Exporting;
use crate::components::notice::Decision;
use crate::json::Json;
use crate::state::kept;
use crate::state::look::{Example, Look, LookAction};
use crate::state::notice::{Notice, Offered};
use crate::state::playback::PlaybackAction;
use crate::state::session::{Session, SessionAction};
use crate::state::view;
use crate::state::words::{say, say_with, word};

/// How long a notice stays that offers nothing, in milliseconds, and one that offers something.
const NOTICE: (u32, u32) = (4000, 12_000);

const DAMAGED: &str = word("This link is damaged: its manifest cannot be read.");
const LAB: &str = word("This is the manifest of a lab. Your own text is kept.");

/// What happens when something comes in or goes out.
pub(crate) enum Sharing {
    /// An example is wanted.
    Choose(Choice),
    /// Something is to leave the page.
    Export(Exporting),
    /// So it did, or why not.
    Said(String),
    /// It was decided about the notice.
    Decide(Decision),
    /// The notice of this number has stood long enough.
    Forget(u32),
}

/// The text to begin with: the address's, the last visit's, or the first example. A text of the person's own that a link
/// takes the place of is kept.
pub(crate) async fn opened() -> PlaygroundProps {
    let example = page::take_first_example();
    let own = storage::read(Key::Text);
    let found = permalink::read().await;
    if let (Found::Nothing, Some((name, json))) = (&found, named_lab().await) {
        let text = Json::parse(&json).get("manifest").text().to_owned();
        let words = if own.is_some() { LAB } else { "" };
        return PlaygroundProps { text: text.into(), words, lab: Some((name.into(), json.into())) };
    }
    let (text, words) = match found {
        Found::Text(text) => {
            if let Some(own) = own.filter(|own| *own != text) {
                keep(&kept::with(&kept_texts(), &own));
            }
            (text, word("This manifest came with the link. Your own text is kept."))
        }
        Found::Damaged if own.is_some() => (own.unwrap_or_default(), DAMAGED),
        Found::Damaged => (example, DAMAGED),
        Found::Nothing => match named_example().await {
            Some(text) => {
                // The address does not name it any more once it is changed.
                page::set_query("");
                if let Some(own) = own.filter(|own| *own != text) {
                    keep(&kept::with(&kept_texts(), &own));
                }
                (text, word("This is an example. Your own text is kept."))
            }
            None => {
                (own.unwrap_or(example), word("Your text from before a link was opened is kept."))
            }
        },
    };
    keep(&kept::without(&kept_texts(), &text));
    PlaygroundProps { text: text.into(), words, lab: None }
}

/// The example that the address names: `?example=shop`.
async fn named_example() -> Option<String> {
    let name = page::query("example")?;
    let json = page::fetch("examples.json").await?;
    let examples = Json::parse(&json);
    let example = examples.list().iter().find(|it| it.get("slug").text() == name)?;
    Some(example.get("text").text().to_owned())
}

/// The lab that the address names: `?lab=1-read-logs`.
async fn named_lab() -> Option<(String, String)> {
    let name = page::query("lab")?;
    let is_name = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !name.chars().all(is_name) {
        return None;
    }
    let json = page::fetch(&["labs/", &name, ".json"].concat()).await?;
    Some((name, json))
}

fn kept_texts() -> String {
    storage::read(Key::Kept).unwrap_or_default()
}

fn keep(texts: &str) {
    storage::write(Key::Kept, texts);
}

/// What is said when the page opens.
pub(super) fn first_notice(words: &str) -> Notice {
    let mut notice = Notice::default();
    if words == DAMAGED {
        let shown = if storage::read(Key::Text).is_some() {
            say("This is your own text.")
        } else {
            say("This is the first example.")
        };
        notice.say(&[say(words), " ", shown].concat(), Offered::Lasting);
    } else if words == LAB {
        notice.say(say(words), Offered::Lasting);
    } else if !words.is_empty() && kept::newest(&kept_texts()).is_some() {
        notice.say(say(words), Offered::Kept);
    }
    notice
}

/// Arranges a page as the address says.
pub(super) fn arrange(place: &Place, look: &mut Look, session: &mut Session) {
    session.as_words = view::arrange(look, &place.view, &TABS, &PANES);
    session.opening = place.at.map(SimTime);
}

impl Playground {
    /// Something comes in or goes out.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn share(&mut self, ctx: &Context<Self>, action: Sharing) {
        match action {
            Sharing::Choose(Choice::Load) => self.load_examples(),
            Sharing::Choose(Choice::Empty) => self.replace(ctx, String::new(), say("Cleared.")),
            Sharing::Choose(Choice::Example(place)) => {
                if let Some(example) = self.look.examples.get(place) {
                    let (text, words) =
                        (example.text.clone(), say_with("Opened: {}.", &[&example.title]));
                    self.look.before.clone_from(&text);
                    self.replace(ctx, text, &words);
                }
            }
            Sharing::Export(Exporting::Draw(drawing)) => self.look.drawing = drawing,
            Sharing::Export(Exporting::Format("copy")) => self.copy_link(),
            Sharing::Export(Exporting::Format(format)) => self.export(ctx, format),
            Sharing::Said(words) => self.say(ctx, &words, Offered::Nothing),
            Sharing::Decide(decision) => self.decide(decision),
            Sharing::Forget(number) => self.notice.forget(number),
        }
    }

    fn say(&mut self, ctx: &Context<Self>, words: &str, offered: Offered) {
        let time = if offered == Offered::Nothing { NOTICE.0 } else { NOTICE.1 };
        self.notice.say(words, offered);
        if self.notice.goes() {
            let (link, number) = (ctx.link().clone(), self.notice.number);
            let forget = move || link.send_message(Message::Sharing(Sharing::Forget(number)));
            Timeout::new(time, forget).forget();
        }
    }

    /// Another text takes the place of this one, as one step of undo.
    pub(super) fn replace(&mut self, ctx: &Context<Self>, after: String, words: &str) {
        let before = self.editor.text();
        self.editor.set_text(&after);
        if before != after {
            self.say(ctx, words, Offered::Undo { before, after });
        }
    }

    fn decide(&mut self, decision: Decision) {
        let offered = std::mem::take(&mut self.notice.offered);
        self.notice.close();
        if decision == Decision::Close {
            return;
        }
        match offered {
            Offered::Undo { before, .. } => self.editor.set_text(&before),
            Offered::Kept => {
                let texts = kept_texts();
                let Some(own) = kept::newest(&texts) else { return };
                keep(&kept::without(&texts, own));
                if decision == Decision::Take {
                    self.editor.set_text(own);
                }
            }
            Offered::Nothing | Offered::Lasting => {}
        }
    }

    /// What a link shows of the text.
    fn place(&self) -> Place {
        Place {
            view: view::word(&self.look, self.session.as_words, &TABS),
            at: self.session.chosen().map(|at| at.0),
            compare: self.compare.with.clone(),
            kubernetes: self.version.clone(),
        }
    }

    /// Puts what is shown into the address and on the clipboard.
    fn copy_link(&self) {
        let (text, place, on_look) = (self.editor.text(), self.place(), self.on_look.clone());
        let is_lab = self.lab.is_some();
        spawn_local(async move {
            let Some(fragment) = permalink::fragment(&text, &place).await else {
                return;
            };
            // Of a lab the address names its steps; the link is one to the text.
            if !is_lab {
                page::set_fragment(&fragment);
            }
            let is_copied = page::copy(&[page::home(), fragment].concat()).await;
            let words = if is_copied { word("Link copied") } else { word("Link in the address") };
            on_look.emit(LookAction::Share(words));
            let back = move || on_look.emit(LookAction::Share(word("Share")));
            Timeout::new(NOTICE.0, back).forget();
        });
    }

    /// Has a text made and hands it on.
    fn export(&self, ctx: &Context<Self>, format: &'static str) {
        let (text, place, now) = (self.editor.text(), self.place(), self.session.playback.now);
        let (analyst, link, drawing) =
            (self.analyst.clone(), ctx.link().clone(), self.look.drawing);
        let theme = if drawing.is_dark { " dark" } else { "" };
        let legend = if drawing.has_legend { " legend" } else { "" };
        let format = [format, theme, legend].concat();
        spawn_local(async move {
            let fragment = permalink::fragment(&text, &place).await.unwrap_or_default();
            let address = page::home() + &fragment;
            analyst.export(&text, &format, now, &address, move |made| {
                spawn_local(async move {
                    let said = made.deliver().await;
                    link.send_message(Message::Sharing(Sharing::Said(said)));
                });
            });
        });
    }

    /// The page around this one wants something.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn wanted(&mut self, ctx: &Context<Self>, wanted: Wanted) {
        let play = |action| Message::Session(SessionAction::Play(action));
        match wanted {
            Wanted::Show(text) => self.editor.set_text(&text),
            Wanted::Seek(at) => ctx.link().send_message(play(PlaybackAction::Seek(SimTime(at)))),
            Wanted::Play(plays) if plays != self.session.playback.playing => {
                ctx.link().send_message(play(PlaybackAction::Toggle));
            }
            Wanted::Play(_) => {}
        }
    }

    fn load_examples(&self) {
        if !self.look.examples.is_empty() {
            return;
        }
        let on_look = self.on_look.clone();
        spawn_local(async move {
            let json = page::fetch("examples.json").await.unwrap_or_default();
            let examples = Json::parse(&json).list().iter().map(example).collect();
            on_look.emit(LookAction::Examples(examples));
        });
    }
}

fn example(json: &Json) -> Example {
    let field = |name| json.get(name).text().to_owned();
    let wrong = json.get("wrong").some_text();
    let [title, summary, group, text] = ["title", "summary", "group", "text"].map(field);
    Example { title, summary, group, wrong, text }
}

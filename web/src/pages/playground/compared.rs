use podlife_core::analysis::Comparison;
use podlife_core::time::SimTime;
use yew::Context;

use super::{Message, Playground};
use crate::state::compare::Compare;
use crate::state::look::LookAction;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;

impl Playground {
    /// Compares the text with something, or with nothing any more.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn open_comparison(&mut self, ctx: &Context<Self>, with: String) {
        if with.is_empty() {
            return self.close_comparison();
        }
        self.look.apply(LookAction::Pane("timeline"));
        if !self.compare.is_open() {
            self.focus = ".compare";
        }
        self.compare.with = with;
        self.ask_comparison(ctx);
    }

    fn close_comparison(&mut self) {
        self.compare = Compare::default();
        self.session.apply(SessionAction::Extent(SimTime::ZERO));
        self.focus = ".stage__compare";
    }

    /// Asks for what is compared, about the text that is known.
    pub(super) fn ask_comparison(&self, ctx: &Context<Self>) {
        if !self.compare.is_open() {
            return;
        }
        let (link, with) = (ctx.link().clone(), self.compare.with.clone());
        let text = &self.session.document.text;
        self.analyst.compare(text, &with.clone(), &self.look.before, move |told| {
            link.send_message(Message::Compared(with, told));
        });
    }

    /// The core said how the sides are.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn compared(&mut self, with: &str, told: Comparison) {
        if self.compare.with != with {
            return;
        }
        self.session.apply(SessionAction::Extent(told.end));
        self.compare.answered(told);
    }

    /// Writes the text of a side into the editor, as one step of undo.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn take_side(&mut self, side: usize) {
        let told = self.compare.told.as_ref();
        if let Some(side) = told.and_then(|told| told.sides.get(side)) {
            self.editor.set_text(&side.text);
        }
        self.close_comparison();
    }

    /// What is wished of the moments is wished of those of all sides.
    pub(super) fn of_all_sides(&self, action: SessionAction) -> SessionAction {
        let SessionAction::Step(forward) = action else { return action };
        match self.compare.step(self.session.playback.now, forward) {
            Some(to) => SessionAction::Play(PlaybackAction::Seek(to)),
            None => action,
        }
    }
}

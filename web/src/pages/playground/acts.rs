//! What the playground does with the text and with what the core says of it.

use podlife_core::analysis::Answer;
use podlife_core::text::Span;
use yew::prelude::*;

use super::dock::DRAWN;
use super::manifest::Tool;
use super::{Message, Playground};
use crate::bridge::analyst::Analyst;
use crate::bridge::storage;
use crate::state::fields::span_of;
use crate::state::session::SessionAction;
use crate::state::views::ViewAction;

impl Playground {
    /// Asks for the view that is shown, where it may be another one by now.
    pub(super) fn renew_view(&mut self, ctx: &Context<Self>) {
        let Some((_, what)) = DRAWN.iter().find(|(tab, _)| *tab == self.look.tab) else { return };
        let now = self.session.playback.now;
        let causes = self.session.run().map_or(&[][..], |run| &run.causes);
        let past = causes.iter().filter(|cause| cause.at <= now).count();
        if let Some(of) = self.views.question(what, now, &past.to_string()) {
            let on_view = ctx.link().callback(Message::View);
            self.analyst.view_of(&self.session.document.text, of, move |answer| {
                on_view.emit(ViewAction::Answered(answer));
            });
        }
    }

    pub(super) fn session_changed(&mut self, ctx: &Context<Self>, action: SessionAction) {
        let action = self.of_all_sides(action);
        if let SessionAction::Problem(index) = action
            && let Some(found) = self.session.document.diagnostic(index)
        {
            self.editor.reveal(found.span, false);
        }
        let is_answer = matches!(action, SessionAction::Analysed(..));
        if is_answer || matches!(action, SessionAction::Failed(..)) {
            self.views.forget();
        }
        let before = self.session.selected;
        self.session.apply(action);
        if self.session.selected != before {
            self.mark_line();
            if let Some(container) = self.session.selected_container() {
                self.container = container;
            }
        }
        self.clock.follow(&self.session.playback, &self.dispatch);
        if is_answer {
            self.offer = None;
            self.underline();
            self.renew_shell();
            self.ask_comparison(ctx);
        }
    }

    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn use_tool(&mut self, ctx: &Context<Self>, tool: Tool) {
        self.said.clear();
        match tool {
            Tool::Open => self.files.pick(),
            Tool::Search => self.editor.search(),
            Tool::Format => {
                let (link, text) = (ctx.link().clone(), self.editor.text());
                Analyst::format(&text.clone(), move |answer| {
                    link.send_message(Message::Formatted(text, answer));
                });
            }
            Tool::Plain => {
                self.is_plain = !self.is_plain;
                storage::write(storage::Key::Plain, if self.is_plain { "yes" } else { "" });
            }
        }
    }

    /// Marks the line that the selected entry is about, where the text is still the one that is played.
    pub(super) fn mark_line(&self) {
        let document = &self.session.document;
        let selected = self.session.selected.zip(self.session.run());
        let cause = selected.and_then(|(selected, run)| run.causes.get(selected));
        let field = cause.and_then(|cause| cause.field.as_deref());
        match field.and_then(|field| span_of(document, field)) {
            Some(span) if *document.text == *self.editor.text() => self.editor.reveal(span, false),
            _ => self.editor.unmark(),
        }
    }

    /// Underlines the findings of the newest report.
    pub(super) fn underline(&self) {
        if let Some(report) = &self.session.document.report {
            self.editor.set_findings(&report.diagnostics);
        }
    }

    /// Puts into the text what was asked for, where the text is still the one that it was asked of, and shows it.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn answered(&mut self, text: &str, answer: Answer) {
        if *text != *self.editor.text() {
            return;
        }
        self.why = answer.why;
        if let Some(first) = answer.edits.first() {
            self.editor.edit(&answer.edits);
            let (start, length) = (first.span.start, first.text.trim_end().len());
            self.editor.reveal(Span::new(start, start + length), false);
        }
    }

    /// Applies a fix, where the text is still the one that the report is about.
    pub(super) fn fix(&self, finding: usize, fix: usize) {
        let document = &self.session.document;
        let fix = document.diagnostic(finding).and_then(|found| found.fixes.get(fix));
        if let (true, Some(fix)) = (*document.text == *self.editor.text(), fix) {
            self.editor.edit(&fix.edits);
        }
    }
}

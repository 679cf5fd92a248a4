use yew::prelude::*;

use super::{Message, Playground};
use crate::bridge::core;
use crate::json::{Json, quoted};
use crate::state::lab::LabAction;
use crate::state::look::LookAction;
use crate::state::playback::PlaybackAction;
use crate::state::session::SessionAction;
use crate::state::shell::ShellAction;
use crate::state::words::say;

/// The tab of the terminal.
const TERMINAL: usize = 0;

impl Playground {
    /// Something happens in the lab that is walked through.
    // The first view does without it: a function of its own comes later.
    #[inline(never)]
    pub(super) fn lab_changed(&mut self, ctx: &Context<Self>, action: &LabAction) {
        if let LabAction::Marked(text, _) = action
            && *text != self.editor.text()
        {
            return;
        }
        let Some(lab) = &mut self.lab else { return };
        lab.apply(action);
        match action {
            LabAction::Go(_) => self.focus = ".lab__body",
            LabAction::Restart => {
                let text = lab.manifest.clone();
                self.replace(ctx, text, say("The lab begins again."));
                self.focus = ".lab__body";
            }
            LabAction::Seek(at) => {
                self.session_changed(ctx, SessionAction::Play(PlaybackAction::Seek(*at)));
            }
            LabAction::Solve => self.solve(ctx),
            LabAction::Hint | LabAction::Choose(..) | LabAction::Marked(..) | LabAction::Given => {}
        }
    }

    /// Shows a solution: its manifest where that is what is missing, else the next command at its instant.
    fn solve(&mut self, ctx: &Context<Self>) {
        let Some(step) = self.lab.as_ref().and_then(|lab| lab.step()) else { return };
        let text = self.editor.text();
        match (step.missing_manifest().filter(|it| **it != *text), step.next_command()) {
            (Some(solution), _) => {
                let solution = solution.to_owned();
                self.replace(ctx, solution, say("A solution is in the manifest."));
            }
            (None, Some((at, line))) => {
                let (at, line) = (*at, line.clone());
                if let Some(lab) = &mut self.lab {
                    lab.apply(&LabAction::Given);
                }
                self.look.apply(LookAction::Tab(TERMINAL));
                self.session_changed(ctx, SessionAction::Play(PlaybackAction::Seek(at)));
                self.shell_changed(ShellAction::Run(line));
            }
            (None, None) => {}
        }
    }

    /// Asks what of the step holds of the text, where that has changed since.
    pub(super) fn judge(&mut self, ctx: &Context<Self>) {
        let Some(lab) = &self.lab else { return };
        let Some(step) = lab.step().filter(|step| !step.question.is_empty()) else { return };
        let text = &self.session.document.text;
        if self.judged.0 == lab.index + 1 && *self.judged.1 == **text {
            return;
        }
        self.judged = (lab.index + 1, text.to_string());
        let (text, link) = (text.to_string(), ctx.link().clone());
        let answer = ["{\"manifest\":", &quoted(&text), "}"].concat();
        core::call("grade", vec![step.question.clone(), answer], move |answer| {
            let json = answer.unwrap_or_default();
            let mark = Json::parse(&json);
            let items = mark.get("items").list().iter();
            let marks = items.map(|item| item.get("right").truth().unwrap_or_default()).collect();
            link.send_message(Message::Lab(LabAction::Marked(text, marks)));
        });
    }
}

//! What happens on the playground.

use std::rc::Rc;

use podlife_core::analysis::{Answer, Ask, Comparison, Preview};

use super::Sharing;
use super::manifest::Tool;
use crate::bridge::page::Wanted;
use crate::state::lab::LabAction;
use crate::state::look::LookAction;
use crate::state::session::SessionAction;
use crate::state::shell::ShellAction;
use crate::state::views::ViewAction;

/// What happens on the playground.
pub(crate) enum Message {
    /// The text changed.
    Typed(String),
    /// Something about the manifest that is shown.
    Session(SessionAction),
    /// Something about the arrangement.
    Look(LookAction),
    /// Something in the terminal.
    Shell(ShellAction),
    /// Something about the view that the core draws.
    View(ViewAction),
    /// CodeMirror is there.
    Ready,
    /// A finding's fix is to be looked at.
    Fix((usize, usize)),
    /// What a fix of a finding does to this text, where the core could tell.
    Offer(Rc<str>, (usize, usize), Option<Preview>),
    /// The fix that is looked at is applied, or left.
    Decision(bool),
    /// Other rules are to be asked.
    Rules(String),
    /// Another version of Kubernetes is to be asked; empty for the default.
    Version(String),
    /// A field of the manifest is wanted.
    Field(String),
    /// Something is to be done with the text.
    Tool(Tool),
    /// What makes this text even.
    Formatted(String, Answer),
    /// What a file holds, or why it is not read.
    Opened((String, String)),
    /// Another life is wanted.
    Ask(Ask),
    /// What the core says of that, about this text.
    Answer(String, Answer),
    /// It is asked about this container.
    Container(String),
    /// Something comes in or goes out.
    Sharing(Sharing),
    /// The page around this one wants something.
    Wanted(Wanted),
    /// Something in the lab that is walked through.
    Lab(LabAction),
    /// The text is to be compared with this; with nothing any more where it is empty.
    Compare(String),
    /// What the core says of that, about this text.
    Compared(String, Comparison),
    /// The text of a side takes the place of this one.
    Take(usize),
}

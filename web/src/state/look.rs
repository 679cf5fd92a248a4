//! How the playground is arranged, and what it offers besides the manifest.

use std::rc::Rc;

use super::words::word;

/// One of the examples that come with the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// What it shows, in a few words.
    pub(crate) title: String,
    /// The same in a sentence.
    pub(crate) summary: String,
    /// What it is about.
    pub(crate) group: String,
    /// What goes wrong with it; nothing where it runs well.
    pub(crate) wrong: Option<String>,
    /// The manifest.
    pub(crate) text: String,
}

/// How pictures are drawn that leave the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// Light on dark.
    pub(crate) is_dark: bool,
    /// With what its signs mean.
    pub(crate) has_legend: bool,
}

/// The arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// What a phone shows.
    pub(crate) pane: &'static str,
    /// Which of the outputs is shown.
    pub(crate) tab: usize,
    /// How much of the page the left side takes, in percent.
    pub(crate) left: i32,
    /// What the button that shares says.
    pub(crate) share: &'static str,
    /// The examples, once they are loaded.
    pub(crate) examples: Rc<[Example]>,
    /// How pictures are drawn.
    pub(crate) drawing: Drawing,
    /// The text as it was when the page was opened, or the last example.
    pub(crate) before: String,
}

impl Default for Look {
    fn default() -> Self {
        let drawing = Drawing { is_dark: false, has_legend: true };
        let (examples, before) = (Rc::default(), String::new());
        Self { pane: "timeline", tab: 0, left: 33, share: word("Share"), examples, drawing, before }
    }
}

/// What changes the arrangement.
#[derive(Clone, Debug)]
pub(crate) enum LookAction {
    /// A phone shows this.
    Pane(&'static str),
    /// This output is shown.
    Tab(usize),
    /// The left side takes so many percent.
    Left(i32),
    /// The button that shares says this.
    Share(&'static str),
    /// The examples are there.
    Examples(Rc<[Example]>),
}

impl Look {
    /// Something changed.
    pub(crate) fn apply(&mut self, action: LookAction) {
        match action {
            LookAction::Pane(pane) => self.pane = pane,
            LookAction::Tab(tab) => self.tab = tab,
            LookAction::Left(left) => self.left = left,
            LookAction::Share(share) => self.share = share,
            LookAction::Examples(examples) => self.examples = examples,
        }
    }
}

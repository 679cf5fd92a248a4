//! What stands on the screen at an instant.

use podlife_core::time::SimTime;

use super::{Entry, Shell};

/// How a piece of the screen is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// When a command was asked.
    Instant,
    /// The sign before a command.
    Prompt,
    /// The command, and what it printed.
    Plain,
    /// What else it said on standard error.
    Said,
    /// An error, as kubectl begins its lines with that.
    Error,
    /// What Podlife has to say.
    Note,
    /// The newest line of a command that goes on.
    Newest,
}

/// A piece of the screen.
pub(crate) type Piece = (Kind, String);

impl Shell {
    /// What stands on the screen at an instant.
    pub(crate) fn screen(&self, now: SimTime) -> Vec<Piece> {
        let mut lines: Vec<(usize, SimTime, &str)> = Vec::new();
        let mut newest = None;
        for (place, entry) in self.entries.iter().enumerate() {
            let Some(said) = entry.said.as_ref().filter(|said| said.goes_on) else { continue };
            let is_shown = |at: SimTime| {
                at <= now
                    && entry.ended.is_none_or(|end| at <= end)
                    && entry.cleared.is_none_or(|end| at > end)
            };
            for (at, line) in said.later.iter().filter(|(at, _)| is_shown(*at)) {
                // A line stands below what was typed before it came.
                let typed = self.entries.iter().enumerate().skip(place + 1);
                let mut below = typed.filter(|(_, other)| other.at < *at).map(|(place, _)| place);
                lines.push((below.next_back().unwrap_or(place), *at, line));
                if entry.ended.is_none() {
                    newest = Some(lines.len() - 1);
                }
            }
        }
        let mut screen = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let goes_on = entry.goes_on();
            if entry.cleared.is_none() {
                entry.print(&mut screen);
            }
            if !goes_on && !entry.note.is_empty() {
                screen.push((Kind::Note, entry.note.clone()));
            }
            for (index, (below, _, line)) in lines.iter().enumerate() {
                if *below == place {
                    let kind = if newest == Some(index) { Kind::Newest } else { Kind::Plain };
                    screen.push((kind, (*line).to_owned()));
                }
            }
            if goes_on && entry.cleared.is_none() && !entry.note.is_empty() {
                screen.push((Kind::Note, entry.note.clone()));
            }
        }
        screen
    }
}

impl Entry {
    fn print(&self, screen: &mut Vec<Piece>) {
        if !self.is_first {
            screen.push((Kind::Instant, format!("{} ", self.at)));
        }
        screen.push((Kind::Prompt, "$ ".to_owned()));
        screen.push((Kind::Plain, format!("{}\n", self.line)));
        for (stream, text) in self.said.iter().flat_map(|said| &said.output) {
            if *stream == 1 {
                screen.push((Kind::Plain, text.clone()));
            } else {
                for line in text.lines() {
                    let kind = if line.starts_with("podlife: ") {
                        Kind::Note
                    } else if line.starts_with("error") || line.starts_with("Error") {
                        Kind::Error
                    } else {
                        Kind::Said
                    };
                    screen.push((kind, format!("{line}\n")));
                }
            }
            if *stream == 1 && !text.ends_with('\n') {
                screen.push((Kind::Plain, "\n".to_owned()));
            }
        }
    }
}

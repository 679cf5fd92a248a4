//! A terminal: what was typed and what came of it, as it is to be read at an instant.

mod act;
mod screen;
mod typing;

use podlife_core::kubectl::Entered;
use podlife_core::time::SimTime;

pub(crate) use self::act::{Next, ShellAction};
pub(crate) use self::screen::Kind;

/// What every terminal begins with.
const BEGINNING: [&str; 2] = ["kubectl create -f pod.yaml", "kubectl get pods -w"];

/// What stands between both where the first one is refused.
const TAKEN: &str = "# and if it were taken as it stands:\n";

/// How many commands stay on the screen.
const MOST: usize = 60;

/// What is said once, when kubectl first chooses a container by itself.
const DEFAULTED: &str = "podlife: -c NAME asks another container; the annotation kubectl.kubernetes.io/default-container \
    of the Pod says which one is asked without it\n";

/// A terminal.
#[derive(Debug, Default)]
pub(crate) struct Shell {
    entries: Vec<Entry>,
    next_id: usize,
    /// What was typed, each line once in a row.
    history: Vec<String>,
    /// Which line of the history is shown, where one is.
    place: Option<usize>,
    /// What was being typed before that.
    kept: String,
    /// What is being typed.
    pub(crate) draft: String,
    /// What its last word may become.
    pub(crate) candidates: Vec<String>,
    /// The same in words, for those who asked for it.
    pub(crate) notice: String,
    /// Whether the next Tab leaves the field.
    pub(crate) lets_go: bool,
    /// Whose life is told.
    subject: String,
    /// Whether the first commands were given.
    has_begun: bool,
    has_hinted: bool,
}

/// A command, and what it printed.
#[derive(Debug)]
struct Entry {
    id: usize,
    at: SimTime,
    line: String,
    said: Option<Entered>,
    /// Whether the terminal began with it.
    is_first: bool,
    /// When a command that goes on was ended, or its screen cleared: what comes later, or came before, is not shown.
    ended: Option<SimTime>,
    cleared: Option<SimTime>,
    /// What the terminal itself adds.
    note: String,
}

/// A command that is to be answered: who asks, when, and what.
pub(crate) type Asked = (usize, SimTime, String);

impl Shell {
    /// There is another text: the commands to be asked again. Where it is about another Pod, the screen begins anew; what
    /// was typed before there was any Pod stays, as does what has no answer yet.
    ///
    /// `is_stale` says that the Pod on the stage is still the one of an earlier text, `is_refused` that the API server
    /// does not take the text, which lives on as if it had.
    pub(crate) fn renew(&mut self, subject: &str, is_stale: bool, is_refused: bool) -> Vec<Asked> {
        if !self.has_begun || (!is_stale && self.subject != subject) {
            let is_early = self.subject.is_empty();
            self.has_begun = true;
            subject.clone_into(&mut self.subject);
            let mut typed = std::mem::take(&mut self.entries);
            typed.retain(|entry| !entry.is_first && (is_early || entry.said.is_none()));
            for line in BEGINNING {
                self.push(SimTime::ZERO, line);
            }
            self.entries.iter_mut().for_each(|entry| entry.is_first = true);
            self.entries.extend(typed);
        }
        let created =
            self.entries.iter_mut().filter(|entry| entry.is_first && entry.line == BEGINNING[0]);
        for entry in created {
            if is_refused { TAKEN } else { "" }.clone_into(&mut entry.note);
        }
        let is_asked = |entry: &&Entry| {
            entry.is_first && !(entry.goes_on() && is_stale)
                || entry.goes_on() && entry.ended.is_none() && !is_stale
        };
        let asked = self.entries.iter().filter(is_asked);
        asked.map(|entry| (entry.id, entry.at, entry.line.clone())).collect()
    }

    fn push(&mut self, at: SimTime, line: &str) -> Asked {
        let id = self.next_id;
        self.next_id += 1;
        let (said, note, line) = (None, String::new(), line.to_owned());
        let asked = (id, at, line.clone());
        let (is_first, ended, cleared) = (false, None, None);
        self.entries.push(Entry { id, at, line, said, is_first, ended, cleared, note });
        asked
    }

    /// What was typed is a command; nothing where it needs no answer.
    pub(crate) fn enter(&mut self, now: SimTime) -> Option<Asked> {
        let line = std::mem::take(&mut self.draft);
        self.place = None;
        self.settle();
        let line = line.trim();
        if line.is_empty() {
            return None;
        }
        if self.history.last().is_none_or(|last| last != line) {
            self.history.push(line.to_owned());
        }
        if line == "clear" {
            self.clear(now);
            return None;
        }
        let asked = self.push(now, line);
        let surplus = self.entries.len().saturating_sub(MOST);
        self.drop_entries(|place| place < surplus);
        Some(asked)
    }

    /// Drops what is done.
    fn drop_entries(&mut self, is_old: impl Fn(usize) -> bool) {
        let mut place = 0;
        self.entries.retain(|entry| {
            place += 1;
            !is_old(place - 1) || (entry.goes_on() && entry.ended.is_none())
        });
    }

    /// What a command printed.
    pub(crate) fn answered(&mut self, id: usize, said: Entered) {
        let Some(place) = self.entries.iter().position(|entry| entry.id == id) else { return };
        // Where another one begins to go on, the one before ends.
        let is_new = self.entries.get(place).is_some_and(|entry| entry.said.is_none());
        let at = self.entries.get(place).map(|entry| entry.at);
        if said.goes_on && is_new {
            for before in self.entries.iter_mut().take(place).filter(|entry| entry.goes_on()) {
                before.ended = before.ended.or(at);
            }
        }
        let defaulted = said.output.iter().any(|(_, text)| text.starts_with("Defaulted container"));
        let Some(entry) = self.entries.get_mut(place) else { return };
        if defaulted && is_new && !self.has_hinted {
            self.has_hinted = true;
            DEFAULTED.clone_into(&mut entry.note);
        }
        for action in &said.actions {
            entry.note.push_str("podlife: written into the manifest as a Scenario action: ");
            entry.note.push_str(action);
            entry.note.push_str("; undo takes it back\n");
        }
        entry.said = Some(said);
    }

    /// The command of a number, where somebody has given it.
    pub(crate) fn typed(&self, id: usize) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry.id == id && !entry.is_first)?;
        Some(&entry.line)
    }

    /// Something that Podlife has to say about a command.
    pub(crate) fn note(&mut self, id: usize, words: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            words.clone_into(&mut entry.note);
        }
    }

    /// Takes everything from the screen; what goes on prints below.
    pub(crate) fn clear(&mut self, now: SimTime) {
        self.drop_entries(|_| true);
        self.entries.iter_mut().for_each(|entry| entry.cleared = Some(now));
    }

    /// Ends what goes on.
    pub(crate) fn interrupt(&mut self, now: SimTime) {
        let running = self.entries.iter_mut().rev().find(|entry| entry.goes_on());
        if let Some(running) = running.filter(|entry| entry.ended.is_none()) {
            running.ended = Some(now);
            running.note.push_str("^C\n");
        }
    }
}

impl Entry {
    fn goes_on(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.goes_on)
    }
}

#[cfg(test)]
mod tests;

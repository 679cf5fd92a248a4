//! A terminal: what was typed and what came of it, as it is to be read at an instant.

use podlife_core::kubectl::Entered;
use podlife_core::time::SimTime;

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

/// A command that is to be answered: who asks, when, and what.
pub(crate) type Asked = (usize, SimTime, String);

impl Shell {
    /// There is another text: the commands to be asked again. Where it is about another Pod, the screen begins anew.
    ///
    /// `is_stale` says that the Pod on the stage is still the one of an earlier text, `is_refused` that the API server
    /// does not take the text, which lives on as if it had.
    pub(crate) fn renew(&mut self, subject: &str, is_stale: bool, is_refused: bool) -> Vec<Asked> {
        if self.next_id == 0 || (!is_stale && self.subject != subject) {
            subject.clone_into(&mut self.subject);
            self.entries.clear();
            for line in BEGINNING {
                self.push(SimTime::ZERO, line);
            }
            self.entries.iter_mut().for_each(|entry| entry.is_first = true);
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

    /// Something else is being typed.
    pub(crate) fn type_(&mut self, draft: &str) {
        draft.clone_into(&mut self.draft);
        self.place = None;
        self.settle();
    }

    fn settle(&mut self) {
        self.candidates.clear();
        self.notice.clear();
        self.lets_go = false;
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

    /// The line before in the history, or the one behind.
    pub(crate) fn recall(&mut self, before: bool) {
        let count = self.history.len();
        let here = self.place.unwrap_or(count);
        let to = if before { here.saturating_sub(1) } else { (here + 1).min(count) };
        if to == here {
            return;
        }
        if self.place.is_none() {
            self.kept = std::mem::take(&mut self.draft);
        }
        self.place = (to < count).then_some(to);
        self.draft = self.history.get(to).unwrap_or(&self.kept).clone();
        self.settle();
    }

    /// What the last word of a draft may become; `is_wanted` says that it is to be put there as far as that is clear.
    pub(crate) fn completed(&mut self, draft: &str, words: Vec<String>, is_wanted: bool) {
        if self.draft != draft {
            return;
        }
        self.settle();
        if is_wanted {
            match words.as_slice() {
                [] => "Nothing fits.".clone_into(&mut self.notice),
                [word] => return self.take(word),
                several => {
                    let common = common(several);
                    if common.len() > self.last_word().len() {
                        self.replace_word(&common);
                    }
                    self.notice =
                        format!("{} possibilities: {}", several.len(), several.join(", "));
                }
            }
        }
        self.candidates = words;
    }

    /// Makes the last word this one.
    pub(crate) fn take(&mut self, word: &str) {
        self.replace_word(word);
        if !word.ends_with(['=', '/']) {
            self.draft.push(' ');
        }
        self.place = None;
        self.settle();
    }

    fn last_word(&self) -> &str {
        self.draft.rsplit(char::is_whitespace).next().unwrap_or_default()
    }

    fn replace_word(&mut self, word: &str) {
        let kept = self.draft.len() - self.last_word().len();
        self.draft.truncate(kept);
        self.draft.push_str(word);
    }

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
    fn goes_on(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.goes_on)
    }

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

/// What all words begin with.
fn common(words: &[String]) -> String {
    let mut common = words.first().cloned().unwrap_or_default();
    while !words.iter().all(|word| word.starts_with(&common)) {
        common.pop();
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    const WATCH: &str = "kubectl get pods -w";

    fn said(text: &str) -> Entered {
        Entered { output: vec![(1, text.to_owned())], ..Entered::default() }
    }

    fn watch(later: &[u64]) -> Entered {
        let later = later.iter().map(|at| (SimTime(*at), format!("row {at}\n"))).collect();
        Entered { later, goes_on: true, ..said("table\n") }
    }

    /// A terminal in which the first two commands were answered.
    fn begun(later: &[u64]) -> Shell {
        let mut shell = Shell::default();
        let asked = shell.renew("shop", false, false);
        assert_eq!(asked.iter().map(|(_, _, line)| line.as_str()).collect::<Vec<_>>(), BEGINNING);
        let mut answers = [said("pod/shop created\n"), watch(later)].into_iter();
        for (id, _, _) in asked {
            shell.answered(id, answers.next().unwrap());
        }
        shell
    }

    fn enter(shell: &mut Shell, now: u64, line: &str, said: Entered) {
        shell.type_(line);
        let (id, at, asked) = shell.enter(SimTime(now)).unwrap();
        assert_eq!((at, asked.as_str()), (SimTime(now), line));
        shell.answered(id, said);
    }

    fn read(shell: &Shell, now: u64) -> String {
        shell.screen(SimTime(now)).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn rows_come_and_go_with_the_playhead() {
        let shell = begun(&[1000, 2000]);
        let start =
            "$ kubectl create -f pod.yaml\npod/shop created\n$ kubectl get pods -w\ntable\n";
        assert_eq!(read(&shell, 999), start);
        assert_eq!(read(&shell, 2000), format!("{start}row 1000\nrow 2000\n"));
        assert_eq!(read(&shell, 1000), format!("{start}row 1000\n"));
    }

    #[test]
    fn what_goes_on_prints_below_what_was_typed_meanwhile() {
        let mut shell = begun(&[1000, 2000]);
        enter(&mut shell, 1500, "kubectl logs shop", said("hello"));
        let all = read(&shell, 2000);
        assert!(all.ends_with("row 1000\n1.5 s $ kubectl logs shop\nhello\nrow 2000\n"), "{all}");
        assert!(read(&shell, 0).ends_with("hello\n"), "what was typed stays");
    }

    #[test]
    fn one_command_goes_on_at_a_time_and_can_be_ended() {
        let mut shell = begun(&[1000, 2000]);
        enter(&mut shell, 1500, WATCH, watch(&[2000, 3000]));
        assert_eq!(read(&shell, 9000).matches("row 2000").count(), 1);
        shell.interrupt(SimTime(2500));
        let all = read(&shell, 9000);
        assert!(all.ends_with("row 2000\n^C\n"), "{all}");
        // Another text asks only the beginning again.
        let asked: Vec<usize> =
            shell.renew("shop", false, false).into_iter().map(|it| it.0).collect();
        assert_eq!(asked, [0, 1]);
    }

    #[test]
    fn another_text_asks_again_and_another_pod_begins_anew() {
        let mut shell = begun(&[1000]);
        enter(&mut shell, 500, "kubectl get events", said("none"));
        assert_eq!(shell.renew("shop", false, false).len(), 2);
        assert!(read(&shell, 0).contains("none"));
        let broken = shell.renew("shop", true, true);
        assert_eq!(broken.len(), 1, "a text that cannot be played leaves the rows");
        assert_eq!(shell.renew("other", false, false).len(), 2);
        assert!(!read(&shell, 0).contains("none"));
    }

    #[test]
    fn a_cleared_screen_shows_only_what_comes_after() {
        let mut shell = begun(&[1000, 2000]);
        shell.type_("clear");
        assert_eq!(shell.enter(SimTime(1500)), None);
        assert_eq!(read(&shell, 9000), "row 2000\n");
    }

    #[test]
    fn the_history_is_walked_and_what_was_typed_comes_back() {
        let mut shell = begun(&[]);
        for line in ["one", "two", "two"] {
            enter(&mut shell, 0, line, said(""));
        }
        shell.type_("thr");
        let mut seen = Vec::new();
        for before in [true, true, true, false, false, false] {
            shell.recall(before);
            seen.push(shell.draft.clone());
        }
        assert_eq!(seen, ["two", "one", "one", "two", "thr", "thr"]);
    }

    #[test]
    fn a_word_is_completed_as_far_as_it_is_clear() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let mut shell = Shell::default();
        shell.type_("kubectl de");
        shell.completed("kubectl de", words(&["delete", "describe"]), true);
        assert_eq!(shell.draft, "kubectl de");
        assert_eq!(shell.notice, "2 possibilities: delete, describe");
        shell.type_("kubectl des");
        shell.completed("kubectl de", words(&["delete"]), true);
        assert_eq!(shell.draft, "kubectl des", "an old answer is not taken");
        shell.completed("kubectl des", words(&["describe"]), true);
        assert_eq!(shell.draft, "kubectl describe ");
        shell.type_("kubectl get pods -o js");
        shell.completed("kubectl get pods -o js", words(&["json", "jsonpath="]), true);
        assert_eq!(shell.draft, "kubectl get pods -o json");
        shell.take("jsonpath=");
        assert_eq!(shell.draft, "kubectl get pods -o jsonpath=");
    }

    #[test]
    fn what_is_written_into_the_text_is_said() {
        let mut shell = begun(&[9000]);
        let actions = vec!["{at: 8s, delete: {}}".to_owned()];
        let deleted = Entered { actions, ..said("pod \"shop\" deleted\n") };
        enter(&mut shell, 8000, "kubectl delete pod shop", deleted);
        let all = read(&shell, 9000);
        assert!(
            all.contains(
                "deleted\npodlife: written into the manifest as a Scenario action: {at: 8s"
            ),
            "{all}"
        );
        assert!(all.ends_with("back\nrow 9000\n"), "{all}");
    }

    #[test]
    fn a_container_that_kubectl_chose_is_explained_once() {
        let defaulted = || Entered {
            output: vec![(2, "Defaulted container \"a\" out of: a, b\n".to_owned())],
            ..Entered::default()
        };
        let mut shell = begun(&[]);
        enter(&mut shell, 0, "kubectl logs shop", defaulted());
        enter(&mut shell, 0, "kubectl logs shop", defaulted());
        assert_eq!(read(&shell, 0).matches("podlife: -c NAME").count(), 1);
    }
}

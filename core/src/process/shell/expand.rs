//! Words become arguments: parameters, command substitution, arithmetic, fields, file names.
//!
//! Source: POSIX.1-2024, Shell Command Language, 2.6 Word Expansions.

use std::cell::RefCell;
use std::rc::Rc;

use crate::process::machine::files::Node;
use crate::process::machine::open::{Open, What};
use crate::process::shell::arithmetic;
use crate::process::shell::pattern::Pattern;
use crate::process::shell::run::{Flavor, Leave, Shell, Variable};
use crate::process::shell::syntax::{Change, List, Part, Word};

/// How long a value becomes at most.
const LONGEST: usize = 1 << 20;

/// A piece of an expanded word.
#[derive(Clone, Debug)]
enum Piece {
    Text {
        text: String,
        /// Its letters stand for themselves.
        quoted: bool,
        /// It comes from an expansion, and is split into fields.
        splits: bool,
    },
    /// `"$@"` has an argument behind another.
    Break,
}

/// A field: pieces, and whether each is quoted.
type Field = Vec<(String, bool)>;

/// Why words are not expanded to their end.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The shell leaves what it does.
    Leave(Leave),
    /// The output of these commands is needed first.
    Needs(List),
}

impl From<Leave> for Stop {
    fn from(leave: Leave) -> Self {
        Self::Leave(leave)
    }
}

impl From<Stop> for Leave {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Leave(leave) => leave,
            // What is needed was made ready.
            Stop::Needs(_) => Self::Exit(2),
        }
    }
}

impl Shell {
    /// Runs the command substitutions that words need, so that they can be expanded without waiting.
    ///
    /// They are expanded for that as often as there are substitutions; what that changes is taken back.
    pub(super) async fn prepare(&mut self, words: &[Word], others: &[&Word]) {
        (self.outputs, self.taken) = (Vec::new(), 0);
        if !words.iter().chain(others.iter().copied()).any(Word::has_output) {
            return;
        }
        let mut ready = Vec::new();
        loop {
            let before = (self.variables.clone(), self.exports.clone());
            (self.outputs, self.taken, self.is_trial) = (ready, 0, true);
            let needed = self.try_all(words, others);
            self.is_trial = false;
            (self.variables, self.exports) = before;
            ready = std::mem::take(&mut self.outputs);
            let Some(list) = needed else { break };
            let output = self.output(&list).await;
            ready.push(output);
        }
        (self.outputs, self.taken) = (ready, 0);
    }

    /// The commands whose output is needed next.
    fn try_all(&mut self, words: &[Word], others: &[&Word]) -> Option<List> {
        let mut stop = self.arguments(words).err();
        for word in others {
            stop = stop.or_else(|| self.text(word).err());
        }
        match stop? {
            Stop::Needs(list) => Some(list),
            Stop::Leave(_) => None,
        }
    }

    /// The arguments that words become.
    pub(super) fn arguments(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut arguments = Vec::new();
        for word in words {
            if let [Part::Text { text, quoted }] = word.0.as_slice()
                && (*quoted || !text.contains(['*', '?', '[', '{', '~']))
            {
                arguments.push(text.clone());
                continue;
            }
            for word in self.braces(word) {
                let pieces = self.pieces(&word)?;
                for field in self.fields(pieces) {
                    self.names(&field, &mut arguments);
                }
            }
        }
        Ok(arguments)
    }

    /// The one text that a word becomes where it is neither split nor a pattern: the value of a variable, a file.
    pub(super) fn text(&mut self, word: &Word) -> Result<String, Stop> {
        let mut all = String::new();
        for piece in self.pieces(word)? {
            match piece {
                Piece::Text { text, .. } => all.push_str(&text),
                Piece::Break => all.push(' '),
            }
        }
        Ok(all)
    }

    /// The pattern that a word becomes.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<Pattern, Stop> {
        let mut pattern = Pattern::default();
        for piece in self.pieces(word)? {
            match piece {
                Piece::Text { text, quoted, .. } => pattern.push(&text, quoted),
                Piece::Break => pattern.push(" ", true),
            }
        }
        Ok(pattern)
    }

    /// bash's `{1..5}` and `{a,b}`; other shells take them as they stand there.
    fn braces(&self, word: &Word) -> Vec<Word> {
        if self.flavor != Flavor::Bash {
            return vec![word.clone()];
        }
        for (at, part) in word.0.iter().enumerate() {
            let Part::Text { text, quoted: false } = part else { continue };
            let Some((before, rest)) = text.split_once('{') else { continue };
            let Some((inside, after)) = rest.split_once('}') else { continue };
            let Some(choices) = choices(inside) else { continue };
            let variant = |choice: String| {
                let mut parts = word.0.clone();
                if let Some(Part::Text { text, .. }) = parts.get_mut(at) {
                    *text = format!("{before}{choice}{after}");
                }
                Word(parts)
            };
            return choices.into_iter().map(variant).flat_map(|word| self.braces(&word)).collect();
        }
        vec![word.clone()]
    }

    fn pieces(&mut self, word: &Word) -> Result<Vec<Piece>, Stop> {
        let mut pieces = Vec::new();
        for (at, part) in word.0.iter().enumerate() {
            match part {
                Part::Text { text, quoted } => {
                    let home = (at == 0 && !quoted).then(|| self.home(text)).flatten();
                    let text = home.unwrap_or_else(|| text.clone());
                    pieces.push(Piece::Text { text, quoted: *quoted, splits: false });
                }
                Part::Output { list, quoted } => {
                    let text = self.outputs.get(self.taken).cloned();
                    self.taken += 1;
                    let text = text.ok_or_else(|| Stop::Needs(list.clone()))?;
                    pieces.push(Piece::Text { text, quoted: *quoted, splits: !quoted });
                }
                Part::Arithmetic(inside) => {
                    let text = self.text(inside)?;
                    let value =
                        arithmetic::evaluate(&text, self).map_err(|error| self.fail(error))?;
                    pieces.push(Piece::Text {
                        text: value.to_string(),
                        quoted: false,
                        splits: true,
                    });
                }
                Part::Parameter { name, change, quoted } => {
                    self.parameter(name, change, *quoted, &mut pieces)?;
                }
            }
            let size = |piece: &Piece| match piece {
                Piece::Text { text, .. } => text.len(),
                Piece::Break => 0,
            };
            if pieces.iter().map(size).sum::<usize>() > LONGEST {
                return Err(self.fail("out of memory").into());
            }
        }
        Ok(pieces)
    }

    /// `~` and `~/…`
    fn home(&self, text: &str) -> Option<String> {
        let rest =
            text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        Some(format!("{}{rest}", self.variables.get("HOME").map_or("/root", |home| &home.value)))
    }

    /// Something is wrong that ends the shell.
    pub(super) fn fail(&mut self, why: &str) -> Leave {
        let name = self.own_name();
        if !self.is_trial {
            self.sys.complain(&format!("{name}: {why}"));
        }
        Leave::Exit(if self.flavor == Flavor::Bash { 1 } else { 2 })
    }

    fn parameter(
        &mut self,
        name: &str,
        change: &Change,
        quoted: bool,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Stop> {
        if name == "@" && matches!(change, Change::None) {
            for (at, argument) in self.arguments.iter().enumerate() {
                if at > 0 {
                    pieces.push(Piece::Break);
                }
                let text = argument.clone();
                pieces.push(Piece::Text { text, quoted, splits: !quoted });
            }
            return Ok(());
        }
        let value = self.value_of(name);
        let text = match change {
            Change::None => match value {
                Some(value) => value,
                None if self.options.nounset => {
                    return Err(self.fail(&format!("{name}: parameter not set")).into());
                }
                None => String::new(),
            },
            Change::Length => value.unwrap_or_default().chars().count().to_string(),
            Change::Default { sign, colon, word } => {
                let is_set = value.as_ref().is_some_and(|value| !(*colon && value.is_empty()));
                match (sign, is_set) {
                    ('+', false) => String::new(),
                    ('+', true) | ('-', false) => {
                        pieces.extend(self.pieces(word)?.into_iter().map(|piece| match piece {
                            Piece::Text { text, quoted: own, .. } => {
                                Piece::Text { text, quoted: own || quoted, splits: !own && !quoted }
                            }
                            Piece::Break => Piece::Break,
                        }));
                        return Ok(());
                    }
                    ('=', false) => {
                        let text = self.text(word)?;
                        self.assign(name, text.clone());
                        text
                    }
                    ('?', false) => {
                        let said = self.text(word)?;
                        let why = if said.is_empty() { "parameter not set" } else { &said };
                        return Err(self.fail(&format!("{name}: {why}")).into());
                    }
                    _ => value.unwrap_or_default(),
                }
            }
            Change::Trim { end, longest, word } => {
                let pattern = self.pattern(word)?;
                trim(&value.unwrap_or_default(), &pattern, *end, *longest).to_owned()
            }
        };
        pieces.push(Piece::Text { text, quoted, splits: !quoted });
        Ok(())
    }

    /// The value of a parameter; nothing where it has none.
    pub(super) fn value_of(&self, name: &str) -> Option<String> {
        match name {
            "?" => Some(self.status.to_string()),
            "#" => Some(self.arguments.len().to_string()),
            "$" => Some(self.own_number.to_string()),
            "!" => self.background.map(|number| number.to_string()),
            "-" => Some(if self.options.errexit { "e".to_owned() } else { String::new() }),
            "@" | "*" => Some(self.arguments.join(" ")),
            "0" => Some(self.name.clone()),
            "RANDOM" if self.flavor != Flavor::Dash => Some(self.sys.random().to_string()),
            "SECONDS" if self.flavor == Flavor::Bash => {
                Some(self.sys.now().since(self.began).whole_secs().to_string())
            }
            "LINENO" => Some(self.line.to_string()),
            "PPID" => Some("0".to_owned()),
            "PWD" => Some(self.sys.folder()),
            _ => match name.parse::<usize>() {
                Ok(place) => self.arguments.get(place.checked_sub(1)?).cloned(),
                Err(_) => self.variables.get(name).map(|variable| variable.value.clone()),
            },
        }
    }

    /// Gives a variable a value; what is exported stays so.
    pub(super) fn assign(&mut self, name: &str, value: String) {
        match self.variables.get_mut(name) {
            Some(variable) => {
                if variable.exported {
                    self.exports = None;
                }
                variable.value = value;
            }
            None => {
                self.variables.insert(name.to_owned(), Variable { value, exported: false });
            }
        }
    }

    /// What commands print, without the line ends behind it.
    async fn output(&mut self, list: &List) -> String {
        let collector = Open::new(What::Collect(RefCell::default()));
        let mut open = self.sys.all_open();
        open.retain(|(fd, _)| *fd != 1);
        open.push((1, Rc::clone(&collector)));
        let list = list.clone();
        let status = match self.fork("sh", open, move |shell| shell.run_to_end(list)) {
            Some(pid) => self.sys.wait_for(pid).await,
            None => 2,
        };
        self.substituted = Some(status);
        let What::Collect(text) = &collector.what else { return String::new() };
        let mut text = text.take();
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    /// Splits pieces into fields at the characters of `IFS`.
    fn fields(&self, pieces: Vec<Piece>) -> Vec<Field> {
        let ifs = self.variables.get("IFS").map_or(" \t\n", |ifs| &ifs.value);
        let mut fields: Vec<Field> = Vec::new();
        let mut current: Option<Field> = None;
        for piece in pieces {
            match piece {
                Piece::Break => fields.push(current.take().unwrap_or_default()),
                Piece::Text { text, quoted, splits: false } => {
                    current.get_or_insert_default().push((text, quoted));
                }
                Piece::Text { text, .. } => {
                    let mut word = String::new();
                    for letter in text.chars() {
                        if !ifs.contains(letter) {
                            word.push(letter);
                            continue;
                        }
                        if !word.is_empty() {
                            current
                                .get_or_insert_default()
                                .push((std::mem::take(&mut word), false));
                        }
                        if !letter.is_whitespace() {
                            current.get_or_insert_default();
                        }
                        fields.extend(current.take());
                    }
                    if !word.is_empty() {
                        current.get_or_insert_default().push((word, false));
                    }
                }
            }
        }
        fields.extend(current);
        fields
    }

    /// The files that a field names, or the field as it stands there.
    fn names(&self, field: &Field, arguments: &mut Vec<String>) {
        let literal = || field.iter().map(|(text, _)| text.as_str()).collect::<String>();
        let mut pattern = Pattern::default();
        for (text, quoted) in field {
            pattern.push(text, *quoted);
        }
        if !pattern.is_wild() || self.options.noglob {
            // A backslash that came out of an expansion stays.
            arguments.push(literal());
            return;
        }
        let mut found = vec![String::new()];
        for (depth, part) in pattern.split().into_iter().enumerate() {
            let above = std::mem::take(&mut found);
            for path in above {
                let join = |name: &str| match depth {
                    0 => name.to_owned(),
                    _ => format!("{path}/{name}"),
                };
                if !part.is_wild() {
                    let path = join(&part.literal());
                    if path.is_empty() || self.sys.find(&path).is_ok() {
                        found.push(path);
                    }
                    continue;
                }
                let folder = match (depth, path.as_str()) {
                    (0, _) => ".",
                    (_, "") => "/",
                    (_, path) => path,
                };
                let names = self.entries(folder);
                let visible =
                    names.iter().filter(|name| !name.starts_with('.') || part.begins_with_dot());
                found.extend(visible.filter(|name| part.matches(name)).map(|name| join(name)));
            }
        }
        if found.is_empty() { arguments.push(literal()) } else { arguments.extend(found) }
    }

    fn entries(&self, folder: &str) -> Vec<String> {
        let Ok(node) = self.sys.find(folder) else { return Vec::new() };
        self.sys.with(|kernel| match kernel.files.node(node) {
            Some(Node::Dir { entries, .. }) => entries.keys().cloned().collect(),
            _ => Vec::new(),
        })
    }
}

impl arithmetic::Variables for Shell {
    fn get(&self, name: &str) -> Option<String> {
        self.value_of(name)
    }

    fn set(&mut self, name: &str, value: String) {
        self.assign(name, value);
    }
}

/// A text without the part at its beginning or end that matches.
fn trim<'a>(text: &'a str, pattern: &Pattern, end: bool, longest: bool) -> &'a str {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let cut = |at: &usize| {
        let (before, after) = text.split_at(*at);
        let (part, rest) = if end { (after, before) } else { (before, after) };
        pattern.matches(part).then_some(rest)
    };
    // The shortest part at the beginning comes first, as does the longest at the end.
    let found = if longest == end {
        places.iter().find_map(cut)
    } else {
        places.iter().rev().find_map(cut)
    };
    found.unwrap_or(text)
}

/// What stands between braces: `1..5`, `a,b,c`.
fn choices(inside: &str) -> Option<Vec<String>> {
    if let Some((from, to)) = inside.split_once("..") {
        let (from, to): (i64, i64) = (from.parse().ok()?, to.parse().ok()?);
        let count = from.abs_diff(to).min(10_000);
        let step = |at: u64| {
            if to >= from {
                from.saturating_add_unsigned(at)
            } else {
                from.saturating_sub_unsigned(at)
            }
        };
        return Some((0..=count).map(|at| step(at).to_string()).collect());
    }
    inside.contains(',').then(|| inside.split(',').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_and_the_longest_part_go() {
        for (text, pattern, end, longest, expected) in [
            ("a/b/c.txt", "*/", false, false, "b/c.txt"),
            ("a/b/c.txt", "*/", false, true, "c.txt"),
            ("a.b.c", ".*", true, false, "a.b"),
            ("a.b.c", ".*", true, true, "a"),
            ("abc", "x", true, true, "abc"),
        ] {
            assert_eq!(trim(text, &Pattern::of(pattern), end, longest), expected);
        }
        assert_eq!(choices("3..1").unwrap(), ["3", "2", "1"]);
        assert_eq!(choices("a"), None);
    }
}

//! Words become arguments: quotes, parameters, command substitution, arithmetic.
//!
//! Source: POSIX.1-2024, Shell Command Language, 2.6 Word Expansions.

use crate::process::shell::braces;
use crate::process::shell::pattern::Pattern;
use crate::process::shell::run::{Flavor, Leave, Shell};
use crate::process::shell::syntax::{List, Part, Word};

/// How long a value becomes at most.
const LONGEST: usize = 1 << 20;

/// A piece of an expanded word.
#[derive(Clone, Debug)]
pub(super) enum Piece {
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

/// Why words are not expanded to their end.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The shell leaves what it does.
    Leave(Leave),
    /// These commands have to run first.
    Needs(List, Needed),
}

impl From<Leave> for Stop {
    fn from(leave: Leave) -> Self {
        Self::Leave(leave)
    }
}

/// What is needed of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needed {
    /// What they print.
    Output,
    /// A file from which it is read.
    Reader,
    /// A file that they read.
    Writer,
}

/// How much is in some pieces.
fn size(pieces: &[Piece]) -> usize {
    let size = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.len(),
        Piece::Break => 1,
    };
    pieces.iter().map(size).sum()
}

impl Shell {
    /// Does what waits for nothing but the commands that words need: it is tried again with what each has left.
    ///
    /// What a vain try has changed of the variables is taken back.
    pub(super) async fn settle(
        &mut self,
        needs: bool,
        attempt: &mut dyn FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Leave> {
        let done = loop {
            self.taken = 0;
            let before = needs.then(|| (self.variables.clone(), self.exports.clone(), self.status));
            match attempt(self) {
                Ok(()) => break Ok(()),
                Err(Stop::Leave(leave)) => break Err(leave),
                Err(Stop::Needs(list, how)) => {
                    let ready = std::mem::take(&mut self.ready);
                    let left = Box::pin(self.run_needed(&list, how)).await;
                    self.ready = ready;
                    self.ready.push(left);
                }
            }
            if let Some(before) = before {
                (self.variables, self.exports, self.status) = before;
            }
        };
        self.ready.clear();
        // What is long takes its time.
        let steps = u32::try_from(std::mem::take(&mut self.work) / 256).unwrap_or(u32::MAX);
        if steps > 0 {
            self.sys.turn(steps).await;
        }
        done
    }

    /// The arguments that words become, when what they need is done.
    pub(super) async fn settled_arguments(&mut self, words: &[Word]) -> Result<Vec<String>, Leave> {
        let mut arguments = Vec::new();
        self.settle(words.iter().any(Word::has_output), &mut |shell| {
            arguments = shell.arguments(words)?;
            Ok(())
        })
        .await?;
        Ok(arguments)
    }

    /// The one text that a word becomes, when what it needs is done.
    pub(super) async fn settled_text(&mut self, word: &Word) -> Result<String, Leave> {
        let mut text = String::new();
        self.settle(word.has_output(), &mut |shell| {
            text = shell.text(word)?;
            Ok(())
        })
        .await?;
        Ok(text)
    }

    /// The arguments that words become.
    pub(super) fn arguments(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut arguments = Vec::new();
        let mut sum = 0;
        for word in words {
            if let [Part::Text { text, quoted }] = word.0.as_slice()
                && (*quoted || !text.contains(['*', '?', '[', '{', '~', '(']))
            {
                arguments.push(text.clone());
                continue;
            }
            if self.flavor == Flavor::Bash
                && let Some(words) = braces::expand(word)
            {
                for word in &words {
                    sum += self.argument(word, &mut arguments)?;
                }
            } else {
                sum += self.argument(word, &mut arguments)?;
            }
            if sum > LONGEST {
                return Err(self.fail("out of memory").into());
            }
        }
        Ok(arguments)
    }

    fn argument(&mut self, word: &Word, all: &mut Vec<String>) -> Result<usize, Stop> {
        let pieces = self.pieces(word)?;
        let size = size(&pieces);
        for field in self.fields(pieces) {
            self.names(&field, all);
        }
        Ok(size)
    }

    /// The one text that a word becomes where it is neither split nor a pattern: a file, what is compared.
    pub(super) fn text(&mut self, word: &Word) -> Result<String, Stop> {
        if let [Part::Text { text, quoted: true }] = word.0.as_slice() {
            return Ok(text.clone());
        }
        let mut all = String::new();
        for piece in self.pieces(word)? {
            match piece {
                Piece::Text { text, .. } => all.push_str(&text),
                Piece::Break => all.push(' '),
            }
        }
        Ok(all)
    }

    /// The value that a variable gets: `~` means home behind colons as well.
    pub(super) fn assigned(&mut self, word: &Word) -> Result<String, Stop> {
        let is_path =
            |part: &Part| matches!(part, Part::Text { text, quoted: false } if text.contains(":~"));
        if !word.0.iter().any(is_path) {
            return self.text(word);
        }
        let mut word = word.clone();
        for part in &mut word.0 {
            if let Part::Text { text, quoted: false } = part {
                let parts: Vec<String> = text
                    .split(':')
                    .map(|part| self.home(part).unwrap_or_else(|| part.to_owned()))
                    .collect();
                *text = parts.join(":");
            }
        }
        self.text(&word)
    }

    /// The pattern that a word becomes.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<Pattern, Stop> {
        let mut pattern = self.empty_pattern();
        for piece in self.pieces(word)? {
            match piece {
                Piece::Text { text, quoted, .. } => pattern.push(&text, quoted),
                Piece::Break => pattern.push(" ", true),
            }
        }
        Ok(pattern)
    }

    /// Only `!` negates a set in dash.
    pub(super) fn empty_pattern(&self) -> Pattern {
        let mut pattern = Pattern::empty(self.flavor != Flavor::Dash);
        pattern.extended = self.options.extglob;
        pattern
    }

    /// The regular expression that a word becomes: what is quoted stands for itself.
    pub(super) fn expression(&mut self, word: &Word) -> Result<String, Stop> {
        let mut all = String::new();
        for piece in self.pieces(word)? {
            let Piece::Text { text, quoted, .. } = piece else { continue };
            for letter in text.chars() {
                if quoted && !letter.is_alphanumeric() {
                    all.push('\\');
                }
                all.push(letter);
            }
        }
        Ok(all)
    }

    pub(super) fn pieces(&mut self, word: &Word) -> Result<Vec<Piece>, Stop> {
        let mut pieces = Vec::new();
        for (at, part) in word.0.iter().enumerate() {
            match part {
                Part::Text { text, quoted } => {
                    let home = (at == 0 && !quoted).then(|| self.home(text)).flatten();
                    let is_home = home.is_some();
                    let text = home.unwrap_or_else(|| text.clone());
                    pieces.push(Piece::Text { text, quoted: *quoted || is_home, splits: false });
                }
                Part::Output { list, quoted } => {
                    let text = self.needed(list, Needed::Output)?;
                    pieces.push(Piece::Text { text, quoted: *quoted, splits: !quoted });
                }
                Part::Arithmetic(inside) => {
                    let text = self.text(inside)?;
                    let text = self.calculated(&text)?.to_string();
                    pieces.push(Piece::Text { text, quoted: false, splits: true });
                }
                Part::Parameter { of, quoted } => self.parameter(of, *quoted, &mut pieces)?,
                Part::Process { list, reads } => {
                    let how = if *reads { Needed::Writer } else { Needed::Reader };
                    let text = self.needed(list, how)?;
                    pieces.push(Piece::Text { text, quoted: true, splits: false });
                }
            }
            if size(&pieces) > LONGEST {
                return Err(self.fail("out of memory").into());
            }
        }
        self.work += size(&pieces);
        Ok(pieces)
    }

    /// What commands that had to run first have left.
    fn needed(&mut self, list: &List, how: Needed) -> Result<String, Stop> {
        let Some((text, code)) = self.ready.get(self.taken).cloned() else {
            return Err(Stop::Needs(list.clone(), how));
        };
        self.taken += 1;
        if how == Needed::Output {
            self.substituted = Some(code);
            if self.flavor == Flavor::Bash {
                self.status = code;
            }
        }
        Ok(text)
    }

    /// `~` and `~/…`
    fn home(&self, text: &str) -> Option<String> {
        let rest =
            text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        let home = self.value_of("HOME").unwrap_or_else(|| "/root".to_owned());
        Some(format!("{home}{rest}"))
    }
}

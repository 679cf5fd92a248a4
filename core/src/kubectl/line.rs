//! A command line: its words, and the filters behind it.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::kubectl::Answer;
use crate::process::machine::{Machine, Report, Setting};
use crate::time::{SimDuration, SimTime};

/// What is not read of a shell's language.
const UNREAD: &str =
    "podlife: this terminal reads one command and its pipes to filters such as grep, not";

/// A line that was read.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The command and its arguments.
    pub(super) words: Vec<String>,
    /// What had to be said of how it was read.
    pub(super) notes: Vec<String>,
    /// What stands behind the first pipe.
    filters: String,
    /// Whether standard error goes where standard output goes, or nowhere.
    errors: Errors,
    /// Whether standard output goes nowhere.
    is_silent: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Errors {
    #[default]
    Shown,
    Joined,
    Dropped,
}

impl Line {
    /// Reads a line as a shell does; a prompt in front of it is no part of it.
    ///
    /// `run` is what a command prints that stands in `$(…)`.
    pub(super) fn read(text: &str, run: &dyn Fn(&str) -> String) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_prefix("$ ").unwrap_or(text).trim_start();
        let mut line = Self::default();
        let mut word: Option<String> = None;
        let mut letters = text.char_indices().peekable();
        let refused = |what: &str| Err(format!("{UNREAD} `{what}`"));
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, '\n')) | None => {}
                    Some((_, next)) => word.get_or_insert_default().push(next),
                },
                '\'' => {
                    let word = word.get_or_insert_default();
                    loop {
                        match letters.next() {
                            Some((_, '\'')) => break,
                            Some((_, letter)) => word.push(letter),
                            None => return Err("podlife: a quote (') is not closed".to_owned()),
                        }
                    }
                }
                '"' => {
                    let word = word.get_or_insert_default();
                    loop {
                        match letters.next() {
                            Some((_, '"')) => break,
                            Some((_, '\\')) => match letters.next() {
                                Some((_, next @ ('"' | '\\' | '$' | '`'))) => word.push(next),
                                None | Some((_, '\n')) => {}
                                Some((_, next)) => word.extend(['\\', next]),
                            },
                            Some((at, '$')) => {
                                let rest = text.get(at..).unwrap_or_default();
                                for _ in 0..line.variable(rest, word, run)? {
                                    letters.next();
                                }
                            }
                            Some((_, '`')) => return refused("`"),
                            Some((_, letter)) => word.push(letter),
                            None => return Err("podlife: a quote (\") is not closed".to_owned()),
                        }
                    }
                }
                '$' => {
                    let rest = text.get(at..).unwrap_or_default();
                    for _ in 0..line.variable(rest, word.get_or_insert_default(), run)? {
                        letters.next();
                    }
                }
                '#' if word.is_none() => break,
                ';' if text.get(at + 1..).unwrap_or_default().trim().is_empty() => break,
                '|' if letters.peek().is_none_or(|(_, next)| *next != '|') => {
                    text.get(at + 1..).unwrap_or_default().trim().clone_into(&mut line.filters);
                    break;
                }
                '|' => return refused("||"),
                '&' if letters.peek().is_some_and(|(_, next)| *next == '&') => {
                    return refused("&&");
                }
                '>' => {
                    let stream = word.take_if(|word| word == "1" || word == "2");
                    let rest = text.get(at + 1..).unwrap_or_default();
                    let target = rest.split_whitespace().next().unwrap_or_default();
                    let is_error = stream.as_deref() == Some("2");
                    match (is_error, target) {
                        (true, "&1") => line.errors = Errors::Joined,
                        (true, "/dev/null") => line.errors = Errors::Dropped,
                        (false, "/dev/null") => line.is_silent = true,
                        _ => return refused(">"),
                    }
                    let end = rest.find(target).unwrap_or_default() + target.len();
                    while letters.next_if(|(next, _)| *next <= at + end).is_some() {}
                    line.words.extend(word.take());
                }
                ';' | '&' | '<' | '`' | '(' | ')' => return refused(&letter.to_string()),
                _ if letter.is_whitespace() => line.words.extend(word.take()),
                _ => word.get_or_insert_default().push(letter),
            }
        }
        line.words.extend(word);
        Ok(line)
    }

    /// Puts into a word what a command prints, or the value of a variable: the terminal's own shell has none. How many
    /// letters behind the `$` that takes.
    fn variable(
        &mut self,
        rest: &str,
        word: &mut String,
        run: &dyn Fn(&str) -> String,
    ) -> Result<usize, String> {
        let behind = rest.get(1..).unwrap_or_default();
        if behind.starts_with('(') {
            let mut open = 0;
            let closes = |letter: char| {
                open += match letter {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                open == 0
            };
            let Some(end) = behind.find(closes) else {
                return Err("podlife: a bracket `$(` is not closed".to_owned());
            };
            let command = behind.get(1..end).unwrap_or_default();
            word.push_str(run(command).trim_end_matches('\n'));
            return Ok(command.chars().count() + 2);
        }
        let braces = behind.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let end = behind.find(|letter| !is_letter(letter)).unwrap_or(behind.len());
        let plain = behind.get(..end).unwrap_or_default();
        let (name, length) = match braces {
            Some((name, _)) => (name, name.chars().count() + 2),
            None => (plain, end),
        };
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            word.push('$');
            return Ok(0);
        }
        self.notes.push(format!(
            "podlife: the shell of this terminal has put nothing in place of `${name}`; in single quotes it would be \
             left to the container's shell"
        ));
        Ok(length)
    }

    /// Does with an answer what stands behind the command.
    pub(super) fn finish(self, mut answer: Answer) -> Answer {
        match self.errors {
            Errors::Shown => {}
            Errors::Joined => answer.output.iter_mut().for_each(|(stream, _)| *stream = 1),
            Errors::Dropped => answer.output.retain(|(stream, _)| *stream == 1),
        }
        if self.is_silent {
            answer.output.retain(|(stream, _)| *stream == 2);
            answer.later.clear();
            answer.goes_on = false;
        }
        if !self.filters.is_empty() {
            answer.goes_on = false;
            for (_, text) in std::mem::take(&mut answer.later) {
                answer.print(1, &text);
            }
            filter(&self.filters, &mut answer);
        }
        answer
    }
}

/// Filters what a command prints, as busybox's own programs do.
fn filter(filters: &str, answer: &mut Answer) {
    const END: &str = "END_OF_WHAT_WAS_PRINTED";
    let printed = answer.stream(1);
    answer.output.retain(|(stream, _)| *stream == 2);
    let mut script = format!("{{ cat <<'{END}'\n{printed}");
    if !printed.is_empty() && !printed.ends_with('\n') {
        script.push('\n');
    }
    script.push_str(&format!("{END}\n}} | {filters}"));
    let container = Container {
        name: "terminal".to_owned(),
        image: Some("busybox:1.36".to_owned()),
        command: Some(vec!["sleep".to_owned(), "3600".to_owned()]),
        ..Container::default()
    };
    let spec = PodSpec { containers: vec![container.clone()], ..PodSpec::default() };
    let mut machine = Machine::new(&Setting::of(&spec), &[(&container, false)]);
    machine.start(SimTime::ZERO, 0, 0, false);
    let words = ["sh", "-c", &script].map(str::to_owned);
    let Some(exec) = machine.exec(SimTime::ZERO, 0, &words) else { return };
    let limit = SimTime::ZERO + SimDuration::from_secs(60);
    answer.exit_code = 0;
    let mut ended = None;
    while let Some(at) = machine.next_at().filter(|at| *at <= limit && ended.is_none()) {
        for report in machine.advance(at) {
            if let Report::CommandEnded { exit_code, output, .. } = report {
                ended = Some((exit_code, output));
            }
        }
    }
    let (stdout, stderr) = exec.printed();
    let (exit_code, stdout) = ended.unwrap_or((130, stdout));
    answer.exit_code = exit_code;
    answer.print(1, &stdout);
    answer.print(2, &stderr);
    for note in machine.notes(0) {
        answer.complain(&format!("podlife: {}", note.text));
    }
}

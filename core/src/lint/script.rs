//! Reads shell scripts as far as rules need it: which commands there are and what separates them.

use k8s_openapi::api::core::v1::Container;

use crate::features::Gate;
use crate::lint::subject::Subject;
use crate::process::runs_arguments;
use crate::text::{Edit, FieldPath, Span};

/// What stands between two commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// `;`, a line break, `&&` or `||`: the next one starts when this one has ended.
    Then,
    /// `||`: only when this one has failed.
    Else,
    /// `|`.
    Pipe,
    /// `&`: it goes on in the background.
    Background,
    /// The script is over.
    End,
}

/// One command and what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Command<'a> {
    /// Its words, with the blanks between them.
    pub(super) text: &'a str,
    /// What follows.
    pub(super) then: Separator,
}

impl<'a> Command<'a> {
    /// Its first word.
    pub(super) fn word(&self) -> &'a str {
        self.text.split_whitespace().next().unwrap_or_default()
    }

    /// Its words behind `do`, `then` and their like.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.text.split_whitespace().skip_while(is_keyword)
    }
}

/// The script of a shell that is process 1: its text, the list that it stands in, and its place there.
pub(super) fn shell_script(container: &Container) -> Option<(&str, &'static str, usize)> {
    let command = container.command.as_deref().unwrap_or_default();
    // Without a command the image's own entry point reads the arguments, where it has one.
    if command.is_empty() && !runs_arguments(container) {
        return None;
    }
    let args = container.args.as_deref().unwrap_or_default();
    let word = |at: usize| command.get(at).or_else(|| args.get(at.checked_sub(command.len())?));
    if !["sh", "bash", "ash", "dash", "zsh"].contains(&base_name(word(0)?)) {
        return None;
    }
    let (mut at, mut is_command) = (1, false);
    while word(at)?.starts_with(['-', '+']) {
        let option = word(at)?;
        at += 1;
        if option == "--" {
            break;
        }
        let is_short = !option.starts_with("--");
        is_command |= is_short && option.contains('c');
        // The name of an option follows: `-eo pipefail`.
        at += usize::from(is_short && option.ends_with('o'));
    }
    let script = word(at).filter(|_| is_command)?;
    Some(match at.checked_sub(command.len()) {
        Some(index) => (script, "args", index),
        None => (script, "command", at),
    })
}

/// The program that a command puts in the place of the shell: `exec server`.
pub(super) fn replacement<'a>(command: &Command<'a>) -> Option<&'a str> {
    let mut words = command.text.split_whitespace();
    let is_before = |word: &&str| {
        is_keyword(word)
            || word.split_once('=').is_some_and(|(name, _)| !name.contains(['$', '"', '-']))
    };
    if words.by_ref().find(|word| !is_before(word))? != "exec" {
        return None;
    }
    let mut is_target = false;
    words.find(|word| {
        let is_redirection = word.contains(['<', '>']);
        let is_other = std::mem::replace(&mut is_target, word.ends_with(['<', '>']));
        !is_other && !is_redirection && !word.starts_with('-')
    })
}

/// What a script does on a signal.
pub(super) enum Trap {
    /// Nothing is said.
    Unset,
    /// It is told to ignore it.
    Ignored,
    /// It has a handler.
    Runs,
}

/// What a script says of a signal by `trap`.
pub(super) fn trap(commands: &[Command<'_>], signal: &str) -> Trap {
    let short = signal.trim_start_matches("SIG");
    let number = match short {
        "TERM" => "15",
        "QUIT" => "3",
        "INT" => "2",
        "USR1" => "10",
        _ => "",
    };
    let mut handlers = commands.iter().filter_map(|command| {
        let rest = command.text.split_once("trap ")?.1.trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let names = match quote {
            Some(quote) => rest.get(1..)?.split_once(quote)?.1,
            None => rest,
        };
        let is_it = |name: &str| name == signal || name == short || name == number;
        names.split_whitespace().any(is_it).then_some(rest)
    });
    match handlers.next_back() {
        None => Trap::Unset,
        Some(rest) if rest.starts_with("- ") => Trap::Unset,
        Some(rest) if rest.starts_with("''") || rest.starts_with("\"\"") => Trap::Ignored,
        Some(_) => Trap::Runs,
    }
}

/// Whether a shell ends as soon as a command fails: `set -e`, or an option of the shell.
pub(super) fn ends_on_failure(container: &Container, script: &str) -> bool {
    let has_e =
        |letters: &str| letters.chars().take_while(char::is_ascii_alphabetic).any(|c| c == 'e');
    let words = container.command.iter().chain(&container.args).flatten();
    let mut options = words.skip(1).take_while(|word| *word != script);
    script.contains("errexit")
        || script.split("set -").skip(1).any(has_e)
        || options.any(|word| word == "errexit" || word.strip_prefix('-').is_some_and(has_e))
}

/// The words of a shell that stand in front of a command.
fn is_keyword(word: &&str) -> bool {
    matches!(*word, "do" | "then" | "else" | "{" | "(" | "!")
}

/// The commands of a script; separators within quotes do not count, comments are left out.
pub(super) fn commands(script: &str) -> Vec<Command<'_>> {
    let mut commands = Vec::new();
    let mut start = 0;
    let mut quote: Option<char> = None;
    let mut before = ' ';
    let mut characters = script.char_indices().peekable();
    let mut push = |from: usize, to: usize, then: Separator| {
        let text = script.get(from..to).unwrap_or_default().trim();
        if !text.is_empty() {
            commands.push(Command { text, then });
        }
    };
    while let Some((at, character)) = characters.next() {
        let previous = std::mem::replace(&mut before, character);
        if let Some(open) = quote {
            if character == '\\' && open == '"' {
                characters.next();
            } else if character == open {
                quote = None;
            }
            continue;
        }
        let next = characters.peek().map(|(_, next)| *next);
        let (then, length) = match (character, next) {
            ('\'' | '"', _) => {
                quote = Some(character);
                continue;
            }
            ('\\', _) => {
                characters.next();
                continue;
            }
            ('#', _) if previous.is_whitespace() => {
                push(start, at, Separator::Then);
                let end = script.get(at..).and_then(|rest| rest.find('\n'));
                start = end.map_or(script.len(), |end| at + end);
                while characters.peek().is_some_and(|(next, _)| *next < start) {
                    characters.next();
                }
                continue;
            }
            ('&', Some('&')) => (Separator::Then, 2),
            ('|', Some('|')) => (Separator::Else, 2),
            // `2>&1` and `&>file` are redirections.
            ('&', _) if previous == '>' || next == Some('>') => continue,
            ('&', _) => (Separator::Background, 1),
            ('|', _) => (Separator::Pipe, 1),
            (';' | '\n', _) => (Separator::Then, 1),
            _ => continue,
        };
        if length == 2 {
            characters.next();
        }
        push(start, at, then);
        start = at + length;
    }
    push(start, script.len(), Separator::End);
    commands
}

/// The last part of a path.
pub(super) fn base_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Words that begin what no other program can take the place of.
const SHELL_WORDS: [&str; 43] = [
    "if", "then", "else", "elif", "fi", "while", "until", "for", "do", "done", "case", "esac", "{",
    "}", "(", ")", "wait", "cd", "export", "echo", "set", "source", ".", "true", "false", ":",
    "exit", "exec", "!", "[", "[[", "break", "builtin", "command", "continue", "eval", "local",
    "read", "return", "shift", "trap", "umask", "unset",
];

/// Programs that do nothing about the signal that should stop them, even where they are process 1.
const SLEEPERS: [&str; 2] = ["sleep", "tail"];

/// The edits by which a shell ends on its stop signal although it waits for a program: `exec`, where that has a
/// handler; a `trap`, where nothing is lost with the program.
pub(super) fn let_it_end(
    pod: &Subject<'_>,
    path: &FieldPath,
    commands: &[Command<'_>],
    signal: &str,
) -> Option<Vec<Edit>> {
    let signal = signal.trim_start_matches("SIG");
    let trap = |place: usize| Edit::insert(place, format!("trap exit {signal}; "));
    let last = commands.last()?;
    if matches!(last.word(), "done" | "wait") {
        // What a loop waits for has to be over soon.
        let naps = commands.iter().filter_map(|command| command.text.split_once("sleep "));
        let mut naps = naps.map(|(_, time)| time.trim().parse::<u32>().unwrap_or(u32::MAX));
        let is_short = naps.next()? <= 5 && naps.all(|time| time <= 5);
        let place = place_of(pod, path, commands.first()?.text, false)?;
        return (is_short || last.word() == "wait").then(|| vec![trap(place.start)]);
    }
    let is_sleeper = SLEEPERS.contains(&base_name(last.word()));
    let place = if is_sleeper && commands.len() == 1 {
        place_of(pod, path, last.text, true)?
    } else {
        last_of(pod, path, commands)?
    };
    Some(if is_sleeper {
        vec![trap(place.start), Edit::insert(place.end, " & wait")]
    } else {
        vec![Edit::insert(place.start, "exec ")]
    })
}

/// Where the last command of a script stands in the text, if that is a program on its own behind others.
pub(super) fn last_of(
    pod: &Subject<'_>,
    path: &FieldPath,
    commands: &[Command<'_>],
) -> Option<Span> {
    let (last, before) = commands.split_last()?;
    let follows = before.last()?.then == Separator::Then;
    // A function of the script, or what is handed to a program there, is none either.
    let is_own = |command: &Command<'_>| {
        let name = command.text.split('(').next().unwrap_or_default().trim();
        command.text.contains("()") && name.trim_start_matches("function ") == last.word()
            || command.text.contains("<<")
    };
    let is_program = !SHELL_WORDS.contains(&last.word())
        && !last.text.starts_with(['(', '{'])
        && !last.text.ends_with([')', '}'])
        && !last.word().contains('=')
        && !commands.iter().any(is_own);
    if !follows || !is_program || last.then == Separator::Background {
        return None;
    }
    place_of(pod, path, last.text, true)
}

/// Where a command stands in the text: in front of the others, or behind them.
///
/// In the text the script may be quoted; the command has to stand there letter by letter.
fn place_of(pod: &Subject<'_>, path: &FieldPath, command: &str, is_last: bool) -> Option<Span> {
    if command.contains('\n') {
        return None;
    }
    let span = pod.span(path);
    let written = span.of(pod.text);
    let at = if is_last { written.rfind(command)? } else { written.find(command)? };
    let (before, after) = (written.get(..at)?, written.get(at + command.len()..)?);
    let is_end =
        !is_last || after.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | ';'));
    let is_start = is_last
        || before.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '|' | '-' | '>'));
    (is_end && is_start).then(|| Span::new(span.start + at, span.start + at + command.len()))
}

/// The seconds of a command that does nothing but sleep.
pub(super) fn sleeps(command: &[String]) -> Option<i64> {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    let inner: Vec<&str> = match words.as_slice() {
        [shell, "-c", script] if ["sh", "bash", "ash", "dash"].contains(&base_name(shell)) => {
            script.split_whitespace().collect()
        }
        words => words.to_vec(),
    };
    match inner.as_slice() {
        [program, seconds] if base_name(program) == "sleep" => {
            seconds.trim_end_matches('s').parse().ok()
        }
        _ => None,
    }
}

/// Whether the kubelet can sleep by itself.
pub(super) fn may_sleep(pod: &Subject<'_>) -> bool {
    pod.scenario.features.has(Gate::PodLifecycleSleepAction)
}

/// The edits that let the kubelet sleep in the place of a command that does nothing else.
///
/// A time beyond the Pod's grace period would be refused.
pub(super) fn sleep_action(
    pod: &Subject<'_>,
    exec: &FieldPath,
    command: &[String],
) -> Option<Vec<Edit>> {
    let seconds = sleeps(command).filter(|_| may_sleep(pod))?;
    let is_accepted = seconds > 0 && seconds <= pod.grace_period();
    is_accepted.then(|| pod.exchange(exec, "sleep", &format!("{{seconds: {seconds}}}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_may_have_options_in_front_of_its_script() {
        let container = |command: &[&str], args: &[&str]| Container {
            command: Some(command.iter().map(|word| (*word).to_owned()).collect()),
            args: Some(args.iter().map(|word| (*word).to_owned()).collect()),
            ..Container::default()
        };
        let strict = container(&["/bin/bash", "-euo", "pipefail", "-c"], &["work"]);
        assert_eq!(shell_script(&strict), Some(("work", "args", 0)));
        assert!(ends_on_failure(&strict, "work"));
        let plain = container(&["sh", "-c", "work; set -x"], &[]);
        assert_eq!(shell_script(&plain), Some(("work; set -x", "command", 2)));
        assert!(!ends_on_failure(&plain, "work; set -x"));
        assert_eq!(shell_script(&container(&["sh", "work.sh"], &[])), None);
    }

    #[test]
    fn separators_count_outside_of_quotes_and_comments() {
        let texts =
            |script| commands(script).iter().map(|command| command.text).collect::<Vec<_>>();
        assert_eq!(texts("a; b && c || d | e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(texts("echo 'a; b' \"c; \\\" d\""), ["echo 'a; b' \"c; \\\" d\""]);
        assert_eq!(texts("a 2>&1 # b; c\nd &"), ["a 2>&1", "d"]);
        assert_eq!(commands("a & wait")[0].then, Separator::Background);
        assert_eq!(commands("a;\n")[0].then, Separator::Then);
        assert_eq!(texts("sleep 5"), ["sleep 5"]);
    }
}

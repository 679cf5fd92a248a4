//! Reads shell scripts as far as rules need it: which commands there are and what separates them.

use k8s_openapi::api::core::v1::Container;

use crate::lint::subject::Subject;
use crate::text::{FieldPath, Span};

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
}

/// The script of a shell that is process 1: its text, the list that it stands in, and its place there.
pub(super) fn shell_script(container: &Container) -> Option<(&str, &'static str, usize)> {
    let command = container.command.iter().flatten().map(|word| (word.as_str(), "command"));
    let args = container.args.iter().flatten().map(|word| (word.as_str(), "args"));
    let words: Vec<(&str, &'static str)> = command.chain(args).collect();
    // Without a command the image's own entry point would read the arguments.
    let first_list = container.command.as_ref().map_or(0, Vec::len);
    let [(shell, "command"), (flag, _), (script, field), ..] = words.as_slice() else {
        return None;
    };
    let shell = shell.rsplit('/').next()?;
    let is_shell = ["sh", "bash", "ash", "dash", "zsh"].contains(&shell);
    let is_flag = flag.starts_with('-') && flag.ends_with('c');
    let index = if *field == "command" { 2 } else { 2_usize.checked_sub(first_list)? };
    (is_shell && is_flag).then_some((*script, *field, index))
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
const SHELL_WORDS: [&str; 27] = [
    "if", "then", "else", "elif", "fi", "while", "until", "for", "do", "done", "case", "esac", "{",
    "}", "(", ")", "wait", "cd", "export", "echo", "set", "source", ".", "true", "false", ":",
    "exit",
];

/// Where the last command of a script stands in the text, if that is a program on its own behind others.
pub(super) fn last_of(
    pod: &Subject<'_>,
    path: &FieldPath,
    commands: &[Command<'_>],
) -> Option<Span> {
    let (last, before) = commands.split_last()?;
    let follows = before.last()?.then == Separator::Then;
    let is_program = !SHELL_WORDS.contains(&last.word())
        && !last.text.starts_with(['(', '{'])
        && !last.word().contains('=');
    if !follows || !is_program || last.then == Separator::Background || last.text.contains('\n') {
        return None;
    }
    // In the text the script may be quoted; its last command has to stand there letter by letter.
    let span = pod.span(path);
    let written = span.of(pod.text);
    let at = written.rfind(last.text)?;
    let after = written.get(at + last.text.len()..)?;
    let is_end = after.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | ';'));
    is_end.then(|| Span::new(span.start + at, span.start + at + last.text.len()))
}

/// Programs that come with a shell.
const TOOLS: [&str; 17] = [
    "sh", "bash", "ash", "dash", "sleep", "cat", "test", "ls", "echo", "grep", "pgrep", "kill",
    "curl", "wget", "nc", "true", "killall",
];

/// The first program of a command, where that is a shell or comes with one.
pub(super) fn needs_tools(command: &[String]) -> Option<&'static str> {
    let first = base_name(command.first()?);
    TOOLS.into_iter().find(|tool| *tool == first)
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

#[cfg(test)]
mod tests {
    use super::*;

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

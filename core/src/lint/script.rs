//! Reads shell scripts as far as rules need it: which commands there are and what separates them.

use k8s_openapi::api::core::v1::Container;

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

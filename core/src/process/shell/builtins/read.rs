//! `read` and `mapfile`.

use crate::process::commands::length_of;
use crate::process::shell::run::{Done, Flavor, Shell};
use crate::process::shell::variables::Items;

impl Shell {
    /// `read [-r] name…`: a line of standard input, split into fields.
    pub(super) async fn read(&mut self, words: &[String]) -> Done {
        let (mut raw, mut fd, mut array, mut until) = (false, 0, None, '\n');
        let (mut most, mut exact, mut deadline) = (usize::MAX, false, None);
        let mut names = words;
        while let [word, after @ ..] = names
            && let Some(letters) = word.strip_prefix('-')
        {
            names = after;
            let Some(at) = letters.find(|letter| "tpndaNui".contains(letter)) else {
                raw |= letters.contains('r');
                if letters == "-" {
                    break;
                }
                continue;
            };
            let (plain, rest) = letters.split_at(at);
            raw |= plain.contains('r');
            let mut value = rest.get(1..).unwrap_or_default();
            if value.is_empty()
                && let [word, after @ ..] = names
            {
                (value, names) = (word, after);
            }
            match rest.chars().next() {
                Some('t') => {
                    deadline = length_of(value).map(|length| self.sys.now() + length);
                }
                Some('n') => most = value.parse().unwrap_or(most),
                Some('N') => (most, exact) = (value.parse().unwrap_or(most), true),
                Some('d') => until = value.chars().next().unwrap_or('\0'),
                Some('u') => fd = value.parse().unwrap_or(0),
                Some('a') => array = Some(value),
                _ => {}
            }
        }
        let Some(open) = self.sys.get(fd) else { return Ok(1) };
        let ifs = self.value_of("IFS").unwrap_or_else(|| " \t\n".to_owned());
        // Letters, and whether each may separate fields.
        let mut letters: Vec<(char, bool)> = Vec::new();
        let mut code = 1;
        'all: loop {
            let piece = match self.sys.read_until(&open, deadline).await {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                // It was waited for too long.
                Err(_) => {
                    code = if self.flavor == Flavor::Bash { 142 } else { 1 };
                    break;
                }
            };
            let mut rest = piece.char_indices().peekable();
            while let Some((at, letter)) = rest.next() {
                if letter == until && !exact {
                    code = 0;
                } else if letter == '\\' && !raw {
                    match rest.next() {
                        Some((_, '\n')) | None => {}
                        Some((_, next)) => letters.push((next, false)),
                    }
                } else {
                    letters.push((letter, ifs.contains(letter)));
                }
                if letters.len() >= most {
                    code = 0;
                }
                if code == 0 {
                    let after = rest.peek().map_or(piece.len(), |(at, _)| *at);
                    open.give_back(piece.get(after.max(at)..).unwrap_or_default());
                    break 'all;
                }
            }
        }
        let is_blank = |(letter, splits): &(char, bool)| *splits && letter.is_whitespace();
        if names.is_empty() && array.is_none() {
            self.assign("REPLY", letters.iter().map(|(letter, _)| *letter).collect());
            return Ok(code);
        }
        let count = if array.is_some() { usize::MAX } else { names.len() };
        let mut fields = split(&letters, &is_blank, count);
        if let Some(name) = array {
            self.put_all(name, Items::of(fields));
            return Ok(code);
        }
        fields.resize(names.len(), String::new());
        for (name, field) in names.iter().zip(fields) {
            self.assign(name, field);
        }
        Ok(code)
    }

    /// bash's `mapfile -t name`: the lines of standard input become an array.
    pub(super) async fn mapfile(&mut self, words: &[String]) -> Done {
        let trims = words.iter().any(|word| word.starts_with('-') && word.contains('t'));
        let name = words.iter().find(|word| !word.starts_with('-'));
        let Some(open) = self.sys.get(0) else { return Ok(1) };
        let text = self.sys.read_all(&open).await.unwrap_or_default();
        let lines = text.split_inclusive('\n');
        let lines = lines.map(|line| if trims { line.trim_end_matches('\n') } else { line });
        let items = Items::of(lines.map(str::to_owned));
        self.put_all(name.map_or("MAPFILE", String::as_str), items);
        Ok(0)
    }
}

/// The fields of a line; the last one takes what is left.
fn split(
    letters: &[(char, bool)],
    is_blank: &dyn Fn(&(char, bool)) -> bool,
    count: usize,
) -> Vec<String> {
    let text = |part: &[(char, bool)]| part.iter().map(|(letter, _)| *letter).collect::<String>();
    let skip = |at: usize| {
        let rest = letters.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|letter| is_blank(letter)).count()
    };
    let mut fields = Vec::new();
    let mut at = skip(0);
    while at < letters.len() {
        let rest = letters.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|(_, splits)| !splits).count();
        let mut after = skip(at + length);
        if letters.get(after).is_some_and(|letter| letter.1 && !is_blank(letter)) {
            after = skip(after + 1);
        }
        if fields.len() + 1 == count && after < letters.len() {
            // What is left is taken with what separates it.
            let blanks = rest.iter().rev().take_while(|letter| is_blank(letter)).count();
            fields.push(text(rest.get(..rest.len() - blanks).unwrap_or_default()));
            return fields;
        }
        fields.push(text(rest.get(..length).unwrap_or_default()));
        at = after;
    }
    fields
}

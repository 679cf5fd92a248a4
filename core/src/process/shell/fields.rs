//! Fields: where expanded words are split, and the files that they name.

use crate::process::machine::files::Node;
use crate::process::shell::expand::Piece;
use crate::process::shell::run::Shell;

/// A field: pieces, and whether each is quoted.
type Field = Vec<(String, bool)>;

impl Shell {
    /// Splits pieces into fields at the characters of `IFS`.
    pub(super) fn fields(&self, pieces: Vec<Piece>) -> Vec<Field> {
        let ifs = self.value_of("IFS");
        let ifs = ifs.as_deref().unwrap_or(" \t\n");
        let mut fields: Vec<Field> = Vec::new();
        let mut current: Option<Field> = None;
        // Whether blanks have ended the field before: a separator behind them belongs to them.
        let mut is_ended = false;
        for piece in pieces {
            match piece {
                Piece::Break => {
                    fields.extend(current.take());
                    is_ended = false;
                }
                Piece::Text { text, quoted, splits: false } => {
                    current.get_or_insert_default().push((text, quoted));
                }
                Piece::Text { text, .. } => {
                    let mut word = String::new();
                    for letter in text.chars() {
                        if !ifs.contains(letter) {
                            word.push(letter);
                            is_ended = false;
                            continue;
                        }
                        if !word.is_empty() {
                            let word = std::mem::take(&mut word);
                            current.get_or_insert_default().push((word, false));
                        }
                        if letter.is_whitespace() {
                            is_ended |= current.is_some();
                        } else if !std::mem::take(&mut is_ended) {
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
    pub(super) fn names(&self, field: &Field, arguments: &mut Vec<String>) {
        let is_wild =
            |(text, quoted): &(String, bool)| !quoted && text.contains(['*', '?', '[', '(']);
        let literal = || field.iter().map(|(text, _)| text.as_str()).collect::<String>();
        if self.options.noglob || !field.iter().any(is_wild) {
            // A backslash that came out of an expansion stays.
            arguments.push(literal());
            return;
        }
        let mut pattern = self.empty_pattern();
        for (text, quoted) in field {
            pattern.push(text, *quoted);
        }
        if !pattern.is_wild() {
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
        if found.is_empty() && !self.options.nullglob {
            arguments.push(literal());
        } else {
            arguments.extend(found);
        }
    }

    fn entries(&self, folder: &str) -> Vec<String> {
        let Ok(node) = self.sys.find(folder) else { return Vec::new() };
        self.sys.with(|kernel| match kernel.files.node(node) {
            Some(Node::Dir { entries, .. }) => entries.keys().cloned().collect(),
            _ => Vec::new(),
        })
    }
}

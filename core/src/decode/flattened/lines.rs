//! Lines of YAML without their surroundings.

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line<'text> {
    /// Without blanks around it.
    pub(super) text: &'text str,
    /// How many blanks stand in front.
    pub(super) indent: usize,
    /// Whether it separates documents.
    pub(super) is_separator: bool,
    /// How many list items it opens: `- - x` opens two.
    pub(super) dashes: usize,
    /// The key, without quotes.
    pub(super) key: Option<&'text str>,
    /// What stands behind the key, or behind the dashes where there is none, without a comment.
    pub(super) value: &'text str,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// Nothing: something may follow on the next lines.
    Empty,
    /// `{…}`.
    Mapping,
    /// `[…]`.
    Sequence,
    /// `|` or `>`: text follows on the next lines.
    Block,
    /// An anchor or an alias, which can be anything.
    Anything,
    /// A scalar.
    Scalar,
}

impl<'text> Line<'text> {
    pub(super) fn of(line: &'text str) -> Self {
        let text = line.trim();
        let indent = line.len() - line.trim_start().len();
        let mut rest = text;
        let mut dashes = 0;
        while let Some(item) = rest.strip_prefix("- ").or_else(|| (rest == "-").then_some("")) {
            dashes += 1;
            rest = item.trim_start();
        }
        let (key, value) = match split_key(rest) {
            Some((key, value)) => (Some(key), value),
            None => (None, rest),
        };
        Self {
            text,
            indent,
            is_separator: indent == 0 && line.starts_with("---"),
            dashes,
            key,
            value: without_comment(value),
        }
    }

    /// Whether it says something.
    pub(super) fn is_content(&self) -> bool {
        !self.text.is_empty() && !self.text.starts_with('#') && !self.is_separator
    }

    /// What the value looks like.
    pub(super) fn looks(&self) -> Looks {
        match self.value.bytes().next() {
            None => Looks::Empty,
            Some(b'{') => Looks::Mapping,
            Some(b'[') => Looks::Sequence,
            Some(b'|' | b'>') => Looks::Block,
            Some(b'&' | b'*' | b'!') => Looks::Anything,
            Some(_) => Looks::Scalar,
        }
    }

    /// Whether a bracket, a brace or a quote stays open behind the value.
    pub(super) fn left_open(&self) -> bool {
        let mut depth = 0_i32;
        let mut quote = None;
        if !matches!(self.value.bytes().next(), Some(b'{' | b'[' | b'"' | b'\'')) {
            return false;
        }
        for byte in self.value.bytes() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'{' | b'[') => depth += 1,
                (None, b'}' | b']') => depth -= 1,
                (Some(_) | None, _) => {}
            }
        }
        depth > 0 || quote.is_some()
    }
}

/// Splits `key: value` and `key:`; the key comes without its quotes.
fn split_key(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let inside = text.get(1..)?;
        let (key, rest) = inside.split_once(quote)?;
        let value = rest.trim_start().strip_prefix(':')?;
        return (value.is_empty() || value.starts_with([' ', '\t'])).then(|| (key, value.trim()));
    }
    let end = text.match_indices(':').map(|(at, _)| at).find(|at| {
        text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })?;
    let key = text.get(..end)?;
    let is_key = !key.is_empty()
        && !key.starts_with(['{', '[', '#', '|', '>', '@', '`', '%'])
        && !key.contains([' ', '"', '\'', '{', '}', ',', '(', '$', ';', '|']);
    is_key.then(|| (key, text.get(end + 1..).unwrap_or_default().trim()))
}

fn without_comment(value: &str) -> &str {
    if value.starts_with('#') {
        return "";
    }
    if value.starts_with(['"', '\'']) {
        return value;
    }
    match value.find(" #") {
        Some(at) => value.get(..at).unwrap_or(value).trim_end(),
        None => value,
    }
}

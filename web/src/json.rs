//! The core's answers as values.
//!
//! The core writes them with serde; this side reads them with these few lines, because a derived reader costs every
//! visitor more than a third of the application. What the core writes is well-formed; of anything else the readable
//! part is taken.

use std::borrow::Cow;

/// A value of JSON; numbers are whole, as everything that the core counts is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json<'text> {
    /// `null`, and what cannot be read.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, without its fraction.
    Number(i64),
    /// A string.
    Text(Cow<'text, str>),
    /// A list.
    List(Vec<Json<'text>>),
    /// Names and values in their order.
    Object(Vec<(Cow<'text, str>, Json<'text>)>),
}

impl<'text> Json<'text> {
    /// Reads a text.
    pub(crate) fn parse(text: &'text str) -> Self {
        Reader { text, at: 0 }.value()
    }

    /// The entries of a list as they are written.
    pub(crate) fn written_entries(text: &'text str) -> Vec<&'text str> {
        let mut reader = Reader { text, at: 0 };
        let mut entries = Vec::new();
        reader.blanks();
        if reader.peek() != b'[' {
            return entries;
        }
        reader.at += 1;
        while !reader.ends(b']') {
            reader.blanks();
            let start = reader.at;
            reader.skip();
            match text.get(start..reader.at) {
                Some(entry) if !entry.is_empty() => entries.push(entry),
                _ => break,
            }
        }
        entries
    }

    /// Reads an object without the value of one name, which is given as it is written; empty where there is none.
    pub(crate) fn parse_without(text: &'text str, name: &str) -> (Self, &'text str) {
        let mut reader = Reader { text, at: 0 };
        let (mut entries, mut written) = (Vec::new(), "");
        reader.blanks();
        reader.at += usize::from(reader.peek() == b'{');
        while !reader.ends(b'}') {
            let Some(key) = reader.key() else { break };
            if key == name {
                let start = reader.at;
                reader.skip();
                written = text.get(start..reader.at).unwrap_or_default();
            } else {
                entries.push((key, reader.value()));
            }
        }
        (Self::Object(entries), written)
    }

    /// The value of a name; `null` where there is none.
    pub(crate) fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(entries) => {
                entries.iter().find(|(key, _)| key == name).map_or(&Self::Null, |(_, value)| value)
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => {
                &Self::Null
            }
        }
    }

    /// The entries of a list; none where it is no list.
    pub(crate) fn list(&self) -> &[Self] {
        if let Self::List(entries) = self { entries } else { &[] }
    }

    /// The string, empty where it is none.
    pub(crate) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    /// The string; nothing for `null`.
    pub(crate) fn some_text(&self) -> Option<String> {
        if let Self::Text(text) = self { Some(text.clone().into_owned()) } else { None }
    }

    /// The number, zero where it is none.
    pub(crate) fn number(&self) -> i64 {
        if let Self::Number(number) = self { *number } else { 0 }
    }

    /// The truth, where it is one.
    pub(crate) fn truth(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// Whether there is something.
    pub(crate) fn is_some(&self) -> bool {
        *self != Self::Null
    }
}

/// Writes a string with its quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

struct Reader<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Reader<'text> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Json<'text> {
        self.blanks();
        match self.peek() {
            b'{' => self.object(),
            b'[' => self.list(),
            b'"' => Json::Text(self.string()),
            b't' => self.word(4, Json::Bool(true)),
            b'f' => self.word(5, Json::Bool(false)),
            b'-' | b'0'..=b'9' => self.number(),
            0 => Json::Null,
            _ => self.word(4, Json::Null),
        }
    }

    fn word(&mut self, length: usize, value: Json<'text>) -> Json<'text> {
        self.at += length;
        value
    }

    fn number(&mut self) -> Json<'text> {
        let start = self.at;
        while matches!(self.peek(), b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
            self.at += 1;
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        let whole = written.split(['.', 'e', 'E']).next().unwrap_or_default();
        Json::Number(whole.parse().unwrap_or_default())
    }

    /// Steps over `,` or a closing `end`; true where it was the end, or the text's.
    fn ends(&mut self, end: u8) -> bool {
        self.blanks();
        let next = self.peek();
        self.at += usize::from(next == b',' || next == end);
        next == end || next == 0
    }

    fn list(&mut self) -> Json<'text> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.ends(b']') {
            let before = self.at;
            entries.push(self.value());
            if self.at == before {
                break;
            }
        }
        Json::List(entries)
    }

    fn object(&mut self) -> Json<'text> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.ends(b'}') {
            let Some(key) = self.key() else { break };
            entries.push((key, self.value()));
        }
        Json::Object(entries)
    }

    /// A name of an object, with its colon.
    fn key(&mut self) -> Option<Cow<'text, str>> {
        self.blanks();
        if self.peek() != b'"' {
            return None;
        }
        let key = self.string();
        self.blanks();
        self.at += usize::from(self.peek() == b':');
        Some(key)
    }

    /// Steps over a value.
    fn skip(&mut self) {
        self.blanks();
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                0 => return,
                b'"' => {
                    self.at += 1;
                    while !matches!(self.plain(), b'"' | 0) {
                        self.at += 2;
                    }
                    self.at += 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return,
                _ => self.at += 1,
            }
            if depth == 0 && !self.peek().is_ascii_alphanumeric() && self.peek() != b'.' {
                return;
            }
        }
    }

    /// Steps over what is itself in a string, and gives what comes then: a quote or a backslash, or nothing.
    fn plain(&mut self) -> u8 {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
        self.at += end.unwrap_or(rest.len());
        self.peek()
    }

    fn string(&mut self) -> Cow<'text, str> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let start = self.at;
            let next = self.plain();
            let plain = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            if next == b'\\' {
                text.push_str(plain);
                text.push(self.escaped());
            } else if text.is_empty() {
                return Cow::Borrowed(plain);
            } else {
                text.push_str(plain);
                return Cow::Owned(text);
            }
        }
    }

    fn escaped(&mut self) -> char {
        let kind = self.peek();
        self.at += 1;
        match kind {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => self.unicode(),
            other => char::from(other),
        }
    }

    /// `\u` and four digits; two of them for a character outside the basic plane.
    fn unicode(&mut self) -> char {
        let high = self.hex();
        if (0xd800..0xdc00).contains(&high) && self.text.get(self.at..self.at + 2) == Some("\\u") {
            self.at += 2;
            let low = self.hex();
            let code = 0x10000 + ((high - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
            return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> u32 {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        self.at += digits.len();
        u32::from_str_radix(digits, 16).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_serde_reads_them() {
        let text =
            r#" {"a": [1, -2.5, true, null, "x\"\\\n\u00e9\ud83d\udc33é"], "b": {}, "c": []} "#;
        let json = Json::parse(text);
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(json.get("a").list()[4].text(), expected["a"][4].as_str().unwrap());
        assert_eq!(json.get("a").list()[..2], [Json::Number(1), Json::Number(-2)]);
        assert_eq!(json.get("a").list()[2].truth(), Some(true));
        assert!(json.get("b").is_some() && !json.get("d").is_some());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "a \"b\" \\ \n\té🐳";
        let written = quoted(text);
        assert_eq!(Json::parse(&written).text(), text);
    }

    #[test]
    fn entries_of_a_list_can_be_had_as_they_are_written() {
        assert_eq!(
            Json::written_entries(r#"[ {"a": 1}, [2] , "x" ]"#),
            [r#"{"a": 1}"#, "[2]", r#""x""#]
        );
        assert_eq!(Json::written_entries("{}"), [""; 0]);
    }

    #[test]
    fn an_object_is_read_without_one_of_its_values() {
        let text =
            r#"{"a": [1, {"b": "}"}], "b": {"c": "\"]}\\", "d": [-2.5e3]}, "d": null, "e": 7}"#;
        let (json, written) = Json::parse_without(text, "b");
        assert_eq!(written, r#" {"c": "\"]}\\", "d": [-2.5e3]}"#);
        assert_eq!((json.get("a").list().len(), json.get("e").number()), (2, 7));
        assert!(!json.get("b").is_some());
        assert_eq!(Json::parse_without(text, "e").1, " 7");
        assert_eq!(Json::parse_without(text, "f").1, "");
    }

    #[test]
    fn a_text_that_breaks_off_gives_what_could_be_read() {
        let text = r#"{"a": {"b": "c", "d": [1, {"e": "\u00"#;
        for end in 0..text.len() {
            Json::parse(&text[..end]);
            Json::parse_without(&text[..end], "a");
        }
        assert_eq!(Json::parse(&text[..20]).get("a").get("b").text(), "c");
    }
}

//! JSON, written as it comes: in the order of the calls, without a tree of values.

/// Something that is being written.
#[derive(Clone, Debug, Default)]
pub struct JsonText {
    out: String,
}

impl JsonText {
    /// What has been written.
    pub fn finish(self) -> String {
        self.out
    }

    fn comma(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    /// The name of the next value, in an object.
    pub fn key(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.out.push(':');
        self
    }

    /// Begins an object (`{`) or a list (`[`).
    pub fn open(&mut self, sign: char) -> &mut Self {
        self.comma();
        self.out.push(sign);
        self
    }

    /// Ends an object (`}`) or a list (`]`).
    pub fn close(&mut self, sign: char) -> &mut Self {
        self.out.push(sign);
        self
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) -> &mut Self {
        self.comma();
        self.out.push_str(json);
        self
    }

    /// A whole number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.raw(&number.to_string())
    }

    /// A whole number, or `null`.
    pub fn some_number(&mut self, number: Option<u64>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.raw("null"),
        }
    }

    /// A string.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.comma();
        self.out.push('"');
        for sign in text.chars() {
            match sign {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                control if control < ' ' => {
                    self.out.push_str("\\u00");
                    for half in [u32::from(control) >> 4, u32::from(control) & 15] {
                        self.out.push(char::from_digit(half, 16).unwrap_or('0'));
                    }
                }
                other => self.out.push(other),
            }
        }
        self.out.push('"');
        self
    }

    /// A string, or `null`.
    pub fn some_string(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.string(text),
            None => self.raw("null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_others_read() {
        let hostile = "a \"b\" \\ \n\r\t\u{1}\u{1f}é🐳</script>\u{2028}";
        let mut json = JsonText::default();
        json.open('{').key("a").open('[').number(1).some_number(None).string(hostile);
        json.open('{').close('}').open('[').close(']').close(']');
        json.key("b:").some_string(Some("x")).key("c").raw("true").close('}');
        let read: serde_json::Value = serde_json::from_str(&json.finish()).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"a": [1, null, hostile, {}, []], "b:": "x", "c": true})
        );
    }
}

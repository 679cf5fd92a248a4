//! Colours of a terminal, and what may not reach one.

use std::borrow::Cow;
use std::io::IsTerminal;

use clap::ValueEnum;
use podlife_core::diagnostic::Severity;

/// Whether to print in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, if NO_COLOR is not set.
    Auto,
    /// Into files too.
    Always,
    /// Not at all.
    Never,
}

/// Puts colours around words, or leaves them as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    /// As it is asked for, for what goes to the standard output or to the error stream.
    pub(crate) fn of(when: ColorWhen, is_terminal: bool) -> Self {
        let is_wanted = || {
            let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
            set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
        };
        let is_on = match when {
            ColorWhen::Auto => is_terminal && is_wanted(),
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        };
        Self { is_on }
    }

    /// Whether there are colours.
    pub(crate) fn is_on(self) -> bool {
        self.is_on
    }

    /// For the standard output.
    pub(crate) fn out(when: ColorWhen) -> Self {
        Self::of(when, std::io::stdout().is_terminal())
    }

    /// For the error stream.
    pub(crate) fn errors(when: ColorWhen) -> Self {
        Self::of(when, std::io::stderr().is_terminal())
    }

    /// Without colours.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self { is_on: false }
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.is_on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// In the colour of a severity.
    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.with(code, text)
    }

    /// What is read first.
    pub(crate) fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// The frame around what is read.
    pub(crate) fn frame(self, text: &str) -> String {
        self.with("1;34", text)
    }

    /// What was there.
    pub(crate) fn removed(self, text: &str) -> String {
        self.with("31", text)
    }

    /// What comes in its place.
    pub(crate) fn added(self, text: &str) -> String {
        self.with("32", text)
    }
}

/// A text whose characters a terminal shows and does not obey: what would move the cursor or turn the writing around
/// is shown as a sign. Line breaks and tabs stay.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let obeyed = |character: char| sign(character).is_some() && !matches!(character, '\n' | '\t');
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let shown = |character: char| match sign(character) {
        Some(sign) if !matches!(character, '\n' | '\t') => sign,
        Some(_) | None => character,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The sign for a character that a terminal would obey.
pub(super) fn sign(character: char) -> Option<char> {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => Some('\u{fffd}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_obeyed() {
        assert_eq!(clean("plain\nä漢"), "plain\nä漢");
        assert_eq!(clean("a\u{1b}[2J\tb\r\n\u{202e}"), "a\u{241b}[2J\tb\u{240d}\n\u{fffd}");
    }

    #[test]
    fn colours_are_on_where_they_are_asked_for() {
        assert_eq!(Paint::of(ColorWhen::Never, true).bold("a"), "a");
        assert_eq!(Paint::of(ColorWhen::Auto, false).bold("a"), "a");
        assert_eq!(Paint::of(ColorWhen::Always, false).bold("a"), "\u{1b}[1ma\u{1b}[0m");
    }
}

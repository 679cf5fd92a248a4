//! What a shell script says, as a tree. Its parts are shared, so that a process of its own can run one of them.

use std::rc::Rc;

/// Commands, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) struct List(pub(in crate::process) Rc<[Rc<Item>]>);

/// A command of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Item {
    /// The first pipeline.
    pub(in crate::process) first: Pipeline,
    /// The others, each with what stands in front of it.
    pub(in crate::process) rest: Vec<(Joint, Pipeline)>,
    /// Whether it ends with `&`.
    pub(in crate::process) background: bool,
    /// The line that it begins on, from 1.
    pub(in crate::process) line: usize,
}

/// What joins two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Joint {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands whose outputs are the next one's inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) struct Pipeline {
    /// Whether `!` stands in front.
    pub(in crate::process) negated: bool,
    /// At least one.
    pub(in crate::process) commands: Vec<Rc<Command>>,
}

/// A command with its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Command {
    /// What it does.
    pub(in crate::process) what: Body,
    /// Where its input comes from and its output goes, in their order.
    pub(in crate::process) redirects: Vec<Redirect>,
}

impl Command {
    /// Its name, where it is one that no expansion decides; an assignment has none and is `:`.
    pub(in crate::process) fn name(&self) -> Option<&str> {
        let Body::Simple { words, .. } = &self.what else { return None };
        match words.first().map(|word| word.0.as_slice()) {
            None => Some(":"),
            Some([Part::Text { text, .. }]) => Some(text),
            Some(_) => None,
        }
    }
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Body {
    /// `A=1 name words`
    Simple {
        /// Variables and their values.
        assignments: Vec<(String, Word)>,
        /// The name and the arguments.
        words: Vec<Word>,
    },
    /// `{ …; }`
    Group(List),
    /// `( … )`
    Subshell(List),
    /// `if …; then …; elif …; then …; else …; fi`
    If {
        /// Conditions, each with what is done where it holds.
        arms: Vec<(List, List)>,
        /// What is done where none holds.
        otherwise: Option<List>,
    },
    /// `while …; do …; done`, and with `until`.
    Loop {
        /// Whether it goes on while the condition does not hold.
        until: bool,
        /// The condition.
        condition: List,
        /// What is done again and again.
        body: List,
    },
    /// `for name in words; do …; done`
    For {
        /// The variable.
        name: String,
        /// Its values; the script's arguments where there is no `in`.
        words: Option<Vec<Word>>,
        /// What is done for each.
        body: List,
    },
    /// `case word in pattern) …;; esac`
    Case {
        /// What is compared.
        word: Word,
        /// The patterns, each with what is done.
        arms: Vec<(Vec<Word>, List)>,
    },
    /// `name() …`
    Function {
        /// Its name.
        name: String,
        /// What it does.
        body: Rc<Command>,
    },
}

/// `2>> file`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Redirect {
    /// Which stream.
    pub(in crate::process) stream: u32,
    /// What happens to it.
    pub(in crate::process) kind: RedirectKind,
    /// A file, a stream, or the text of a here-document.
    pub(in crate::process) target: Word,
    /// Whether standard error goes there as well: bash's `&>`.
    pub(in crate::process) both: bool,
}

/// What happens to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum RedirectKind {
    /// `<`
    Read,
    /// `>` and `>|`
    Write,
    /// `>>`
    Append,
    /// `<>`
    ReadWrite,
    /// `>&2` and `<&0`
    Duplicate,
    /// `<<` and `<<<`: the target is the text.
    Here,
}

/// A word, which may become none, one or many when it is expanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) struct Word(pub(in crate::process) Vec<Part>);

impl Word {
    /// Whether the output of commands is part of it.
    pub(in crate::process) fn has_output(&self) -> bool {
        self.0.iter().any(|part| match part {
            Part::Text { .. } => false,
            Part::Output { .. } => true,
            Part::Arithmetic(inside) => inside.has_output(),
            Part::Parameter { change, .. } => match change {
                Change::None | Change::Length => false,
                Change::Default { word, .. } | Change::Trim { word, .. } => word.has_output(),
            },
        })
    }
}

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Part {
    /// Characters as they stand there; quoted ones are never patterns.
    Text {
        /// The characters.
        text: String,
        /// Whether they are quoted.
        quoted: bool,
    },
    /// `$name`, `${name:-word}`
    Parameter {
        /// `HOME`, `1`, `?`, `@`
        name: String,
        /// What is made of its value.
        change: Change,
        /// Whether its value stays one word.
        quoted: bool,
    },
    /// `$(…)`
    Output {
        /// The commands.
        list: List,
        /// Whether what they print stays one word.
        quoted: bool,
    },
    /// `$((…))`
    Arithmetic(Word),
}

/// What is made of the value of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) enum Change {
    /// Nothing.
    #[default]
    None,
    /// `${#name}`
    Length,
    /// `${name:-word}`, `=`, `?` and `+`; with a colon an empty value counts as none.
    Default {
        /// `-`, `=`, `?` or `+`.
        sign: char,
        /// Whether a colon stands in front.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `${name#word}`, `##`, `%` and `%%`
    Trim {
        /// Whether it is the end that goes.
        end: bool,
        /// Whether as much as possible goes.
        longest: bool,
        /// The pattern.
        word: Word,
    },
}

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
        match words.first() {
            None => Some(":"),
            Some(word) => word.literal(),
        }
    }
}

impl Body {
    /// Whether `set -e` looks at its exit code by itself: what other commands stand in leaves that to them.
    pub(in crate::process) fn counts(&self) -> bool {
        matches!(
            self,
            Self::Simple { .. } | Self::Subshell(_) | Self::Arithmetic(_) | Self::Condition(_)
        )
    }
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Body {
    /// `A=1 name words`
    Simple {
        /// Variables and their values.
        assignments: Vec<Assignment>,
        /// The name and the arguments.
        words: Vec<Word>,
        /// The arguments of `export`, `local` and the like that are assignments.
        declared: Vec<Assignment>,
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
    /// bash's `for ((…; …; …)); do …; done`
    Count {
        /// What is calculated first, whether to go on, and what is calculated behind each round.
        parts: [Word; 3],
        /// What is done again and again.
        body: List,
    },
    /// `case word in pattern) …;; esac`
    Case {
        /// What is compared.
        word: Word,
        /// The patterns.
        arms: Vec<Arm>,
    },
    /// `name() …`
    Function {
        /// Its name.
        name: String,
        /// What it does.
        body: Rc<Command>,
    },
    /// bash's `((…))`
    Arithmetic(Word),
    /// bash's `[[ … ]]`
    Condition(Test),
}

/// One of the choices of `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Arm {
    /// Its patterns.
    pub(in crate::process) patterns: Vec<Word>,
    /// What is done where one of them fits.
    pub(in crate::process) body: List,
    /// What follows.
    pub(in crate::process) then: Then,
}

/// What follows behind a choice of `case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Then {
    /// `;;`: nothing.
    End,
    /// `;&`: what the next choice does.
    Through,
    /// `;;&`: the other choices are looked at.
    Others,
}

/// `name=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Assignment {
    /// The variable.
    pub(in crate::process) name: String,
    /// The element of an array.
    pub(in crate::process) index: Option<Word>,
    /// Whether it is put behind what is there: `+=`.
    pub(in crate::process) adds: bool,
    /// What it becomes.
    pub(in crate::process) value: Assigned,
}

impl Assignment {
    /// Whether commands have to run before it can be done.
    pub(in crate::process) fn has_output(&self) -> bool {
        self.index.as_ref().is_some_and(Word::has_output)
            || match &self.value {
                Assigned::Word(word) => word.has_output(),
                Assigned::List(elements) => elements.iter().any(|(index, word)| {
                    word.has_output() || index.as_ref().is_some_and(Word::has_output)
                }),
            }
    }
}

/// What a variable becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Assigned {
    /// A text.
    Word(Word),
    /// An array: `(a [5]=b)`.
    List(Vec<(Option<Word>, Word)>),
}

/// What stands in `[[ … ]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) enum Test {
    /// `! …`
    Not(Box<Test>),
    /// `… && …`
    And(Box<Test>, Box<Test>),
    /// `… || …`
    Or(Box<Test>, Box<Test>),
    /// `-f file`, and a word alone as `-n word`.
    One(String, Word),
    /// `a == b`
    Two(Word, String, Word),
}

/// `2>> file`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::process) struct Redirect {
    /// Which stream.
    pub(in crate::process) stream: u32,
    /// The variable that says which, or gets to know: bash's `{name}>`.
    pub(in crate::process) variable: Option<String>,
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
    /// `>`
    Write,
    /// `>|`
    Overwrite,
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
    /// A quoted text.
    pub(in crate::process) fn quoted(text: &str) -> Self {
        Self(vec![Part::Text { text: text.to_owned(), quoted: true }])
    }

    /// Whether commands have to run before it can be expanded.
    pub(in crate::process) fn has_output(&self) -> bool {
        self.0.iter().any(|part| match part {
            Part::Text { .. } => false,
            Part::Output { .. } | Part::Process { .. } => true,
            Part::Arithmetic(inside) => inside.has_output(),
            Part::Parameter { of, .. } => {
                of.index.as_ref().is_some_and(Self::has_output)
                    || match &of.change {
                        Change::None | Change::Bad | Change::Length => false,
                        Change::Default { word, .. }
                        | Change::Trim { word, .. }
                        | Change::Case { pattern: word, .. } => word.has_output(),
                        Change::Replace { pattern, with, .. } => {
                            pattern.has_output() || with.has_output()
                        }
                        Change::Slice { from, length } => {
                            from.has_output() || length.as_ref().is_some_and(Self::has_output)
                        }
                    }
            }
        })
    }

    /// What it says, where no expansion decides that.
    pub(in crate::process) fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text { text, .. }] => Some(text),
            _ => None,
        }
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
        /// What it is.
        of: Box<Parameter>,
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
    /// bash's `<(…)` and `>(…)`
    Process {
        /// The commands.
        list: List,
        /// Whether they read.
        reads: bool,
    },
}

/// `$name`, `${name[index]:-word}`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) struct Parameter {
    /// `HOME`, `1`, `?`, `@`
    pub(in crate::process) name: String,
    /// The element of an array; `@` and `*` for all of them.
    pub(in crate::process) index: Option<Word>,
    /// Whether it names what is meant: `${!name}`.
    pub(in crate::process) indirect: bool,
    /// What is made of its value.
    pub(in crate::process) change: Change,
}

/// What is made of the value of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::process) enum Change {
    /// Nothing.
    #[default]
    None,
    /// Something that this shell does not know.
    Bad,
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
    /// `${name/pattern/word}`
    Replace {
        /// `/` for all, `#` at the beginning, `%` at the end, and a blank for the first.
        which: char,
        /// The pattern.
        pattern: Word,
        /// What comes in its place.
        with: Word,
    },
    /// `${name:from:length}`
    Slice {
        /// Where it begins.
        from: Word,
        /// How long it is.
        length: Option<Word>,
    },
    /// bash's `${name^pattern}`, `^^`, `,` and `,,`; `${name@U}` and the like.
    Case {
        /// `^`, `,` or the letter behind `@`.
        sign: char,
        /// Whether all letters are changed.
        all: bool,
        /// The letters that are changed.
        pattern: Word,
    },
}

//! What must hold of a run.

use crate::process::scenario::fields::{Fields, Problems, duration_of, text_of};
use crate::text::Span;
use crate::time::SimTime;
use crate::yaml::{Content, Node};

/// A claim with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What must hold.
    pub claim: Claim,
    /// Where it is written.
    pub span: Span,
}

/// Instants between which something has to happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Not earlier than this.
    pub after: Option<SimTime>,
    /// Not later than this.
    pub before: Option<SimTime>,
    /// Of which run of the container, from 0; the first one where it does not say.
    pub run: Option<usize>,
}

/// Something that can hold of a run or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The first container starts before the second.
    StartsBefore(Vec<String>),
    /// The first container ends before the second.
    StopsBefore(Vec<String>),
    /// What `kubectl get pods` prints at an instant; what is not given may be anything.
    Row {
        /// When.
        at: Option<SimTime>,
        /// READY.
        ready: Option<String>,
        /// STATUS.
        status: Option<String>,
        /// RESTARTS.
        restarts: Option<i64>,
    },
    /// A container starts.
    Starts(String, Window),
    /// A container ends.
    Finishes {
        /// Which.
        container: String,
        /// With this code.
        exit_code: Option<i64>,
        /// With this reason.
        reason: Option<String>,
        /// When.
        window: Window,
    },
    /// A container gets `TERM` or `KILL`.
    Signal {
        /// Which.
        container: String,
        /// `TERM` or `KILL`.
        signal: String,
        /// When.
        window: Window,
    },
    /// A container is started this often.
    Runs(String, i64),
    /// An event is sent.
    Event {
        /// Its reason.
        reason: Option<String>,
        /// The container that it is about.
        container: Option<String>,
        /// A part of its message.
        message: Option<String>,
        /// How often; at least once where it does not say.
        count: Option<i64>,
    },
    /// A container prints something.
    Log {
        /// Which.
        container: String,
        /// In which run, from 0; in any one where it does not say.
        run: Option<usize>,
        /// Up to when; to the end where it does not say.
        at: Option<SimTime>,
        /// A part of a line.
        contains: Option<String>,
        /// How many such lines; at least one where it does not say.
        lines: Option<i64>,
        /// What is a part of no line.
        never: Option<String>,
    },
    /// The phase at an instant.
    Phase(SimTime, String),
    /// A condition at an instant.
    Condition {
        /// When.
        at: SimTime,
        /// Its type.
        type_: String,
        /// Its status.
        status: String,
    },
    /// The object leaves the API.
    Deleted(Window),
    /// Whether the API server accepts the manifest.
    Accepted(bool),
    /// A part of one of the API server's messages.
    Error(String),
    /// A rule has something to say.
    Lint(String),
    /// A rule has nothing to say.
    NoLint(String),
    /// Another claim does not hold.
    Never(Box<Claim>),
}

/// The names that a claim may have, for messages.
const NAMES: &str = "startsBefore, stopsBefore, row, starts, finishes, signal, runs, event, log, phase, condition, \
                     deleted, accepted, error, lint, noLint or never";

/// Reads one entry of `expect`.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Expectation> {
    claim(node, problems).map(|claim| Expectation { claim, span: node.span })
}

fn claim(node: &Node, problems: &mut Problems) -> Option<Claim> {
    let [entry] = node.entries() else {
        problems.add(
            node.span,
            "An expectation has exactly one field.".to_owned(),
            &format!("One of {NAMES}."),
        );
        return None;
    };
    let value = &entry.value;
    Some(match entry.name.as_str() {
        "startsBefore" => Claim::StartsBefore(pair(value, problems)?),
        "stopsBefore" => Claim::StopsBefore(pair(value, problems)?),
        "row" => row(value, problems),
        "starts" => {
            let mut fields = Fields::new(value, "`starts`", problems);
            let claim = Claim::Starts(
                fields.required("container", problems),
                window(&mut fields, problems),
            );
            fields.done(problems);
            claim
        }
        "finishes" => finishes(value, problems),
        "signal" => {
            let mut fields = Fields::new(value, "`signal`", problems);
            let claim = Claim::Signal {
                container: fields.required("container", problems),
                signal: fields.required("signal", problems),
                window: window(&mut fields, problems),
            };
            fields.done(problems);
            claim
        }
        "runs" => {
            let mut fields = Fields::new(value, "`runs`", problems);
            let container = fields.required("container", problems);
            let claim = Claim::Runs(container, fields.int("count", problems).unwrap_or_default());
            fields.done(problems);
            claim
        }
        "event" => event(value, problems),
        "log" => log(value, problems),
        "phase" => {
            let mut fields = Fields::new(value, "`phase`", problems);
            let at = instant(&mut fields, "at", problems).unwrap_or_default();
            let claim = Claim::Phase(at, fields.required("is", problems));
            fields.done(problems);
            claim
        }
        "condition" => {
            let mut fields = Fields::new(value, "`condition`", problems);
            let claim = Claim::Condition {
                at: instant(&mut fields, "at", problems).unwrap_or_default(),
                type_: fields.required("type", problems),
                status: fields.required("status", problems),
            };
            fields.done(problems);
            claim
        }
        "deleted" => {
            let mut fields = Fields::new(value, "`deleted`", problems);
            let claim = Claim::Deleted(window(&mut fields, problems));
            fields.done(problems);
            claim
        }
        "accepted" => Claim::Accepted(text_of(value).as_deref() == Some("true")),
        "error" => Claim::Error(text_of(value)?),
        "lint" => Claim::Lint(text_of(value)?),
        "noLint" => Claim::NoLint(text_of(value)?),
        "never" => Claim::Never(Box::new(claim(value, problems)?)),
        unknown => {
            let message = format!("There is no expectation `{unknown}`.");
            problems.add(entry.key, message, &format!("One of {NAMES}."));
            return None;
        }
    })
}

fn pair(node: &Node, problems: &mut Problems) -> Option<Vec<String>> {
    let names: Vec<String> = node.items().iter().filter_map(text_of).collect();
    if names.len() < 2 || !matches!(node.content, Content::Sequence(_)) {
        problems.add(
            node.span,
            "This is a list of containers in their order.".to_owned(),
            "Write [proxy, app].",
        );
        return None;
    }
    Some(names)
}

fn row(node: &Node, problems: &mut Problems) -> Claim {
    let mut fields = Fields::new(node, "`row`", problems);
    let claim = Claim::Row {
        at: instant(&mut fields, "at", problems),
        ready: fields.string("ready", problems),
        status: fields.string("status", problems),
        restarts: fields.int("restarts", problems),
    };
    fields.done(problems);
    claim
}

fn finishes(node: &Node, problems: &mut Problems) -> Claim {
    let mut fields = Fields::new(node, "`finishes`", problems);
    let claim = Claim::Finishes {
        container: fields.required("container", problems),
        exit_code: fields.int("exitCode", problems),
        reason: fields.string("reason", problems),
        window: window(&mut fields, problems),
    };
    fields.done(problems);
    claim
}

fn event(node: &Node, problems: &mut Problems) -> Claim {
    let mut fields = Fields::new(node, "`event`", problems);
    let claim = Claim::Event {
        reason: fields.string("reason", problems),
        container: fields.string("container", problems),
        message: fields.string("message", problems),
        count: fields.int("count", problems),
    };
    fields.done(problems);
    claim
}

fn log(node: &Node, problems: &mut Problems) -> Claim {
    let mut fields = Fields::new(node, "`log`", problems);
    let claim = Claim::Log {
        container: fields.required("container", problems),
        run: run(&mut fields, problems),
        at: instant(&mut fields, "at", problems),
        contains: fields.string("contains", problems),
        lines: fields.int("lines", problems),
        never: fields.string("never", problems),
    };
    fields.done(problems);
    claim
}

fn run(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<usize> {
    fields.int("run", problems).and_then(|run| usize::try_from(run).ok())
}

fn instant(
    fields: &mut Fields<'_>,
    name: &'static str,
    problems: &mut Problems,
) -> Option<SimTime> {
    fields.duration(name, problems).map(|since| SimTime::ZERO + since)
}

fn window(fields: &mut Fields<'_>, problems: &mut Problems) -> Window {
    let mut window = Window {
        after: instant(fields, "after", problems),
        before: instant(fields, "before", problems),
        run: run(fields, problems),
    };
    if let Some(between) = fields.get("between") {
        let ends: Vec<SimTime> = between
            .items()
            .iter()
            .filter_map(|node| duration_of(node, "between", problems))
            .map(|since| SimTime::ZERO + since)
            .collect();
        if let [after, before] = ends.as_slice() {
            window.after = Some(*after);
            window.before = Some(*before);
        } else {
            problems.add(
                between.span,
                "`between` is a list of two instants.".to_owned(),
                "Write [4s, 6s].",
            );
        }
    }
    window
}

//! The core's report out of its JSON. The types are the core's own; a field that it adds does not compile until it is
//! read here, and a test compares with what serde reads.

mod compared;
mod entered;

use std::ops::Deref;
use std::rc::Rc;

use podlife_core::analysis::{
    Act, Answer, Assumption, Cause, Change, Changes, DocumentReport, Known, LogLine, LostLines,
    Planned, Possible, Preview, Report, RunReport, Value, WhatIf,
};
use podlife_core::diagnostic::{Diagnostic, Fix, Related, Severity, Stage};
use podlife_core::text::{Becomes, ChangedLine, Edit, Span};
use podlife_core::time::SimTime;
use podlife_core::view::events::EventRow;
use podlife_core::view::kubectl_get::PodRow;
use podlife_core::view::timeline::{
    Band, Doing, Grace, Hook, Lane, Mark, MarkKind, Role, Segment, Timeline,
};

use crate::json::Json;

pub(crate) use compared::comparison;
pub(crate) use entered::{entered, words};

/// A run that several share. Two are equal where they are the same one, which is quickly said.
#[derive(Clone, Debug)]
pub(crate) struct Run(Rc<RunReport>);

impl Run {
    /// Shares a run.
    pub(crate) fn new(run: RunReport) -> Self {
        Self(Rc::new(run))
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Run {
    type Target = RunReport;

    fn deref(&self) -> &RunReport {
        &self.0
    }
}

/// Reads one report after the other; a run that is told again is the same one.
#[derive(Default)]
pub(crate) struct Reader {
    last: Option<(String, Run)>,
}

impl Reader {
    /// The report, without its run, and the run.
    pub(crate) fn read(&mut self, text: &str) -> (Report, Option<Run>) {
        let (json, written) = Json::parse_without(text, "run");
        let report = Report {
            documents: all(json.get("documents"), document),
            diagnostics: all(json.get("diagnostics"), diagnostic),
            allowed: count(json.get("allowed")),
            run: None,
            what_if: some(json.get("what_if"), what_if),
        };
        let known = self.last.as_ref().filter(|(known, _)| known == written);
        if let Some((_, run)) = known {
            return (report, Some(run.clone()));
        }
        let run = some(&Json::parse(written), run).map(Run::new);
        self.last = run.clone().map(|run| (written.to_owned(), run));
        (report, run)
    }
}

fn run(json: &Json) -> RunReport {
    RunReport {
        document: count(json.get("document")),
        timeline: timeline(json.get("timeline")),
        rows: all(json.get("rows"), row),
        events: all(json.get("events"), event),
        logs: all(json.get("logs"), |json| LogLine {
            at: time(json.get("at")),
            container: owned(json.get("container")),
            run: count(json.get("run")),
            line: owned(json.get("line")),
        }),
        lost: all(json.get("lost"), |json| LostLines {
            file: owned(json.get("file")),
            volume: owned(json.get("volume")),
            writer: owned(json.get("writer")),
            reader: owned(json.get("reader")),
            lines: count(json.get("lines")),
            at: time(json.get("at")),
            what: owned(json.get("what")),
        }),
        causes: all(json.get("causes"), cause),
        assumptions: all(json.get("assumptions"), |json| Assumption {
            container: owned(json.get("container")),
            what: owned(json.get("what")),
        }),
        highlight: time(json.get("highlight")),
    }
}

fn all<T>(json: &Json, one: impl Fn(&Json) -> T) -> Vec<T> {
    json.list().iter().map(one).collect()
}

fn some<T>(json: &Json, one: impl Fn(&Json) -> T) -> Option<T> {
    json.is_some().then(|| one(json))
}

fn owned(json: &Json) -> String {
    json.text().to_owned()
}

fn count(json: &Json) -> usize {
    usize::try_from(json.number()).unwrap_or_default()
}

fn time(json: &Json) -> SimTime {
    SimTime(u64::try_from(json.number()).unwrap_or_default())
}

fn span(json: &Json) -> Span {
    Span { start: count(json.get("start")), end: count(json.get("end")) }
}

fn document(json: &Json) -> DocumentReport {
    DocumentReport {
        document: count(json.get("document")),
        span: span(json.get("span")),
        api_version: owned(json.get("api_version")),
        kind: owned(json.get("kind")),
        name: owned(json.get("name")),
        accepted: json.get("accepted").truth(),
        kubectl: owned(json.get("kubectl")),
    }
}

fn diagnostic(json: &Json) -> Diagnostic {
    Diagnostic {
        stage: match json.get("stage").text() {
            "yaml" => Stage::Yaml,
            "decode" => Stage::Decode,
            "validation" => Stage::Validation,
            "warning" => Stage::Warning,
            "scenario" => Stage::Scenario,
            "run" => Stage::Run,
            _ => Stage::Lint,
        },
        code: owned(json.get("code")),
        severity: match json.get("severity").text() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        },
        span: span(json.get("span")),
        field: owned(json.get("field")),
        message: owned(json.get("message")),
        help: json.get("help").some_text(),
        related: all(json.get("related"), |json| Related {
            span: span(json.get("span")),
            message: owned(json.get("message")),
        }),
        fixes: all(json.get("fixes"), fix),
        container: json.get("container").some_text(),
        at: some(json.get("at"), time),
        inferred: json.get("inferred").some_text(),
        on_deletion: json.get("on_deletion").truth().unwrap_or_default(),
    }
}

/// The edits for what was asked.
pub(crate) fn answer(text: &str) -> Answer {
    let json = Json::parse(text);
    Answer { edits: all(json.get("edits"), edit), why: owned(json.get("why")) }
}

/// What a fix does; nothing where there is no such fix.
pub(crate) fn preview(text: &str) -> Option<Preview> {
    some(&Json::parse(text), |json| Preview {
        lines: all(json.get("lines"), |run| all(run, changed_line)),
        changes: Changes {
            all: all(json.get("changes"), |json| Change {
                what: owned(json.get("what")),
                before: owned(json.get("before")),
                after: owned(json.get("after")),
            }),
        },
    })
}

fn changed_line(json: &Json) -> ChangedLine {
    ChangedLine {
        becomes: match json.get("becomes").text() {
            "gone" => Becomes::Gone,
            "new" => Becomes::New,
            _ => Becomes::Same,
        },
        line: count(json.get("line")),
        text: owned(json.get("text")),
    }
}

fn what_if(json: &Json) -> WhatIf {
    WhatIf {
        containers: all(json.get("containers"), |json| Known {
            name: owned(json.get("name")),
            role: owned(json.get("role")),
            because: all(json.get("because"), owned),
            values: all(json.get("values"), value),
            acts: all(json.get("acts"), act),
        }),
        acts: all(json.get("acts"), act),
        planned: all(json.get("planned"), |json| Planned {
            id: owned(json.get("id")),
            at: owned(json.get("at")),
            title: owned(json.get("title")),
            grace: json.get("grace").some_text(),
        }),
    }
}

fn value(json: &Json) -> Value {
    Value {
        key: owned(json.get("key")),
        name: owned(json.get("name")),
        now: owned(json.get("now")),
        source: owned(json.get("source")),
        is_said: json.get("is_said").truth().unwrap_or_default(),
        chosen: some(json.get("chosen"), count),
        choices: all(json.get("choices"), |json| Possible {
            title: owned(json.get("title")),
            time: owned(json.get("time")),
            number: owned(json.get("number")),
        }),
    }
}

fn act(json: &Json) -> Act {
    Act { key: owned(json.get("key")), title: owned(json.get("title")) }
}

fn edit(json: &Json) -> Edit {
    Edit { span: span(json.get("span")), text: owned(json.get("text")) }
}

fn fix(json: &Json) -> Fix {
    Fix {
        title: owned(json.get("title")),
        edits: all(json.get("edits"), edit),
        safe: json.get("safe").truth().unwrap_or_default(),
    }
}

fn timeline(json: &Json) -> Timeline {
    Timeline {
        pod: owned(json.get("pod")),
        end: time(json.get("end")),
        status: all(json.get("status"), band),
        ready: all(json.get("ready"), band),
        lanes: all(json.get("lanes"), lane),
        grace: all(json.get("grace"), |json| Grace {
            from: time(json.get("from")),
            to: time(json.get("to")),
        }),
        outside: all(json.get("outside"), mark),
        deleted: some(json.get("deleted"), time),
    }
}

fn band(json: &Json) -> Band {
    Band {
        from: time(json.get("from")),
        to: time(json.get("to")),
        status: owned(json.get("status")),
    }
}

fn lane(json: &Json) -> Lane {
    Lane {
        name: owned(json.get("name")),
        role: match json.get("role").text() {
            "init" => Role::Init,
            "sidecar" => Role::Sidecar,
            "ephemeral" => Role::Ephemeral,
            _ => Role::App,
        },
        image: owned(json.get("image")),
        segments: all(json.get("segments"), segment),
        marks: all(json.get("marks"), mark),
        hooks: all(json.get("hooks"), |json| Hook {
            name: owned(json.get("name")),
            from: time(json.get("from")),
            to: time(json.get("to")),
            cause: count(json.get("cause")),
        }),
        assumed: json.get("assumed").some_text(),
    }
}

fn segment(json: &Json) -> Segment {
    Segment {
        doing: match json.get("doing").text() {
            "pulling" => Doing::Pulling,
            "starting" => Doing::Starting,
            "notready" => Doing::NotReady,
            "ready" => Doing::Ready,
            "stopping" => Doing::Stopping,
            "backoff" => Doing::BackOff,
            _ => Doing::Waiting,
        },
        from: time(json.get("from")),
        to: time(json.get("to")),
        cause: count(json.get("cause")),
    }
}

fn mark(json: &Json) -> Mark {
    Mark {
        kind: match json.get("kind").text() {
            "term" => MarkKind::Term,
            "kill" => MarkKind::Kill,
            "probeSuccess" => MarkKind::ProbeSuccess,
            "probeFailure" => MarkKind::ProbeFailure,
            "outside" => MarkKind::Outside,
            _ => MarkKind::Exit,
        },
        at: time(json.get("at")),
        label: owned(json.get("label")),
        cause: count(json.get("cause")),
    }
}

fn row(json: &Json) -> PodRow {
    PodRow {
        name: owned(json.get("name")),
        created: time(json.get("created")),
        at: time(json.get("at")),
        ready: owned(json.get("ready")),
        status: owned(json.get("status")),
        restarts: i32::try_from(json.get("restarts").number()).unwrap_or_default(),
        last_restart: some(json.get("last_restart"), time),
    }
}

fn event(json: &Json) -> EventRow {
    EventRow {
        at: time(json.get("at")),
        type_: owned(json.get("type")),
        reason: owned(json.get("reason")),
        message: owned(json.get("message")),
        field_path: owned(json.get("fieldPath")),
        from: owned(json.get("from")),
        cause: count(json.get("cause")),
    }
}

fn cause(json: &Json) -> Cause {
    Cause {
        at: time(json.get("at")),
        what: owned(json.get("what")),
        range: match json.get("range").list() {
            [from, to] => Some((time(from), time(to))),
            _ => None,
        },
        because: all(json.get("because"), count),
        rule: owned(json.get("rule")),
        rule_id: owned(json.get("rule_id")),
        source: owned(json.get("source")),
        container: json.get("container").some_text(),
        field: json.get("field").some_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_as_serde_reads_it() {
        let text = include_str!("fixture.json");
        let expected: Report = serde_json::from_str(text).unwrap();
        let (report, run) = Reader::default().read(text);
        assert_eq!(Report { run: run.map(|run| RunReport::clone(&run)), ..report }, expected);
    }

    #[test]
    fn a_run_that_is_told_again_is_not_drawn_again() {
        let text = include_str!("fixture.json");
        let mut reader = Reader::default();
        let first = reader.read(text).1;
        assert!(first == reader.read(&text.replace("\"diagnostics\"", "\"nothing\"")).1);
        assert!(first != reader.read(&text.replace("60000", "70000")).1);
    }

    #[test]
    fn a_preview_is_read_as_serde_writes_it() {
        let becomes = [Becomes::Same, Becomes::Gone, Becomes::New];
        let line = |becomes| ChangedLine { becomes, line: 7, text: "a: \"b\"".to_owned() };
        let [what, before, after] = ["READY", "1/1", "2/2"].map(str::to_owned);
        let written = Preview {
            lines: vec![becomes.map(line).to_vec()],
            changes: Changes { all: vec![Change { what, before, after }] },
        };
        let text = serde_json::to_string(&Some(written.clone())).unwrap();
        assert_eq!(preview(&text), Some(written));
        assert_eq!(preview("null"), None);
    }

    #[test]
    fn every_word_of_the_timeline_is_known() {
        for doing in [
            Doing::Waiting,
            Doing::Pulling,
            Doing::Starting,
            Doing::NotReady,
            Doing::Ready,
            Doing::Stopping,
            Doing::BackOff,
        ] {
            let written = Segment { doing, from: SimTime(1), to: SimTime(2), cause: 3 };
            let text = serde_json::to_string(&written).unwrap();
            assert_eq!(segment(&Json::parse(&text)), written);
        }
        for kind in [
            MarkKind::Term,
            MarkKind::Kill,
            MarkKind::ProbeSuccess,
            MarkKind::ProbeFailure,
            MarkKind::Exit,
            MarkKind::Outside,
        ] {
            let written = Mark { kind, at: SimTime(1), label: "x".to_owned(), cause: 3 };
            let text = serde_json::to_string(&written).unwrap();
            assert_eq!(mark(&Json::parse(&text)), written);
        }
    }
}

//! What crosses from the core to the web app, as plain data.

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, DocumentAnalysis, WhatIf};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::process::machine;
use crate::sim::story::Story;
use crate::sim::trace::What;
use crate::text::Span;
use crate::time::SimTime;
use crate::view::cause::{Cause, story_causes};
use crate::view::events::{EventRow, story_events};
use crate::view::kubectl_get::{PodRow, story_rows};
use crate::view::lost_lines;
use crate::view::timeline::{Timeline, story_timeline};

/// Everything there is to say about a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The documents in the order of the text.
    pub documents: Vec<DocumentReport>,
    /// All findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings the text's author allows: they are not among those.
    pub allowed: usize,
    /// The run of the first document that carries a Pod.
    pub run: Option<RunReport>,
    /// What may be asked about it, where that was wanted.
    pub what_if: Option<WhatIf>,
}

/// One YAML document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// Its place in the stream, from 0.
    pub document: usize,
    /// Where it stands.
    pub span: Span,
    /// `v1`, as written.
    pub api_version: String,
    /// `Pod`, as written.
    pub kind: String,
    /// `metadata.name`, as written.
    pub name: String,
    /// Whether the API server would accept it; nothing for kinds without a Pod template.
    pub accepted: Option<bool>,
    /// What `kubectl create` would print.
    pub kubectl: String,
}

/// The simulated life of one Pod, or of all Pods of a Job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Which document it belongs to.
    pub document: usize,
    /// The picture.
    pub timeline: Timeline,
    /// Each change of the `kubectl get pods` row.
    pub rows: Vec<PodRow>,
    /// Each occurrence of an event.
    pub events: Vec<EventRow>,
    /// What each container printed.
    pub logs: Vec<LogLine>,
    /// What they wrote for others and nobody has read.
    pub lost: Vec<LostLines>,
    /// Why each thing happened; `cause` fields elsewhere are indices into this list.
    pub causes: Vec<Cause>,
    /// What was assumed because the manifest does not tell.
    pub assumptions: Vec<Assumption>,
    /// Up to which instant the first view plays: the first moment worth a look.
    pub highlight: SimTime,
}

/// A line that a container printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: SimTime,
    /// Which container.
    pub container: String,
    /// Which of its runs, from 0.
    pub run: usize,
    /// The text.
    pub line: String,
}

/// Lines of a file that one container wrote, and that another one, which followed the file, has not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostLines {
    /// The file, as the reader sees it.
    pub file: String,
    /// The volume that it stood in.
    pub volume: String,
    /// Who wrote them.
    pub writer: String,
    /// Who followed the file.
    pub reader: String,
    /// How many.
    pub lines: usize,
    /// When the first of them was written.
    pub at: SimTime,
    /// All that in a sentence.
    pub what: String,
}

/// Something the simulator had to assume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumption {
    /// About which container.
    pub container: String,
    /// The sentence.
    pub what: String,
}

impl Analysis {
    /// Everything as plain data.
    pub fn report(&self) -> Report {
        let documents = self.documents.iter().map(|document| DocumentReport {
            document: document.index,
            span: document.span,
            api_version: document.decoded.api_version.clone(),
            kind: document.decoded.kind.clone(),
            name: document.decoded.name.clone(),
            accepted: document.accepted,
            kubectl: document.kubectl.clone(),
        });
        Report {
            documents: documents.collect(),
            diagnostics: self.diagnostics.clone(),
            allowed: self.documents.iter().map(|document| document.allowed.len()).sum(),
            run: self.played().map(|(document, story)| RunReport::of(document, story)),
            what_if: self.what_if.clone(),
        }
    }
}

impl RunReport {
    /// The run of one document as plain data.
    pub fn of(document: &DocumentAnalysis, story: &Story) -> Self {
        let story = &*story.without_routine(SHOWN_CHECKS);
        let containers = story.first().map(|trace| trace.containers.as_slice()).unwrap_or_default();
        let assumptions = containers.iter().filter_map(|container| {
            let what = container.assumed()?;
            Some(Assumption { container: container.name.clone(), what })
        });
        Self {
            document: document.index,
            timeline: story_timeline(story),
            rows: story_rows(story),
            events: story_events(story),
            logs: logs(story),
            lost: lost(story),
            causes: story_causes(story),
            assumptions: assumptions.collect(),
            highlight: highlight(document, story),
        }
    }
}

/// What the containers of the newest Pod printed.
fn logs(story: &Story) -> Vec<LogLine> {
    let Some(trace) = story.pods.last() else { return Vec::new() };
    let name =
        |place: usize| trace.containers.get(place).map(|of| of.name.clone()).unwrap_or_default();
    let line = |line: &machine::LogLine| LogLine {
        at: line.at,
        container: name(line.container),
        run: line.run,
        line: line.text.clone(),
    };
    trace.logs.iter().map(line).collect()
}

/// What nobody has read of what the containers of the newest Pod wrote.
fn lost(story: &Story) -> Vec<LostLines> {
    let Some(trace) = story.pods.last() else { return Vec::new() };
    let name =
        |place: usize| trace.containers.get(place).map(|of| of.name.clone()).unwrap_or_default();
    let told = trace.lost.iter().map(|lost| LostLines {
        file: lost.file.clone(),
        volume: lost.volume.clone(),
        writer: name(lost.writer),
        reader: name(lost.reader),
        lines: lost.lines,
        at: lost.first_at,
        what: lost_lines::sentence(trace, lost),
    });
    told.collect()
}

/// More checks than these that found nothing new would be one grey line in a picture, and slow to tell.
const SHOWN_CHECKS: usize = 2000;

/// The first instant worth a look: what a warning points at, else the first stop, failure or restart, else readiness.
fn highlight(document: &DocumentAnalysis, story: &Story) -> SimTime {
    let Some(trace) = story.first() else { return story.end };
    let warned =
        document.diagnostics.iter().filter(|diagnostic| diagnostic.severity <= Severity::Warning);
    let warned = warned.filter_map(|diagnostic| diagnostic.at).min();
    let first = |test: &dyn Fn(&What) -> bool| {
        trace.entries.iter().find(|entry| test(&entry.what)).map(|entry| entry.at)
    };
    warned
        .or_else(|| {
            first(&|what| matches!(what, What::Term(_) | What::Kill(_) | What::BackOffBegan(_)))
        })
        .or_else(|| first(&|what| matches!(what, What::Finished { exit_code: 1.., .. })))
        .or_else(|| first(&|what| matches!(what, What::ReadyChanged(_, true))))
        .unwrap_or(trace.end)
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Analysis, Options};
    use crate::time::SimDuration;
    use crate::view::timeline::MarkKind;

    /// An hour of a Pod whose app is probed each second and fails for a while.
    fn an_hour() -> crate::analysis::Report {
        let text = "\
metadata: {name: web}
spec:
  containers:
  - {name: app, image: nginx, readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}}
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  containers:
  - name: app
    readiness: [{from: 0s, result: success}, {from: 600s, result: failure}, {from: 605s, result: success}]
";
        let options = Options { until: Some(SimDuration::from_secs(3600)), ..Options::default() };
        Analysis::of(text, &options).report()
    }

    #[test]
    fn an_hour_of_checks_is_told_by_those_that_found_something_new() {
        let run = an_hour().run.unwrap();
        let of_kind = |kind| run.timeline.lanes[0].marks.iter().filter(move |it| it.kind == kind);
        assert_eq!(of_kind(MarkKind::ProbeFailure).count(), 6);
        assert_eq!(of_kind(MarkKind::ProbeSuccess).count(), 2);
        for mark in of_kind(MarkKind::ProbeSuccess) {
            assert_eq!(run.causes[mark.cause].what, "The readiness probe of app succeeded");
        }
        for (id, cause) in run.causes.iter().enumerate() {
            assert!(cause.because.iter().all(|because| *because < id), "{cause:?}");
        }
    }

    const CAUSES: &str = "apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - name: proxy
    image: envoyproxy/envoy:v1.34.0
    restartPolicy: Always
    startupProbe: {tcpSocket: {port: 9901}}
  containers:
  - name: app
    image: nginx:1.29
    lifecycle: {preStop: {sleep: {seconds: 2}}}
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  actions:
  - {at: 20s, delete: {}}
";

    #[test]
    fn an_entry_leads_to_the_field_that_it_is_about() {
        let report = Analysis::of(CAUSES, &Options::default()).report();
        let run = report.run.unwrap();
        let field = |what: &str| {
            let cause = run.causes.iter().find(|cause| cause.what == what);
            cause.unwrap_or_else(|| panic!("{what}: {:?}", run.causes)).field.clone().unwrap()
        };
        assert_eq!(
            field("The startup probe of proxy succeeded"),
            "spec.initContainers[0].startupProbe"
        );
        assert_eq!(field("app started"), "spec.containers[0]");
        assert_eq!(field("The preStop hook of app began"), "spec.containers[0].lifecycle.preStop");
        assert_eq!(field("proxy got SIGTERM"), "spec.initContainers[0].restartPolicy");
    }
}

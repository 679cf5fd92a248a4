//! What a fix changes in the life of a Pod: both texts are played.

use std::fmt;

use k8s_openapi::api::core::v1::PodStatus;

use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::diagnostic::Fix;
use crate::sim::story::Story;
use crate::sim::trace::{Role, Trace};
use crate::text::{apply, sort_by};
use crate::time::{SimDuration, SimTime};
use crate::view::kubectl_get;

/// What is different after a fix, in plain words; nothing where both texts live the same life.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// One entry for each thing that changes.
    pub all: Vec<Change>,
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What: `start order`.
    pub what: &'static str,
    /// How it is: `app, proxy`.
    pub before: String,
    /// How it is after the fix: `proxy, app`.
    pub after: String,
}

/// One line for each change: `start order: app, proxy → proxy, app`.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Change { what, before, after } in &self.all {
            writeln!(f, "{what}: {before} → {after}")?;
        }
        Ok(())
    }
}

/// Plays a text as it is and after a fix, and tells what is different in the life of its first Pod, or of its Job.
///
/// Of a Pod that cannot be played there is nothing to tell.
pub fn compare_fix(text: &str, options: &Options, fix: &Fix) -> Changes {
    let at = fix.edits.first().map_or(0, |edit| edit.span.start);
    let before = Analysis::of(text, options);
    let place = before.documents.iter().position(|document| document.span.touches(at));
    let Some(place) = place else { return Changes::default() };
    let after = Analysis::of(&apply(text, &fix.edits), options);
    let facts = |analysis: &Analysis| analysis.documents.get(place).and_then(facts);
    let (Some(before), Some(after)) = (facts(&before), facts(&after)) else {
        return Changes::default();
    };
    let pairs = WHAT.into_iter().zip(before.into_iter().zip(after));
    let changed = pairs.filter(|(_, (before, after))| before != after);
    Changes { all: changed.map(|(what, (before, after))| Change { what, before, after }).collect() }
}

/// What is told, in this order.
const WHAT: [&str; 6] =
    ["start order", "ready after", "READY", "stop order", "lost lines", "completion"];

fn facts(document: &DocumentAnalysis) -> Option<[String; 6]> {
    let story = document.story.as_ref()?;
    let trace = story.first()?;
    let staying = || {
        let all = trace.containers.iter().enumerate();
        all.filter(|(_, it)| matches!(it.role, Role::App | Role::Sidecar)).map(|(place, _)| place)
    };
    let started =
        staying().filter_map(|place| Some((trace.runs(place).first()?.started, place))).collect();
    let ended = staying().filter_map(|place| {
        let runs = trace.runs(place);
        Some((runs.last()?.finished.as_ref()?.at, place))
    });
    let ended = ended.collect();
    let ready = ready(trace);
    let rows = kubectl_get::rows(trace);
    let running = rows.iter().rfind(|row| row.status == "Running").or(rows.last());
    Some([
        names(trace, started, "none starts"),
        ready.map_or_else(|| "never".to_owned(), |at| since(trace, at)),
        running.map(|row| row.ready.clone()).unwrap_or_default(),
        names(trace, ended, "none ends"),
        trace.lost.iter().map(|lost| lost.lines).sum::<usize>().to_string(),
        completion(story, trace),
    ])
}

/// The names of containers in the order of what happens to them: `proxy, app`.
fn names(trace: &Trace, mut places: Vec<(SimTime, usize)>, none: &str) -> String {
    sort_by(&mut places, Ord::cmp);
    let mut names = String::new();
    for (_, place) in places {
        if let Some(container) = trace.containers.get(place) {
            names.push_str(if names.is_empty() { "" } else { ", " });
            names.push_str(&container.name);
        }
    }
    if names.is_empty() { none.to_owned() } else { names }
}

/// When the Pod is Ready for the first time.
fn ready(trace: &Trace) -> Option<SimTime> {
    let mut statuses = trace.statuses();
    let is_ready = |(_, status): &(SimTime, &PodStatus)| {
        let mut conditions = status.conditions.iter().flatten();
        conditions.any(|it| it.type_ == "Ready" && it.status == "True")
    };
    statuses.find(is_ready).map(|(at, _)| at)
}

/// How the Job ends, or the Pod.
fn completion(story: &Story, trace: &Trace) -> String {
    let ended = match &story.job {
        Some(job) => job.statuses().find_map(|(at, status)| {
            let mut conditions = status.conditions.iter().flatten();
            let is_end = |type_: &str| matches!(type_, "Complete" | "Failed");
            let end = conditions.find(|it| is_end(&it.type_) && it.status == "True")?;
            Some((at, end.type_.clone()))
        }),
        None => trace.statuses().find_map(|(at, status)| {
            let phase = status.phase.as_deref()?;
            matches!(phase, "Succeeded" | "Failed").then(|| (at, phase.to_owned()))
        }),
    };
    match ended {
        Some((at, mut how)) => {
            how.push_str(" after ");
            how.push_str(&since(trace, at));
            how
        }
        None => "none".to_owned(),
    }
}

/// The time since the Pod was created, to a tenth of a second.
fn since(trace: &Trace, at: SimTime) -> String {
    let SimDuration(millis) = at.since(trace.created);
    SimDuration::from_millis((millis + 50) / 100 * 100).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, title: &str) -> String {
        let options = Options::default();
        let analysis = Analysis::of(text, &options);
        let mut fixes = analysis.diagnostics.iter().flat_map(|found| &found.fixes);
        let fix = fixes.find(|fix| fix.title == title).expect("a fix");
        compare_fix(text, &options, fix).to_string()
    }

    const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: import
        image: busybox:1.36
        command: [sleep, \"10\"]
      - name: log-shipper
        image: fluent/fluent-bit:3.2
";

    #[test]
    fn a_job_with_a_native_sidecar_completes() {
        let changes = of(JOB, "Make it a native sidecar");
        assert!(
            changes.contains("start order: import, log-shipper → log-shipper, import\n"),
            "{changes}"
        );
        assert!(changes.contains("completion: none → Complete after 1"), "{changes}");
        assert!(changes.contains("stop order: import → import, log-shipper\n"), "{changes}");
    }

    #[test]
    fn a_fix_that_changes_no_life_changes_nothing() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: \"nginx:1.2\"}\n";
        let at = text.find("1.2").unwrap_or_default() + 3;
        let edits = vec![crate::text::Edit::insert(at, "9")];
        let fix = Fix { title: String::new(), edits, safe: true };
        assert_eq!(compare_fix(text, &Options::default(), &fix), Changes::default());
    }

    #[test]
    fn what_cannot_be_played_is_not_compared() {
        let fix = Fix { title: String::new(), edits: Vec::new(), safe: true };
        assert_eq!(compare_fix("a: 1\n", &Options::default(), &fix), Changes::default());
    }
}

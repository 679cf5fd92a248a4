//! `kubectl get pods`.
//!
//! Upstream: `printPod`, pkg/printers/internalversion/printers.go; `HumanDuration`,
//! staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go.

use std::fmt;

use k8s_openapi::api::core::v1::{ContainerStatus, Pod, PodStatus};
use serde::{Deserialize, Serialize};

use crate::sim::story::Story;
use crate::sim::trace::{Role, Trace, What};
use crate::sim::workload::Instance;
use crate::time::{CREATION, SimDuration, SimTime};
use crate::view::pod::{is_true, pod_at};
use crate::view::tabwriter;

/// One line of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodRow {
    /// `NAME`.
    pub name: String,
    /// When the Pod was created: `AGE` counts from there.
    pub created: SimTime,
    /// From when on it is shown.
    pub at: SimTime,
    /// Ready containers and all containers: `1/2`.
    pub ready: String,
    /// `STATUS`: the phase, or the reason that hides it.
    pub status: String,
    /// `RESTARTS`, the number alone.
    pub restarts: i32,
    /// When the newest of the runs that were restarted ended: `(9s ago)`.
    pub last_restart: Option<SimTime>,
}

impl PodRow {
    /// Whether it prints the same but for the ages.
    fn shows_the_same(&self, other: &Self) -> bool {
        (&self.ready, &self.status, self.restarts) == (&other.ready, &other.status, other.restarts)
    }

    /// The cells of the line at an instant: NAME to AGE.
    pub(crate) fn cells(&self, now: SimTime) -> Vec<String> {
        let age = human_duration(now.since(self.created));
        let name = self.name.clone();
        vec![name, self.ready.clone(), self.status.clone(), self.restarts_at(now), age]
    }

    /// `RESTARTS` as it is printed at an instant: `1 (9s ago)`.
    pub fn restarts_at(&self, now: SimTime) -> String {
        match self.last_restart {
            Some(last) if self.restarts != 0 => {
                format!("{} ({} ago)", self.restarts, human_duration(now.since(last)))
            }
            _ => self.restarts.to_string(),
        }
    }
}

/// Each change of the row, in order of time.
pub fn rows(trace: &Trace) -> Vec<PodRow> {
    let mut rows: Vec<PodRow> = Vec::new();
    let mut deleting = false;
    let mut shown: Option<&PodStatus> = None;
    for entry in &trace.entries {
        if let What::Status(status) = &entry.what {
            shown = Some(status);
        } else if matches!(entry.what, What::DeletionMarked { .. }) {
            deleting = true;
        } else {
            continue;
        }
        let Some(status) = shown else { continue };
        let row = row(trace, status, deleting, entry.at);
        if rows.last().is_none_or(|last| !last.shows_the_same(&row)) {
            rows.push(row);
        }
    }
    rows
}

/// Each change of the row of any Pod, in order of time.
pub fn story_rows(story: &Story) -> Vec<PodRow> {
    in_order(story.pods.iter().map(rows), |row| row.at)
}

/// One list of several that are in order of time.
pub(crate) fn in_order<T>(
    lists: impl Iterator<Item = Vec<T>>,
    at: impl Fn(&T) -> SimTime,
) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    for list in lists {
        let mut place = 0;
        for item in list {
            while all.get(place).is_some_and(|before| at(before) <= at(&item)) {
                place += 1;
            }
            all.insert(place, item);
            place += 1;
        }
    }
    all
}

/// The row that is shown at an instant; nothing before the creation and after the removal.
pub fn row_at<'rows>(rows: &'rows [PodRow], trace: &Trace, at: SimTime) -> Option<&'rows PodRow> {
    if trace.removed().is_some_and(|removed| removed <= at) {
        return None;
    }
    rows.iter().rev().find(|row| row.at <= at)
}

fn row(trace: &Trace, status: &PodStatus, deleting: bool, at: SimTime) -> PodRow {
    let total =
        trace.containers.iter().filter(|of| matches!(of.role, Role::App | Role::Sidecar)).count();
    let mut printed = Printed {
        reason: status.reason.clone().or_else(|| status.phase.clone()).unwrap_or_default(),
        ..Printed::default()
    };
    let mut conditions = status.conditions.iter().flatten();
    if conditions.any(|known| {
        known.type_ == "PodScheduled" && known.reason.as_deref() == Some("SchedulingGated")
    }) {
        "SchedulingGated".clone_into(&mut printed.reason);
    }
    let initializing = printed.visit_inits(trace, status);
    if !initializing || is_true(status, "Initialized") {
        printed.visit_apps(status);
    }
    let is_final = matches!(status.phase.as_deref(), Some("Succeeded" | "Failed"));
    if deleting && !is_final {
        "Terminating".clone_into(&mut printed.reason);
    }
    PodRow {
        name: trace.pod.clone(),
        created: trace.created,
        at,
        ready: format!("{}/{total}", printed.ready),
        status: printed.reason,
        restarts: printed.restarts,
        last_restart: printed.last_restart,
    }
}

/// What is known while the containers are gone through.
#[derive(Default)]
struct Printed {
    reason: String,
    ready: usize,
    restarts: i32,
    last_restart: Option<SimTime>,
    sidecar_restarts: i32,
    sidecar_last_restart: Option<SimTime>,
}

impl Printed {
    /// Goes through the init containers up to the first that is not done; whether there is one.
    fn visit_inits(&mut self, trace: &Trace, status: &PodStatus) -> bool {
        let count = trace
            .containers
            .iter()
            .filter(|of| matches!(of.role, Role::Init | Role::Sidecar))
            .count();
        for (index, known) in status.init_container_statuses.iter().flatten().enumerate() {
            let is_sidecar = trace.containers.get(index).is_some_and(|of| of.role == Role::Sidecar);
            self.restarts += known.restart_count;
            self.last_restart = self.last_restart.max(last_end(known));
            if is_sidecar {
                self.sidecar_restarts += known.restart_count;
                self.sidecar_last_restart = self.sidecar_last_restart.max(last_end(known));
            }
            let state = known.state.as_ref();
            let terminated = state.and_then(|state| state.terminated.as_ref());
            if terminated.is_some_and(|terminated| terminated.exit_code == 0) {
                continue;
            }
            if is_sidecar && known.started == Some(true) {
                self.ready += usize::from(known.ready);
                continue;
            }
            let waiting = state
                .and_then(|state| state.waiting.as_ref())
                .and_then(|waiting| waiting.reason.as_deref());
            self.reason = if let Some(terminated) = terminated {
                let reason = terminated.reason.clone().filter(|reason| !reason.is_empty());
                format!(
                    "Init:{}",
                    reason.unwrap_or_else(|| ended_by(terminated.signal, terminated.exit_code))
                )
            } else if let Some(reason) =
                waiting.filter(|reason| !matches!(*reason, "" | "PodInitializing"))
            {
                format!("Init:{reason}")
            } else {
                format!("Init:{index}/{count}")
            };
            return true;
        }
        false
    }

    /// Goes through the app containers, from the last to the first.
    fn visit_apps(&mut self, status: &PodStatus) {
        self.restarts = self.sidecar_restarts;
        self.last_restart = self.sidecar_last_restart;
        let (mut has_running, mut error) = (false, None);
        for known in status.container_statuses.iter().flatten().rev() {
            self.restarts += known.restart_count;
            self.last_restart = self.last_restart.max(last_end(known));
            let Some(state) = &known.state else { continue };
            let waiting = state.waiting.as_ref().and_then(|waiting| waiting.reason.clone());
            if let Some(reason) = waiting.filter(|reason| !reason.is_empty()) {
                self.reason = reason;
            } else if let Some(terminated) = &state.terminated {
                let reason = terminated.reason.clone().filter(|reason| !reason.is_empty());
                self.reason =
                    reason.unwrap_or_else(|| ended_by(terminated.signal, terminated.exit_code));
                if terminated.exit_code != 0 {
                    error = Some(self.reason.clone());
                }
            } else if known.ready && state.running.is_some() {
                has_running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" {
            if has_running && is_true(status, "Ready") {
                "Running".clone_into(&mut self.reason);
            } else if let Some(error) = error {
                self.reason = error;
            } else if has_running {
                "NotReady".clone_into(&mut self.reason);
            }
        }
    }
}

fn ended_by(signal: Option<i32>, exit_code: i32) -> String {
    match signal {
        Some(signal) if signal != 0 => format!("Signal:{signal}"),
        _ => format!("ExitCode:{exit_code}"),
    }
}

/// When the run that `lastState` shows has ended, in whole seconds.
fn last_end(known: &ContainerStatus) -> Option<SimTime> {
    let last = known.last_state.as_ref()?.terminated.as_ref()?;
    let seconds = last.finished_at.as_ref()?.0.as_second().saturating_sub(CREATION);
    Some(SimTime::ZERO + SimDuration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

/// The table at an instant; its `Display` prints what kubectl prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTable<'a> {
    /// Each line: the row and the instant at which it is looked at.
    pub lines: Vec<(&'a PodRow, SimTime)>,
}

impl fmt::Display for PodTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"].map(str::to_owned);
        let mut cells = vec![header.to_vec()];
        for (row, now) in &self.lines {
            cells.push(row.cells(*now));
        }
        f.write_str(&tabwriter::GET.rows(&cells))
    }
}

/// Which columns `kubectl get pods` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// NAME to AGE.
    Plain,
    /// `-o wide`.
    Wide,
    /// `--show-labels`.
    Labels,
}

/// `kubectl get pods` at an instant, of Pods in the order of their names.
///
/// Upstream: `printPod`, pkg/printers/internalversion/printers.go; `FormatLabels`,
/// staging/src/k8s.io/apimachinery/pkg/util/labels/labels.go.
pub fn pods_table(pods: &[(Instance<'_>, &Trace)], columns: Columns, at: SimTime) -> String {
    let mut header = vec!["NAME", "READY", "STATUS", "RESTARTS", "AGE"];
    header.extend_from_slice(match columns {
        Columns::Plain => &[],
        Columns::Wide => &["IP", "NODE", "NOMINATED NODE", "READINESS GATES"],
        Columns::Labels => &["LABELS"],
    });
    let mut cells = vec![header.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    for (instance, trace) in pods {
        let rows = rows(trace);
        let (Some(row), Some(pod)) = (row_at(&rows, trace, at), pod_at(instance, trace, at)) else {
            continue;
        };
        let mut line = row.cells(at);
        match columns {
            Columns::Plain => {}
            Columns::Wide => line.extend(wide(&pod)),
            Columns::Labels => line.push(labels(&pod)),
        }
        cells.push(line);
    }
    if cells.len() == 1 {
        let namespace = pods.first().map_or("default", |(instance, _)| instance.namespace);
        return format!("No resources found in {namespace} namespace.\n");
    }
    tabwriter::GET.rows(&cells)
}

/// What `-o wide` puts behind the other cells.
pub(crate) fn wide(pod: &Pod) -> [String; 4] {
    let or_none = |text: Option<&String>| text.cloned().unwrap_or_else(|| "<none>".to_owned());
    let (spec, status) = (pod.spec.as_ref(), pod.status.as_ref());
    let ip = status.and_then(|status| status.pod_ip.as_ref());
    let node = spec.and_then(|spec| spec.node_name.as_ref());
    let nominated = status.and_then(|status| status.nominated_node_name.as_ref());
    let gates = spec.and_then(|spec| spec.readiness_gates.as_deref()).unwrap_or_default();
    let has_passed = |type_: &str| status.is_some_and(|status| is_true(status, type_));
    let passed = gates.iter().filter(|gate| has_passed(&gate.condition_type)).count();
    let passed = (!gates.is_empty()).then(|| format!("{passed}/{}", gates.len()));
    [or_none(ip), or_none(node), or_none(nominated), or_none(passed.as_ref())]
}

fn labels(pod: &Pod) -> String {
    let labels = pod.metadata.labels.iter().flatten();
    let labels: Vec<String> = labels.map(|(key, value)| format!("{key}={value}")).collect();
    if labels.is_empty() { "<none>".to_owned() } else { labels.join(",") }
}

/// An age as kubectl prints it: `45s`, `2m3s`, `5m`, `3h12m`, `2d4h`, `1y30d`.
pub fn human_duration(duration: SimDuration) -> String {
    human_millis(i64::try_from(duration.0).unwrap_or(i64::MAX))
}

/// Up to how many seconds an age is told in which unit, and in which smaller one besides.
const AGES: [(i64, Unit, Option<Unit>); 9] = [
    (120, SECOND, None),
    (600, MINUTE, Some(SECOND)),
    (10_800, MINUTE, None),
    (28_800, HOUR, Some(MINUTE)),
    (172_800, HOUR, None),
    (8 * DAY.0, DAY, Some(HOUR)),
    (2 * YEAR.0, DAY, None),
    (8 * YEAR.0, YEAR, Some(DAY)),
    (i64::MAX, YEAR, None),
];
/// Its seconds and its letter.
type Unit = (i64, char);
const SECOND: Unit = (1, 's');
const MINUTE: Unit = (60, 'm');
const HOUR: Unit = (3600, 'h');
const DAY: Unit = (86_400, 'd');
const YEAR: Unit = (31_536_000, 'y');

/// An age in milliseconds, which is negative for what is still to come.
pub fn human_millis(millis: i64) -> String {
    let seconds = millis / 1000;
    if seconds < -1 {
        return "<invalid>".to_owned();
    }
    let seconds = seconds.max(0);
    let told = AGES.iter().find(|(end, ..)| seconds < *end);
    let Some((_, (large, letter), small)) = told else { return String::new() };
    let mut age = (seconds / large).to_string();
    age.push(*letter);
    if let Some((small, letter)) = small
        && seconds % large / small > 0
    {
        age.push_str(&(seconds % large / small).to_string());
        age.push(*letter);
    }
    age
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_printed_as_kubectl_prints_them() {
        let day = 86_400;
        for (seconds, printed) in [
            (-2, "<invalid>"),
            (-1, "0s"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (123, "2m3s"),
            (600, "10m"),
            (10_800, "3h"),
            (day + 3600, "25h"),
            (2 * day, "2d"),
            (7 * day + 3600, "7d1h"),
            (400 * day, "400d"),
            (800 * day, "2y70d"),
            (3650 * day, "10y"),
        ] {
            assert_eq!(human_millis(seconds * 1000), printed);
        }
    }

    #[test]
    fn columns_line_up_as_kubectl_prints_them() {
        let row = PodRow {
            name: "web".to_owned(),
            created: SimTime::ZERO,
            at: SimTime::ZERO,
            ready: "1/2".to_owned(),
            status: "CrashLoopBackOff".to_owned(),
            restarts: 1,
            last_restart: Some(SimTime(11_000)),
        };
        let table = PodTable { lines: vec![(&row, SimTime(20_000))] };
        assert_eq!(
            table.to_string(),
            "NAME   READY   STATUS             RESTARTS     AGE\nweb    1/2     CrashLoopBackOff   1 (9s ago)   20s\n"
        );
    }
}

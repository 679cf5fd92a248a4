//! `kubectl logs`: kubectl chooses the container, the kubelet the run.

use std::fmt;

use k8s_openapi::api::core::v1 as api;

use crate::features::Version;
use crate::process::machine::LogLine;
use crate::sim::trace::{Run, Trace};
use crate::sim::workload::Instance;
use crate::time::{SimTime, rfc3339_nano};
use crate::view::pod::pod_at;

/// Names the container that is meant where nobody says.
const DEFAULT_CONTAINER: &str = "kubectl.kubernetes.io/default-container";
/// The first kubectl that lists the containers where it does not find one.
const LISTS_CONTAINERS: Option<Version> = Version::of_minor(36);

/// What stands behind `kubectl logs POD`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of kubectl")]
pub struct LogsOptions<'a> {
    /// `--container`
    pub container: Option<&'a str>,
    /// `--all-containers`
    pub all_containers: bool,
    /// `--previous`
    pub previous: bool,
    /// `--prefix`
    pub prefix: bool,
    /// `--timestamps`
    pub timestamps: bool,
    /// `--tail`: how many lines at most.
    pub tail: Option<usize>,
    /// `--since`: from when on.
    pub since: Option<SimTime>,
}

/// What `kubectl logs` says; its `Display` is what a terminal shows of both streams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// What comes first on standard error: which container it has chosen.
    pub notes: Vec<String>,
    /// Standard output.
    pub lines: Vec<String>,
    /// Why it ends with that, on standard error.
    pub error: Option<String>,
}

impl fmt::Display for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.notes.iter().chain(&self.lines).chain(&self.error) {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

/// `kubectl logs` at an instant. Its containers come in the order of the spec where all are asked for; kubectl's own
/// order is that of a Go map.
///
/// Upstream: `logsForObjectWithClient`, staging/src/k8s.io/kubectl/pkg/polymorphichelpers/logsforobject.go; `Validate`
/// and `sequentialConsumeRequest`, staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go.
pub fn logs(instance: &Instance<'_>, trace: &Trace, asked: &LogsOptions<'_>, at: SimTime) -> Logs {
    let mut logs = Logs::default();
    let Some(pod) = pod_at(instance, trace, at) else {
        let name = &instance.name;
        logs.error = Some(format!("Error from server (NotFound): pods \"{name}\" not found"));
        return logs;
    };
    let spec = pod.spec.clone().unwrap_or_default();
    let source = Source { pod: &pod, trace, asked, at };
    logs.error = match (asked.container, asked.all_containers) {
        (Some(name), true) => Some(format!(
            "error: --all-containers=true should not be specified with container name {name}"
        )),
        (None, true) => {
            let mut all = names(&spec);
            // The init containers come first, and are last in kubectl's lists.
            let inits = spec.init_containers.as_deref().map_or(0, <[_]>::len);
            all.rotate_right(inits);
            all.iter().try_for_each(|(name, _)| source.read(name, &mut logs.lines)).err()
        }
        (given, false) => {
            let name = given.map(str::to_owned);
            let name = name.or_else(|| annotated(&pod, &spec, &mut logs.notes));
            let name = name.unwrap_or_else(|| first(&spec, &mut logs.notes));
            if names(&spec).iter().any(|(known, _)| *known == name) {
                source.read(&name, &mut logs.lines).err()
            } else {
                let pod = &instance.name;
                let known = if Some(instance.features.version()) < LISTS_CONTAINERS {
                    String::new()
                } else {
                    format!(" out of: {}", listed(&spec))
                };
                Some(format!("error: container {name} is not valid for pod {pod}{known}"))
            }
        }
    };
    logs
}

/// What `--follow` prints after an instant: of the run whose log it reads, up to its end.
pub fn follow(
    instance: &Instance<'_>,
    trace: &Trace,
    asked: &LogsOptions<'_>,
    at: SimTime,
) -> Vec<(SimTime, String)> {
    let Some(pod) = pod_at(instance, trace, at) else { return Vec::new() };
    let source = Source { pod: &pod, trace, asked, at };
    let chosen = match asked.container {
        Some(name) => Some(name.to_owned()),
        None if asked.all_containers => None,
        None => Some(default_container(&pod, &mut Vec::new())),
    };
    let mut followed: Vec<(usize, usize)> = Vec::new();
    for (place, container) in trace.containers.iter().enumerate() {
        if chosen.as_ref().is_none_or(|chosen| *chosen == container.name)
            && let Ok(Some(run)) = source.run(&container.name, &trace.runs(place))
        {
            followed.push((place, run));
        }
    }
    let later = trace.logs.iter().filter(|line| line.at > at);
    let later = later.filter(|line| followed.contains(&(line.container, line.run)));
    later
        .filter_map(|line| {
            let name = &trace.containers.get(line.container)?.name;
            Some((line.at, source.shown(name, line)))
        })
        .collect()
}

/// The container that kubectl chooses where nobody names one, and what it says of that.
///
/// Upstream: `FindOrDefaultContainerByName`, staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go.
pub(crate) fn default_container(pod: &api::Pod, notes: &mut Vec<String>) -> String {
    let spec = pod.spec.clone().unwrap_or_default();
    annotated(pod, &spec, notes).unwrap_or_else(|| first(&spec, notes))
}

/// The containers as kubectl lists them: their names, and what each is besides an app.
///
/// Upstream: `AllContainerNames`, staging/src/k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go.
fn names(spec: &api::PodSpec) -> Vec<(String, &'static str)> {
    let apps = spec.containers.iter().map(|of| (of.name.clone(), ""));
    let ephemeral = spec.ephemeral_containers.iter().flatten();
    let ephemeral = ephemeral.map(|of| (of.name.clone(), " (ephem)"));
    let inits = spec.init_containers.iter().flatten().map(|of| (of.name.clone(), " (init)"));
    apps.chain(ephemeral).chain(inits).collect()
}

fn listed(spec: &api::PodSpec) -> String {
    let all = names(spec).into_iter().map(|(name, kind)| name + kind);
    all.collect::<Vec<_>>().join(", ")
}

/// The container that the Pod's annotation names.
fn annotated(pod: &api::Pod, spec: &api::PodSpec, notes: &mut Vec<String>) -> Option<String> {
    let name = pod.metadata.annotations.as_ref()?.get(DEFAULT_CONTAINER)?;
    if names(spec).iter().any(|(known, _)| known == name) {
        return Some(name.clone());
    }
    if !name.is_empty() {
        let pod = pod.metadata.name.as_deref().unwrap_or_default();
        notes.push(format!("Default container name \"{name}\" not found in pod {pod}"));
    }
    None
}

/// The first app container, with a note where there are others.
fn first(spec: &api::PodSpec, notes: &mut Vec<String>) -> String {
    let name = spec.containers.first().map(|first| first.name.clone()).unwrap_or_default();
    if names(spec).len() > 1 {
        notes.push(format!("Defaulted container \"{name}\" out of: {}", listed(spec)));
    }
    name
}

/// The logs of a Pod on its node.
struct Source<'a> {
    pod: &'a api::Pod,
    trace: &'a Trace,
    asked: &'a LogsOptions<'a>,
    at: SimTime,
}

impl Source<'_> {
    /// Reads the log of a container; the API server's words where there is none.
    fn read(&self, name: &str, lines: &mut Vec<String>) -> Result<(), String> {
        let is_bound = self.pod.spec.as_ref().is_some_and(|spec| spec.node_name.is_some());
        let Some(container) = self.trace.container(name).filter(|_| is_bound) else {
            return Ok(());
        };
        let runs = self.trace.runs(container);
        let run = self
            .run(name, &runs)
            .map_err(|error| format!("Error from server (BadRequest): {error}"))?;
        let printed = self.trace.logs.iter().filter(|line| {
            line.container == container
                && Some(line.run) == run
                && line.at <= self.at
                && self.asked.since.is_none_or(|since| line.at >= since)
        });
        let skipped = match self.asked.tail {
            Some(tail) => printed.clone().count().saturating_sub(tail),
            None => 0,
        };
        lines.extend(printed.skip(skipped).map(|line| self.shown(name, line)));
        Ok(())
    }

    /// A line with what is asked for in front of it.
    fn shown(&self, name: &str, line: &LogLine) -> String {
        let mut shown = String::new();
        if self.asked.prefix {
            shown.push_str(&format!("[pod/{}/{name}] ", self.trace.pod));
        }
        if self.asked.timestamps {
            shown.push_str(&rfc3339_nano(line.at));
            shown.push(' ');
        }
        shown + &line.text
    }

    /// The run whose log the kubelet reads: it goes by what the status says.
    ///
    /// Upstream: `validateContainerLogStatus`, pkg/kubelet/kubelet_pods.go.
    fn run(&self, name: &str, runs: &[Run]) -> Result<Option<usize>, String> {
        let pod = &self.trace.pod;
        let status = self.pod.status.as_ref();
        let lists = status.map(|status| {
            let (apps, inits) = (&status.container_statuses, &status.init_container_statuses);
            [apps, inits, &status.ephemeral_container_statuses]
        });
        let mut all = lists.into_iter().flatten().flatten().flatten();
        let Some(known) = all.find(|known| known.name == name) else {
            return Err(format!("container \"{name}\" in pod \"{pod}\" is not available"));
        };
        let state = known.state.clone().unwrap_or_default();
        let last = known.last_state.as_ref().and_then(|last| last.terminated.as_ref());
        // A record that the runtime does not have any more has neither an id nor times.
        let has_record = |end: &&api::ContainerStateTerminated| end.started_at.is_some();
        let newest = self.newest(&state, runs);
        let before = |end| ended(end, runs.get(..newest.unwrap_or(runs.len())).unwrap_or(runs));
        if self.asked.previous {
            return last.filter(has_record).map(before).ok_or_else(|| {
                format!("previous terminated container \"{name}\" in pod \"{pod}\" not found")
            });
        }
        if state.running.is_some() || state.terminated.as_ref().is_some_and(|end| has_record(&end))
        {
            return Ok(newest);
        }
        if state.terminated.is_some() || last.is_some() {
            return last
                .filter(has_record)
                .map(before)
                .ok_or_else(|| format!("container \"{name}\" in pod \"{pod}\" is terminated"));
        }
        let reason = state.waiting.and_then(|waiting| waiting.reason);
        let reason = match reason.as_deref() {
            Some("ErrImagePull") => "image can't be pulled",
            Some("ImagePullBackOff") => "trying and failing to pull image",
            Some(reason) => reason,
            None => "",
        };
        Err(format!("container \"{name}\" in pod \"{pod}\" is waiting to start: {reason}"))
    }

    /// The run that a status shows as the newest, where that is no one who waits.
    fn newest(&self, state: &api::ContainerState, runs: &[Run]) -> Option<usize> {
        if let Some(running) = &state.running {
            return runs.iter().rposition(|run| {
                run.started <= self.at && Some(run.started.stamp()) == running.started_at
            });
        }
        ended(state.terminated.as_ref()?, runs)
    }
}

/// The newest of some runs that ended like that.
fn ended(end: &api::ContainerStateTerminated, runs: &[Run]) -> Option<usize> {
    runs.iter().rposition(|run| {
        Some(run.started.stamp()) == end.started_at
            && run.finished.as_ref().is_some_and(|known| {
                known.exit_code == end.exit_code && Some(known.at.stamp()) == end.finished_at
            })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::object::Object;
    use crate::process::scenario::Scenario;
    use crate::sim::play;
    use crate::sim::workload::{Workload, pod_of};
    use crate::time::SimDuration;
    use crate::yaml;

    /// What is printed about a Pod that is deleted after 40 s.
    fn printed(spec: &Value, asked: &LogsOptions<'_>, at: u64) -> String {
        let metadata = json!({"name": "web", "annotations": spec["annotations"]});
        let pod = json!({"metadata": metadata, "spec": spec["spec"]});
        let object = Object::Pod(serde_json::from_value(pod).unwrap());
        let said = yaml::parse("{spec: {until: 60s, actions: [{at: 40s, delete: {}}]}}");
        let scenario: Scenario = crate::process::scenario::read(&said.documents[0].root).0;
        let story = play(&Workload::of(&object).unwrap(), &scenario, None);
        let at = SimTime::ZERO + SimDuration::from_secs(at);
        logs(&pod_of(&object).unwrap(), story.first().unwrap(), asked, at).to_string()
    }

    fn shell(name: &str, script: &str) -> Value {
        json!({"name": name, "image": "busybox:1.36", "command": ["sh", "-c", script]})
    }

    /// A Pod of an init container, and of two others.
    fn three() -> Value {
        json!({"spec": {
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 5,
            "initContainers": [shell("prepare", "echo prepared")],
            "containers": [
                shell("app", "echo one; echo two >&2; exec sleep 100"),
                shell("helper", "echo help; sleep 2; echo bye; exit 3"),
            ],
        }})
    }

    fn of(container: &str) -> LogsOptions<'_> {
        LogsOptions { container: Some(container), ..LogsOptions::default() }
    }

    #[test]
    fn kubectl_chooses_a_container_or_says_which_there_are() {
        let mut pod = three();
        let nothing = LogsOptions::default();
        assert_eq!(
            printed(&pod, &nothing, 9),
            "Defaulted container \"app\" out of: app, helper, prepare (init)\none\ntwo\n"
        );
        pod["annotations"] = json!({DEFAULT_CONTAINER: "prepare"});
        assert_eq!(printed(&pod, &nothing, 9), "prepared\n");
        pod["annotations"] = json!({DEFAULT_CONTAINER: "cron"});
        assert!(
            printed(&pod, &nothing, 9)
                .starts_with("Default container name \"cron\" not found in pod web\nDefaulted ")
        );
        assert_eq!(
            printed(&three(), &of("cron"), 9),
            "error: container cron is not valid for pod web out of: app, helper, prepare (init)\n"
        );
        let all = LogsOptions { all_containers: true, ..of("app") };
        assert_eq!(
            printed(&three(), &all, 9),
            "error: --all-containers=true should not be specified with container name app\n"
        );
    }

    #[test]
    fn lines_have_a_time_and_a_source_where_somebody_asks() {
        let all = LogsOptions { all_containers: true, prefix: true, ..LogsOptions::default() };
        let text = printed(&three(), &all, 2);
        assert_eq!(
            text,
            "[pod/web/prepare] prepared\n[pod/web/app] one\n[pod/web/app] two\n[pod/web/helper] help\n"
        );
        let last = LogsOptions { timestamps: true, tail: Some(1), ..of("app") };
        let text = printed(&three(), &last, 9);
        assert!(
            text.starts_with("2026-01-01T00:00:0") && text.ends_with("000000Z two\n"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn the_kubelet_reads_the_run_that_the_status_shows() {
        let previous = LogsOptions { previous: true, ..of("helper") };
        let said = |asked: &LogsOptions<'_>, at| printed(&three(), asked, at);
        assert_eq!(said(&of("app"), 0), "", "nobody is asked for the logs of a Pod without a node");
        assert_eq!(
            said(&previous, 2),
            "Error from server (BadRequest): previous terminated container \"helper\" in pod \"web\" not found\n"
        );
        // Between two runs the one that ended last is the previous one as well.
        assert_eq!(said(&of("helper"), 10), "help\nbye\n");
        assert_eq!(said(&previous, 10), "help\nbye\n");
        assert_eq!(said(&of("app"), 50), "Error from server (NotFound): pods \"web\" not found\n");
        let waits = json!({"spec": {
            "initContainers": [shell("prepare", "sleep 100")],
            "containers": [shell("app", "true")],
        }});
        assert_eq!(
            printed(&waits, &of("app"), 9),
            "Error from server (BadRequest): container \"app\" in pod \"web\" is waiting to start: PodInitializing\n"
        );
    }
}

//! What holds of every life: of generated Pods and Jobs, under generated scenarios.

#![expect(clippy::indexing_slicing, reason = "a test fails by a panic")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a property is about some kinds of entries")]

use std::fmt::Write;

use k8s_openapi::api::core::v1::PodStatus;
use podlife_core::analysis::{Analysis, Options, REFUSED};
use podlife_core::diagnostic::Stage;
use podlife_core::sim::story::{
    Cut, JobTrace, JobWhat, MOST_CONTAINERS, MOST_ENTRIES, MOST_PODS, Origin, Story,
};
use podlife_core::sim::trace::{Role, Trace, What};
use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::kubectl_get::rows;
use podlife_core::view::timeline::{Doing, timeline};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// How long a life is watched.
const WATCHED: SimDuration = SimDuration::from_secs(240);

#[derive(Clone, Debug)]
struct Probe {
    period: u8,
    delay: u8,
    failures: u8,
    grace: Option<u8>,
}

#[derive(Clone, Debug)]
struct Process {
    /// Seconds and exit code of each start; the last one repeats.
    runs: Vec<(Option<u8>, u8)>,
    /// Seconds and exit code; nothing where it ignores the signal.
    on_stop: Option<(u8, u8)>,
    succeeds_from: u8,
    image_missing: bool,
    config_until: Option<u8>,
}

#[derive(Clone, Debug)]
struct Container {
    policy: Option<&'static str>,
    /// What happens after exit code 42.
    rule: Option<&'static str>,
    startup: Option<Probe>,
    readiness: Option<Probe>,
    liveness: Option<Probe>,
    post_start: Option<u8>,
    pre_stop: Option<u8>,
    process: Process,
}

#[derive(Clone, Debug)]
struct World {
    policy: &'static str,
    grace: u8,
    deadline: Option<u8>,
    /// Each with whether it is a native sidecar.
    inits: Vec<(bool, Container)>,
    apps: Vec<Container>,
    actions: Vec<(u8, &'static str)>,
    /// The Job around the Pod: completions, parallelism, backoffLimit, whether it is indexed, its further fields.
    job: Option<(u8, u8, u8, bool, &'static str)>,
}

fn probe() -> impl Strategy<Value = Probe> {
    (1..4_u8, 0..6_u8, 1..4_u8, of(1..6_u8)).prop_map(|(period, delay, failures, grace)| Probe {
        period,
        delay,
        failures,
        grace,
    })
}

fn process() -> impl Strategy<Value = Process> {
    let run = (weighted(0.6, 0..12_u8), select(vec![0_u8, 0, 0, 1, 3, 42]));
    let on_stop = of((0..8_u8, select(vec![0_u8, 0, 1, 143])));
    (vec(run, 1..4), on_stop, 0..12_u8, weighted(0.05, Just(())), weighted(0.05, 1..20_u8))
        .prop_map(|(runs, on_stop, succeeds_from, image, config_until)| Process {
            runs,
            on_stop,
            succeeds_from,
            image_missing: image.is_some(),
            config_until,
        })
}

fn container() -> impl Strategy<Value = Container> {
    let policy = weighted(0.2, select(vec!["Always", "OnFailure", "Never"]));
    let rule = weighted(0.4, select(vec!["Restart", "RestartAllContainers"]));
    let probes = (weighted(0.3, probe()), weighted(0.3, probe()), weighted(0.3, probe()));
    let hooks = (weighted(0.15, 0..6_u8), weighted(0.25, 0..6_u8));
    (policy, rule, probes, hooks, process()).prop_map(|(policy, rule, probes, hooks, process)| {
        Container {
            policy,
            rule,
            startup: probes.0,
            readiness: probes.1,
            liveness: probes.2,
            post_start: hooks.0,
            pre_stop: hooks.1,
            process,
        }
    })
}

fn world() -> impl Strategy<Value = World> {
    let action = select(vec![
        "delete: {}",
        "delete: {gracePeriodSeconds: 2}",
        "delete: {gracePeriodSeconds: 0}",
        "evict: {}",
        "signal: {container: app0, signal: SIGKILL}",
        "signal: {container: app0, signal: SIGTERM}",
        "setImage: {container: app0, image: \"registry.example/other:2\"}",
        "resize: {container: app0, limits: {cpu: 300m}}",
        "addEphemeralContainer: {name: debugN, image: \"registry.example/debug:1\", runs: [{exitsAfter: 4s, exitCode: 3}]}",
    ]);
    let job = (
        1..4_u8,
        1..3_u8,
        0..3_u8,
        any::<bool>(),
        select(vec![
            "",
            "activeDeadlineSeconds: 20",
            "ttlSecondsAfterFinished: 5",
            "podReplacementPolicy: Failed",
        ]),
    );
    let policy = select(vec!["Always", "OnFailure", "Never"]);
    let inits = vec((any::<bool>(), container()), 0..4);
    let actions = vec((1..60_u8, action), 0..3);
    (policy, 1..12_u8, weighted(0.1, 1..40_u8), inits, vec(container(), 1..4), actions, of(job))
        .prop_map(|(policy, grace, deadline, inits, apps, actions, job)| World {
            policy,
            grace,
            deadline,
            inits,
            apps,
            actions,
            job,
        })
}

impl World {
    fn names(&self) -> Vec<(String, bool, &Container)> {
        let inits = self.inits.iter().enumerate();
        let inits = inits.map(|(index, (sidecar, it))| (format!("init{index}"), !*sidecar, it));
        let apps =
            self.apps.iter().enumerate().map(|(index, it)| (format!("app{index}"), false, it));
        inits.chain(apps).collect()
    }

    fn yaml(&self) -> String {
        let mut text = String::new();
        let mut pad = "";
        if let Some((completions, parallelism, limit, indexed, more)) = self.job {
            let mode = if indexed { "Indexed" } else { "NonIndexed" };
            let _ = write!(
                text,
                "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: world}}\nspec:\n  completions: {completions}\n  \
                 parallelism: {parallelism}\n  backoffLimit: {limit}\n  completionMode: {mode}\n  {more}\n  template:\n"
            );
            pad = "    ";
        } else {
            text.push_str("apiVersion: v1\nkind: Pod\nmetadata: {name: world}\n");
        }
        let policy = match (self.job, self.policy) {
            (Some(_), "Always") => "Never",
            (_, policy) => policy,
        };
        let mut spec = format!(
            "spec:\n  restartPolicy: {policy}\n  terminationGracePeriodSeconds: {}\n",
            self.grace
        );
        if let Some(deadline) = self.deadline {
            let _ = writeln!(spec, "  activeDeadlineSeconds: {deadline}");
        }
        if !self.inits.is_empty() {
            spec.push_str("  initContainers:\n");
        }
        for (index, (sidecar, container)) in self.inits.iter().enumerate() {
            let policy = if *sidecar { Some("Always") } else { container.policy };
            let policy = policy.filter(|policy| *sidecar || *policy != "Always");
            container.write(&mut spec, &format!("init{index}"), policy, *sidecar);
        }
        spec.push_str("  containers:\n");
        for (index, container) in self.apps.iter().enumerate() {
            container.write(&mut spec, &format!("app{index}"), container.policy, true);
        }
        for line in spec.lines() {
            let _ = writeln!(text, "{pad}{line}");
        }
        text.push_str(
            "---\napiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  containers:\n",
        );
        for (name, runs_to_end, container) in self.names() {
            container.process.write(&mut text, &name, runs_to_end);
        }
        if !self.actions.is_empty() {
            text.push_str("  actions:\n");
        }
        for (number, (at, action)) in self.actions.iter().enumerate() {
            let action = action.replace("debugN", &format!("debug{number}"));
            let _ = writeln!(text, "  - {{at: {at}s, {action}}}");
        }
        text
    }
}

impl Container {
    fn write(&self, text: &mut String, name: &str, policy: Option<&str>, lasting: bool) {
        let _ = writeln!(text, "  - name: {name}\n    image: registry.example/{name}:1.0");
        if let Some(policy) = policy {
            let _ = writeln!(text, "    restartPolicy: {policy}");
            if let Some(action) = self.rule {
                let codes = "exitCodes: {operator: In, values: [42]}";
                let _ = writeln!(text, "    restartPolicyRules: [{{action: {action}, {codes}}}]");
            }
        }
        if !lasting {
            return;
        }
        let probes = [
            ("startup", &self.startup),
            ("readiness", &self.readiness),
            ("liveness", &self.liveness),
        ];
        for (kind, probe) in probes {
            let Some(probe) = probe else { continue };
            let grace = probe.grace.filter(|_| kind != "readiness");
            let grace = grace.map(|it| format!(", terminationGracePeriodSeconds: {it}"));
            let _ = writeln!(
                text,
                "    {kind}Probe: {{exec: {{command: [check]}}, periodSeconds: {}, initialDelaySeconds: {}, \
                 failureThreshold: {}{}}}",
                probe.period,
                probe.delay,
                probe.failures,
                grace.unwrap_or_default()
            );
        }
        if self.post_start.is_some() || self.pre_stop.is_some() {
            text.push_str("    lifecycle:\n");
        }
        for (hook, takes) in [("postStart", self.post_start), ("preStop", self.pre_stop)] {
            if takes.is_some() {
                let _ = writeln!(text, "      {hook}: {{exec: {{command: [hook]}}}}");
            }
        }
    }
}

impl Process {
    fn write(&self, text: &mut String, name: &str, runs_to_end: bool) {
        let runs: Vec<String> = self
            .runs
            .iter()
            .map(|(after, code)| match after.or(runs_to_end.then_some(2)) {
                Some(after) => format!("{{exitsAfter: {after}s, exitCode: {code}}}"),
                None => "{}".to_owned(),
            })
            .collect();
        let _ = writeln!(text, "  - name: {name}\n    runs: [{}]", runs.join(", "));
        let on_stop = self.on_stop.map_or("{ignored: true}".to_owned(), |(after, code)| {
            format!("{{exitsAfter: {after}s, exitCode: {code}}}")
        });
        let _ = writeln!(text, "    onStopSignal: {on_stop}");
        for kind in ["startup", "readiness", "liveness"] {
            let _ = writeln!(
                text,
                "    {kind}: [{{from: 0s, result: failure}}, {{from: {}s, result: success}}]",
                self.succeeds_from
            );
        }
        let _ = writeln!(text, "    postStart: {{takes: {}s}}", self.succeeds_from % 4);
        let _ = writeln!(text, "    preStop: {{takes: {}s}}", self.succeeds_from % 7);
        if self.image_missing {
            let _ = writeln!(text, "    image: {{error: \"not found\"}}");
        }
        if let Some(until) = self.config_until {
            let _ = writeln!(text, "    config: {{missing: \"no such key\", until: {until}s}}");
        }
    }
}

fn play(text: &str) -> Story {
    let options = Options { until: Some(WATCHED), ..Options::default() };
    let analysis = Analysis::of(text, &options);
    let said = analysis.diagnostics.iter().filter(|found| found.stage == Stage::Scenario);
    let said = said.filter(|found| found.code != REFUSED);
    let said: Vec<&String> = said.map(|found| &found.message).collect();
    assert!(said.is_empty(), "{said:?}\n{text}");
    let document = analysis.documents.into_iter().next();
    let document = document.unwrap_or_else(|| panic!("no document in\n{text}"));
    assert_eq!(document.accepted, Some(true), "{:?}\n{text}", document.errors);
    document.story.unwrap_or_default()
}

#[test]
fn what_holds_of_every_life() {
    let config =
        ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() };
    // The same Pods on every run: a failure can be looked at again.
    let numbers = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, numbers);
    let outcome = runner.run(&world(), |world| {
        let text = world.yaml();
        let story = play(&text);
        prop_assert!(story.end <= SimTime::ZERO + WATCHED);
        prop_assert_eq!(&story, &play(&text), "the same text, another story");
        for trace in &story.pods {
            holds_of_a_pod(trace)?;
        }
        holds_of_a_job(&story)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// The story of a text, and what is said about it beside its lints.
fn cut_short(text: &str) -> (Story, Vec<(String, String)>) {
    let analysis = Analysis::of(text, &Options::default());
    let said = analysis.diagnostics.iter().filter(|found| found.stage == Stage::Scenario);
    let said = said.map(|found| (found.code.clone(), found.span.of(text).to_owned())).collect();
    (analysis.documents[0].story.clone().unwrap_or_default(), said)
}

#[test]
fn a_job_of_very_many_pods_ends_early_and_says_so() {
    let job = |size: u32, most: u32| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: crowd}}\nspec:\n  completionMode: Indexed\n  \
             completions: {size}\n  parallelism: {most}\n  template: {{spec: {{restartPolicy: Never, \
             containers: [{{name: app, image: \"busybox:1.36\", command: [sleep, \"5\"]}}]}}}}\n"
        )
    };
    let (story, said) = cut_short(&job(2_000_000_000, 100_000));
    assert_eq!((story.cut, story.pods.len()), (Some(Cut::Pods), MOST_PODS));
    assert_eq!(said, [("cut-short".to_owned(), "crowd".to_owned())]);
    let active = |story: &Story| {
        let statuses = story.job.iter().flat_map(JobTrace::statuses);
        statuses.filter_map(|(_, status)| status.active).max()
    };
    assert_eq!(active(&story), Some(100_000));
    assert!(story.end > SimTime::ZERO && story.end < SimTime(5000), "{:?}", story.end);

    let most = u32::try_from(MOST_PODS).unwrap_or_default();
    let (story, said) = cut_short(&job(most, most));
    assert_eq!((story.cut, story.pods.len(), said.len()), (None, MOST_PODS, 0));
    assert_eq!(active(&story), i32::try_from(MOST_PODS).ok());
}

#[test]
fn a_very_long_life_ends_early_and_says_so() {
    let (story, said) = cut_short(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: old}\nspec:\n  containers:\n  - name: app\n    \
         image: nginx:1.29\n    readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}\n---\n\
         apiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec: {until: 8760h}\n",
    );
    assert_eq!(story.cut, Some(Cut::Entries));
    let entries = story.pods[0].entries.len();
    assert!((MOST_ENTRIES..MOST_ENTRIES + 100).contains(&entries), "{entries}");
    assert_eq!(said, [("cut-short".to_owned(), "old".to_owned())]);
}

#[test]
fn a_pod_of_very_many_containers_is_not_played_and_says_so() {
    let pod = |count: usize| {
        let mut text = "apiVersion: v1\nkind: Pod\nmetadata: {name: crowd}\nspec:\n".to_owned();
        for (list, number) in [("initContainers", 1), ("containers", count - 1)] {
            let _ = writeln!(text, "  {list}:");
            for index in 0..number {
                let name = format!("{}-{index}", list.to_lowercase());
                let _ = writeln!(
                    text,
                    "  - {{name: {name}, image: \"busybox:1.36\", command: [\"true\"]}}"
                );
            }
        }
        text
    };
    let (story, said) = cut_short(&pod(MOST_CONTAINERS));
    assert_eq!((story.cut, story.pods.len(), said.len()), (None, 1, 0));
    assert_eq!(story.pods[0].containers.len(), MOST_CONTAINERS);

    let text = pod(MOST_CONTAINERS + 1);
    let (_, said) = cut_short(&text);
    assert_eq!(said, [("cut-short".to_owned(), "crowd".to_owned())]);
    let analysis = Analysis::of(&text, &Options::default());
    let document = &analysis.documents[0];
    assert_eq!((document.accepted, &document.story), (Some(true), &None), "{:?}", document.errors);
    let said = analysis.diagnostics.iter().find(|found| found.code == "cut-short");
    let said = said.map(|found| found.message.as_str());
    assert_eq!(said, Some("the Pod is not played: it has more than 200 containers"));
}

type Holds = Result<(), TestCaseError>;

fn holds_of_a_pod(trace: &Trace) -> Holds {
    causes_come_first(trace)?;
    processes_take_turns(trace)?;
    nothing_runs_before_its_gate(trace)?;
    a_kill_gives_time(trace)?;
    rows_count_what_there_is(trace)?;
    lanes_show_who_is_ready(trace)?;
    a_phase_is_final(trace)
}

fn causes_come_first(trace: &Trace) -> Holds {
    for (id, entry) in trace.entries.iter().enumerate() {
        prop_assert!(entry.because.iter().all(|because| *because < id), "{id}: {entry:?}");
        // Asked again and again why, one comes to the creation of the Pod.
        prop_assert!(id == 0 || !entry.because.is_empty(), "nothing led to {entry:?}");
        if let Some(next) = trace.entries.get(id + 1) {
            prop_assert!(entry.at <= next.at, "{entry:?} then {next:?}");
        }
        if let Some((from, to)) = entry.range {
            prop_assert!(from <= entry.at && entry.at <= to, "{entry:?}");
        }
    }
    Ok(())
}

/// A container's process ends before the next one starts, and the runs count up from 0.
fn processes_take_turns(trace: &Trace) -> Holds {
    for container in 0..trace.containers.len() {
        let runs = trace.runs(container);
        for (run, next) in runs.iter().zip(runs.iter().skip(1)) {
            let end = run.finished.as_ref();
            prop_assert!(end.is_some_and(|end| end.at <= next.started), "{run:?} {next:?}");
        }
        for end in runs.iter().filter_map(|run| Some((run.started, run.finished.as_ref()?.at))) {
            prop_assert!(end.0 <= end.1);
        }
    }
    Ok(())
}

/// An init entry starts when those before it are done or have started; an app container when all of them are. A restart
/// of all containers begins anew.
fn nothing_runs_before_its_gate(trace: &Trace) -> Holds {
    let count = trace.containers.len();
    let mut done = vec![false; count];
    let mut started = vec![false; count];
    for entry in &trace.entries {
        match &entry.what {
            What::Finished { container, exit_code: 0, .. } => done[*container] = true,
            What::BecameStarted(container) => started[*container] = true,
            What::Started(container, 0) => {
                let role = trace.containers[*container].role;
                let comes_first = |other: &usize| match role {
                    Role::App => true,
                    Role::Init | Role::Sidecar => other < container,
                    // An ephemeral container waits for nobody.
                    Role::Ephemeral => false,
                };
                let before: Vec<usize> = (0..count)
                    .filter(|other| {
                        matches!(trace.containers[*other].role, Role::Init | Role::Sidecar)
                    })
                    .filter(comes_first)
                    .collect();
                for other in before {
                    let is_done = match trace.containers[other].role {
                        Role::Init => done[other],
                        // What counts as started without a probe is said a moment after the start of the next one.
                        Role::Sidecar => started[other] || !trace.runs(other).is_empty(),
                        Role::App | Role::Ephemeral => true,
                    };
                    prop_assert!(is_done, "{entry:?} before {}", trace.containers[other].name);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Every SIGKILL of the kubelet comes at least two seconds after the stop signal.
fn a_kill_gives_time(trace: &Trace) -> Holds {
    let mut signalled: Vec<Option<SimTime>> = vec![None; trace.containers.len()];
    for entry in &trace.entries {
        match &entry.what {
            What::Started(container, _) => signalled[*container] = None,
            What::Term(container) => {
                signalled[*container].get_or_insert(entry.at);
            }
            What::Kill(container) if entry.rule.id != "process.signal" => {
                let term = signalled[*container];
                let waited = term.map(|term| entry.at.since(term));
                let enough = waited.is_some_and(|waited| waited >= SimDuration::from_secs(2));
                prop_assert!(enough, "{entry:?} {waited:?}");
            }
            _ => {}
        }
    }
    Ok(())
}

fn rows_count_what_there_is(trace: &Trace) -> Holds {
    let lasting = trace.containers.iter().filter(|it| matches!(it.role, Role::App | Role::Sidecar));
    let total = lasting.count();
    for row in rows(trace) {
        let (ready, all) = row.ready.split_once('/').unwrap_or_default();
        let ready: usize = ready.parse().unwrap_or(usize::MAX);
        prop_assert!(ready <= total && all == total.to_string(), "{row:?}");
        prop_assert!(row.restarts >= 0, "{row:?}");
    }
    Ok(())
}

/// A process that the status shows, and that is not told to stop, is drawn as ready while the status says that it is.
fn lanes_show_who_is_ready(trace: &Trace) -> Holds {
    let lanes = timeline(trace).lanes;
    let statuses: Vec<(SimTime, &PodStatus)> = trace.statuses().collect();
    let ends = statuses.iter().skip(1).map(|(at, _)| *at).chain([trace.end]);
    for ((from, status), end) in statuses.iter().zip(ends) {
        // What the kubelet knows takes a moment to the API.
        let at = SimTime(end.0.saturating_sub(20));
        for (place, lane) in lanes.iter().enumerate() {
            let lists = [&status.init_container_statuses, &status.container_statuses];
            let known = lists.into_iter().flatten().flatten().find(|it| it.name == lane.name);
            let runs = trace.runs(place);
            let run = runs.iter().rfind(|run| run.started <= at);
            let running = known.and_then(|it| it.state.as_ref()?.running.as_ref());
            let is_seen = run.is_some_and(|run| {
                let is_it = running.is_some_and(|it| it.started_at == Some(run.started.stamp()));
                is_it && at.since(run.started) > SimDuration::from_secs(2)
            });
            let segment = lane.segments.iter().find(|it| it.from <= at && at < it.to);
            let (Some(known), Some(segment)) = (known, segment.filter(|_| is_seen)) else {
                continue;
            };
            let runs = matches!(segment.doing, Doing::Starting | Doing::NotReady | Doing::Ready);
            if *from <= at && runs && lane.role != Role::Init && lane.role != Role::Ephemeral {
                let is_ready = segment.doing == Doing::Ready;
                prop_assert_eq!(is_ready, known.ready, "{} at {:?}: {:?}", lane.name, at, segment);
            }
        }
    }
    Ok(())
}

fn is_over(status: &PodStatus) -> bool {
    matches!(status.phase.as_deref(), Some("Succeeded" | "Failed"))
}

/// No phase follows Succeeded or Failed, nothing starts then, and nothing is said of an object that is gone.
fn a_phase_is_final(trace: &Trace) -> Holds {
    let mut over: Option<Option<String>> = None;
    let mut gone = false;
    for entry in &trace.entries {
        if let What::Status(status) = &entry.what {
            prop_assert!(!gone, "{entry:?}");
            if let Some(phase) = &over {
                prop_assert_eq!(phase, &status.phase);
            }
            if is_over(status) {
                over = Some(status.phase.clone());
            }
        }
        prop_assert!(over.is_none() || !matches!(entry.what, What::Started(..)), "{entry:?}");
        gone |= entry.what == What::Removed;
    }
    Ok(())
}

fn holds_of_a_job(story: &Story) -> Holds {
    let Some(job) = &story.job else { return Ok(()) };
    let mut finished = false;
    for (id, entry) in job.entries.iter().enumerate() {
        let earlier = entry.because.iter().all(|because| match because {
            Origin::Job(because) => *because < id,
            Origin::Pod(pod, _) => *pod < story.pods.len(),
        });
        prop_assert!(earlier, "{id}: {entry:?}");
        prop_assert!(id == 0 || !entry.because.is_empty(), "nothing led to {entry:?}");
        if let Some(next) = job.entries.get(id + 1) {
            prop_assert!(entry.at <= next.at, "{entry:?} then {next:?}");
        }
        match &entry.what {
            JobWhat::Status(status) => {
                let conditions = status.conditions.iter().flatten();
                finished = conditions
                    .filter(|it| matches!(it.type_.as_str(), "Complete" | "Failed"))
                    .any(|it| it.status == "True");
                let is_active = status.active.unwrap_or(0) > 0;
                prop_assert!(!finished || !is_active, "{status:?}");
            }
            JobWhat::PodCreated(_) => prop_assert!(!finished, "{entry:?}"),
            _ => {}
        }
    }
    Ok(())
}

//! Plays a Pod as a node does: a discrete-event simulation of the kubelet, pure and deterministic.
//!
//! Before working here read `ARCHITECTURE.md` and the sources that `rules.rs` names. One pod worker does all work of
//! the Pod, one pass after the other (`pod_worker`); a pass publishes the status (`status`), decides what to do
//! (`actions`, `init_containers`) and does it step by step (`start`, `termination`). Probes (`prober`) run beside it.
//! The runtime's changes reach the kubelet only by a relist (`runtime`).

mod actions;
mod api;
mod back_off;
mod changes;
mod container;
mod eviction;
mod hooks;
pub mod identity;
mod image_volumes;
mod images;
mod init_containers;
mod job;
mod latency;
mod pod_worker;
mod prober;
mod processes;
mod queue;
mod restart_all;
pub mod rules;
mod runtime;
mod signals;
mod start;
mod status;
pub mod story;
mod termination;
pub mod trace;
pub mod visit;
mod volumes;
pub mod workload;
mod world;

use k8s_openapi::api::core::v1::PodSpec;

use crate::process::machine::{Kept, Machine, Page};
use crate::process::scenario::{MissingVolume, OutsideHost, Scenario};
use crate::sim::api::Api;
use crate::sim::container::Container;
use crate::sim::images::ImageBackOff;
use crate::sim::pod_worker::Worker;
use crate::sim::prober::Prober;
use crate::sim::processes::Running;
use crate::sim::queue::Queue;
use crate::sim::rules::Rule;
use crate::sim::trace::{
    Because, Entry, EntryId, EventType, ProbeKind, Trace, TraceContainer, What,
};
use crate::sim::workload::Instance;
use crate::sim::world::Cast;
use crate::time::{SimDuration, SimTime};

pub use world::play;

/// How long nothing but routine must go on before a run counts as settled.
const SETTLED: SimDuration = SimDuration::from_secs(60);

/// How many events of a type the kubelet sends at once about a Pod, and after what time it sends another one.
const EVENT_BURST: u64 = 25;
const EVENT_COST: SimDuration = SimDuration::from_secs(300);

/// Something that is to happen.
#[derive(Clone, Copy, Debug)]
enum Wake {
    Create,
    Schedule,
    Watch,
    Publish,
    Relist,
    Step {
        ticket: u64,
    },
    WorkQueue {
        pass: u64,
        delay: SimDuration,
    },
    Exit {
        container: usize,
        instance: usize,
        plan: u64,
    },
    KillTime {
        container: usize,
        instance: usize,
    },
    Stop {
        container: usize,
        ticket: u64,
    },
    Probe {
        container: usize,
        kind: ProbeKind,
        ticket: u64,
    },
    ProbeEnd {
        container: usize,
        kind: ProbeKind,
        check: u64,
    },
    /// Something is due in the machine.
    Process,
    /// A check that a command makes has used up its time.
    ProbeTimeout {
        container: usize,
        kind: ProbeKind,
        check: u64,
    },
    Collect,
    Deadline,
    /// The volumes are measured.
    Measure,
    /// The eviction manager looks at what was found.
    Evict,
    /// A volume that was missing is tried again.
    Mount {
        volume: usize,
        failures: u32,
    },
}

impl Wake {
    /// Whether it goes on for ever without changing anything by itself.
    fn is_routine(&self) -> bool {
        matches!(
            self,
            Self::Probe { .. }
                | Self::ProbeEnd { .. }
                | Self::ProbeTimeout { .. }
                | Self::WorkQueue { .. }
                | Self::Measure
        )
    }
}

/// One Pod and everything that is in motion for it.
struct Sim<'a> {
    now: SimTime,
    queue: Queue<Wake>,
    trace: Trace,
    pod: Instance<'a>,
    spec: &'a PodSpec,
    scenario: &'a Scenario,
    missing_volumes: Vec<MissingVolume>,
    containers: Vec<Container<'a>>,
    api: Api,
    worker: Worker,
    prober: Prober,
    /// The processes that nothing else describes, and when something is due there.
    machine: Machine,
    machine_at: Option<SimTime>,
    commands: Vec<Running>,
    /// How the newest command ended that somebody ran in it, and what it printed.
    exec_end: Option<(i32, String)>,
    /// What the newest request brought that somebody made and processes answered.
    fetched: Option<Page>,
    image_back_off: Vec<(String, ImageBackOff)>,
    /// The images that were pulled to the node, for all Pods that are played together.
    pulled: Vec<String>,
    /// How often each container was started before, over all Pods that the scenario describes together.
    starts: Vec<usize>,
    /// Up to when the events that were sent are paid for, Normal ones and Warnings.
    events_paid: [SimTime; 2],
    /// What happens from outside at the moment, or the Pod's creation.
    outside: EntryId,
    /// The last entry that was not routine.
    last_change: SimTime,
}

impl<'a> Sim<'a> {
    /// A Pod that is going to be created at an instant.
    fn new(
        pod: Instance<'a>,
        cast: &'a Cast,
        scenario: &'a Scenario,
        created: SimTime,
        kept: Vec<Kept>,
    ) -> Self {
        let spec = pod.spec;
        let specs =
            spec.init_containers.iter().flatten().chain(&spec.containers).chain(&cast.ephemeral);
        let containers: Vec<Container<'a>> = specs
            .zip(&cast.behaviors)
            .map(|(spec, (role, index, behavior))| {
                Container::new(spec, *role, *index, behavior, scenario.features)
            })
            .collect();
        let described = containers
            .iter()
            .map(|container| TraceContainer {
                name: container.spec.name.clone(),
                role: container.role,
                index: container.index,
                image: container.spec.image.clone().unwrap_or_default(),
                stop_signal: container.stop_signal().to_owned(),
                notes: Vec::new(),
            })
            .collect();
        let mut queue = Queue::default();
        queue.push(created, Wake::Create);
        let name = pod.name.clone();
        Self {
            now: created,
            queue,
            trace: Trace { pod: name, created, containers: described, ..Trace::default() },
            spec,
            scenario,
            missing_volumes: volumes::missing(&pod, scenario),
            prober: Prober::new(&containers),
            machine: processes::machine(&pod, &containers, scenario, kept, created),
            machine_at: None,
            commands: Vec::new(),
            exec_end: None,
            fetched: None,
            pod,
            containers,
            api: Api::default(),
            worker: Worker::default(),
            image_back_off: Vec::new(),
            pulled: Vec::new(),
            starts: Vec::new(),
            outside: 0,
            events_paid: [SimTime::ZERO; 2],
            last_change: created,
        }
    }

    /// When something happens next.
    fn next_at(&self) -> Option<SimTime> {
        self.queue.next_at()
    }

    /// Lets the next thing happen.
    fn step(&mut self) {
        if let Some((at, wake)) = self.queue.pop() {
            self.now = at;
            self.on_wake(wake);
        }
    }

    /// Whether nothing but routine goes on and has gone on for a while.
    fn is_settled(&self, at: SimTime) -> bool {
        self.queue.is_empty()
            || at.since(self.last_change) > SETTLED
                && at.since(self.last_known_change()) > SETTLED
                && self.queue.iter().all(|wake| {
                    wake.is_routine()
                        || (matches!(wake, Wake::Process) && self.machine.is_endless())
                })
                && !self.may_evict()
    }

    /// The latest instant at which a probe or a command may begin to find something else.
    fn last_known_change(&self) -> SimTime {
        let answers = |container: &Container<'_>| {
            let started =
                container.instances.last().map_or(SimTime::ZERO, |instance| instance.started_at);
            let behavior = container.behavior;
            let steps =
                [&behavior.startup, &behavior.readiness, &behavior.liveness].into_iter().flatten();
            steps.flatten().map(|step| started + step.from).max().unwrap_or_default()
        };
        let hosts = self.scenario.network.iter().filter_map(OutsideHost::last_change);
        self.containers.iter().map(answers).chain(hosts).max().unwrap_or_default()
    }

    fn on_wake(&mut self, wake: Wake) {
        match wake {
            Wake::Create => self.create(),
            Wake::Schedule => self.on_schedule(),
            Wake::Watch => self.on_watch(),
            Wake::Publish => self.on_publish(),
            Wake::Relist => self.on_relist(),
            Wake::Step { ticket } => self.on_step(ticket),
            Wake::WorkQueue { pass, delay } => self.on_work_queue(pass, delay),
            Wake::Exit { container, instance, plan } => self.on_exit(container, instance, plan),
            Wake::KillTime { container, instance } => self.on_kill_time(container, instance),
            Wake::Stop { container, ticket } => self.on_stop(container, ticket),
            Wake::Probe { container, kind, ticket } => self.on_probe(container, kind, ticket),
            Wake::ProbeEnd { container, kind, check } => self.on_probe_end(container, kind, check),
            Wake::ProbeTimeout { container, kind, check } => {
                self.on_probe_timeout(container, kind, check);
            }
            Wake::Process => self.on_process(),
            Wake::Collect => self.on_collect(),
            Wake::Deadline => self.on_deadline(),
            Wake::Measure => self.on_measure(),
            Wake::Evict => self.on_evict(),
            Wake::Mount { volume, failures } => self.on_mount(volume, failures),
        }
    }

    fn wake_in(&mut self, delay: SimDuration, wake: Wake) {
        self.queue.push(self.now + delay, wake);
    }

    /// Writes an entry of the trace.
    fn record(&mut self, what: What, because: &[Option<EntryId>], rule: Rule) -> EntryId {
        if !matches!(what, What::Probed(..)) {
            self.last_change = self.now;
        }
        let mut because: Because = because.iter().copied().flatten().collect();
        because.dedup();
        let by_the_pass = matches!(
            what,
            What::Started(..)
                | What::PullBegan(_)
                | What::BackOffEnded(_)
                | What::StopRequested { .. }
        );
        let range =
            self.worker.spread.filter(|_| by_the_pass).map(|spread| spread.around(self.now));
        self.trace.entries.push(Entry { at: self.now, what, because, rule, range });
        self.trace.entries.len() - 1
    }

    /// Sends an event about a container.
    fn event(
        &mut self,
        type_: EventType,
        reason: &'static str,
        message: String,
        container: Option<usize>,
        because: Option<EntryId>,
        rule: Rule,
    ) -> EntryId {
        if !self.may_send(type_) {
            return because.unwrap_or_default();
        }
        self.record(What::Event { type_, reason, message, container }, &[because], rule)
    }

    /// The kubelet sends 25 events of a type about a Pod, and from then on one every five minutes; it drops the others.
    ///
    /// Upstream: `EventSourceObjectSpamFilter`, staging/src/k8s.io/client-go/tools/record/events_cache.go.
    fn may_send(&mut self, type_: EventType) -> bool {
        let [normal, warning] = &mut self.events_paid;
        let paid = if type_ == EventType::Normal { normal } else { warning };
        if *paid > self.now + SimDuration(EVENT_COST.0 * (EVENT_BURST - 1)) {
            return false;
        }
        *paid = (*paid).max(self.now) + EVENT_COST;
        true
    }

    /// `name_namespace(uid)`: how the kubelet's messages name the Pod.
    fn pod_in_messages(&self) -> String {
        let namespace = self.pod.namespace;
        format!("{}_{namespace}({})", self.trace.pod, self.pod.uid())
    }
}

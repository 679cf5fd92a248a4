//! The clock: one Pod, or a Job with all its Pods, played in order of time.

use std::collections::VecDeque;

use k8s_openapi::api::core::v1::Container;

use crate::defaults::pull_policy;
use crate::process::scenario::{Action, Scenario, TimedAction};
use crate::process::{Behavior, behavior};
use crate::sim::job::Controller;
use crate::sim::story::{Cut, MOST_ENTRIES, MOST_PODS, Story};
use crate::sim::trace::{EntryId, Role, What};
use crate::sim::workload::Workload;
use crate::sim::{Sim, latency};
use crate::time::{SimDuration, SimTime};

/// The longest time that is watched.
pub(super) const LONGEST: SimDuration = SimDuration::from_secs(15 * 60);

/// The behavior of every container of a Pod: init entries first, then app containers, then ephemeral ones.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) behaviors: Vec<(Role, usize, Behavior)>,
    /// The containers that are going to be added to the Pod.
    pub(super) ephemeral: Vec<Container>,
}

impl Cast {
    /// What the scenario says of a Pod with this completion index.
    fn of(workload: &Workload<'_>, scenario: &Scenario, index: Option<u32>) -> Self {
        let spec = workload.pod.spec;
        let inits = spec.init_containers.iter().flatten().enumerate().map(|(place, container)| {
            let is_sidecar = container.restart_policy.as_deref() == Some("Always");
            (if is_sidecar { Role::Sidecar } else { Role::Init }, place, container)
        });
        let apps = spec.containers.iter().enumerate();
        let apps = apps.map(|(place, container)| (Role::App, place, container));
        let behaviors = inits.chain(apps).map(|(role, place, container)| {
            let said = scenario.container(&container.name);
            let special = index.and_then(|index| said?.at_index(index));
            let said = special.as_ref().or(said);
            (role, place, behavior(said))
        });
        let mut behaviors: Vec<(Role, usize, Behavior)> = behaviors.collect();
        let mut ephemeral: Vec<Container> = Vec::new();
        for timed in &scenario.actions {
            let Action::AddEphemeralContainer { name, image, runs } = &timed.action else {
                continue;
            };
            let mut all = spec.init_containers.iter().flatten().chain(&spec.containers);
            // The API server refuses a name that is taken.
            if all.any(|known| known.name == *name)
                || ephemeral.iter().any(|known| known.name == *name)
            {
                continue;
            }
            let container = Container {
                name: name.clone(),
                image: Some(image.clone()),
                image_pull_policy: Some(pull_policy(image).to_owned()),
                ..Container::default()
            };
            let mut said = scenario.container(name).cloned();
            if !runs.is_empty() {
                said.get_or_insert_default().runs.clone_from(runs);
            }
            let place = ephemeral.len();
            behaviors.push((Role::Ephemeral, place, behavior(said.as_ref())));
            ephemeral.push(container);
        }
        Self { behaviors, ephemeral }
    }
}

/// Plays a workload whose defaults have been set.
///
/// It is watched up to `until`, or where that is missing as long as the scenario says, or until nothing more can
/// change, for 15 minutes at most.
pub fn play(workload: &Workload<'_>, scenario: &Scenario, until: Option<SimDuration>) -> Story {
    let limit = until.or(scenario.until);
    let casts = casts(workload, scenario);
    let world = World::new(workload, scenario, &casts);
    world.run(SimTime::ZERO + limit.unwrap_or(LONGEST), limit.is_some())
}

/// A cast for each completion index that the scenario describes, and one for all others.
pub(super) fn casts(workload: &Workload<'_>, scenario: &Scenario) -> Vec<(Option<u32>, Cast)> {
    let indexes = scenario.containers.iter().flat_map(|container| &container.per_index);
    let mut casts = vec![(None, Cast::of(workload, scenario, None))];
    for (index, _) in indexes {
        casts.push((Some(*index), Cast::of(workload, scenario, Some(*index))));
    }
    casts
}

/// The Pods that were made so far, the gone ones included.
pub(super) struct Pods<'a> {
    pub(super) all: Vec<Sim<'a>>,
    /// How often each container was started, over all Pods of a cast: the scenario counts its runs so, and those of a
    /// completion index that it describes for themselves.
    starts: Vec<Vec<usize>>,
    /// The place of each Pod's cast.
    cast_of: Vec<usize>,
    /// The images that were pulled: all Pods are on one node.
    pulled: Vec<String>,
    workload: &'a Workload<'a>,
    casts: &'a [(Option<u32>, Cast)],
    scenario: &'a Scenario,
    /// How many entries all of them have.
    entries: usize,
    /// Whether a Pod was wanted when there were [`MOST_PODS`].
    wants_more: bool,
}

impl Pods<'_> {
    /// How many of so many Pods there is room for.
    pub(super) fn room_for(&mut self, wanted: usize) -> usize {
        let room = MOST_PODS.saturating_sub(self.all.len());
        self.wants_more |= wanted > room;
        wanted.min(room)
    }

    /// Makes a Pod that is created at an instant, by an entry of the Job where there is one.
    pub(super) fn make(&mut self, at: SimTime, index: Option<u32>, made_by: Option<EntryId>) {
        let known = self.casts.iter().position(|(of, _)| index.is_some() && *of == index);
        let known = known.unwrap_or_default();
        let Some((_, cast)) = self.casts.get(known) else { return };
        self.cast_of.push(known);
        let pod = self.workload.instance(self.all.len(), index, made_by);
        // What the newest Pod left on a volume counts.
        let kept = self.all.iter().rev().flat_map(|before| before.machine.keep()).collect();
        self.all.push(Sim::new(pod, cast, self.scenario, at, kept));
    }

    /// Whether the newest Pod has not been created yet.
    fn is_new(&self) -> bool {
        self.all.last().is_some_and(|pod| pod.trace.entries.is_empty())
    }

    /// Something happens from outside to the newest Pod that is there; its place and the entry, if the API shows it.
    fn act(&mut self, at: SimTime, action: &Action) -> Option<(usize, EntryId)> {
        let there =
            |(_, pod): &(usize, &mut Sim<'_>)| !pod.api.removed && !pod.trace.entries.is_empty();
        let (place, pod) = self.all.iter_mut().enumerate().rev().find(there)?;
        let before = pod.api.version;
        pod.now = at;
        pod.act(action);
        let changed = pod.api.version != before;
        changed.then(|| (place, pod.trace.entries.len().saturating_sub(1)))
    }

    /// A ReplicaSet makes a new Pod as soon as the old one is being deleted or has failed, a StatefulSet and a DaemonSet
    /// when it is gone; one that has failed they delete.
    ///
    /// Upstream: `manageReplicas`, pkg/controller/replicaset/replica_set.go; `updateStatefulSet`,
    /// pkg/controller/statefulset/stateful_set_control.go; `manage`, pkg/controller/daemon/daemon_controller.go.
    fn keep_one(&mut self, at: SimTime) {
        let (Some(controller), Some(pod)) = (&self.workload.pod.controller, self.all.last_mut())
        else {
            return;
        };
        // The API server takes no template whose Pods end by themselves: such a Pod is shown once.
        let spec = self.workload.pod.spec;
        let ends = spec.restart_policy.as_deref() != Some("Always")
            || spec.active_deadline_seconds.is_some();
        if ends {
            return;
        }
        let is_missing = if controller.kind == "ReplicaSet" {
            !pod.is_active()
        } else {
            pod.delete_ended(at);
            pod.api.removed
        };
        if is_missing && !pod.trace.entries.is_empty() && self.room_for(1) == 1 {
            self.make(at + latency::REPLACE, None, None);
        }
    }

    /// The Pod in which something happens next.
    fn next(&self) -> Option<(SimTime, usize)> {
        let times = self.all.iter().enumerate();
        times.filter_map(|(place, pod)| Some((pod.next_at()?, place))).min()
    }

    /// Lets the next thing happen in a Pod; the entry by which the API shows something new of it, if it does.
    fn step(&mut self, place: usize) -> Option<EntryId> {
        let pod = self.all.get_mut(place)?;
        let before = pod.api.version;
        let entries = pod.trace.entries.len();
        let starts = self.starts.get_mut(*self.cast_of.get(place)?)?;
        std::mem::swap(&mut pod.starts, starts);
        std::mem::swap(&mut pod.pulled, &mut self.pulled);
        pod.step();
        std::mem::swap(&mut pod.starts, starts);
        std::mem::swap(&mut pod.pulled, &mut self.pulled);
        let new = pod.trace.entries.get(entries..).unwrap_or_default();
        // A status is as long as the Pod has containers.
        let containers = pod.trace.containers.len();
        let size = |what: &What| if matches!(what, What::Status(_)) { containers } else { 1 };
        self.entries += new.iter().map(|entry| size(&entry.what)).sum::<usize>();
        (pod.api.version != before).then(|| pod.trace.entries.len().saturating_sub(1))
    }
}

/// Everything that is played together.
pub(super) struct World<'a> {
    pub(super) pods: Pods<'a>,
    job: Option<Controller<'a>>,
    /// What is still to happen from outside, in order of time.
    actions: VecDeque<&'a TimedAction>,
}

impl<'a> World<'a> {
    /// Everything before anything has happened.
    pub(super) fn new(
        workload: &'a Workload<'a>,
        scenario: &'a Scenario,
        casts: &'a [(Option<u32>, Cast)],
    ) -> Self {
        let mut actions: VecDeque<&TimedAction> = VecDeque::new();
        for action in &scenario.actions {
            let place = actions.partition_point(|before| before.at <= action.at);
            actions.insert(place, action);
        }
        let mut world = World {
            pods: Pods {
                all: Vec::new(),
                starts: vec![Vec::new(); casts.len()],
                cast_of: Vec::new(),
                pulled: Vec::new(),
                workload,
                casts,
                scenario,
                entries: 0,
                wants_more: false,
            },
            job: workload.job.as_ref().map(Controller::new),
            actions,
        };
        if world.job.is_none() {
            world.pods.make(SimTime::ZERO, None, None);
        }
        world
    }

    fn run(mut self, limit: SimTime, said: bool) -> Story {
        let (cut, limit, said) = self.advance(limit, said);
        Story { cut, ..self.story(limit, said) }
    }

    /// Lets everything happen up to a limit, or until nothing more can change where that is only the longest time;
    /// what there is too much of, and where the story ends.
    pub(super) fn advance(
        &mut self,
        mut limit: SimTime,
        mut said: bool,
    ) -> (Option<Cut>, SimTime, bool) {
        let mut cut = None;
        while let Some(at) = self.next_at() {
            let pod = self.pods.next();
            let job = self.job.as_ref().and_then(Controller::next_at);
            let action = self.actions.front().map(|action| action.at);
            if at > limit || (!said && self.is_settled(at)) {
                break;
            }
            if self.pods.entries > MOST_ENTRIES {
                cut = Some(Cut::Entries);
            } else if self.pods.wants_more && job.is_none_or(|job| job == at) {
                // Those that were made live on until the next one is asked for.
                cut = Some(Cut::Pods);
            }
            if cut.is_some() {
                (limit, said) = (at, true);
                break;
            }
            match pod {
                // Nothing happens to a Pod before it is created.
                Some((next, place)) if next == at && (action != Some(at) || self.pods.is_new()) => {
                    self.step(at, place);
                }
                _ if action == Some(at) => self.act(at),
                _ => {
                    if let Some(job) = &mut self.job {
                        job.wake(at, &mut self.pods);
                    }
                }
            }
        }
        (cut, limit, said)
    }

    /// When something happens next.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        let pod = self.pods.next().map(|(at, _)| at);
        let job = self.job.as_ref().and_then(Controller::next_at);
        let action = self.actions.front().map(|action| action.at);
        [pod, job, action].into_iter().flatten().min()
    }

    fn step(&mut self, at: SimTime, place: usize) {
        if let Some(entry) = self.pods.step(place) {
            self.on_pod_changed(at, place, entry);
        }
    }

    /// Something happens from outside: to the Job, or to the newest Pod.
    fn act(&mut self, at: SimTime) {
        let Some(timed) = self.actions.pop_front() else { return };
        if let Some(job) = &mut self.job
            && job.act(at, &timed.action, &mut self.pods)
        {
            return;
        }
        if let Some((place, entry)) = self.pods.act(at, &timed.action) {
            self.on_pod_changed(at, place, entry);
        }
    }

    /// The API shows something new of a Pod: what made it looks whether it has to do something.
    fn on_pod_changed(&mut self, at: SimTime, place: usize, entry: EntryId) {
        match &mut self.job {
            Some(job) => job.on_pod_changed(at, place, entry),
            None => self.pods.keep_one(at),
        }
    }

    fn is_settled(&self, at: SimTime) -> bool {
        self.actions.is_empty()
            && self.job.as_ref().is_none_or(|job| job.next_at().is_none())
            && self.pods.all.iter().all(|pod| pod.is_settled(at))
    }

    fn story(self, limit: SimTime, said: bool) -> Story {
        let pods = self.pods.all.iter().map(|pod| pod.last_change);
        let job = self.job.as_ref().map(Controller::last_change);
        let last_change = pods.chain(job).max().unwrap_or_default();
        // Room after the last change, so that the end of a picture is not the end of the story.
        let shown = SimDuration::from_millis(last_change.0 / 8 + 2000);
        let end = if said { limit } else { limit.min(last_change + shown) };
        let pods = self.pods.all.into_iter().filter(|pod| pod.trace.created <= end);
        let pods = pods.map(|mut pod| {
            pod.note_assumptions();
            pod.note_lost_lines();
            let mut trace = pod.trace;
            trace.deeds = pod.machine.deeds();
            trace.end = end;
            trace
        });
        Story { end, pods: pods.collect(), job: self.job.map(Controller::into_trace), cut: None }
    }
}

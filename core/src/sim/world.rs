//! The clock: one Pod, or a Job with all its Pods, played in order of time.

use k8s_openapi::api::core::v1::Container;

use crate::defaults::pull_policy;
use crate::process::scenario::{Action, Scenario};
use crate::process::{Behavior, behavior};
use crate::sim::Sim;
use crate::sim::job::Controller;
use crate::sim::story::Story;
use crate::sim::trace::{EntryId, Role};
use crate::sim::workload::Workload;
use crate::time::{SimDuration, SimTime};

/// The longest time that is watched.
const LONGEST: SimDuration = SimDuration::from_secs(15 * 60);

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
            (role, place, behavior(container, role == Role::Init, said))
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
            behaviors.push((Role::Ephemeral, place, behavior(&container, false, said.as_ref())));
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
    let indexes = scenario.containers.iter().flat_map(|container| &container.per_index);
    let mut casts = vec![(None, Cast::of(workload, scenario, None))];
    for (index, _) in indexes {
        casts.push((Some(*index), Cast::of(workload, scenario, Some(*index))));
    }
    let mut world = World {
        pods: Pods { all: Vec::new(), starts: Vec::new(), workload, casts: &casts, scenario },
        job: workload.job.as_ref().map(|job| Controller::new(job, scenario)),
    };
    if world.job.is_none() {
        world.pods.make(SimTime::ZERO, None, None);
    }
    world.run(SimTime::ZERO + limit.unwrap_or(LONGEST), limit.is_some())
}

/// The Pods that were made so far, the gone ones included.
pub(super) struct Pods<'a> {
    pub(super) all: Vec<Sim<'a>>,
    /// How often each container was started, over all Pods: the scenario counts its runs so.
    starts: Vec<usize>,
    workload: &'a Workload<'a>,
    casts: &'a [(Option<u32>, Cast)],
    scenario: &'a Scenario,
}

impl Pods<'_> {
    /// Makes a Pod that is created at an instant, by an entry of the Job where there is one.
    pub(super) fn make(&mut self, at: SimTime, index: Option<u32>, made_by: Option<EntryId>) {
        let known = self.casts.iter().find(|(of, _)| index.is_some() && *of == index);
        let Some((_, cast)) = known.or(self.casts.first()) else { return };
        let pod = self.workload.instance(self.all.len(), index, made_by);
        self.all.push(Sim::new(pod, cast, self.scenario, at));
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
        std::mem::swap(&mut pod.starts, &mut self.starts);
        pod.step();
        std::mem::swap(&mut pod.starts, &mut self.starts);
        (pod.api.version != before).then(|| pod.trace.entries.len().saturating_sub(1))
    }
}

/// Everything that is played together.
struct World<'a> {
    pods: Pods<'a>,
    job: Option<Controller<'a>>,
}

impl World<'_> {
    fn run(mut self, limit: SimTime, said: bool) -> Story {
        loop {
            let pod = self.pods.next();
            let job = self.job.as_ref().and_then(Controller::next_at);
            let Some(at) = pod.map(|(at, _)| at).into_iter().chain(job).min() else { break };
            if at > limit || (!said && self.is_settled(at)) {
                break;
            }
            match (pod, &mut self.job) {
                (Some((next, place)), job) if next == at => {
                    let changed = self.pods.step(place);
                    if let (Some(job), Some(entry)) = (job, changed) {
                        job.on_pod_changed(at, place, entry);
                    }
                }
                (_, Some(job)) => job.wake(at, &mut self.pods),
                (_, None) => break,
            }
        }
        self.story(limit, said)
    }

    fn is_settled(&self, at: SimTime) -> bool {
        self.job.as_ref().is_none_or(|job| job.next_at().is_none())
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
        let pods = pods.map(|pod| {
            let mut trace = pod.trace;
            trace.end = end;
            trace
        });
        Story { end, pods: pods.collect(), job: self.job.map(Controller::into_trace) }
    }
}

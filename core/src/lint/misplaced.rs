//! Helpers that stand in `containers`: each is one rule's business, the worst that happens to it.

use crate::features::Gate;
use crate::lint::helper::{Helper, mesh};
use crate::lint::subject::{Member, Subject};
use crate::process::role::Role as Known;
use crate::process::{ends_by_itself, stops_slowly};
use crate::sim::trace::Role;
use crate::time::SimDuration;

/// A helper in `containers` beside an app.
pub(super) struct Misplaced<'a> {
    /// The helper.
    pub(super) helper: Member<'a>,
    /// The app that it helps.
    pub(super) app: Member<'a>,
    /// What comes of it.
    pub(super) harm: Harm,
}

/// What comes of it, the worst first.
pub(super) enum Harm {
    /// It says `restartPolicy: Always`, which makes no sidecar here.
    SaysAlways,
    /// The Job never completes.
    KeepsJobRunning,
    /// The app's last lines in this volume are lost.
    LosesLogs {
        /// The volume.
        volume: String,
    },
    /// A proxy of a mesh, and nothing makes the app wait for it.
    StartsLate,
    /// It is gone while the app, which may need it, still stops.
    GoesFirst {
        /// When it is gone, after the deletion.
        gone: SimDuration,
        /// Until when the app goes on.
        needed: SimDuration,
    },
    /// It neither starts first nor stops last.
    NoOrder,
    /// It is no helper, and does no harm.
    None,
}

/// Ways in which the work of a Job tells a helper to end.
const FAREWELLS: [&str; 4] = ["quitquitquit", "/shutdown", "/quit", "scuttle"];

/// All helpers in `containers` beside an app.
pub(super) fn misplaced<'a>(pod: &Subject<'a>) -> Vec<Misplaced<'a>> {
    let (helpers, apps): (Vec<Member<'a>>, Vec<Member<'a>>) = pod
        .apps()
        .cloned()
        .partition(|member| member.helper().is_some() || serves_a_job(pod, member));
    let Some(first_app) = apps.first() else { return Vec::new() };
    let may_end_others = pod.spec.share_process_namespace == Some(true)
        || apps.iter().chain(&helpers).any(|member| {
            member.words().any(|word| FAREWELLS.iter().any(|told| word.contains(told)))
        });
    helpers
        .into_iter()
        .map(|helper| {
            let reader = apps.iter().find_map(|app| {
                let volume = shared_volume(&helper, app)?;
                Some((app.clone(), volume))
            });
            let is_shipper = helper.helper() == Some(Helper::LogShipper);
            if says_always(pod, &helper) {
                return Misplaced { helper, app: first_app.clone(), harm: Harm::SaysAlways };
            }
            if pod.is_job() && !may_end_others && !ends(pod, &helper) {
                return Misplaced { helper, app: first_app.clone(), harm: Harm::KeepsJobRunning };
            }
            if helper.helper().is_none() {
                return Misplaced { helper, app: first_app.clone(), harm: Harm::None };
            }
            match reader {
                Some((app, volume)) if is_shipper && !waits_before_it_stops(&helper) => {
                    Misplaced { helper, app, harm: Harm::LosesLogs { volume } }
                }
                Some(_) | None => {
                    if let Some((app, harm)) = leaves_first(pod, &helper, &apps) {
                        return Misplaced { helper, app: app.clone(), harm };
                    }
                    let is_late = mesh(helper.container).is_some() && !goes_first(pod, &helper);
                    let harm = if is_late { Harm::StartsLate } else { Harm::NoOrder };
                    Misplaced { helper, app: first_app.clone(), harm }
                }
            }
        })
        .collect()
}

/// Whether an entry of `containers` has a `restartPolicy: Always` that changes nothing, or that was meant for a native
/// sidecar.
pub(super) fn says_always(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let container = member.container;
    let of_pod = pod.spec.restart_policy.as_deref().unwrap_or("Always");
    let is_beside =
        pod.spec.containers.len() > 1 && (of_pod == "Always" || member.helper().is_some());
    member.role == Role::App
        && container.restart_policy.as_deref() == Some("Always")
        && container.restart_policy_rules.is_none()
        && (is_beside || pod.is_job())
        && pod.scenario.features.has(Gate::ContainerRestartRules)
}

/// Whether it is started before all apps, and a hook makes them wait for it.
fn goes_first(pod: &Subject<'_>, helper: &Member<'_>) -> bool {
    helper.post_start().is_some()
        && pod.apps().all(|app| app.helper().is_some() || app.index > helper.index)
}

/// Whether a helper that apps call is gone before one of them, for which a run is played only where one is in no hurry.
fn leaves_first<'m, 'a>(
    pod: &Subject<'a>,
    helper: &Member<'a>,
    apps: &'m [Member<'a>],
) -> Option<(&'m Member<'a>, Harm)> {
    let is_proxy =
        matches!(helper.helper(), Some(Helper::Proxy | Helper::DatabaseProxy | Helper::AuthProxy));
    if !is_proxy || waits_before_it_stops(helper) {
        return None;
    }
    let takes_time = |app: &&Member<'a>| {
        let said = pod.scenario.container(app.name());
        waits_before_it_stops(app)
            || stops_slowly(app.container, said)
            || app.words().any(|word| word.contains("trap "))
    };
    apps.iter().filter(takes_time).find_map(|app| {
        let (gone, needed) = (pod.stop(helper)?.ended?, pod.stop(app)?.ended?);
        (needed.whole_secs() > gone.whole_secs()).then_some((app, Harm::GoesFirst { gone, needed }))
    })
}

/// Whether a database or a cache stands in a Job, beside the work that needs it.
fn serves_a_job(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let is_known = matches!(member.of_image, Some(Known::Database | Known::Cache));
    pod.is_job() && is_known && pod.serves(member)
}

/// Whether its process comes to an end without being told to: in the run, or played by itself for longer.
fn ends(pod: &Subject<'_>, member: &Member<'_>) -> bool {
    let said = pod.scenario.container(member.name());
    !pod.own_ends(member).is_empty() || ends_by_itself(member.container, said)
}

fn shared_volume(helper: &Member<'_>, app: &Member<'_>) -> Option<String> {
    let mut names = helper.mounts().map(|mounted| &mounted.mount.name);
    names.find(|name| app.mounts().any(|mounted| mounted.mount.name == **name)).cloned()
}

/// Whether a hook makes it wait: somebody has thought of the end.
fn waits_before_it_stops(member: &Member<'_>) -> bool {
    member.pre_stop().is_some_and(|hook| {
        let runs_sleep = hook
            .exec
            .iter()
            .flat_map(|exec| exec.command.iter().flatten())
            .any(|word| word.contains("sleep"));
        hook.sleep.is_some() || runs_sleep
    })
}

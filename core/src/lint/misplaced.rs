//! Helpers that stand in `containers`: each is one rule's business, the worst that happens to it.

use k8s_openapi::api::core::v1::Container;

use crate::lint::helper::Helper;
use crate::lint::subject::{Member, Subject};
use crate::process::ends_by_itself;

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
    /// The Job never completes.
    KeepsJobRunning,
    /// The app's last lines in this volume are lost.
    LosesLogs {
        /// The volume.
        volume: String,
    },
    /// It neither starts first nor stops last.
    NoOrder,
}

/// Ways in which containers of a Job tell each other to end.
const FAREWELLS: [&str; 4] = ["quitquitquit", "/shutdown", "pkill", "kill"];

/// All helpers in `containers` beside an app.
pub(super) fn misplaced<'a>(pod: &Subject<'a>) -> Vec<Misplaced<'a>> {
    let (helpers, apps): (Vec<Member<'a>>, Vec<Member<'a>>) =
        pod.apps().cloned().partition(|member| member.helper.is_some());
    let Some(first_app) = apps.first() else { return Vec::new() };
    let may_end_others = pod.spec.share_process_namespace == Some(true)
        || apps.iter().chain(&helpers).any(|member| {
            member.words().any(|word| FAREWELLS.iter().any(|told| word.contains(told)))
        });
    helpers
        .into_iter()
        .map(|helper| {
            let reader = apps.iter().find_map(|app| {
                let volume = shared_volume(helper.container, app.container)?;
                Some((app.clone(), volume))
            });
            let is_shipper = helper.helper == Some(Helper::LogShipper);
            if pod.is_job() && !may_end_others && !ends(pod, helper.container) {
                return Misplaced { helper, app: first_app.clone(), harm: Harm::KeepsJobRunning };
            }
            match reader {
                Some((app, volume)) if is_shipper && !waits_before_it_stops(helper.container) => {
                    Misplaced { helper, app, harm: Harm::LosesLogs { volume } }
                }
                Some(_) | None => Misplaced { helper, app: first_app.clone(), harm: Harm::NoOrder },
            }
        })
        .collect()
}

/// Whether its process comes to an end without being told to.
fn ends(pod: &Subject<'_>, container: &Container) -> bool {
    let said = pod.scenario.container(&container.name);
    ends_by_itself(container, said)
}

fn shared_volume(helper: &Container, app: &Container) -> Option<String> {
    let mounted = |container: &Container, name: &str| {
        container.volume_mounts.iter().flatten().any(|mount| mount.name == name)
    };
    let names = helper.volume_mounts.iter().flatten().map(|mount| mount.name.clone());
    names.into_iter().find(|name| mounted(app, name))
}

/// Whether a hook makes it wait: somebody has thought of the end.
fn waits_before_it_stops(container: &Container) -> bool {
    let hook = container.lifecycle.as_ref().and_then(|lifecycle| lifecycle.pre_stop.as_ref());
    hook.is_some_and(|hook| {
        let runs_sleep = hook
            .exec
            .iter()
            .flat_map(|exec| exec.command.iter().flatten())
            .any(|word| word.contains("sleep"));
        hook.sleep.is_some() || runs_sleep
    })
}

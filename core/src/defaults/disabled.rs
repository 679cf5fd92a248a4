//! Fields of features that 1.36 has, but not switched on: a create drops them.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::pod::all_containers;

/// DropDisabledTemplateFields, pkg/api/pod/util.go, at the feature gates' defaults.
pub(super) fn drop_from(spec: &mut PodSpec) {
    spec.scheduling_group = None; // GenericWorkload
    drop(take_stop_signals(spec));
    let projected = spec.volumes.iter_mut().flatten().flat_map(|volume| &mut volume.projected);
    for source in projected.flat_map(|projected| projected.sources.iter_mut().flatten()) {
        source.cluster_trust_bundle = None; // ClusterTrustBundleProjection
        source.pod_certificate = None; // PodCertificateRequest
    }
}

/// ContainerStopSignals: takes them out, app containers' first.
pub(super) fn take_stop_signals(spec: &mut PodSpec) -> Vec<Option<String>> {
    all_containers(spec).map(take_stop_signal).collect()
}

/// A lifecycle that says nothing else goes with it.
fn take_stop_signal(container: &mut Container) -> Option<String> {
    let lifecycle = container.lifecycle.as_mut()?;
    let hooks = lifecycle.post_start.is_some() || lifecycle.pre_stop.is_some();
    let signal = lifecycle.stop_signal.take();
    if signal.is_some() && !hooks {
        container.lifecycle = None;
    }
    signal
}

pub(super) fn put_stop_signals(spec: &mut PodSpec, signals: Vec<Option<String>>) {
    for (container, signal) in all_containers(spec).zip(signals) {
        if signal.is_some() {
            container.lifecycle.get_or_insert_default().stop_signal = signal;
        }
    }
}

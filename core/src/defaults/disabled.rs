//! Fields of features that 1.36 has, but not switched on: a create drops them.

use k8s_openapi::api::core::v1::{Container, PodSpec};

/// DropDisabledTemplateFields, pkg/api/pod/util.go, at the feature gates' defaults.
pub(super) fn drop_from(spec: &mut PodSpec) {
    spec.scheduling_group = None; // GenericWorkload
    spec.containers.iter_mut().for_each(stop_signal);
    spec.init_containers.iter_mut().flatten().for_each(stop_signal);
    let projected = spec.volumes.iter_mut().flatten().flat_map(|volume| &mut volume.projected);
    for source in projected.flat_map(|projected| projected.sources.iter_mut().flatten()) {
        source.cluster_trust_bundle = None; // ClusterTrustBundleProjection
        source.pod_certificate = None; // PodCertificateRequest
    }
}

/// ContainerStopSignals; a lifecycle that says nothing else goes with it.
fn stop_signal(container: &mut Container) {
    let Some(lifecycle) = &mut container.lifecycle else { return };
    let hooks = lifecycle.post_start.is_some() || lifecycle.pre_stop.is_some();
    if lifecycle.stop_signal.take().is_some() && !hooks {
        container.lifecycle = None;
    }
}

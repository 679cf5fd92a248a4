//! Volumes that are images: every pass sees to them before it starts a container.
//!
//! Upstream: `getImageVolumes` and `toKubeContainerImageVolumes`, pkg/kubelet/kuberuntime/kuberuntime_manager.go. What
//! becomes of them is said of the Pod; only a container that mounts one which is missing says so of itself.

use crate::sim::images::pull_error;
use crate::sim::pod_worker::{Flow, Step};
use crate::sim::trace::EventType;
use crate::sim::{Sim, latency, rules};
use crate::time::SimDuration;

/// Why an image volume is not there in this pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImageVolumeError {
    volume: usize,
    reason: String,
    message: String,
}

impl Sim<'_> {
    /// Puts the pulls of a pass where they belong: behind what is stopped, before what is started.
    pub(super) fn add_image_volumes(&mut self, steps: &mut Vec<Step>) {
        self.worker.image_volume_errors.clear();
        let has_sandbox = self.worker.has_sandbox() || steps.contains(&Step::SandboxReady);
        let ends =
            steps.iter().any(|step| matches!(step, Step::StopAll(_) | Step::RemoveRecords(_)));
        if !has_sandbox || ends {
            return;
        }
        let starts = |step: &Step| matches!(step, Step::Start(_) | Step::Resize(_));
        let mut place = steps.iter().position(starts).unwrap_or(steps.len());
        for (at, volume) in self.spec.volumes.iter().flatten().enumerate() {
            if volume.image.is_some() {
                steps.insert(place, Step::ImageVolume(at));
                place += 1;
            }
        }
    }

    fn image_volume_event(&mut self, type_: EventType, reason: &'static str, message: String) {
        let cause = self.worker.cause;
        self.event(type_, reason, message, None, cause, rules::PULL);
    }

    fn image_volume(&self, at: usize) -> Option<(String, &str)> {
        let volume = self.spec.volumes.as_ref()?.get(at)?;
        let source = volume.image.as_ref()?;
        let image = source.reference.clone().unwrap_or_default();
        Some((image, source.pull_policy.as_deref().unwrap_or_default()))
    }

    /// What the scenario says that is missing of a volume, as long as it is.
    fn missing_image(&self, at: usize) -> Option<String> {
        let name = &self.spec.volumes.as_ref()?.get(at)?.name;
        let said = self.scenario.volumes.iter().find(|known| known.name == *name)?;
        let is_missing = said.until.is_none_or(|until| until > self.now);
        is_missing.then(|| said.missing.clone())
    }

    /// Sees to one image volume.
    pub(super) fn ensure_image_volume(&mut self, at: usize) -> Flow {
        let Some((image, policy)) = self.image_volume(at) else { return Flow::Next };
        let (never, always) = (policy == "Never", policy == "Always");
        let Some(error) = self.missing_image(at) else {
            // One that was missing has to be pulled; any other one is on the node.
            let name = self.spec.volumes.iter().flatten().nth(at).map(|volume| &volume.name);
            let was_missing = self.scenario.volumes.iter().any(|said| Some(&said.name) == name);
            if always || (was_missing && !never && !self.pulled.contains(&image)) {
                let message = format!("Pulling image \"{image}\"");
                self.image_volume_event(EventType::Normal, "Pulling", message);
                self.worker.put_in_front(Step::ImageVolumePulled(at));
                return Flow::After(latency::REGISTRY_CHECK);
            }
            let message = self.present_message(&image);
            self.image_volume_event(EventType::Normal, "Pulled", message);
            return Flow::After(latency::IMAGE_CHECK);
        };
        let (reason, message) = if never {
            let message =
                format!("Container image \"{image}\" is not present with pull policy of Never");
            self.image_volume_event(EventType::Warning, "ErrImageNeverPull", message.clone());
            ("ErrImageNeverPull", message)
        } else if let Some(before) = self.pull_backs_off(&image) {
            let text = format!("Back-off pulling image \"{image}\"");
            self.image_volume_event(EventType::Normal, "BackOff", text.clone());
            ("ImagePullBackOff", format!("{text}: {before}"))
        } else {
            let message = format!("Pulling image \"{image}\"");
            self.image_volume_event(EventType::Normal, "Pulling", message);
            let message = format!("Failed to pull image \"{image}\": {error}");
            self.image_volume_event(EventType::Warning, "Failed", message);
            let (reason, message) = pull_error(&image, &error);
            self.remember_failed_pull(&image, format!("{reason}: {message}"));
            (reason, message)
        };
        let reason = reason.to_owned();
        self.worker.image_volume_errors.push(ImageVolumeError { volume: at, reason, message });
        Flow::Next
    }

    /// The registry has been asked.
    pub(super) fn end_image_volume_pull(&mut self, at: usize) -> Flow {
        if let Some((image, _)) = self.image_volume(at) {
            let message = pulled_message(&image, latency::REGISTRY_CHECK);
            self.image_volume_event(EventType::Normal, "Pulled", message);
            self.remember_pull(image);
        }
        Flow::Next
    }

    /// Why a container cannot be started without its image volumes: each one that is missing makes an event, and the
    /// last one is the reason.
    pub(super) fn lacks_image_volume(&mut self, container: usize) -> Option<Flow> {
        let mounts = self.containers.get(container)?.spec.volume_mounts.as_deref()?;
        let volumes = self.spec.volumes.as_deref()?;
        let of_mount = |name: &str| {
            let errors = self.worker.image_volume_errors.iter();
            let mut errors = errors
                .filter(|error| volumes.get(error.volume).is_some_and(|known| known.name == name));
            errors.next().cloned()
        };
        let errors: Vec<ImageVolumeError> =
            mounts.iter().filter_map(|mount| of_mount(&mount.name)).collect();
        for error in &errors {
            let (text, cause) = (format!("Error: {}", error.reason), self.worker.cause);
            let (type_, rule) = (EventType::Warning, rules::PULL_ERROR);
            self.event(type_, "Failed", text, Some(container), cause, rule);
        }
        let last = errors.last()?;
        Some(self.keep_error(container, &last.reason, &last.message))
    }
}

/// What the event of a pull says that went well.
pub(super) fn pulled_message(image: &str, took: SimDuration) -> String {
    format!(
        "Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: 0 bytes."
    )
}

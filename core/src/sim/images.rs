//! Images: on the node, pulled, or not to be had.
//!
//! Upstream: `EnsureImageExists`, pkg/kubelet/images/image_manager.go.

use crate::features::Gate;
use crate::process::ImageState;
use crate::sim::back_off;
use crate::sim::image_volumes::pulled_message;
use crate::sim::pod_worker::{Flow, Step};
use crate::sim::trace::{EventType, What};
use crate::sim::{Sim, latency, rules};
use crate::time::{SimDuration, SimTime};

/// The back-off of one image, for all containers of the Pod that use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImageBackOff {
    delay: SimDuration,
    failed_at: SimTime,
    /// The reason and the message of the last failure.
    error: String,
}

impl Sim<'_> {
    /// Sees to it that the image is there, or says why it is not.
    pub(super) fn ensure_image(&mut self, container: usize) -> Flow {
        let Some(of) = self.containers.get(container) else { return Flow::Next };
        let (image, policy) = (of.image.clone(), of.spec.image_pull_policy.clone());
        // What the scenario says of the image is about the manifest's; one that took its place is on the node.
        let is_other = of.spec.image.as_ref() != Some(&image);
        let state = if is_other { ImageState::Present } else { of.behavior.image.clone() };
        if !is_valid_reference(&image) {
            return self.invalid_name(container, &image);
        }
        let never = policy.as_deref() == Some("Never");
        let always = policy.as_deref() == Some("Always");
        match state {
            ImageState::Present if always => {
                self.begin_pull(container, &image, latency::REGISTRY_CHECK)
            }
            ImageState::Present => self.use_present_image(container, &image),
            ImageState::Pull(_) | ImageState::Absent | ImageState::Error(..) if never => {
                self.refuse_to_pull(container, &image)
            }
            ImageState::Pull(takes) => {
                // It is pulled once; afterwards it is on the node, for all containers.
                match self.pulled.contains(&image) {
                    true if always => {
                        self.begin_pull(container, &image, latency::REGISTRY_CHECK.min(takes))
                    }
                    true => self.use_present_image(container, &image),
                    false => self.begin_pull(container, &image, takes),
                }
            }
            ImageState::Absent => {
                self.pull_unless_backing_off(container, &image, SimDuration::ZERO)
            }
            ImageState::Error(_, takes) => self.pull_unless_backing_off(container, &image, takes),
        }
    }

    fn use_present_image(&mut self, container: usize, image: &str) -> Flow {
        let message = self.present_message(image);
        let cause = self.worker.cause;
        self.event(EventType::Normal, "Pulled", message, Some(container), cause, rules::PULL);
        self.worker.put_in_front(Step::Create(container));
        Flow::After(latency::IMAGE_CHECK)
    }

    /// What is said of an image that is on the node.
    pub(super) fn present_message(&self, image: &str) -> String {
        let mut message = format!("Container image \"{image}\" already present on machine");
        if self.scenario.features.has(Gate::KubeletEnsureSecretPulledImages) {
            message.push_str(" and can be accessed by the pod");
        }
        message
    }

    fn refuse_to_pull(&mut self, container: usize, image: &str) -> Flow {
        let message =
            format!("Container image \"{image}\" is not present with pull policy of Never");
        self.refuse_image(container, "ErrImageNeverPull", "ErrImageNeverPull", &message)
    }

    /// Says in two events why there is no image, and keeps the reason.
    fn refuse_image(
        &mut self,
        container: usize,
        event: &'static str,
        reason: &str,
        message: &str,
    ) -> Flow {
        let cause = self.worker.cause;
        let rule = rules::PULL_ERROR;
        self.event(EventType::Warning, event, message.to_owned(), Some(container), cause, rule);
        let error = format!("Error: {reason}");
        self.event(EventType::Warning, "Failed", error, Some(container), cause, rule);
        self.keep_error(container, reason, message)
    }

    fn invalid_name(&mut self, container: usize, image: &str) -> Flow {
        let message = format!(
            "Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": invalid reference \
             format"
        );
        self.refuse_image(container, "InspectFailed", "InvalidImageName", &message)
    }

    fn begin_pull(&mut self, container: usize, image: &str, takes: SimDuration) -> Flow {
        let entry = self.record(What::PullBegan(container), &[self.worker.cause], rules::PULL);
        let message = format!("Pulling image \"{image}\"");
        self.event(
            EventType::Normal,
            "Pulling",
            message,
            Some(container),
            Some(entry),
            rules::PULL,
        );
        self.worker.put_in_front(Step::PullEnd(container));
        Flow::After(takes)
    }

    fn pull_unless_backing_off(
        &mut self,
        container: usize,
        image: &str,
        takes: SimDuration,
    ) -> Flow {
        if let Some(before) = self.pull_backs_off(image) {
            let cause = self.worker.cause;
            let text = format!("Back-off pulling image \"{image}\"");
            self.event(
                EventType::Normal,
                "BackOff",
                text.clone(),
                Some(container),
                cause,
                rules::PULL_ERROR,
            );
            let failed = "Error: ImagePullBackOff".to_owned();
            self.event(
                EventType::Warning,
                "Failed",
                failed,
                Some(container),
                cause,
                rules::PULL_ERROR,
            );
            let message = format!("{text}: {before}");
            return self.keep_error(container, "ImagePullBackOff", &message);
        }
        self.begin_pull(container, image, takes)
    }

    /// What the last pull of an image said, as long as the next one has to wait.
    pub(super) fn pull_backs_off(&self, image: &str) -> Option<String> {
        let (_, known) = self.image_back_off.iter().find(|(known, _)| known == image)?;
        let waits = self.now.since(known.failed_at) < known.delay;
        waits.then(|| known.error.clone())
    }

    /// A pull has ended.
    pub(super) fn end_pull(&mut self, container: usize) -> Flow {
        let began =
            self.trace.entries.iter().rposition(|entry| entry.what == What::PullBegan(container));
        let entry = self.record(What::PullEnded(container), &[began], rules::PULL);
        let Some(of) = self.containers.get(container) else { return Flow::Next };
        let image = of.image.clone();
        let error = match &of.behavior.image {
            ImageState::Present | ImageState::Pull(_) => None,
            ImageState::Absent => Some(format!("failed to pull image \"{image}\": not found")),
            ImageState::Error(error, _) => Some(error.clone()),
        };
        let Some(error) = error else {
            let took = began
                .and_then(|began| self.trace.entries.get(began))
                .map_or(SimDuration::ZERO, |began| self.now.since(began.at));
            let message = pulled_message(&image, took);
            self.event(
                EventType::Normal,
                "Pulled",
                message,
                Some(container),
                Some(entry),
                rules::PULL,
            );
            self.remember_pull(image);
            self.worker.put_in_front(Step::Create(container));
            return Flow::Next;
        };
        let (reason, message) = pull_error(&image, &error);
        self.remember_failed_pull(&image, format!("{reason}: {message}"));
        let text = format!("Failed to pull image \"{image}\": {error}");
        self.event(
            EventType::Warning,
            "Failed",
            text,
            Some(container),
            Some(entry),
            rules::PULL_ERROR,
        );
        let text = format!("Error: {reason}");
        self.event(
            EventType::Warning,
            "Failed",
            text,
            Some(container),
            Some(entry),
            rules::PULL_ERROR,
        );
        self.keep_error(container, reason, &message)
    }

    /// From now on the image is on the node.
    pub(super) fn remember_pull(&mut self, image: String) {
        if !self.pulled.contains(&image) {
            self.pulled.push(image);
        }
    }

    pub(super) fn remember_failed_pull(&mut self, image: &str, error: String) {
        let before = self.image_back_off.iter().position(|(known, _)| known == image);
        let before = before.map(|at| self.image_back_off.remove(at).1);
        let forgotten = SimDuration(back_off::LONGEST.0 * 2);
        let before = before.filter(|before| self.now.since(before.failed_at) <= forgotten);
        let delay = before.map_or(back_off::INITIAL, |before| {
            SimDuration((before.delay.0 * 2).min(back_off::LONGEST.0))
        });
        let back_off = ImageBackOff { delay, failed_at: self.now, error };
        self.image_back_off.push((image.to_owned(), back_off));
    }
}

/// The reason and the message of a pull that failed.
///
/// Upstream: `evalCRIPullErr`, pkg/kubelet/images/image_manager.go.
pub(super) fn pull_error(image: &str, error: &str) -> (&'static str, String) {
    for (reason, why) in [
        ("RegistryUnavailable", "registry is unavailable"),
        ("SignatureValidationFailed", "signature validation failed"),
    ] {
        if let Some(rest) = error.strip_prefix(reason) {
            return (reason, format!("image pull failed for {image} because the {why}{rest}"));
        }
    }
    ("ErrImagePull", error.to_owned())
}

/// Whether an image reference can be read at all: no upper-case letters in the path, and no other characters than
/// references have.
///
/// Upstream: `ParseImageName`, pkg/util/parsers/parsers.go, and the grammar of distribution/reference.
fn is_valid_reference(image: &str) -> bool {
    let (name, tail) = match image.find('@') {
        Some(at) => image.split_at(at),
        None => (image, ""),
    };
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    let colon = name.get(slash..).and_then(|last| last.find(':')).map(|at| slash + at);
    let (path, tag) = colon.map_or((name, ""), |at| name.split_at(at));
    let tag = tag.strip_prefix(':').unwrap_or(tag);
    let first_is_host = path
        .split('/')
        .next()
        .is_some_and(|first| first.contains(['.', ':']) || first == "localhost");
    let parts: Vec<&str> =
        path.split('/').skip(usize::from(first_is_host && path.contains('/'))).collect();
    let part_is_valid = |part: &&str| {
        !part.is_empty()
            && part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
    };
    let tag_is_valid = (colon.is_none() || !tag.is_empty())
        && tag.len() <= 128
        && !tag.starts_with(['.', '-'])
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let digest_is_valid =
        tail.is_empty() || tail.starts_with("@sha256:") || tail.starts_with("@sha512:");
    parts.iter().all(part_is_valid) && tag_is_valid && digest_is_valid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_the_runtime_reads_them() {
        for good in [
            "nginx",
            "nginx:1.29",
            "docker.io/library/busybox:1.36",
            "localhost:5000/a/b:c",
            "a@sha256:00",
        ] {
            assert!(is_valid_reference(good), "{good}");
        }
        for bad in ["Nginx", "nginx:", "nginx:la test", "a//b", "registry/My-App:1", "-a"] {
            assert!(!is_valid_reference(bad), "{bad}");
        }
    }
}

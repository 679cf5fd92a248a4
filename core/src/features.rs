//! Versions of Kubernetes, and the feature gates that each of them has on.

use std::fmt;

/// A minor version of Kubernetes: 1.36.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u8);

impl Version {
    /// The oldest that is known.
    pub const OLDEST: Self = Self(27);
    /// The one whose API server and kubelet everything here was compared with.
    pub const RECORDED: Self = Self(36);
    /// The newest that is known.
    pub const NEWEST: Self = Self(37);

    /// Reads `1.36`; nothing where that version is not known.
    pub fn parse(text: &str) -> Option<Self> {
        let minor = text.trim().trim_start_matches('v').strip_prefix("1.")?;
        Self::of_minor(minor.parse().ok()?)
    }

    /// All that are known, the oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Self)
    }

    /// The version 1.`minor`, if it is known.
    pub const fn of_minor(minor: u8) -> Option<Self> {
        if minor >= Self::OLDEST.0 && minor <= Self::NEWEST.0 { Some(Self(minor)) } else { None }
    }

    /// What is not known of it; nothing of the one that everything was compared with.
    pub fn caveat(self) -> Option<String> {
        let recorded = Self::RECORDED;
        (self != recorded).then(|| {
            format!(
                "Of Kubernetes {self} the fields and feature gates are known; the words of its messages and the times \
                 of its kubelet are those of {recorded}, not compared with a cluster of that version."
            )
        })
    }

    /// Whether something that came with 1.`minor` is there.
    pub const fn has(self, minor: u8) -> bool {
        self.0 >= minor
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::RECORDED
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "1.{}", self.0)
    }
}

/// Names the gates, with the minor version that brought each, the one that switched it on, and the one that made its
/// default the only choice; a dash where none has.
macro_rules! gates {
    (minor -) => { None };
    (minor $minor:literal) => { Some($minor) };
    ($($(#[$doc:meta])* $name:ident $since:literal $on:tt $locked:tt,)*) => {
        /// A feature gate that changes what the API server says or what the kubelet does.
        ///
        /// Upstream: pkg/features/kube_features.go.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Gate {
            $($(#[$doc])* $name,)*
        }

        impl Gate {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The minor versions that brought it, switched it on, and made its default the only choice.
            pub(crate) const fn history(self) -> (u8, Option<u8>, Option<u8>) {
                match self {
                    $(Self::$name => ($since, gates!(minor $on), gates!(minor $locked)),)*
                }
            }
        }
    };
}

gates! {
    /// AppArmor profiles as fields of security contexts.
    AppArmorFields 30 30 31,
    /// Bundles of certificates as projected volumes.
    ClusterTrustBundleProjection 29 - -,
    /// A container that is not a sidecar may have a restart policy and rules of its own.
    ContainerRestartRules 34 35 -,
    /// A container may say by which signal it is stopped.
    ContainerStopSignals 33 - -,
    /// Devices that are claimed.
    DynamicResourceAllocation 26 34 35,
    /// Variables from a file of a volume.
    EnvFiles 34 35 -,
    /// Pods that belong to a group.
    GenericWorkload 35 - -,
    /// The Pod may say what it is called inside.
    HostnameOverride 34 35 -,
    /// Volumes that hold an image.
    ImageVolume 31 35 36,
    /// The resources of a running Pod may be changed.
    InPlacePodVerticalScaling 27 33 35,
    /// An Indexed Job may count the failures of each index by themselves.
    JobBackoffLimitPerIndex 28 29 33,
    /// A Job may be managed by another controller.
    JobManagedBy 30 32 35,
    /// A Job may wait with a new Pod until the old one has ended.
    JobPodReplacementPolicy 28 29 34,
    /// An Indexed Job may succeed before all its indexes have.
    JobSuccessPolicy 30 31 33,
    /// The kubelet's longest pause between restarts may be configured.
    KubeletCrashLoopBackOffMax 32 35 -,
    /// The kubelet looks who may use an image that is on the node.
    KubeletEnsureSecretPulledImages 33 35 -,
    /// Affinity to the Pods that have the same values of labels.
    MatchLabelKeysInPodAffinity 29 31 33,
    /// What a spread constraint takes from the Pod's labels is merged into its selector.
    MatchLabelKeysInPodTopologySpreadSelectorMerge 34 34 -,
    /// A StatefulSet may update several Pods at a time.
    MaxUnavailableStatefulSet 24 - -,
    /// A pass that did something is followed by a relist of its Pod.
    PLEGOnDemandRelist 36 36 -,
    /// Certificates for the Pod as projected volumes.
    PodCertificateRequest 34 - -,
    /// Resources of the Pod as a whole.
    PodLevelResources 32 34 -,
    /// Hooks that sleep.
    PodLifecycleSleepAction 29 30 34,
    /// Hooks that sleep for no time.
    PodLifecycleSleepActionAllowZero 32 33 34,
    /// The Pod has the condition PodReadyToStartContainers.
    PodReadyToStartContainersCondition 28 29 -,
    /// Another view of /proc.
    ProcMountType 12 33 -,
    /// Mounts that are read-only all the way down.
    RecursiveReadOnlyMounts 30 31 33,
    /// The back-off begins with a second and ends with a minute.
    ReduceDefaultCrashLoopBackOffDecay 33 - -,
    /// Search domains may have underscores, or be a dot.
    RelaxedDNSSearchValidation 32 33 34,
    /// Names of variables may have almost any character.
    RelaxedEnvironmentVariableValidation 30 32 34,
    /// A rule may restart all containers.
    RestartAllContainersOnContainerExits 35 36 -,
    /// The Pod may say how its volumes get their SELinux label.
    SELinuxChangePolicy 32 33 -,
    /// Init containers that go on running.
    SidecarContainers 28 29 33,
    /// The Pod may say which of the image's groups its processes have.
    SupplementalGroupsPolicy 31 33 35,
    /// User namespaces.
    UserNamespacesSupport 25 33 36,
}

/// The feature gates of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    version: Version,
    /// One bit a gate.
    on: u64,
}

impl Features {
    /// What a version has on by default.
    pub fn of(version: Version) -> Self {
        let mut features = Self { version, on: 0 };
        for gate in Gate::ALL {
            features.set(*gate, gate.history().1.is_some_and(|minor| version.has(minor)));
        }
        features
    }

    /// The version.
    pub fn version(self) -> Version {
        self.version
    }

    /// Whether a gate is on.
    pub const fn has(self, gate: Gate) -> bool {
        self.on & (1 << gate as u64) != 0
    }

    /// Whether the version has a gate at all.
    pub fn knows(self, gate: Gate) -> bool {
        self.version.has(gate.history().0)
    }

    /// Switches a gate on or off.
    pub fn set(&mut self, gate: Gate, on: bool) {
        if on {
            self.on |= 1 << gate as u64;
        } else {
            self.on &= !(1 << gate as u64);
        }
    }

    /// Why nobody can switch a gate in this version, if so.
    pub fn refusal(self, gate: Gate) -> Option<String> {
        let (since, _, locked) = gate.history();
        let name = gate.name();
        if !self.knows(gate) {
            return Some(format!(
                "Kubernetes {} has no feature gate `{name}`: it came with 1.{since}.",
                self.version
            ));
        }
        let locked = locked.filter(|minor| self.version.has(*minor))?;
        Some(format!(
            "`{name}` is always on since Kubernetes 1.{locked}: no cluster can switch it off."
        ))
    }
}

impl Default for Features {
    fn default() -> Self {
        Self::of(Version::default())
    }
}

impl Gate {
    /// The version that switched it on.
    pub fn on_since(self) -> Option<Version> {
        self.history().1.and_then(Version::of_minor)
    }

    /// The gate of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|gate| gate.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_is_printed() {
        for version in Version::all() {
            assert_eq!(Version::parse(&version.to_string()), Some(version));
        }
        for text in ["1.26", "1.38", "2.36", "36", "1.", ""] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_gate_is_on_from_one_version_to_the_last() {
        let on = |minor: u8, gate: Gate| Features::of(Version::of_minor(minor).unwrap()).has(gate);
        for gate in Gate::ALL {
            let (since, by_default, locked) = gate.history();
            assert!(by_default.is_none_or(|minor| minor >= since), "{gate:?}");
            assert!(
                locked.is_none_or(|minor| by_default.is_some_and(|on| on <= minor)),
                "{gate:?}"
            );
            assert_eq!(Gate::named(gate.name()), Some(*gate));
        }
        assert!(!on(28, Gate::SidecarContainers) && on(29, Gate::SidecarContainers));
        assert!(!on(36, Gate::ContainerStopSignals));
        assert!(Gate::ALL.len() <= 64);
    }

    #[test]
    fn a_gate_that_is_locked_or_not_there_cannot_be_switched() {
        let refusal = |minor, gate| Features::of(Version::of_minor(minor).unwrap()).refusal(gate);
        assert!(refusal(36, Gate::SidecarContainers).unwrap().contains("since Kubernetes 1.33"));
        assert!(refusal(30, Gate::ContainerRestartRules).unwrap().contains("came with 1.34"));
        assert_eq!(refusal(36, Gate::ContainerStopSignals), None);
    }
}

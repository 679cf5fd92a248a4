//! Volumes, and which containers mount them where.

use k8s_openapi::api::core::v1::{Volume, VolumeMount};

use crate::lint::subject::{Member, Subject};
use crate::process::known_image;
use crate::process::machine::deeds::Act;
use crate::text::FieldPath;

/// A mount of a container.
#[derive(Clone, Copy, Debug)]
pub struct Mounted<'s, 'a> {
    /// The container.
    pub member: &'s Member<'a>,
    /// Its place in `volumeMounts`.
    pub index: usize,
    /// What it says.
    pub mount: &'a VolumeMount,
}

/// Folders that images bring along, and do not fill by themselves.
const CONTENT: [(&str, &[&str]); 3] = [
    ("nginx", &["/etc/nginx", "/etc/nginx/conf.d", "/usr/share/nginx", "/usr/share/nginx/html"]),
    ("httpd", &["/usr/local/apache2", "/usr/local/apache2/conf", "/usr/local/apache2/htdocs"]),
    ("caddy", &["/etc/caddy", "/usr/share/caddy"]),
];

impl Member<'_> {
    /// Whether its image is known to have files in a folder that it needs.
    pub(super) fn brings(&self, folder: &str) -> bool {
        let Some(image) = self.container.image.as_deref().and_then(known_image) else {
            return false;
        };
        let name = image.name.rsplit('/').next().unwrap_or_default();
        let mut known = CONTENT.iter().filter(|(known, _)| name.starts_with(known));
        known.any(|(_, folders)| folders.contains(&folder))
    }
}

impl<'a> Member<'a> {
    /// Its mounts.
    pub fn mounts<'s>(&'s self) -> impl Iterator<Item = Mounted<'s, 'a>> {
        let mounts = self.container.volume_mounts.iter().flatten().enumerate();
        mounts.map(move |(index, mount)| Mounted { member: self, index, mount })
    }

    /// The mount that a path of the container leads to.
    pub(super) fn mount_at<'s>(&'s self, path: &str) -> Option<Mounted<'s, 'a>> {
        let mut found: Option<Mounted<'s, 'a>> = None;
        for mounted in self.mounts().filter(|mounted| mounted.holds(path)) {
            if found.is_none_or(|other| other.folder().len() <= mounted.folder().len()) {
                found = Some(mounted);
            }
        }
        found
    }

    /// The path of a new mount: `spec.containers[0].volumeMounts[2]`.
    pub(super) fn next_mount(&self) -> FieldPath {
        let taken = self.container.volume_mounts.as_ref().map_or(0, Vec::len);
        self.path.child("volumeMounts").index(taken)
    }

    /// What its command line and its environment say.
    pub(super) fn says(&self) -> impl Iterator<Item = &str> {
        let values = self.container.env.iter().flatten();
        self.words().chain(values.filter_map(|variable| variable.value.as_deref()))
    }
}

impl Mounted<'_, '_> {
    /// Its path: `spec.containers[0].volumeMounts[1]`.
    pub(super) fn path(&self) -> FieldPath {
        self.member.path.child("volumeMounts").index(self.index)
    }

    /// Where it is mounted, without a slash at the end.
    pub(super) fn folder(&self) -> &str {
        self.mount.mount_path.trim_end_matches('/')
    }

    /// Whether a path of the container lies in it.
    pub(super) fn holds(&self, path: &str) -> bool {
        let inner = path.strip_prefix(self.folder());
        inner.is_some_and(|inner| inner.is_empty() || inner.starts_with('/'))
    }

    /// Whether the container can only read it.
    pub fn is_read_only(&self) -> bool {
        self.mount.read_only == Some(true)
    }

    /// Whether a run shows the container writing to it.
    pub fn is_written(&self, pod: &Subject<'_>) -> bool {
        pod.deeds(self.member)
            .any(|deed| if let Act::Writes(path) = &deed.act { self.holds(path) } else { false })
    }

    /// Whether a run shows the container looking for a file in it.
    pub fn is_read(&self, pod: &Subject<'_>) -> bool {
        pod.deeds(self.member)
            .any(|deed| if let Act::Reads(path) = &deed.act { self.holds(path) } else { false })
    }
}

impl<'a> Subject<'a> {
    /// The volumes with their paths.
    pub fn volumes(&self) -> impl Iterator<Item = (FieldPath, &'a Volume)> {
        let path = self.spec_path().child("volumes");
        let volumes = self.spec.volumes.iter().flatten().enumerate();
        volumes.map(move |(index, volume)| (path.index(index), volume))
    }

    /// The volume of a name.
    pub(super) fn volume(&self, name: &str) -> Option<&'a Volume> {
        self.spec.volumes.iter().flatten().find(|volume| volume.name == name)
    }

    /// The mounts of a volume, in the order of the containers.
    pub(super) fn mounts_of(&self, volume: &str) -> impl Iterator<Item = Mounted<'_, 'a>> {
        let mounts = self.members.iter().flat_map(Member::mounts);
        mounts.filter(move |mounted| mounted.mount.name == volume)
    }
}

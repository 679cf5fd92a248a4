//! The volumes of a Pod, as folders.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{KeyToPath, Volume, VolumeProjection};

use crate::process::machine::Setting;
use crate::process::machine::files::{Files, Node, NodeId};
use crate::process::machine::variables;

/// What a volume holds that outlives a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    name: String,
    /// Its files by their paths; a folder has none.
    entries: Vec<(String, Option<String>)>,
}

impl Kept {
    pub(super) fn of(files: &Files, name: &str, node: NodeId) -> Self {
        let mut entries = Vec::new();
        collect(files, node, "", &mut entries);
        Self { name: name.to_owned(), entries }
    }
}

fn collect(files: &Files, node: NodeId, path: &str, entries: &mut Vec<(String, Option<String>)>) {
    match files.node(node) {
        Some(Node::File { text, .. }) => entries.push((path.to_owned(), Some(text.clone()))),
        Some(Node::Dir { entries: children, .. }) => {
            entries.push((path.to_owned(), None));
            for (name, child) in children {
                collect(files, *child, &format!("{path}/{name}"), entries);
            }
        }
        Some(Node::Link(_) | Node::Device(_)) | None => {}
    }
}

/// All volumes of a Pod.
#[derive(Debug, Default)]
pub(super) struct Volumes {
    by_name: BTreeMap<String, NodeId>,
    /// Those that outlive it.
    pub(super) lasting: Vec<(String, NodeId)>,
}

impl Volumes {
    pub(super) fn new(files: &mut Files, setting: &Setting<'_>) -> Self {
        let mut volumes = Self::default();
        for volume in setting.spec.volumes.iter().flatten() {
            let node = make(files, setting, volume);
            volumes.by_name.insert(volume.name.clone(), node);
            let host = volume.host_path.as_ref().map(|host| format!("host:{}", host.path));
            let claim = volume
                .persistent_volume_claim
                .as_ref()
                .map(|claim| format!("claim:{}", claim.claim_name));
            let Some(name) = host.or(claim) else { continue };
            if let Some((_, known)) = volumes.lasting.iter().find(|(of, _)| *of == name) {
                // Two volumes of one folder are one.
                volumes.by_name.insert(volume.name.clone(), *known);
                continue;
            }
            if let Some(kept) = setting.kept.iter().find(|kept| kept.name == name) {
                for (path, text) in &kept.entries {
                    put(files, node, path, text.as_deref(), false);
                }
            }
            volumes.lasting.push((name, node));
        }
        volumes
    }

    pub(super) fn get(&self, name: &str) -> Option<NodeId> {
        self.by_name.get(name).copied()
    }
}

/// Puts a file or a folder at a path below another one.
fn put(files: &mut Files, root: NodeId, path: &str, text: Option<&str>, executable: bool) {
    let Some(text) = text else {
        files.make_dirs(root, path);
        return;
    };
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let dir = files.make_dirs(root, above);
    let file = files.file(text.to_owned(), executable);
    files.put(dir, name, file);
}

fn make(files: &mut Files, setting: &Setting<'_>, volume: &Volume) -> NodeId {
    let mode = |mode: Option<i32>| mode.is_some_and(|mode| mode & 0o111 != 0);
    if let Some(source) = &volume.config_map {
        let root = files.dir(false);
        let known = Source::config_map(&source.name);
        fill(files, root, &known, source.items.as_deref(), mode(source.default_mode));
        return root;
    }
    if let Some(source) = &volume.secret {
        let root = files.dir(false);
        fill(files, root, &Source::Unknown, source.items.as_deref(), mode(source.default_mode));
        return root;
    }
    if let Some(source) = &volume.downward_api {
        let root = files.dir(false);
        for item in source.items.iter().flatten() {
            let text = item
                .field_ref
                .as_ref()
                .and_then(|field| variables::field(setting, &field.field_path));
            put(files, root, &item.path, Some(&text.unwrap_or_default()), false);
        }
        return root;
    }
    if let Some(source) = &volume.projected {
        let root = files.dir(false);
        for part in source.sources.iter().flatten() {
            project(files, setting, root, part);
        }
        return root;
    }
    // What comes from elsewhere has a content that no manifest tells.
    let is_known = volume.empty_dir.is_some()
        || volume.host_path.is_some()
        || volume.persistent_volume_claim.is_some()
        || volume.ephemeral.is_some();
    files.dir(!is_known)
}

fn project(files: &mut Files, setting: &Setting<'_>, root: NodeId, part: &VolumeProjection) {
    if let Some(source) = &part.config_map {
        fill(files, root, &Source::config_map(&source.name), source.items.as_deref(), false);
    }
    if let Some(source) = &part.secret {
        fill(files, root, &Source::Unknown, source.items.as_deref(), false);
    }
    if let Some(source) = &part.service_account_token {
        put(files, root, &source.path, Some("token"), false);
    }
    if let Some(source) = &part.downward_api {
        for item in source.items.iter().flatten() {
            let text = item
                .field_ref
                .as_ref()
                .and_then(|field| variables::field(setting, &field.field_path));
            put(files, root, &item.path, Some(&text.unwrap_or_default()), false);
        }
    }
}

/// What a ConfigMap or a Secret holds.
enum Source {
    /// Nobody knows.
    Unknown,
    /// Keys and texts.
    Keys(BTreeMap<String, String>),
}

impl Source {
    fn config_map(name: &str) -> Self {
        if name == "kube-root-ca.crt" {
            let text = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_owned();
            return Self::Keys([("ca.crt".to_owned(), text)].into());
        }
        Self::Unknown
    }
}

fn fill(
    files: &mut Files,
    root: NodeId,
    source: &Source,
    items: Option<&[KeyToPath]>,
    executable: bool,
) {
    let text = |key: &str| match source {
        Source::Unknown => Some(String::new()),
        Source::Keys(keys) => keys.get(key).cloned(),
    };
    match (items, source) {
        (Some(items), _) => {
            for item in items {
                let executable = item.mode.map_or(executable, |mode| mode & 0o111 != 0);
                if let Some(text) = text(&item.key) {
                    put(files, root, &item.path, Some(&text), executable);
                }
            }
        }
        (None, Source::Keys(keys)) => {
            for (key, text) in keys {
                put(files, root, key, Some(text), executable);
            }
        }
        (None, Source::Unknown) => files.mark_unknown(root),
    }
}

//! The volumes of a Pod, as folders.

use k8s_openapi::api::core::v1::{
    DownwardAPIVolumeFile, KeyToPath, PodSpec, ResourceRequirements, Volume, VolumeProjection,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as Written;

use crate::process::machine::Setting;
use crate::process::machine::files::{Errno, Files, Node, NodeId};
use crate::process::machine::variables;
use crate::process::neighbors::{Found, Holder, Neighbors, text_of};
use crate::quantity::{Quantity, aggregate_limits, read};
use crate::text::fingerprint;
use crate::time;

/// What stands for the certificate of the cluster, in the `ConfigMap` that each namespace has.
const ROOT_CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

/// What a volume holds that outlives a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    name: String,
    /// What it holds by its paths.
    entries: Vec<(String, Content)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Dir,
    /// Its text, how much follows that, and whether it can be executed.
    File(String, u64, bool),
    Link(String),
}

impl Kept {
    pub(super) fn of(files: &Files, name: &str, node: NodeId) -> Self {
        let mut entries = Vec::new();
        collect(files, node, "", &mut entries);
        Self { name: name.to_owned(), entries }
    }

    /// Puts all of it where it was.
    fn fill(&self, files: &mut Files, root: NodeId) {
        for (path, content) in &self.entries {
            match content {
                Content::Dir => {
                    files.make_dirs(root, path);
                }
                Content::File(text, more, _) if path.is_empty() => {
                    // Nothing but the text of a file that is a volume by itself can change.
                    files.write(root, Some(0), text).and_then(|()| files.grow(root, *more)).ok();
                }
                Content::File(text, more, executable) => {
                    let file = put(files, root, path, text, *executable);
                    files.grow(file, *more).ok();
                }
                Content::Link(target) => {
                    let link = files.add(Node::Link(target.clone()));
                    files.put_at(root, path, link);
                }
            }
        }
    }
}

fn collect(files: &Files, node: NodeId, path: &str, entries: &mut Vec<(String, Content)>) {
    let content = match files.node(node) {
        Some(Node::File { text, more, .. }) => {
            Content::File(text.clone(), *more, files.is_executable(node))
        }
        Some(Node::Dir { .. }) => Content::Dir,
        Some(Node::Link(target)) => Content::Link(target.clone()),
        Some(Node::Device(_) | Node::Pipe(_)) | None => return,
    };
    entries.push((path.to_owned(), content));
    if let Some(Node::Dir { entries: children, .. }) = files.node(node) {
        for (name, child) in children {
            collect(files, *child, &format!("{path}/{name}"), entries);
        }
    }
}

/// A volume of the Pod.
#[derive(Debug)]
struct Known {
    name: String,
    node: NodeId,
    /// Why nobody, or nobody but root, can write to it.
    refused: [Option<Errno>; 2],
}

/// All volumes of a Pod.
#[derive(Debug, Default)]
pub(super) struct Volumes {
    all: Vec<Known>,
    /// Those that outlive it.
    pub(super) lasting: Vec<(String, NodeId)>,
    /// Those on the disk of the node that have a limit, in bytes.
    pub(super) limited: Vec<(String, NodeId, u64)>,
    /// That of the token of its service account, where the API server adds one.
    pub(super) token: Option<NodeId>,
}

/// A quantity in bytes; 0 is none.
fn bytes(quantity: &Written) -> Option<u64> {
    amount(&Quantity::parse(&quantity.0).ok()?)
}

fn amount(quantity: &Quantity) -> Option<u64> {
    u64::try_from(quantity.ceil()).ok().filter(|bytes| *bytes > 0)
}

/// How much memory a Pod may use, where it has a limit or each of its containers has one.
///
/// Upstream: `ResourceConfigForPod`, pkg/kubelet/cm/helpers_linux.go.
fn memory(spec: &PodSpec) -> Option<u64> {
    let limit = |resources: Option<&ResourceRequirements>| {
        amount(read(resources?.limits.as_ref()).get("memory")?)
    };
    let containers = spec.init_containers.iter().flatten().chain(&spec.containers);
    let mut all = containers.map(|container| limit(container.resources.as_ref()));
    let sum = || amount(aggregate_limits(spec).get("memory")?);
    limit(spec.resources.as_ref()).or_else(|| all.all(|it| it.is_some()).then(sum)?)
}

impl Volumes {
    /// Upstream: `calculateEmptyDirMemorySize`, pkg/volume/emptydir/empty_dir.go.
    pub(super) fn new(files: &mut Files, setting: &Setting<'_>) -> Self {
        let mut volumes = Self::default();
        if setting.spec.automount_service_account_token != Some(false) {
            let mut payload = Payload::default();
            payload.add("token", "token", false);
            payload.add("ca.crt", ROOT_CERTIFICATE, false);
            payload.add("namespace", setting.namespace, false);
            volumes.token = Some(payload.write(files, setting, "kube-api-access"));
        }
        for volume in setting.spec.volumes.iter().flatten() {
            let mut node = make(files, setting, volume);
            let host = volume.host_path.as_ref().map(|host| format!("host:{}", host.path));
            let claim = volume
                .persistent_volume_claim
                .as_ref()
                .map(|claim| format!("claim:{}", claim.claim_name));
            let refused = is_read_only(volume).then_some(Errno::ReadOnly);
            // Folders of the node are root's, and no `fsGroup` changes that.
            let refused = [refused, refused.or(host.is_some().then_some(Errno::Denied))];
            if let Some(name) = host.or(claim) {
                if let Some((_, known)) = volumes.lasting.iter().find(|(of, _)| *of == name) {
                    // Two volumes of one folder are one.
                    node = *known;
                } else {
                    if let Some(kept) = setting.kept.iter().find(|kept| kept.name == name) {
                        kept.fill(files, node);
                    }
                    volumes.lasting.push((name, node));
                }
            }
            if let Some(directory) = &volume.empty_dir {
                let limit = directory.size_limit.as_ref().and_then(bytes);
                if directory.medium.as_deref() == Some("Memory") {
                    // A file system in memory that is no larger.
                    if let Some(size) = limit.into_iter().chain(memory(setting.spec)).min() {
                        files.limit(node, size);
                    }
                } else if let Some(limit) = limit {
                    volumes.limited.push((volume.name.clone(), node, limit));
                }
            }
            volumes.all.push(Known { name: volume.name.clone(), node, refused });
        }
        volumes
    }

    fn known(&self, name: &str) -> Option<&Known> {
        self.all.iter().find(|known| known.name == name)
    }

    pub(super) fn get(&self, name: &str) -> Option<NodeId> {
        self.known(name).map(|known| known.node)
    }

    /// Why a user cannot write to a volume, where that is so.
    pub(super) fn refused(&self, name: &str, is_root: bool) -> Option<Errno> {
        let [of_root, of_others] = self.known(name)?.refused;
        if is_root { of_root } else { of_others }
    }
}

/// Puts a file at a path below a folder.
fn put(files: &mut Files, root: NodeId, path: &str, text: &str, executable: bool) -> NodeId {
    let file = files.file(text.to_owned(), executable);
    files.put_at(root, path, file);
    file
}

fn make(files: &mut Files, setting: &Setting<'_>, volume: &Volume) -> NodeId {
    if let Some(payload) = Payload::of(setting, volume) {
        return payload.write(files, setting, &volume.name);
    }
    let of_host = volume.host_path.as_ref().and_then(|host| host.type_.as_deref());
    if ["File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice"]
        .contains(&of_host.unwrap_or_default())
    {
        return files.file(String::new(), false);
    }
    // What comes from elsewhere has a content that no manifest tells.
    let is_known = volume.empty_dir.is_some()
        || volume.host_path.is_some()
        || volume.persistent_volume_claim.is_some()
        || volume.ephemeral.is_some()
        || volume.image.is_some();
    files.dir(!is_known)
}

/// Whether nothing can be written to a volume, wherever it is mounted.
///
/// Upstream: `GetAttributes` of each plugin in pkg/volume.
pub(super) fn is_read_only(volume: &Volume) -> bool {
    volume.config_map.is_some()
        || volume.secret.is_some()
        || volume.downward_api.is_some()
        || volume.projected.is_some()
        || volume.image.is_some()
        || volume
            .persistent_volume_claim
            .as_ref()
            .is_some_and(|claim| claim.read_only == Some(true))
}

/// Why a volume cannot be set up: an object of the text lacks a key.
pub fn missing_item(neighbors: &Neighbors, namespace: &str, volume: &Volume) -> Option<String> {
    // Nothing but the objects and their keys is looked at.
    let spec = PodSpec::default();
    let setting = Setting { namespace, neighbors, ..Setting::of(&spec) };
    let mut errors: Vec<String> = Payload::of(&setting, volume)?.errors;
    errors.dedup();
    match errors.len() {
        0 | 1 => errors.pop(),
        _ => Some(format!("[{}]", errors.join(", "))),
    }
}

/// The files that the kubelet writes into a volume.
#[derive(Debug, Default)]
struct Payload {
    /// Paths, texts, and whether they can be executed.
    files: Vec<(String, String, bool)>,
    /// Whether there are others of which nothing is known.
    is_unknown: bool,
    /// What is missing of them, in the kubelet's words.
    errors: Vec<String>,
}

impl Payload {
    /// Nothing for what others fill.
    fn of(setting: &Setting<'_>, volume: &Volume) -> Option<Self> {
        let mut payload = Self::default();
        if let Some(source) = &volume.config_map {
            let mode = is_executable(source.default_mode);
            let (name, items) = (&source.name, source.items.as_deref());
            payload.add_keys(setting, (Holder::ConfigMap, name, source.optional), items, mode);
        } else if let Some(source) = &volume.secret {
            let mode = is_executable(source.default_mode);
            let name = source.secret_name.as_deref().unwrap_or_default();
            let items = source.items.as_deref();
            payload.add_keys(setting, (Holder::Secret, name, source.optional), items, mode);
        } else if let Some(source) = &volume.downward_api {
            let mode = is_executable(source.default_mode);
            payload.add_fields(setting, source.items.as_deref(), mode);
        } else if let Some(source) = &volume.projected {
            let mode = is_executable(source.default_mode);
            for part in source.sources.iter().flatten() {
                payload.project(setting, part, mode);
            }
        } else {
            return None;
        }
        Some(payload)
    }

    fn project(&mut self, setting: &Setting<'_>, part: &VolumeProjection, mode: bool) {
        if let Some(source) = &part.config_map {
            let (name, items) = (&source.name, source.items.as_deref());
            self.add_keys(setting, (Holder::ConfigMap, name, source.optional), items, mode);
        }
        if let Some(source) = &part.secret {
            let (name, items) = (&source.name, source.items.as_deref());
            self.add_keys(setting, (Holder::Secret, name, source.optional), items, mode);
        }
        if let Some(source) = &part.service_account_token {
            self.add(&source.path, "token", mode);
        }
        if let Some(source) = &part.downward_api {
            self.add_fields(setting, source.items.as_deref(), mode);
        }
        // What else there is has a content that no manifest tells.
        self.is_unknown |= part.cluster_trust_bundle.is_some() || part.pod_certificate.is_some();
    }

    fn add(&mut self, path: &str, text: &str, executable: bool) {
        self.files.retain(|(known, _, _)| known != path);
        self.files.push((path.to_owned(), text.to_owned(), executable));
    }

    /// Upstream: `MakePayload`, pkg/volume/configmap/configmap.go and pkg/volume/secret/secret.go.
    fn add_keys(
        &mut self,
        setting: &Setting<'_>,
        (holder, name, optional): (Holder, &str, Option<bool>),
        items: Option<&[KeyToPath]>,
        mode: bool,
    ) {
        if holder == Holder::ConfigMap && name == "kube-root-ca.crt" {
            self.add("ca.crt", ROOT_CERTIFICATE, mode);
            return;
        }
        let found = setting.neighbors.find(holder, setting.namespace, name, optional);
        let items = items.filter(|items| !items.is_empty());
        match (found, items) {
            (Found::Nothing, _) => {}
            (Found::Unknown, None) => self.is_unknown = true,
            (Found::Keys(keys), None) => {
                for (key, text) in keys.files() {
                    self.add(key, text, mode);
                }
            }
            (found, Some(items)) => {
                for item in items {
                    let executable = item.mode.map_or(mode, |mode| mode & 0o111 != 0);
                    let text = match found {
                        Found::Keys(keys) => text_of(keys.files(), &item.key),
                        Found::Unknown | Found::Nothing => Some(""),
                    };
                    match text {
                        Some(text) => self.add(&item.path, text, executable),
                        None if optional == Some(true) => {}
                        None => self.errors.push(match holder {
                            Holder::ConfigMap => {
                                format!(
                                    "configmap references non-existent config key: {}",
                                    item.key
                                )
                            }
                            Holder::Secret => {
                                format!("references non-existent secret key: {}", item.key)
                            }
                        }),
                    }
                }
            }
        }
    }

    /// Upstream: `CollectData`, pkg/volume/downwardapi/downwardapi.go.
    fn add_fields(
        &mut self,
        setting: &Setting<'_>,
        items: Option<&[DownwardAPIVolumeFile]>,
        mode: bool,
    ) {
        for item in items.unwrap_or_default() {
            let executable = item.mode.map_or(mode, |mode| mode & 0o111 != 0);
            let text = match (&item.field_ref, &item.resource_field_ref) {
                (Some(field), _) => variables::field(setting, &field.field_path),
                (None, Some(selector)) => Some(variables::resource(setting, None, selector)),
                (None, None) => None,
            };
            self.add(&item.path, &text.unwrap_or_default(), executable);
        }
    }

    /// Writes all files so that they change together: they stand in a dated folder, `..data` leads to it, and their
    /// names lead through `..data`.
    ///
    /// Upstream: `Write`, pkg/volume/util/atomic_writer.go.
    fn write(&self, files: &mut Files, setting: &Setting<'_>, volume: &str) -> NodeId {
        let root = files.dir(self.is_unknown);
        let at = time::formatted(setting.created, "..%Y_%m_%d_%H_%M_%S");
        let digits = fingerprint(&format!("{}/{volume}", setting.uid));
        let number = u32::from_str_radix(digits.get(..8).unwrap_or_default(), 16);
        let dated = format!("{at}.{}", number.unwrap_or_default());
        let dir = files.dir(self.is_unknown);
        files.put(root, &dated, dir);
        let data = files.add(Node::Link(dated));
        files.put(root, "..data", data);
        for (path, text, executable) in &self.files {
            put(files, dir, path, text, *executable);
            let name = path.split('/').next().unwrap_or_default();
            let link = files.add(Node::Link(format!("..data/{name}")));
            files.put(root, name, link);
        }
        root
    }
}

fn is_executable(mode: Option<i32>) -> bool {
    mode.is_some_and(|mode| mode & 0o111 != 0)
}

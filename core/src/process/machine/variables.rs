//! The environment of a container, and the fields of a Pod that it can name.

use k8s_openapi::api::core::v1::{Container, EnvVarSource, ResourceFieldSelector};

use crate::process::machine::Setting;
use crate::process::neighbors::{Found, Holder, placeholder, text_of};
use crate::quantity::Quantity;
use crate::text::sort_by;

/// What a node has to give, where no limit says less.
const NODE_RESOURCES: [(&str, &str); 3] =
    [("cpu", "2"), ("memory", "4Gi"), ("ephemeral-storage", "20Gi")];

/// Names and values.
pub(super) type Variables = [(String, String)];

/// What the manifest says of a container's environment.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The variables, and those that the kubelet adds: a command may refer to these.
    pub(super) own: Vec<(String, String)>,
    /// The variables that are read of objects that are not part of the text.
    pub(super) unknown: Vec<Unknown>,
}

/// Variables of an object that is not part of the text.
#[derive(Debug)]
pub(super) struct Unknown {
    holder: Holder,
    name: String,
    /// Their names; none where the object's own keys are the names.
    variables: Vec<String>,
}

/// A reference to a key.
struct KeyRef<'a> {
    holder: Holder,
    name: &'a str,
    key: &'a str,
    optional: Option<bool>,
}

impl<'a> KeyRef<'a> {
    fn of(source: &'a EnvVarSource) -> Option<Self> {
        if let Some(of) = &source.config_map_key_ref {
            let (name, key, optional) = (&of.name, &of.key, of.optional);
            return Some(Self { holder: Holder::ConfigMap, name, key, optional });
        }
        let of = source.secret_key_ref.as_ref()?;
        let (name, key, optional) = (&of.name, &of.key, of.optional);
        Some(Self { holder: Holder::Secret, name, key, optional })
    }
}

/// Why the environment of a container cannot be made: an object of the text lacks a key.
///
/// Upstream: `makeEnvironmentVariables`, pkg/kubelet/kubelet_pods.go.
pub(super) fn missing_key(setting: &Setting<'_>, container: &Container) -> Option<String> {
    let namespace = setting.namespace;
    container.env.iter().flatten().find_map(|variable| {
        let KeyRef { holder, name, key, optional } = KeyRef::of(variable.value_from.as_ref()?)?;
        let found = setting.neighbors.find(holder, namespace, name, optional);
        let Found::Keys(keys) = found else {
            return None;
        };
        let is_missing = text_of(keys.texts(), key).is_none() && optional != Some(true);
        is_missing
            .then(|| format!("couldn't find key {key} in {} {namespace}/{name}", holder.name()))
    })
}

impl Said {
    /// What the kubelet makes of `envFrom` and `env`.
    ///
    /// Upstream: `makeEnvironmentVariables`, pkg/kubelet/kubelet_pods.go. Since 1.30 a key may be any name.
    /// `services` are the variables that tell of Services.
    pub(super) fn of(setting: &Setting<'_>, services: &Variables, container: &Container) -> Self {
        let mut said = Self::default();
        for from in container.env_from.iter().flatten() {
            let prefix = from.prefix.as_deref().unwrap_or_default();
            let of_map = from.config_map_ref.as_ref();
            let of_map = of_map.map(|of| (Holder::ConfigMap, &of.name, of.optional));
            let of_secret = from.secret_ref.as_ref();
            let of_secret = of_secret.map(|of| (Holder::Secret, &of.name, of.optional));
            let Some((holder, name, optional)) = of_map.or(of_secret) else { continue };
            match setting.neighbors.find(holder, setting.namespace, name, optional) {
                Found::Keys(keys) => {
                    for (key, text) in keys.texts() {
                        said.set(&format!("{prefix}{key}"), text.clone());
                    }
                }
                Found::Unknown => said.note(holder, name, None),
                Found::Nothing => {}
            }
        }
        for variable in container.env.iter().flatten() {
            let written = variable.value.as_deref().filter(|value| !value.is_empty());
            let value = match (written, &variable.value_from) {
                (Some(value), _) => Some(expand(value, &[&said.own, services])),
                (None, Some(source)) => said.value_of(setting, container, &variable.name, source),
                (None, None) => Some(String::new()),
            };
            if let Some(value) = value {
                said.set(&variable.name, value);
            }
        }
        for (name, value) in services {
            if !said.own.iter().any(|(known, _)| known == name) {
                said.own.push((name.clone(), value.clone()));
            }
        }
        said
    }

    /// All that a process finds: what the runtime sets, and what is said.
    pub(super) fn with_runtime(&self, setting: &Setting<'_>) -> Vec<(String, String)> {
        let hostname = hostname(setting);
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned();
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, value) in [("PATH", path), ("HOME", "/root".to_owned()), ("HOSTNAME", hostname)]
        {
            if !self.own.iter().any(|(known, _)| known == name) {
                all.push((name.to_owned(), value));
            }
        }
        all.extend(self.own.iter().cloned());
        all
    }

    fn set(&mut self, name: &str, value: String) {
        self.own.retain(|(known, _)| known != name);
        self.own.push((name.to_owned(), value));
    }

    fn note(&mut self, holder: Holder, name: &str, variable: Option<&str>) {
        let place =
            self.unknown.iter().position(|known| known.holder == holder && known.name == name);
        let known = if let Some(known) = place.and_then(|place| self.unknown.get_mut(place)) {
            known
        } else {
            let (name, variables) = (name.to_owned(), Vec::new());
            self.unknown.push_mut(Unknown { holder, name, variables })
        };
        known.variables.extend(variable.map(str::to_owned));
    }

    fn value_of(
        &mut self,
        setting: &Setting<'_>,
        container: &Container,
        variable: &str,
        source: &EnvVarSource,
    ) -> Option<String> {
        if let Some(field_ref) = &source.field_ref {
            return Some(field(setting, &field_ref.field_path).unwrap_or_default());
        }
        if let Some(selector) = &source.resource_field_ref {
            return Some(resource(setting, Some(container), selector));
        }
        let Some(KeyRef { holder, name, key, optional }) = KeyRef::of(source) else {
            return Some(String::new());
        };
        match setting.neighbors.find(holder, setting.namespace, name, optional) {
            Found::Keys(keys) => text_of(keys.texts(), key).map(str::to_owned),
            Found::Unknown => {
                self.note(holder, name, Some(variable));
                Some(placeholder(holder, name, key))
            }
            Found::Nothing => None,
        }
    }

    /// `LEVEL` from ConfigMap `settings`, which is not part of this text; nothing where all is known.
    pub(super) fn unknown_words(&self) -> Option<String> {
        let mut parts = Vec::new();
        for Unknown { holder, name, variables } in &self.unknown {
            let (shown, others) = variables.split_at(variables.len().min(3));
            let mut words: Vec<String> = shown.iter().map(|name| format!("`{name}`")).collect();
            if !others.is_empty() {
                words.push(format!("{} more", others.len()));
            } else if words.is_empty() {
                words.push("variables".to_owned());
            }
            parts.push(format!("{} from {} `{name}`", listed(&words), holder.name()));
        }
        let verb = if parts.len() == 1 { "is" } else { "are" };
        (!parts.is_empty())
            .then(|| format!("reads {}, which {verb} not part of this text", listed(&parts)))
    }
}

/// The name of the machine that processes see.
///
/// Upstream: `GeneratePodHostNameAndDomain`, pkg/kubelet/kubelet_pods.go.
pub(super) fn hostname(setting: &Setting<'_>) -> String {
    if setting.spec.host_network == Some(true) {
        return setting.node.0.to_owned();
    }
    let name = setting.spec.hostname.as_ref().unwrap_or(&setting.name);
    let cut = name.get(..name.floor_char_boundary(63)).unwrap_or(name);
    cut.trim_end_matches(['-', '.']).to_owned()
}

/// `a, b and c`
fn listed(words: &[String]) -> String {
    match words {
        [first @ .., before, last] => {
            let mut all = first.join(", ");
            if !first.is_empty() {
                all.push_str(", ");
            }
            format!("{all}{before} and {last}")
        }
        [] | [_] => words.concat(),
    }
}

/// What a container may use or has asked for; of a limit that is not set what the node has.
///
/// Upstream: `ExtractContainerResourceValue`, pkg/api/v1/resource/helpers.go; `defaultPodLimitsForDownwardAPI`,
/// pkg/kubelet/kubelet_resources.go.
pub(super) fn resource(
    setting: &Setting<'_>,
    own: Option<&Container>,
    selector: &ResourceFieldSelector,
) -> String {
    let mut all = setting.spec.init_containers.iter().flatten().chain(&setting.spec.containers);
    let named = selector.container_name.as_deref().filter(|name| !name.is_empty());
    let container = match named {
        Some(name) => all.find(|container| container.name == name),
        None => own,
    };
    let (list, name) = selector.resource.split_once('.').unwrap_or_default();
    let resources = container.and_then(|container| container.resources.as_ref());
    let is_limit = list == "limits";
    let values = resources.and_then(|resources| {
        if is_limit { resources.limits.as_ref() } else { resources.requests.as_ref() }
    });
    let said = values.and_then(|values| values.get(name)).map(|value| value.0.as_str());
    let of_node = NODE_RESOURCES.iter().find(|(known, _)| is_limit && *known == name);
    let value = said.or(of_node.map(|(_, value)| *value)).unwrap_or("0");
    let divisor = selector.divisor.as_ref().map(|divisor| divisor.0.as_str());
    divided(value, divisor.filter(|divisor| *divisor != "0").unwrap_or("1"))
}

/// A quantity in units of another one, rounded up.
///
/// Upstream: `convertResourceCPUToString` and its like, pkg/api/v1/resource/helpers.go.
fn divided(value: &str, divisor: &str) -> String {
    let thousandths = |text: &str| Quantity::parse(text).ok().map(|quantity| quantity.milli());
    match (thousandths(value), thousandths(divisor)) {
        (Some(value), Some(divisor)) if divisor > 0 => {
            (value / divisor + i64::from(value % divisor != 0)).to_string()
        }
        _ => "0".to_owned(),
    }
}

/// The value of a field of a Pod: `metadata.labels['app']`.
///
/// Upstream: `ExtractFieldPathAsString`, pkg/fieldpath/fieldpath.go; `podFieldSelectorRuntimeValue`, kubelet_pods.go.
pub(super) fn field(setting: &Setting<'_>, path: &str) -> Option<String> {
    if let Some((map, key)) = path.split_once('[') {
        let key = key.trim_end_matches(']').trim_matches('\'');
        let map = if map == "metadata.labels" { &setting.labels } else { &setting.annotations };
        return Some(map.get(key).cloned().unwrap_or_default());
    }
    let all = |map: &std::collections::BTreeMap<String, String>| {
        let lines: Vec<String> =
            map.iter().map(|(key, value)| format!("{key}={value:?}")).collect();
        lines.join("\n")
    };
    Some(match path {
        "metadata.name" => setting.name.clone(),
        "metadata.namespace" => setting.namespace.to_owned(),
        "metadata.uid" => setting.uid.clone(),
        "metadata.labels" => all(&setting.labels),
        "metadata.annotations" => all(&setting.annotations),
        "spec.nodeName" => setting.node.0.to_owned(),
        "spec.serviceAccountName" => {
            setting.spec.service_account_name.clone().unwrap_or_else(|| "default".to_owned())
        }
        "status.hostIP" | "status.hostIPs" => setting.node.1.to_owned(),
        "status.podIP" | "status.podIPs" => setting.ip.clone(),
        _ => return None,
    })
}

/// `$(NAME)` becomes the variable's value, `$$` a dollar; what is not known stays as it stands there.
///
/// Upstream: `Expand`, third_party/forked/golang/expansion/expand.go.
pub(super) fn expand(text: &str, variables: &[&[(String, String)]]) -> String {
    expand_with(text, &mut |name| {
        let mut known = variables.iter().copied().flatten();
        known.find(|(known, _)| known == name).map(|(_, value)| value.clone())
    })
}

/// The same for a path: a variable that is not there, or empty, is an error.
///
/// Upstream: `ExpandContainerVolumeMounts`, pkg/kubelet/container/helpers.go.
pub(super) fn expand_path(path: &str, variables: &[(String, String)]) -> Result<String, String> {
    let mut missing: Vec<String> = Vec::new();
    let expanded = expand_with(path, &mut |name| {
        let value = text_of(variables, name).unwrap_or_default();
        if value.is_empty() && !missing.iter().any(|known| known == name) {
            missing.push(name.to_owned());
        }
        Some(value.to_owned())
    });
    sort_by(&mut missing, Ord::cmp);
    if missing.is_empty() {
        Ok(expanded)
    } else {
        Err(format!("missing value for {}", missing.join(", ")))
    }
}

fn expand_with(text: &str, value_of: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let inside = after.strip_prefix('(').and_then(|inside| inside.split_once(')'));
        if let Some((name, after)) = inside {
            match value_of(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&format!("$({name})")),
            }
            rest = after;
        } else {
            out.push('$');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_expanded_as_the_kubelet_does() {
        let variables = [("A".to_owned(), "x".to_owned())];
        for (text, expected) in [
            ("$(A)-$(A)", "x-x"),
            ("$$(A)", "$(A)"),
            ("$(B) $A $", "$(B) $A $"),
            ("$(A", "$(A"),
            ("$$$(A)", "$x"),
        ] {
            assert_eq!(expand(text, &[&variables]), expected);
        }
        assert_eq!(divided("250m", "1"), "1");
        assert_eq!(divided("250m", "1m"), "250");
        assert_eq!(divided("64Mi", "1Mi"), "64");
    }
}

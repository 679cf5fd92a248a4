//! The environment of a container, and the fields of a Pod that it can name.

use k8s_openapi::api::core::v1::{Container, EnvVarSource};

use crate::process::machine::Setting;
use crate::quantity::Quantity;

/// What a container's processes find in their environment.
///
/// Upstream: `makeEnvironmentVariables`, pkg/kubelet/kubelet_pods.go.
pub(super) fn environment(setting: &Setting<'_>, container: &Container) -> Vec<(String, String)> {
    let hostname = setting.spec.hostname.clone().unwrap_or_else(|| setting.name.clone());
    let on_node = setting.spec.host_network == Some(true);
    let mut all: Vec<(String, String)> = Vec::new();
    let mut set = |name: &str, value: String| {
        all.retain(|(known, _)| known != name);
        all.push((name.to_owned(), value));
    };
    set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned());
    set("HOME", "/root".to_owned());
    set("HOSTNAME", if on_node { setting.node.0.to_owned() } else { hostname });
    for (name, value) in [
        ("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
        ("KUBERNETES_SERVICE_PORT", "443"),
        ("KUBERNETES_SERVICE_PORT_HTTPS", "443"),
        ("KUBERNETES_PORT", "tcp://10.96.0.1:443"),
        ("KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443"),
        ("KUBERNETES_PORT_443_TCP_ADDR", "10.96.0.1"),
        ("KUBERNETES_PORT_443_TCP_PORT", "443"),
        ("KUBERNETES_PORT_443_TCP_PROTO", "tcp"),
    ] {
        set(name, value.to_owned());
    }
    let mut own: Vec<(String, String)> = Vec::new();
    for variable in container.env.iter().flatten() {
        let value = match (&variable.value, &variable.value_from) {
            (_, Some(source)) => from_source(setting, container, source),
            (Some(value), None) => expand(value, &own),
            (None, None) => String::new(),
        };
        own.retain(|(known, _)| *known != variable.name);
        own.push((variable.name.clone(), value));
    }
    for (name, value) in own {
        all.retain(|(known, _)| *known != name);
        all.push((name, value));
    }
    all
}

fn from_source(setting: &Setting<'_>, container: &Container, source: &EnvVarSource) -> String {
    if let Some(field_ref) = &source.field_ref {
        return field(setting, &field_ref.field_path).unwrap_or_default();
    }
    if let Some(resource) = &source.resource_field_ref {
        let (list, name) = resource.resource.split_once('.').unwrap_or_default();
        let resources = container.resources.as_ref();
        let values = match list {
            "limits" => resources.and_then(|resources| resources.limits.as_ref()),
            _ => resources.and_then(|resources| resources.requests.as_ref()),
        };
        let text = values
            .and_then(|values| values.get(name))
            .map(|value| value.0.as_str())
            .unwrap_or_default();
        let divisor = resource.divisor.as_ref().map_or("1", |divisor| &divisor.0);
        return divided(text, divisor);
    }
    // A key of an object that is not part of the text.
    String::new()
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
pub(super) fn expand(text: &str, variables: &[(String, String)]) -> String {
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
            match variables.iter().find(|(known, _)| known == name) {
                Some((_, value)) => out.push_str(value),
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
            assert_eq!(expand(text, &variables), expected);
        }
        assert_eq!(divided("250m", "1"), "1");
        assert_eq!(divided("250m", "1m"), "250");
        assert_eq!(divided("64Mi", "1Mi"), "64");
    }
}

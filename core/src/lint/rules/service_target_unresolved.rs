//! See [`RULE`].

use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::diagnostic::Diagnostic;
use crate::lint::ports::mentions;
use crate::lint::rule::declare_rule;
use crate::lint::services::Way;
use crate::lint::subject::Subject;
use crate::lint::together::{Other, Together};
use crate::text::Edit;
use crate::yaml::Node;

declare_rule! {
    /// A Service names a port that no container of its Pods has.
    ///
    /// ## Why it matters
    ///
    /// A `targetPort` that is a name is looked up in the ports of the Pods. Where none has that name the Service has no endpoint for it: connections to the Service are refused, although every Pod is Ready.
    /// A number is taken as it is, and `port` where there is no `targetPort`: where nobody listens on it, connections are refused too.
    /// A port of a regular init container does not count, one of a native sidecar does.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: web
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - name: http
    ///       containerPort: 80
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: http
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     ports:
    ///     - name: http
    ///       containerPort: 80
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>; `FindPort`, staging/src/k8s.io/endpointslice/utils.go.
    "service-target-unresolved", "N04", since = "0.1.0", Warning, [Default, Exam], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        let Some(pod) = all.selected(service).next() else { continue };
        // Who asks a headless Service gets the addresses of the Pods, and calls what port he likes.
        let address = service.root.get("spec").and_then(|spec| spec.get("clusterIP"));
        if address.and_then(Node::as_str) == Some("None") {
            continue;
        }
        for way in service.ways() {
            let leads = |pod: &Subject<'_>| match way.number(pod) {
                Some(number) => may_listen(pod, number),
                None => false,
            };
            if pod.members.is_empty() || all.selected(service).any(leads) {
                continue;
            }
            let target = way.target;
            let shown = all.text.get(target.span.start..target.span.end).unwrap_or_default();
            let shown = shown.trim_matches(['"', '\'']);
            let mut message = String::from("no container has a ");
            if way.protocol() != "TCP" {
                message.push_str(way.protocol());
                message.push(' ');
            }
            message.push_str(if way.number(pod).is_none() { "port named " } else { "port " });
            message.push_str(&format!("`{shown}`: the Service `{}` leads nowhere", service.name));
            let field = if way.node.get("targetPort").is_some() { "targetPort" } else { "port" };
            diagnostics.push(
                RULE.finding(target.span, message)
                    .field(&way.path.child(field))
                    .help("say in `targetPort` a port of a container: its name or its number")
                    .related(pod.span(&pod.spec_path().child("containers")), "the containers")
                    .draft("Lead to the port of the container", fix(all, service, pod, &way)),
            );
        }
    }
}

/// Whether some container listens on a port, or nobody knows where it listens.
fn may_listen(pod: &Subject<'_>, port: u16) -> bool {
    pod.staying().any(|member| {
        let is_told = member.container.ports.iter().flatten().next().is_some();
        member.declares(port)
            || member.usual_port() == Some(port)
            || pod.listens(member, port).is_some()
            || !is_told && member.usual_port().is_none()
            || member.says().any(|text| mentions(text, port))
            || probes(member.container).any(|probed| probed == i32::from(port))
    })
}

/// The numbers that the kubelet asks a container on.
fn probes(container: &Container) -> impl Iterator<Item = i32> {
    let all = [&container.readiness_probe, &container.liveness_probe, &container.startup_probe];
    all.into_iter().flatten().filter_map(|probe| {
        let of_http = probe.http_get.as_ref().map(|http| &http.port);
        match of_http.or_else(|| Some(&probe.tcp_socket.as_ref()?.port))? {
            IntOrString::Int(port) => Some(*port),
            IntOrString::String(_) => None,
        }
    })
}

/// The Service leads to the one port that there is.
fn fix(
    all: &Together<'_>,
    service: &Other<'_>,
    pod: &Subject<'_>,
    way: &Way<'_>,
) -> Option<Vec<Edit>> {
    let mut ports = pod.staying().flat_map(|member| member.container.ports.iter().flatten());
    let (Some(port), None) = (ports.next(), ports.next()) else { return None };
    let number = port.container_port.to_string();
    let value = port.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&number);
    service.put(all.text, &way.path.child("targetPort"), value)
}

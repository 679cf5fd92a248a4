//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// Two containers of a Pod give their ports one name.
    ///
    /// ## Why it matters
    ///
    /// A Service looks a name up in the app containers of a Pod and then in its native sidecars, and takes the first one that has it: the other container gets none of the requests.
    /// The API server accepts the Pod with a warning.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{name: http, containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{name: http, containerPort: 8081}]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: registry.example/web:1.0
    ///     ports: [{name: http, containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{name: dashboard, containerPort: 8081}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>; `FindPort`, staging/src/k8s.io/endpointslice/utils.go; `warningsForPodSpecAndMeta`, pkg/api/pod/warnings.go.
    "duplicate-port-name", "N02", since = "0.1.0", Warning, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.message.contains("duplicate port name \"") {
        return false;
    }
    found.help = Some("give each port of the Pod a name of its own".to_owned());
    let path = FieldPath::parse(&found.field);
    let path = if found.field.ends_with(']') { path.child("name") } else { path };
    let (Some(pod), Some(name)) = (answered.pod, answered.at(&path).and_then(|node| node.as_str()))
    else {
        return true;
    };
    let holds = |of: &FieldPath| path.0.starts_with(&of.0);
    let Some(member) = pod.members.iter().find(|member| holds(&member.path)) else { return true };
    // At most 15 characters, as the API server wants it.
    let mut new = String::from(name);
    new.push('-');
    new.push_str(member.name());
    if new.len() > 15 {
        member.name().clone_into(&mut new);
    }
    let mut ports = pod.members.iter().flat_map(|member| member.container.ports.iter().flatten());
    let is_taken = ports.any(|port| port.name.as_deref() == Some(&new));
    if new.len() <= 15 && !is_taken {
        found.offer("Rename this one", answered.put(&path, &new), false);
    }
    true
}

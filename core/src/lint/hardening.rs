//! Settings of a container's security context that should be there.

use k8s_openapi::api::core::v1::SecurityContext;

use crate::diagnostic::Diagnostic;
use crate::lint::rule::Rule;
use crate::lint::subject::Subject;

/// One of them.
pub(super) struct Setting {
    /// Where it stands: `allowPrivilegeEscalation`.
    pub(super) field: &'static str,
    /// The value it should have, as YAML.
    pub(super) value: &'static str,
    /// Whether it has it.
    pub(super) is_set: fn(&SecurityContext) -> bool,
    /// What a container may do without it, after its name.
    pub(super) message: &'static str,
    /// What to do.
    pub(super) help: &'static str,
    /// What the fix does.
    pub(super) title: &'static str,
    /// Whether programs seldom need what it takes away; who has asked for it is one that does.
    pub(super) is_safe: bool,
}

/// Whether a container asks for a capability by this name.
pub(super) fn adds(context: &SecurityContext, name: &str) -> bool {
    let added = context.capabilities.as_ref().and_then(|all| all.add.as_ref());
    added.is_some_and(|added| added.iter().any(|own| own == name))
}

impl Setting {
    /// Says of every container that goes without it what comes of that. Windows has none of them.
    pub(super) fn ask(&self, rule: &Rule, pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
        if pod.spec.os.as_ref().is_some_and(|os| os.name == "windows") {
            return;
        }
        for member in &pod.members {
            let context = member.container.security_context.as_ref();
            if context.is_some_and(self.is_set) {
                continue;
            }
            // Programs that get a capability from their file get it no more.
            let asks = context.is_some_and(|context| {
                context.capabilities.as_ref().is_some_and(|all| all.add.is_some())
            });
            let context = member.path.child("securityContext");
            let path = context.child(self.field);
            let is_safe = self.is_safe && !asks && !pod.is_written(&path);
            let (at, name) = (pod.field_or_name(member, path.clone()), member.name());
            let message = format!("`{name}` {}", self.message);
            let mut found = rule.about(pod, &at, message).help(self.help).container(name);
            found.offer(self.title, pod.put(&path, self.value), is_safe);
            diagnostics.push(found);
        }
    }
}

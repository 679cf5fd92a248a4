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
    /// Whether programs seldom need what it takes away.
    pub(super) is_safe: bool,
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
            let context = member.path.child("securityContext");
            let path = context.child(self.field);
            let (at, name) = (pod.field_or_name(member, path.clone()), member.name());
            let message = format!("`{name}` {}", self.message);
            let mut found = rule.about(pod, &at, message).help(self.help).container(name);
            found.offer(self.title, pod.put(&path, self.value), self.is_safe);
            diagnostics.push(found);
        }
    }
}

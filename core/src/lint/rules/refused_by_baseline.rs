//! See [`RULE`].

use k8s_openapi::api::core::v1::{
    AppArmorProfile, SELinuxOptions, SeccompProfile, WindowsSecurityContextOptions,
};

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::sim::trace::Role;
use crate::text::FieldPath;

declare_rule! {
    /// The Pod asks for a part of its node, which the *baseline* standard forbids.
    ///
    /// ## Why it matters
    ///
    /// The folders, ports, processes and kernel settings of the node belong to all Pods that run there. With the socket of the container runtime in a volume, for one, a container can start any other one.
    /// A namespace with the label `pod-security.kubernetes.io/enforce: baseline` refuses such a Pod: the API server answers that it violates PodSecurity. Of a Deployment the ReplicaSet gets that answer, and there are no Pods.
    /// Since Kubernetes 1.34 that holds for probes and hooks too that name a `host`.
    /// Agents of the node need it; they belong into a namespace of their own, with the level `privileged`.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: builder
    ///     image: registry.example/builder:2.1
    ///     volumeMounts: [{name: docker, mountPath: /var/run/docker.sock}]
    ///   volumes:
    ///   - name: docker
    ///     hostPath: {path: /var/run/docker.sock}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   hostPID: true
    ///   securityContext:
    ///     seccompProfile: {type: Unconfined}
    ///     sysctls: [{name: kernel.msgmax, value: "65536"}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     ports: [{containerPort: 8080, hostPort: 8080}]
    ///     securityContext:
    ///       capabilities: {add: [SYS_ADMIN]}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   securityContext:
    ///     seccompProfile: {type: RuntimeDefault}
    ///     sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///     ports: [{containerPort: 8080}]
    ///     securityContext:
    ///       capabilities: {add: [NET_BIND_SERVICE]}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline>; staging/src/k8s.io/pod-security-admission/policy has a file for each of its checks, such as check_hostPathVolumes.go.
    "refused-by-baseline", "X11", since = "0.1.0", Warning, [], Pod(check)
}

/// The capabilities that may be added.
const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// The sysctls below `net.ipv4.` that may be set, each of which is about the Pod's own network.
const SYSCTLS: [&str; 11] = [
    "ip_local_port_range",
    "ip_local_reserved_ports",
    "ip_unprivileged_port_start",
    "ping_group_range",
    "tcp_fin_timeout",
    "tcp_keepalive_intvl",
    "tcp_keepalive_probes",
    "tcp_keepalive_time",
    "tcp_rmem",
    "tcp_syncookies",
    "tcp_wmem",
];

/// Where the fault is, what it is, and whose. Of `procMount` the API server says what there is to say.
type Found<'a> = (FieldPath, String, Option<&'a str>);

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut all: Vec<Found<'_>> = Vec::new();
    of_pod(pod, &mut all);
    for member in &pod.members {
        of_container(pod, member, &mut all);
    }
    for (path, mut message, name) in all {
        message.push_str(": namespaces that enforce `baseline` refuse this Pod");
        let mut found = RULE.about(pod, &path, message).help(
            "leave it out, or run what needs it in a namespace of its own, with the level `privileged`",
        );
        found.container = name.map(str::to_owned);
        diagnostics.push(found);
    }
}

fn of_pod<'a>(pod: &Subject<'a>, all: &mut Vec<Found<'a>>) {
    let (spec, path) = (pod.spec, pod.spec_path());
    // Several containers in the network of the node have a rule of their own.
    let network = spec.host_network.filter(|_| pod.staying().count() < 2);
    let shared = [
        ("hostNetwork", network, "the Pod is in the network of its node"),
        ("hostPID", spec.host_pid, "the Pod sees all processes of its node"),
        ("hostIPC", spec.host_ipc, "the Pod shares memory with all of its node"),
    ];
    for (field, is_set, message) in shared {
        if is_set == Some(true) {
            all.push((path.child(field), message.to_owned(), None));
        }
    }
    for (path, volume) in pod.volumes() {
        let Some(host) = &volume.host_path else { continue };
        let folder = host.path.get(..50).unwrap_or(&host.path);
        all.push((path.child("hostPath.path"), format!("`{folder}` belongs to the node"), None));
    }
    let Some(context) = spec.security_context.as_ref() else { return };
    let path = path.child("securityContext");
    for (index, sysctl) in context.sysctls.iter().flatten().enumerate() {
        let is_allowed = match sysctl.name.strip_prefix("net.ipv4.") {
            Some(own) => SYSCTLS.contains(&own),
            None => sysctl.name == "kernel.shm_rmid_forced",
        };
        if !is_allowed {
            let path = path.child("sysctls").index(index).child("name");
            all.push((path, "this kernel setting is not a safe one".to_owned(), None));
        }
    }
    let unguarded = unguarded(
        context.seccomp_profile.as_ref(),
        context.app_armor_profile.as_ref(),
        context.se_linux_options.as_ref(),
        context.windows_options.as_ref(),
    );
    if let Some((field, message)) = unguarded {
        all.push((path.child(field), format!("the Pod {message}"), None));
    }
}

fn of_container<'a>(pod: &Subject<'a>, member: &Member<'a>, all: &mut Vec<Found<'a>>) {
    let (container, name) = (member.container, &*member.container.name);
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let taken = port.host_port.filter(|port| *port > 0 && pod.spec.host_network != Some(true));
        if let Some(port) = taken {
            let path = member.path.child("ports").index(index).child("hostPort");
            all.push((path, format!("`{name}` takes port {port} of the node"), Some(name)));
        }
    }
    // A host could be asked that nobody but the node reaches.
    if pod.scenario.features.version().has(34) {
        for asked in member.probes().filter(|asked| asked.host().is_some()) {
            let is_http = asked.probe.http_get.is_some();
            let field = if is_http { "httpGet.host" } else { "tcpSocket.host" };
            let message = format!("the {} of `{name}` names a host", asked.field);
            all.push((asked.path.child(field), message, Some(name)));
        }
        for (field, hook) in [("postStart", member.post_start()), ("preStop", member.pre_stop())] {
            let host = hook.and_then(|hook| hook.http_get.as_ref()?.host.as_deref());
            if host.is_some_and(|host| !host.is_empty()) {
                let path = member.path.child("lifecycle").child(field).child("httpGet.host");
                all.push((path, format!("the {field} of `{name}` names a host"), Some(name)));
            }
        }
    }
    let Some(context) = container.security_context.as_ref() else { return };
    let path = member.path.child("securityContext");
    // What is privileged, and what redirects the network of a Pod, has a rule of its own.
    let has_own = |added: &str| {
        context.privileged == Some(true)
            || member.role == Role::Init && matches!(added, "NET_ADMIN" | "NET_RAW")
    };
    let added = context.capabilities.iter().flat_map(|it| it.add.iter().flatten());
    for (index, added) in added.enumerate() {
        if !CAPABILITIES.contains(&added.as_str()) && !has_own(added) {
            let path = path.child("capabilities.add").index(index);
            all.push((path, format!("`{name}` adds {added}"), Some(name)));
        }
    }
    let unguarded = unguarded(
        context.seccomp_profile.as_ref(),
        context.app_armor_profile.as_ref(),
        context.se_linux_options.as_ref(),
        context.windows_options.as_ref(),
    );
    if let Some((field, message)) = unguarded {
        all.push((path.child(field), format!("`{name}` {message}"), Some(name)));
    }
}

/// What a security context takes off its containers, and where it says so.
fn unguarded(
    seccomp: Option<&SeccompProfile>,
    armor: Option<&AppArmorProfile>,
    linux: Option<&SELinuxOptions>,
    windows: Option<&WindowsSecurityContextOptions>,
) -> Option<(&'static str, &'static str)> {
    let linux = |get: fn(&SELinuxOptions) -> Option<&String>| {
        linux.and_then(get).map(String::as_str).unwrap_or_default()
    };
    let kind = linux(|own| own.type_.as_ref());
    if windows.and_then(|own| own.host_process) == Some(true) {
        Some(("windowsOptions.hostProcess", "runs as a process of its node"))
    } else if seccomp.is_some_and(|own| own.type_ == "Unconfined") {
        Some(("seccompProfile.type", "may call all of the kernel"))
    } else if armor.is_some_and(|own| own.type_ == "Unconfined") {
        Some(("appArmorProfile.type", "does without AppArmor"))
    } else if !kind.is_empty() && !kind.starts_with("container_") {
        Some(("seLinuxOptions.type", "has an SELinux type of its own"))
    } else if !linux(|own| own.user.as_ref()).is_empty() {
        Some(("seLinuxOptions.user", "has an SELinux user of its own"))
    } else if !linux(|own| own.role.as_ref()).is_empty() {
        Some(("seLinuxOptions.role", "has an SELinux role of its own"))
    } else {
        None
    }
}

//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Subject;
use crate::lint::rule::declare_rule;
use crate::process::machine::deeds::Act;
use crate::sim::trace::Role;

declare_rule! {
    /// An init container needs a container that starts after it.
    ///
    /// ## Why it matters
    ///
    /// Init containers and native sidecars start in the order of their list, the app containers after all of them. An init container that asks one further down waits for what waits for it: the Pod never starts.
    /// A native sidecar in front of it would be there. What needs the app itself has no place in an init container.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: busybox:1.36
    ///     command: ["nc", "-z", "localhost", "5432"]
    ///   - name: db-proxy
    ///     image: registry.example/db-proxy:1.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 5432}]
    ///     startupProbe:
    ///       tcpSocket: {port: 5432}
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   initContainers:
    ///   - name: migrate
    ///     image: busybox:1.36
    ///     command: ["nc", "-z", "localhost", "5432"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///   - name: store
    ///     image: registry.example/store:1.0
    ///     args: ["--port=5432"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: db-proxy
    ///     image: registry.example/db-proxy:1.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 5432}]
    ///     startupProbe:
    ///       tcpSocket: {port: 5432}
    ///   - name: migrate
    ///     image: busybox:1.36
    ///     command: ["nc", "-z", "localhost", "5432"]
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle>; `computeInitContainerActions`, pkg/kubelet/kuberuntime/kuberuntime_container.go.
    "init-needs-later-container", "I03", since = "0.1.0", Error, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.host_network == Some(true) {
        return;
    }
    for member in pod.inits() {
        let asked =
            pod.deeds(member).find_map(|deed| asks_itself(&deed.act).map(|at| (deed.at, at)));
        let Some((at, port)) = asked else { continue };
        let is_there =
            pod.asks(member).iter().any(|(_, other, reached)| *other == port && *reached);
        if is_there || pod.ended_well(member) {
            continue;
        }
        let Some(server) = pod.listener(port) else { continue };
        let is_sidecar = server.role == Role::Sidecar;
        if is_sidecar && server.index < member.index {
            continue;
        }
        let (name, other) = (member.name(), server.name());
        let message = format!(
            "`{name}` never ends well: port {port} is served by `{other}`, which starts after it"
        );
        let help = if is_sidecar {
            format!("put `{other}` in front of `{name}`")
        } else {
            format!("make `{other}` a native sidecar in front of it, or ask from the app")
        };
        let mut finding = RULE
            .about(pod, &member.path.child("name"), message)
            .help(help)
            .related(
                pod.span(&server.path.child("name")),
                "it starts only when all before it have ended",
            )
            .container(name)
            .at(at);
        if is_sidecar {
            let list = pod.spec_path().child("initContainers");
            let edits = pod.move_before(&list, server.index, member.index);
            finding = finding.safe_fix(&format!("Put {other} first"), edits);
        }
        diagnostics.push(finding);
    }
}

/// The port on which somebody asks its own Pod in vain.
fn asks_itself(act: &Act) -> Option<u16> {
    let Act::Asks { host, port, is_own: true, reached: false } = act else { return None };
    let is_local = host == "localhost" || host.starts_with("127.") || host == "::1";
    is_local.then_some(*port)
}

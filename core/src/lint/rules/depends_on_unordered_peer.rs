//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::move_to_init;
use crate::lint::ports::call;
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::sim::trace::Role;

declare_rule! {
    /// A container needs another entry of `containers` that nothing makes start first.
    ///
    /// ## Why it matters
    ///
    /// The kubelet starts the entries of `containers` in their order, and waits for none of them to answer.
    /// A container that connects to its neighbor too early is refused; one that then exits is started again after a back-off, and looks broken on every start.
    /// Let it try again by itself, or make the neighbor a native sidecar with a `startupProbe`: then nothing that comes later starts before the probe has passed.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "nc -z localhost 6379 || exit 1; trap exit TERM; sleep infinity & wait"]
    ///   - name: store
    ///     image: redis:7.4
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     env:
    ///     - {name: REDIS_HOST, value: localhost}
    ///     - {name: REDIS_PORT, value: "6379"}
    ///   - name: store
    ///     image: redis:7.4
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   initContainers:
    ///   - name: store
    ///     image: redis:7.4
    ///     restartPolicy: Always
    ///     startupProbe: {tcpSocket: {port: 6379}, periodSeconds: 1, failureThreshold: 60}
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sh", "-c", "nc -z localhost 6379 || exit 1; trap exit TERM; sleep infinity & wait"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle>; `SyncPod`, pkg/kubelet/kuberuntime/kuberuntime_manager.go: the containers are started in a loop.
    "depends-on-unordered-peer", "S07", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.containers.len() < 2 {
        return;
    }
    for client in pod.apps() {
        for server in pod.apps().filter(|server| server.index != client.index) {
            let Some(mut finding) =
                proven(pod, client, server).or_else(|| written(pod, client, server))
            else {
                continue;
            };
            move_to_init::offer(pod, server, &mut finding);
            // Only with a startupProbe is it there when the other one starts.
            finding.fixes.reverse();
            for fix in &mut finding.fixes {
                fix.safe = false;
            }
            diagnostics.push(finding);
            break;
        }
    }
}

/// The run shows it: refused by a port that is opened later, and gone.
fn proven(pod: &Subject<'_>, client: &Member<'_>, server: &Member<'_>) -> Option<Diagnostic> {
    let (at, port) = pod.in_vain(client, server)?;
    let ends = pod.own_ends(client);
    let (_, code) = ends.iter().find(|(end, code)| *end >= at && *code != 0)?;
    if pod.listens(server, port).is_none_or(|open| open <= at) {
        return None;
    }
    let (name, other) = (client.name(), server.name());
    let message = format!(
        "`{name}` asks port {port} of `{other}` before it listens, and ends with exit code {code}"
    );
    let place = client.path.child("name");
    Some(
        RULE.about(pod, &place, message)
            .help(format!("let `{name}` try again, or let `{other}` start first"))
            .related(pod.span(&server.path.child("name")), "nothing makes it start first")
            .container(name)
            .at(at),
    )
}

/// The text says it: the address of a container further down the list. Helpers are another rule's business.
fn written(pod: &Subject<'_>, client: &Member<'_>, server: &Member<'_>) -> Option<Diagnostic> {
    if server.index < client.index || server.helper().is_some() || server.role != Role::App {
        return None;
    }
    let (place, port) = call(client, server)?;
    // What the run shows decides, where it shows something.
    if pod.asks(client).iter().any(|(_, asked, _)| i32::from(*asked) == port) {
        return None;
    }
    let (name, other) = (client.name(), server.name());
    let message = format!("`{name}` uses port {port} of `{other}`, which is started after it");
    Some(
        RULE.about(pod, &place, message)
            .help(format!("let `{name}` try again, or let `{other}` start first"))
            .related(pod.span(&server.path.child("name")), "nothing makes it start first")
            .container(name),
    )
}

//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// The containers of a Pod see and signal each other's processes.
    ///
    /// ## Why it matters
    ///
    /// With `shareProcessNamespace` every container sees the processes of the others with their command lines, may signal them, and reads their files through `/proc/PID/root` where it runs as the same user: a Secret that one container mounts is no secret for the others.
    /// Process 1 is then `pause` and not the app: a program that as process 1 would ignore SIGTERM ends by it, and `kill 1` reaches nobody.
    /// It is right where a helper sends SIGHUP to an app, or somebody debugs.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   shareProcessNamespace: true
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: shop
    ///     image: registry.example/shop:8.2
    ///   - name: cart
    ///     image: registry.example/cart:1.0
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/>
    "shared-process-namespace", "X05", since = "0.1.0", Info, [], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.share_process_namespace != Some(true) || pod.staying().count() < 2 {
        return;
    }
    let path = pod.spec_path().child("shareProcessNamespace");
    let message = "each container sees, signals and reads the processes of the others, and process 1 is `pause`";
    diagnostics.push(
        RULE.about(pod, &path, message)
            .help("leave it out unless a container has to signal another one")
            .draft("Give each container its own processes", pod.remove(&path)),
    );
}

//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::probes::Asked;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Member;
use crate::lint::subject::Subject;
use crate::process::container_port;
use crate::process::machine::deeds::Act;
use crate::text::Edit;
use crate::time::SimTime;

declare_rule! {
    /// A probe cannot reach a process, because of 127.0.0.1.
    ///
    /// ## Why it matters
    ///
    /// The kubelet connects from the node to the Pod's address.
    /// A process that is bound to 127.0.0.1 answers only who is in the Pod: each check is refused, although everything looks right from within.
    /// To say `host: 127.0.0.1` does not help: for the kubelet that is the node.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: python:3.13-slim
    ///     command: ["gunicorn", "--bind=127.0.0.1:8000", "app:app"]
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 8000}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: python:3.13-slim
    ///     command: ["uvicorn", "app:app", "--host", "127.0.0.1"]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     readinessProbe:
    ///       httpGet: {path: /, port: http}
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: registry.example/api:1.0
    ///     readinessProbe:
    ///       httpGet: {host: localhost, path: /, port: 8000}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: api
    ///     image: python:3.13-slim
    ///     command: ["gunicorn", "--bind=0.0.0.0:8000", "app:app"]
    ///     readinessProbe:
    ///       httpGet: {path: /, port: 8000}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/probes/#http-probes>; `runProbe`, pkg/kubelet/prober/prober.go.
    "probe-of-localhost-listener", "P09", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if pod.spec.host_network == Some(true) {
        return;
    }
    for member in pod.staying() {
        for asked in member.probes() {
            if let Some(host) = asked.host() {
                diagnostics.extend(of_node(pod, member, &asked, host));
                continue;
            }
            let Some((port, path)) = asked.port() else { continue };
            let Some(port) = container_port(&port, member.container) else { continue };
            let written = written(member, port);
            let at = local(pod, member, port);
            if written.is_none() && at.is_none() {
                continue;
            }
            let (name, field) = (member.name(), asked.field);
            let message = format!(
                "the {field} of `{name}` is refused: `{name}` listens to port {port} on 127.0.0.1 alone"
            );
            let mut finding = RULE
                .about(pod, &path, message)
                .help("listen on 0.0.0.0, or ask from within the container with `exec`")
                .container(name);
            finding.at = at;
            if let Some((list, index, host)) = written {
                let place = pod.span(&member.path.child(list).index(index));
                finding = finding.related(place, "it listens here");
                if let Some(found) = place.of(pod.text).find(host) {
                    let start = place.start + found;
                    let span = crate::text::Span::new(start, start + host.len());
                    let edits = vec![Edit::replace(span, "0.0.0.0")];
                    finding.offer("Listen on all addresses", Some(edits), false);
                }
            }
            diagnostics.push(finding);
        }
    }
}

/// A probe with the address by which a process reaches itself: the kubelet is on the node.
fn of_node(
    pod: &Subject<'_>,
    member: &Member<'_>,
    asked: &Asked<'_>,
    host: &str,
) -> Option<Diagnostic> {
    if !["localhost", "127.0.0.1", "::1"].contains(&host) {
        return None;
    }
    let (_, port) = asked.port()?;
    let path = port.parent().child("host");
    let (name, field) = (member.name(), asked.field);
    let message =
        format!("the {field} of `{name}` asks the node: for the kubelet `{host}` is not the Pod");
    let finding = RULE.about(pod, &path, message).container(name);
    let finding = finding.help("leave `host` out: the kubelet asks the address of the Pod");
    Some(finding.draft("Leave the host out", pod.remove(&path)))
}

/// When a run shows that only the Pod itself can reach the port.
fn local(pod: &Subject<'_>, member: &Member<'_>, wanted: i32) -> Option<SimTime> {
    let mut listens = pod.deeds(member).filter_map(|deed| {
        let Act::Listens { port, is_local } = deed.act else { return None };
        (i32::from(port) == wanted).then_some((deed.at, is_local))
    });
    let (at, is_local) = listens.next()?;
    (is_local && listens.all(|(_, is_local)| is_local)).then_some(at)
}

/// The word of the command line that says so: `--listen=127.0.0.1:8080`.
fn written(member: &Member<'_>, port: i32) -> Option<(&'static str, usize, &'static str)> {
    let lists = [("command", &member.container.command), ("args", &member.container.args)];
    for (list, words) in lists {
        let mut before = "";
        for (index, word) in words.iter().flatten().enumerate() {
            let before = std::mem::replace(&mut before, word);
            let (option, value) = word.split_once('=').unwrap_or((before, word));
            let listens = option == "-b"
                || option.starts_with('-')
                    && (option.contains("bind") || option.contains("listen"));
            for host in ["127.0.0.1", "localhost"] {
                let rest = value.strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
                if listens && rest.and_then(|rest| rest.parse().ok()) == Some(port) {
                    return Some((list, index, host));
                }
            }
        }
    }
    None
}

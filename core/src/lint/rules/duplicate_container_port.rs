//! See [`RULE`].

use k8s_openapi::api::core::v1::ContainerPort;

use crate::diagnostic::Diagnostic;
use crate::lint::ports::{mentions, protocol};
use crate::lint::rule::declare_rule;
use crate::lint::subject::{Member, Subject};
use crate::process::machine::deeds::Act;
use crate::sim::trace::Run;
use crate::text::FieldPath;
use crate::time::SimTime;

declare_rule! {
    /// Two containers of one Pod want the same port.
    ///
    /// ## Why it matters
    ///
    /// All containers of a Pod have one IP address and one set of ports.
    /// The API server accepts the Pod with a warning; the container that starts second gets *address already in use*, exits, and goes round in a crash loop while the first one runs.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{containerPort: 8080}]
    /// ```
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: one
    ///     image: nginx:1.29
    ///   - name: two
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/web:1.0
    ///     ports: [{containerPort: 8080}]
    ///   - name: dashboard
    ///     image: registry.example/dashboard:1.0
    ///     ports: [{containerPort: 8081}]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking>; `warningsForPodSpecAndMeta`, pkg/api/pod/warnings.go.
    "duplicate-container-port", "N01", since = "0.1.0", Warning, [Default, Exam], Pod(check)
}

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (place, member) in pod.members.iter().enumerate().filter(|(_, member)| member.stays()) {
        let before = pod.members.get(..place).unwrap_or_default();
        let mut told: Vec<u16> = Vec::new();
        for (index, port) in member.container.ports.iter().flatten().enumerate() {
            let Ok(number) = u16::try_from(port.container_port) else { continue };
            let has = |other: &ContainerPort| {
                other.container_port == port.container_port && protocol(other) == protocol(port)
            };
            let first = before.iter().filter(|first| first.stays()).find_map(|first| {
                let place = first.container.ports.iter().flatten().position(has)?;
                Some((first, first.path.child("ports").index(place).child("containerPort")))
            });
            let Some((first, first_path)) = first.filter(|_| number > 0) else { continue };
            if first.name() == member.name()
                || by_address(first, number)
                || by_address(member, number)
            {
                continue;
            }
            let path = member.path.child("ports").index(index).child("containerPort");
            let free = free(pod, number).to_string();
            let mut finding = clash(pod, member, first, number, (&path, &first_path));
            finding.at = crash(pod, member, number).map(|(at, _)| at);
            let edits = pod.put(&path, &free);
            diagnostics.push(finding.draft(&format!("Say {free} here, and to its server"), edits));
            told.push(number);
        }
        // Two servers that need not be told a port: two of nginx.
        for deed in pod.deeds(member) {
            let Act::Collides { port, .. } = deed.act else { continue };
            let Some((at, first)) = crash(pod, member, port) else { continue };
            let by_itself = |member: &Member<'_>| member.usual_port() == Some(port);
            if told.contains(&port)
                || first.name() == member.name()
                || !by_itself(member)
                || !by_itself(first)
            {
                continue;
            }
            let paths = (&member.path.child("name"), &first.path.child("name"));
            diagnostics.push(clash(pod, member, first, port, paths).at(at));
            break;
        }
    }
}

fn clash(
    pod: &Subject<'_>,
    member: &Member<'_>,
    first: &Member<'_>,
    port: u16,
    (path, first_path): (&FieldPath, &FieldPath),
) -> Diagnostic {
    let (second, first) = (member.name(), first.name());
    let message = format!(
        "`{second}` cannot listen on {port}: `{first}` has it, and the containers of a Pod share one network"
    );
    RULE.about(pod, path, message)
        .help("give one of them another port, where its server is told to listen and here")
        .related(pod.span(first_path), format!("taken here by `{first}`"))
        .container(second)
}

/// Whether a server is told to listen on the Pod's address alone: another one may then have the port on 127.0.0.1.
fn by_address(member: &Member<'_>, port: u16) -> bool {
    member.words().any(|word| word.contains("IP)") && mentions(word, port))
}

/// When a run shows the container ending because another one has the port, and which one.
fn crash<'s, 'a>(
    pod: &'s Subject<'a>,
    member: &Member<'_>,
    wanted: u16,
) -> Option<(SimTime, &'s Member<'a>)> {
    let runs = pod.runs(member);
    let mut deeds = pod.deeds(member);
    let (at, holder) = deeds.find_map(|deed| {
        let Act::Collides { port, holder } = deed.act else { return None };
        (port == wanted).then_some((deed.at, holder))
    })?;
    let ends =
        |run: &Run| run.finished.as_ref().is_some_and(|end| end.at == at && end.exit_code != 0);
    let holder = &pod.trace?.containers.get(holder)?.name;
    let holder = pod.members.iter().find(|other| other.name() == holder)?;
    runs.iter().any(ends).then_some((at, holder))
}

/// The next port that no container of the Pod declares.
fn free(pod: &Subject<'_>, port: u16) -> u16 {
    let taken = |port: &u16| pod.members.iter().any(|member| member.declares(*port));
    (port..u16::MAX).map(|port| port + 1).find(|port| !taken(port)).unwrap_or(port)
}

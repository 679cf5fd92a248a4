//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::reserve::{SHARED, asks_for, request};
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;

declare_rule! {
    /// A container requests no CPU or no memory.
    ///
    /// ## Why it matters
    ///
    /// The scheduler places a Pod by what its containers request: what is not requested counts as nothing, and the node may be full already.
    /// A Pod of which no container requests or limits anything, nor the Pod itself, is BestEffort, the first to be evicted when its node runs out of memory. Init containers and sidecars count as well.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    ///     resources:
    ///       requests: {cpu: 20m, memory: 40Mi}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled>; `ComputePodQOS`, pkg/apis/core/v1/helper/qos/qos.go.
    "missing-requests", "R01", since = "0.1.0", Warning, [], Pod(check)
}

/// What a fix requests until somebody has measured.
const GUESSES: [&str; 2] = ["20m", "40Mi"];

fn check(pod: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let whole = SHARED.map(|resource| asks_for(pod.spec, resource));
    if whole == [true, true] {
        return;
    }
    for member in &pod.members {
        let [cpu, memory] = SHARED.map(|resource| request(member.container, resource).is_none());
        let lacks = [cpu && !whole[0], memory && !whole[1]];
        let what = match lacks {
            [true, true] => "neither CPU nor memory",
            [true, false] => "no CPU",
            [false, true] => "no memory",
            [false, false] => continue,
        };
        let name = member.name();
        let message = format!("`{name}` requests {what}: the scheduler takes that for nothing");
        let at = pod.resources_or_name(member);
        let requests = member.path.child("resources.requests");
        let (path, value) = match lacks {
            [true, true] if !pod.is_written(&requests) => {
                (requests, "cpu: 20m\nmemory: 40Mi".to_owned())
            }
            [true, _] => (requests.key("cpu"), GUESSES[0].to_owned()),
            [false, _] => (requests.key("memory"), GUESSES[1].to_owned()),
        };
        diagnostics.push(
            RULE.about(pod, &at, message)
                .help("request what it uses when it is busy, as `kubectl top pod --containers` shows it")
                .container(name)
                .draft("Request a little, to be measured", pod.put(&path, &value)),
        );
    }
}

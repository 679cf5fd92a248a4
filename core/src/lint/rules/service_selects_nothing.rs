//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::rule::declare_rule;
use crate::lint::subject::Subject;
use crate::lint::together::{Other, Together};
use crate::text::{Edit, FieldPath};
use crate::yaml::{Entry, Node};

declare_rule! {
    /// The selector of a Service misses the Pods that it is meant for by one label.
    ///
    /// ## Why it matters
    ///
    /// A Service leads to the Pods that have all labels of its selector. Where one differs it has no endpoints, and every connection to it is refused.
    /// It is the labels of the Pod, or of the template, that count, and not those of the Deployment.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: wbe}
    ///   ports:
    ///   - port: 80
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   containers:
    ///   - name: web
    ///     image: nginx:1.29
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service>; `syncService`, pkg/controller/endpointslice/endpointslice_controller.go.
    "service-selects-nothing", "N11", since = "0.1.0", Warning, [Default, Exam], Together(check)
}

fn check(all: &Together<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for service in all.of_kind("Service") {
        let selector = service.root.get("spec").and_then(|spec| spec.get("selector"));
        let wanted = selector.map(Node::entries).unwrap_or_default();
        if wanted.is_empty() || all.selected(service).next().is_some() {
            continue;
        }
        let meant = all.pods.iter().find_map(|pod| Some((pod, meant(service, pod, wanted)?)));
        let Some((pod, entry)) = meant else { continue };
        let labels = pod.pod_path.child("metadata.labels");
        let own = labels.key(&entry.name);
        let value = entry.value.as_str().unwrap_or_default();
        let place = if pod.is_written(&own) { own } else { labels };
        diagnostics.push(
            RULE.finding(
                entry.value.span,
                format!(
                    "the Service `{}` leads to no Pod: none has the label `{}: {value}`",
                    service.name, entry.name
                ),
            )
            .field(&FieldPath::root().child("spec.selector").key(&entry.name))
            .help("say the labels of the Pod here, or give the Pod this label")
            .related(pod.span(&place), "the labels of the Pod")
            .draft("Say the label of the Pod", fix(all, service, pod, entry)),
        );
    }
}

/// The one label that keeps a Pod from being taken, where the Service seems to be meant for it.
fn meant<'n>(service: &Other<'_>, pod: &Subject<'_>, wanted: &'n [Entry]) -> Option<&'n Entry> {
    let mut lacking = pod.lacks(wanted);
    let (Some(entry), None) = (lacking.next(), lacking.next()) else { return None };
    let is_its_own = pod.object.metadata().name.as_deref() == Some(service.name);
    let own = label(pod, &entry.name);
    let is_near = match (own, entry.value.as_str()) {
        (Some(own), Some(value)) => is_swapped(own, value) || is_off_by_one(own, value),
        (None, _) => wanted.len() > 1,
        (Some(_), None) => false,
    };
    (pod.namespace() == service.namespace && (is_its_own || is_near)).then_some(entry)
}

fn label<'a>(pod: &Subject<'a>, key: &str) -> Option<&'a str> {
    pod.metadata?.labels.as_ref()?.get(key).map(String::as_str)
}

/// Whether two words hold the same letters in another order.
fn is_swapped(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let mut letters = text.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    one.len() == other.len() && letters(one) == letters(other)
}

/// Whether one word is the other with a letter more, less or another one; the last one may not be a digit of its own.
fn is_off_by_one(one: &str, other: &str) -> bool {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let (one_rest, other_rest) =
        (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    let differs = one_rest.first().or(other_rest.first());
    if one.len().min(other.len()) < 3 || differs.is_some_and(u8::is_ascii_digit) {
        return false;
    }
    one_rest.get(1..) == Some(other_rest)
        || other_rest.get(1..) == Some(one_rest)
        || one_rest.len() == other_rest.len() && one_rest.get(1..) == other_rest.get(1..)
}

/// The selector says what the Pod has.
fn fix(
    all: &Together<'_>,
    service: &Other<'_>,
    pod: &Subject<'_>,
    entry: &Entry,
) -> Option<Vec<Edit>> {
    let own = label(pod, &entry.name)?;
    let is_plain = own.bytes().next()?.is_ascii_alphabetic();
    let path = FieldPath::root().child("spec.selector").key(&entry.name);
    is_plain.then(|| service.put(all.text, &path, own)).flatten()
}

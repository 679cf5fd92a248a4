//! The fix that makes an entry of `containers` a native sidecar, with its comments and formatting.

use crate::diagnostic::Diagnostic;
use crate::features::Gate;
use crate::lint::needs::{asks_app, hindrance, is_needed, startup_probe};
use crate::lint::subject::{Member, Subject};
use crate::text::{Edit, apply};
use crate::yaml::write::{move_across, put_behind};
use crate::yaml::{self, Content, Entry, Node, Resolved, Scalar, Style};

/// Offers to make an entry of `containers` a native sidecar; says why not where its start-up waits for an app.
///
/// Where others need it, a second fix gives it a `startupProbe` too.
pub(super) fn offer(pod: &Subject<'_>, member: &Member<'_>, finding: &mut Diagnostic) {
    // Without it the container would be a plain init container, which has to end.
    if !pod.scenario.features.has(Gate::SidecarContainers) {
        return;
    }
    if let Some(reason) = hindrance(pod, member) {
        finding.help = Some(reason);
        return;
    }
    let holds_back = member.container.startup_probe.is_some() || member.post_start().is_some();
    let asks = asks_app(pod, member).is_some();
    let safe = !holds_back && !asks;
    finding.offer("Make it a native sidecar", edits(pod, member, Become::Sidecar(None)), safe);
    if !holds_back && !asks && is_needed(pod, member) {
        let gated = startup_probe(pod, member)
            .and_then(|probe| edits(pod, member, Become::Sidecar(Some(&probe))));
        finding.offer("Make it a native sidecar with a startupProbe", gated, false);
    }
}

/// What a container becomes in `initContainers`.
#[derive(Clone, Copy)]
pub(super) enum Become<'a> {
    /// It runs to its end.
    Init,
    /// It gets `restartPolicy: Always`, and this `startupProbe`.
    Sidecar(Option<&'a str>),
}

/// Moves the container to the end of `initContainers`.
///
/// Nothing where that cannot be done cleanly: where it is the only entry, in a list without a key, in a mix of block
/// and flow lists, or where the text would then not say the same but for the move.
pub(super) fn edits(
    pod: &Subject<'_>,
    member: &Member<'_>,
    becomes: Become<'_>,
) -> Option<Vec<Edit>> {
    let (text, place) = (pod.text, member.index);
    let spec = pod.source.root.at(&pod.spec_path())?;
    let apps = spec.entry("containers").filter(|entry| !entry.merged)?;
    if apps.value.items().len() < 2 {
        return None;
    }
    let changes = changes(text, apps.value.items().get(place)?, becomes)?;
    let edits = move_across(text, spec, ("containers", place), "initContainers", &changes)?;
    // Whole lines of a block can be moved, unless a name in them (`&a`, `*a`) ties them to others.
    let is_plain = !apps.value.flow && !spec.span.of(text).contains(['&', '*', '\t']);
    (is_plain || says_the_same(text, &edits, spec, place, becomes)).then_some(edits)
}

/// The edits that give a container what it needs in `initContainers`.
fn changes(text: &str, item: &Node, becomes: Become<'_>) -> Option<Vec<Edit>> {
    let Become::Sidecar(probe) = becomes else {
        return item.entry("restartPolicy").is_none().then(Vec::new);
    };
    let after = ["image", "name"].into_iter().find_map(|name| item.entry(name))?;
    // JSON stays JSON.
    let is_json = item.flow && after.key.of(text).starts_with('"');
    if is_json && probe.is_some() {
        return None;
    }
    let mut edits = Vec::new();
    if let Some(entry) = item.entry("restartPolicy") {
        let quote = if entry.value.span.of(text).starts_with('"') { "\"" } else { "" };
        edits.push(Edit::replace(entry.value.span, format!("{quote}Always{quote}")));
    } else {
        edits.push(put_behind(text, item, &after.name, "restartPolicy", "Always")?);
    }
    if let Some(probe) = probe {
        edits.push(put_behind(text, item, &after.name, "startupProbe", probe)?);
    }
    Some(edits)
}

/// Whether the text after the edits holds the same Pod spec but for the move.
fn says_the_same(
    text: &str,
    edits: &[Edit],
    spec: &Node,
    index: usize,
    becomes: Become<'_>,
) -> bool {
    let Some(expected) = moved(spec, index, becomes) else { return false };
    let stream = yaml::parse(&apply(text, edits));
    let is_whole = stream.documents.iter().all(|document| document.failed.is_none());
    is_whole && stream.documents.iter().any(|document| holds(&document.root, &expected))
}

/// The spec after the move.
fn moved(spec: &Node, index: usize, becomes: Become<'_>) -> Option<Node> {
    let Content::Mapping(entries) = &spec.content else { return None };
    let mut entries = entries.clone();
    let apps = entries.iter_mut().find(|entry| entry.name == "containers")?;
    let Content::Sequence(items) = &mut apps.value.content else { return None };
    if index >= items.len() {
        return None;
    }
    let mut item = items.remove(index);
    let Content::Mapping(fields) = &mut item.content else { return None };
    if let Become::Sidecar(probe) = becomes {
        fields.retain(|field| field.name != "restartPolicy");
        let policy = Scalar {
            text: "Always".to_owned(),
            style: Style::Plain,
            value: Resolved::String("Always".to_owned()),
        };
        let value = Node { content: Content::Scalar(policy), span: item.span, flow: false };
        fields.push(entry("restartPolicy", value));
        if let Some(probe) = probe {
            let read = yaml::parse(probe).documents.pop()?.root.as_ref().clone();
            fields.push(entry("startupProbe", read));
        }
    }
    match entries.iter_mut().find(|entry| entry.name == "initContainers") {
        Some(inits) if !inits.value.is_null() => {
            let Content::Sequence(items) = &mut inits.value.content else { return None };
            items.push(item);
        }
        Some(_) | None => {
            entries.retain(|entry| entry.name != "initContainers");
            let list =
                Node { content: Content::Sequence(vec![item]), span: spec.span, flow: false };
            entries.push(entry("initContainers", list));
        }
    }
    Some(Node { content: Content::Mapping(entries), span: spec.span, flow: spec.flow })
}

fn entry(name: &str, value: Node) -> Entry {
    Entry { name: name.to_owned(), key: value.span, value, merged: false }
}

/// Whether a tree has a part that means what `expected` means.
fn holds(node: &Node, expected: &Node) -> bool {
    node.means(expected)
        || node.entries().iter().any(|entry| holds(&entry.value, expected))
        || node.items().iter().any(|item| holds(item, expected))
}

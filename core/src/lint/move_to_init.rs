//! The fix that makes an entry of `containers` a native sidecar, with its comments and formatting.

use crate::diagnostic::Diagnostic;
use crate::features::Gate;
use crate::lint::needs::{asks_app, hindrance, is_needed, startup_probe};
use crate::lint::subject::{Member, Subject};
use crate::text::{Edit, Span, apply};
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
    let spec = pod.source.root.at(&pod.spec_path())?;
    let apps = spec.entry("containers").filter(|entry| !entry.merged)?;
    let inits = spec.entry("initContainers");
    // A key that says nothing would be there twice.
    let is_in_the_way = |inits: &Entry| inits.merged || inits.value.is_null();
    if apps.value.items().len() < 2 || inits.is_some_and(is_in_the_way) {
        return None;
    }
    let item = apps.value.items().get(member.index)?;
    let additions = additions(pod.text, item, becomes)?;
    let edits = if apps.value.flow {
        in_flow(pod.text, spec, apps, inits, member.index, &additions)?
    } else {
        in_block(pod.text, apps, inits, member.index, &additions)?
    };
    // Whole lines of a block can be moved, unless a name in them (`&a`, `*a`) ties them to others.
    let is_plain = !apps.value.flow && !spec.span.of(pod.text).contains(['&', '*', '\t']);
    if !is_plain && !says_the_same(pod.text, &edits, spec, member.index, becomes) {
        return None;
    }
    Some(edits)
}

/// `[{…}, {…}]`.
fn in_flow(
    text: &str,
    spec: &Node,
    apps: &Entry,
    inits: Option<&Entry>,
    index: usize,
    additions: &[Edit],
) -> Option<Vec<Edit>> {
    let items = apps.value.items();
    let item = items.get(index)?;
    let moved = apply_within(text, item.span, additions);
    let next = items.get(index + 1);
    let removed = match (next, index.checked_sub(1).and_then(|before| items.get(before))) {
        (Some(next), _) => Span::new(item.span.start, next.span.start),
        (None, Some(before)) => Span::new(before.span.end, item.span.end),
        (None, None) => return None,
    };
    let between = text.get(removed.start..removed.end)?.replace(item.span.of(text), "");
    if between.contains('#') {
        return None;
    }
    let added = match inits {
        Some(inits) if inits.value.flow => match inits.value.items().last() {
            Some(last) => Edit::insert(last.span.end, format!(", {moved}")),
            None => Edit::replace(inits.value.span, format!("[{moved}]")),
        },
        Some(_) => return None,
        None if spec.flow => {
            let quote = if apps.key.of(text).starts_with('"') { "\"" } else { "" };
            let list = format!("{quote}initContainers{quote}: [{moved}], ");
            Edit::insert(apps.key.start, list)
        }
        None => {
            let indent = " ".repeat(column(text, apps.key.start)?);
            Edit::insert(apps.key.start, format!("initContainers: [{moved}]\n{indent}"))
        }
    };
    Some(vec![added, Edit::replace(removed, "")])
}

/// Items below each other, each behind its dash.
fn in_block(
    text: &str,
    apps: &Entry,
    inits: Option<&Entry>,
    index: usize,
    additions: &[Edit],
) -> Option<Vec<Edit>> {
    let item = apps.value.items().get(index)?;
    let dash = dash_column(text, item)?;
    let lines = item_lines(text, item, dash);
    let mut moved = apply_within(text, lines, additions);
    if !moved.ends_with('\n') {
        moved.push('\n');
    }
    let added = match inits {
        Some(inits) if inits.value.flow => return None,
        Some(inits) => {
            let last = inits.value.items().last()?;
            let there = dash_column(text, last)?;
            let end = line_end(text, trimmed_end(text, last.span));
            let shifted = shift(&moved, dash, there)?;
            // A text that ends without a line break gets one in front of what is added.
            if text.get(..end)?.ends_with('\n') {
                Edit::insert(end, shifted)
            } else {
                Edit::insert(end, format!("\n{}", shifted.trim_end_matches('\n')))
            }
        }
        None => {
            let place = column(text, apps.key.start)?;
            let indent = " ".repeat(place);
            let line = apps.key.start - place;
            let on_its_own = text.get(line..apps.key.start)?.trim().is_empty();
            if on_its_own {
                Edit::insert(line, format!("{indent}initContainers:\n{moved}"))
            } else {
                // Behind the dash of a list, or the key of what holds it: the line goes on with the new list.
                Edit::insert(apps.key.start, format!("initContainers:\n{moved}{indent}"))
            }
        }
    };
    Some(vec![added, Edit::replace(lines, "")])
}

/// The edits that give a container what it needs in `initContainers`.
fn additions(text: &str, item: &Node, becomes: Become<'_>) -> Option<Vec<Edit>> {
    let Become::Sidecar(probe) = becomes else {
        return item.entry("restartPolicy").is_none().then(Vec::new);
    };
    let mut edits = Vec::new();
    let mut fields = Vec::new();
    if let Some(entry) = item.entry("restartPolicy") {
        let quote = if entry.value.span.of(text).starts_with('"') { "\"" } else { "" };
        edits.push(Edit::replace(entry.value.span, format!("{quote}Always{quote}")));
    } else {
        fields.push(("restartPolicy", "Always"));
    }
    fields.extend(probe.map(|probe| ("startupProbe", probe)));
    if fields.is_empty() {
        return Some(edits);
    }
    let after = item.entry("image").or_else(|| item.entry("name"))?;
    if after.merged {
        return None;
    }
    let mut added = String::new();
    if item.flow {
        let last = item.entries().last()?;
        // JSON stays JSON.
        let is_json = after.key.of(text).starts_with('"');
        if is_json && probe.is_some() {
            return None;
        }
        for (name, value) in fields {
            let quote = if is_json { "\"" } else { "" };
            for part in [", ", quote, name, quote, ": ", quote, value, quote] {
                added.push_str(part);
            }
        }
        edits.push(Edit::insert(last.value.span.end, added));
        return Some(edits);
    }
    let keys = " ".repeat(column(text, item.entries().first()?.key.start)?);
    for (name, value) in fields {
        for part in [&keys, name, ": ", value, "\n"] {
            added.push_str(part);
        }
    }
    let end = line_end(text, trimmed_end(text, after.value.span));
    if !text.get(..end)?.ends_with('\n') {
        added.insert(0, '\n');
        added.pop();
    }
    edits.push(Edit::insert(end, added));
    Some(edits)
}

/// The text of `span` after edits that lie within it.
fn apply_within(text: &str, span: Span, edits: &[Edit]) -> String {
    let edits: Vec<Edit> = edits
        .iter()
        .map(|edit| {
            let place =
                Span::new(edit.span.start.saturating_sub(span.start), edit.span.end - span.start);
            Edit::replace(place, edit.text.clone())
        })
        .collect();
    apply(span.of(text), &edits)
}

/// How many characters stand in front of an offset in its line.
fn column(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    Some(before.rsplit('\n').next().unwrap_or_default().len())
}

/// The column of the dash in front of an item; nothing where something else stands on its line.
fn dash_column(text: &str, item: &Node) -> Option<usize> {
    let before = text.get(..item.span.start)?.rsplit('\n').next()?;
    let dash = before.find(|c: char| c != ' ')?;
    before.get(dash..)?.strip_prefix('-')?.trim().is_empty().then_some(dash)
}

/// The end of what is written within a span.
fn trimmed_end(text: &str, span: Span) -> usize {
    span.start + span.of(text).trim_end().len()
}

/// The start of the line after the one with `offset`, or the end of the text.
fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// The lines of an item with the comments right above its dash.
fn item_lines(text: &str, item: &Node, dash: usize) -> Span {
    let mut start =
        text.get(..item.span.start).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
    while let Some(above) = start.checked_sub(1).and_then(|end| text.get(..end)) {
        let line = above.rsplit('\n').next().unwrap_or_default();
        let is_comment = line.trim_start().starts_with('#');
        if !is_comment || line.len() - line.trim_start().len() != dash {
            break;
        }
        start = above.len() - line.len();
    }
    Span::new(start, line_end(text, trimmed_end(text, item.span)))
}

/// The lines moved from one column to another; nothing where they hold what cannot be moved.
fn shift(lines: &str, from: usize, to: usize) -> Option<String> {
    let mut shifted = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        if line.trim().is_empty() {
            shifted.push_str(line);
        } else if to >= from {
            shifted.push_str(&" ".repeat(to - from));
            shifted.push_str(line);
        } else {
            shifted.push_str(line.strip_prefix(&" ".repeat(from - to))?);
        }
    }
    Some(shifted)
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

//! What a run had to assume, at the place that does not tell, with what may be said instead.

use crate::analysis::DocumentAnalysis;
use crate::analysis::scenarios::Scenarios;
use crate::diagnostic::{Diagnostic, Fix, Severity, Stage};
use crate::process::machine::{About, Note};
use crate::process::scenario::write::{Change, plain};
use crate::process::scenario::{Action, TimedAction};
use crate::sim::story::Story;
use crate::sim::trace::{Role, Trace, TraceContainer, What};
use crate::text::{FieldPath, Span};

/// The code of what is said about an assumption.
pub const ASSUMED: &str = "assumed";

/// A title, and what the Scenario says of the container: field and value.
type Choice = (&'static str, &'static [(&'static str, &'static str)]);

/// What a process may do that is assumed to run until it is stopped.
const RUNS: [Choice; 3] = [
    ("Let it end after 5 s with 0", &[("runs", "[{exitsAfter: 5s, exitCode: 0}]")]),
    ("Let it fail after 5 s with 1", &[("runs", "[{exitsAfter: 5s, exitCode: 1}]")]),
    ("Let it ignore its stop signal", &[("runs", "[{}]"), ("onStopSignal", "{ignored: true}")]),
];

/// What a process may do that is assumed to end by itself.
const ENDS: [Choice; 2] = [
    ("Let it take 20 s", &[("runs", "[{exitsAfter: 20s, exitCode: 0}]")]),
    ("Let it fail with 1", &[("runs", "[{exitsAfter: 2s, exitCode: 1}]")]),
];

/// Of so many hosts outside of the Pod it is offered to say whether they answer.
const MOST_HOSTS: usize = 2;

/// Adds to each document what was assumed of its containers.
pub(super) fn add(text: &str, documents: &mut [DocumentAnalysis], scenarios: &Scenarios) {
    let played = documents.iter().filter(|document| document.story.is_some());
    let names: Vec<String> = played.map(|document| document.decoded.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let played = documents.iter_mut().filter(|document| document.story.is_some());
    for (of, document) in played.enumerate() {
        let in_text = scenarios.is_in_text(&document.decoded.name);
        let mut found = findings(document, in_text);
        for (diagnostic, changes) in &mut found {
            for (title, change) in changes.drain(..) {
                if let Some(edits) = scenarios.change(text, &names, of, &change) {
                    diagnostic.fixes.push(Fix { title, edits, safe: false });
                }
            }
        }
        document.diagnostics.extend(found.into_iter().map(|(diagnostic, _)| diagnostic));
    }
}

/// One finding a container, with what its fixes change.
fn findings(
    document: &DocumentAnalysis,
    in_text: bool,
) -> Vec<(Diagnostic, Vec<(String, Change)>)> {
    let (Some(story), Some(object)) = (&document.story, &document.object) else {
        return Vec::new();
    };
    let spec = object.kind().pod_path().child("spec");
    let containers = story.first().map(|trace| trace.containers.as_slice()).unwrap_or_default();
    let mut all = Vec::new();
    for (place, container) in containers.iter().enumerate() {
        let list = match container.role {
            Role::Init | Role::Sidecar => "initContainers",
            Role::App => "containers",
            Role::Ephemeral => "ephemeralContainers",
        };
        let notes = notes(story, place);
        let (Some(first), path) = (notes.first(), spec.child(list).index(container.index)) else {
            continue;
        };
        let sentences: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
        let (field, span) = if container.role == Role::Ephemeral {
            // It stands where it is added; a Scenario beside the text has places of its own.
            let Some(span) = added(document, &container.name).filter(|_| in_text) else { continue };
            (path, span)
        } else {
            let field = unread(document, &path, &first.about);
            let span = document.source().span(&field);
            (field, span)
        };
        let (code, severity) = (ASSUMED, Severity::Info);
        let mut diagnostic = Diagnostic::new(Stage::Run, code, severity, span, sentences.join(" "))
            .field(&field)
            .container(&container.name);
        let changes = changes(story, place, container, &notes);
        if !changes.is_empty() {
            diagnostic = diagnostic.help("say in a Scenario what it does instead");
        }
        all.push((diagnostic, changes));
    }
    all
}

/// Where an ephemeral container is added.
fn added(document: &DocumentAnalysis, name: &str) -> Option<Span> {
    let adds = |timed: &&TimedAction| matches!(&timed.action, Action::AddEphemeralContainer { name: of, .. } if of == name);
    document.scenario.actions.iter().find(adds).map(|timed| timed.span)
}

/// What is told of a container in any of the Pods, each sentence once.
fn notes(story: &Story, place: usize) -> Vec<&Note> {
    let mut notes: Vec<&Note> = Vec::new();
    for trace in &story.pods {
        for note in trace.containers.get(place).map(|of| of.notes.as_slice()).unwrap_or_default() {
            if !notes.iter().any(|known| known.text == note.text) {
                notes.push(note);
            }
        }
    }
    notes
}

/// The field of a container that does not tell; its name where that is none in particular.
fn unread(document: &DocumentAnalysis, container: &FieldPath, about: &About) -> FieldPath {
    let fields: &[&'static str] = match about {
        About::Runs("image") | About::Ends("image") => &["image"],
        About::Runs(_) | About::Ends(_) => &["command", "args"],
        About::Calls | About::Answers { .. } | About::Other => &[],
    };
    let mut paths = fields.iter().map(|field| container.child(field));
    let written = paths.find(|path| document.source().root.at(path).is_some());
    written.unwrap_or_else(|| container.child("name"))
}

/// What may be said of a container in the place of what was assumed, and how that is called.
fn changes(
    story: &Story,
    place: usize,
    container: &TraceContainer,
    notes: &[&Note],
) -> Vec<(String, Change)> {
    let ends = notes.iter().find_map(|note| match note.about {
        About::Runs(_) => Some(false),
        About::Ends(_) => Some(true),
        About::Calls => Some(story.first().is_some_and(|trace| ends_by_itself(trace, place))),
        About::Answers { .. } | About::Other => None,
    });
    let choices: &[Choice] = match ends {
        Some(true) => &ENDS,
        Some(false) => &RUNS,
        None => &[],
    };
    let change = |(title, fields): &Choice| {
        let fields = fields.iter().map(|(key, value)| (*key, (*value).to_owned()));
        ((*title).to_owned(), Change::container(&container.name, fields.collect()))
    };
    let mut changes: Vec<(String, Change)> = choices.iter().map(change).collect();
    let mut hosts: Vec<&str> = Vec::new();
    for note in notes {
        if let About::Answers { host } = &note.about
            && hosts.len() < MOST_HOSTS
            && !hosts.contains(&host.as_str())
        {
            hosts.push(host);
            let host_is = |key, value: &str| {
                Change::Added("network", vec![("host", plain(host)), (key, value.to_owned())])
            };
            changes.push((format!("Let `{host}` never answer"), host_is("never", "true")));
            changes.push((format!("Let `{host}` answer after 20 s"), host_is("from", "20s")));
        }
    }
    changes
}

/// Whether a container's process ended before anybody stopped it.
pub(super) fn ends_by_itself(trace: &Trace, container: usize) -> bool {
    let mut entries = trace.entries.iter().map(|entry| &entry.what);
    let is_end =
        |what: &What| matches!(what, What::Finished { container: of, .. } if *of == container);
    let is_stop = |what: &What| [What::Term(container), What::Kill(container)].contains(what);
    entries.find(|what| is_end(what) || is_stop(what)).is_some_and(is_end)
}

#[cfg(test)]
mod tests;

//! The door: a text goes in, everything there is to say about it comes out.
//!
//! Each arrow of the pipeline is one total function; a later one runs on the best effort of the earlier ones, so that
//! a manifest with three mistakes is still drawn.

mod assumed;
mod compare;
mod comparison;
#[cfg(test)]
mod examples;
mod forms;
mod picture;
mod report;
mod restored;
mod scenarios;
mod views;
mod what_if;

pub use crate::view::cause::Cause;
pub use assumed::ASSUMED;
pub use compare::{Change, Changes, Preview, preview};
pub use comparison::{Cell, Choice, Comparison, Fact, Side, With, compare};
pub use forms::{Form, Formed, form_of, formed};
pub use report::{Assumption, DocumentReport, LogLine, LostLines, Report, RunReport};
pub use scenarios::{REFUSED, parted};
pub use views::ViewOf;
pub use what_if::{Act, Answer, Ask, Known, Planned, Possible, Value, WhatIf, answer, what_if};

use k8s_openapi::api::core::v1::PodStatus;

use crate::analysis::scenarios::Scenarios;
use crate::decode::{self, Decoded, flattened};
use crate::defaults::{self, Dropped};
use crate::diagnostic::{self, Diagnostic, Severity, Stage};
use crate::features::{Features, Version};
use crate::lint;
use crate::object::{Kind, Object, Source};
use crate::process::neighbors::Neighbors;
use crate::process::scenario::{Expectation, Scenario};
use crate::sim;
use crate::sim::story::{Cut, MOST_CONTAINERS, MOST_ENTRIES, MOST_PODS, Story};
use crate::sim::trace::{Trace, What};
use crate::sim::workload::{Instance, Workload};
use crate::text::sort_by;
use crate::text::{FieldPath, LineIndex, Span};
use crate::time::{SimDuration, SimTime};
use crate::validation::{self, FieldError, Warning};
use crate::view::expectation::Verdict;
use crate::view::kubectl_create;
use crate::view::pod::{change_spec, full_status, stored_spec};
use crate::yaml;

/// What is asked beside the text.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which Kubernetes is asked.
    pub version: Version,
    /// How long to watch; what the scenario says where it is missing.
    pub until: Option<SimDuration>,
    /// A Scenario document that does not stand in the text.
    pub scenario: Option<String>,
    /// What the text is called in kubectl's messages.
    pub path: String,
    /// Whether the Pods are left unplayed: only what the API server says is wanted.
    pub only_check: bool,
    /// What is asked of the rules.
    pub lint: lint::Config,
    /// Whether it is wanted what may be asked about the Pod that is played.
    pub what_if: bool,
}

/// Everything there is to say about a text.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The documents that are not scenarios, in the order of the text; the items of a `List` are one each.
    pub documents: Vec<DocumentAnalysis>,
    /// All findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What stands beside the Pods of the text.
    neighbors: Neighbors,
    /// What is wrong with the scenario of [`Options::scenario`], with places in that text.
    pub scenario_diagnostics: Vec<Diagnostic>,
    /// What may be asked about the Pod that is played, where [`Options::what_if`] wants it.
    pub what_if: Option<WhatIf>,
}

/// Everything there is to say about one document.
#[derive(Clone, Debug)]
pub struct DocumentAnalysis {
    /// Its place in the stream, from 0.
    pub index: usize,
    /// Where it stands.
    pub span: Span,
    /// What decoding made of it; the object itself is in `object`, with its defaults.
    pub decoded: Decoded,
    /// Whether `kubectl create` would accept it; nothing for kinds without a Pod template.
    pub accepted: Option<bool>,
    /// The API server's words where it does not decode; empty where it does.
    pub decode: Vec<String>,
    /// The API server's refusals, in its order.
    pub errors: Vec<FieldError>,
    /// The API server's warnings, in its order.
    pub warnings: Vec<Warning>,
    /// The object with its defaults, as far as it could be understood.
    pub object: Option<Object>,
    /// What its processes do.
    pub scenario: Scenario,
    /// The life of its Pod, or of all the Pods of a Job.
    pub story: Option<Story>,
    /// What `kubectl create` would print.
    pub kubectl: String,
    /// The findings about it, in the order of the stages.
    pub diagnostics: Vec<Diagnostic>,
    /// The findings that its author allows.
    pub allowed: Vec<Diagnostic>,
}

impl DocumentAnalysis {
    /// Where its fields stand.
    pub fn source(&self) -> &Source {
        &self.decoded.source
    }

    /// Its Pod, or the template of one, as rules look at it.
    pub fn subject<'a>(&'a self, text: &'a str) -> Option<lint::Subject<'a>> {
        let trace = self.story.as_ref().and_then(Story::first);
        lint::Subject::of(text, self.object.as_ref()?, &self.decoded.source, trace, &self.scenario)
    }

    /// A Pod that was played, as the API server would store it.
    pub fn instance(&self, trace: &Trace) -> Option<Instance<'_>> {
        let pod = sim::workload::pod_of(self.object.as_ref()?)?;
        Some(Instance { name: trace.pod.clone(), features: self.scenario.features, ..pod })
    }

    /// The Pods that are there at an instant, in the order of their names; without any the first one.
    pub fn pods_at<'a>(&'a self, story: &'a Story, at: SimTime) -> Vec<(Instance<'a>, &'a Trace)> {
        let is_there =
            |trace: &&Trace| trace.created <= at && trace.removed().is_none_or(|end| end > at);
        let mut there: Vec<&Trace> = story.pods.iter().filter(is_there).collect();
        if there.is_empty() {
            there.extend(story.first());
        }
        sort_by(&mut there, |one, other| one.pod.cmp(&other.pod));
        let pods = there.into_iter();
        pods.filter_map(|trace| Some((self.instance(trace)?, trace))).collect()
    }

    /// The status of a Pod in the API at each change, with all its fields.
    pub fn full_statuses(&self, trace: &Trace) -> Vec<(SimTime, PodStatus)> {
        let Some(instance) = self.instance(trace) else { return Vec::new() };
        let spec = stored_spec(&instance);
        let is_changed = trace.entries.iter().any(|e| matches!(e.what, What::SpecChanged { .. }));
        let full = |(at, status)| {
            if !is_changed {
                return (at, full_status(status, &spec, &instance));
            }
            let mut changed = spec.clone();
            change_spec(&mut changed, trace, at);
            (at, full_status(status, &changed, &instance))
        };
        trace.statuses().map(full).collect()
    }

    /// The life of its first Pod.
    pub fn trace(&self) -> Option<&Trace> {
        self.story.as_ref().and_then(Story::first)
    }

    /// Which expectations of its scenario do not hold: where each is written, and what happened instead.
    pub fn unkept(&self) -> Vec<(Span, String)> {
        if self.scenario.expect.is_empty() {
            return Vec::new();
        }
        let verdict = self.verdict();
        let happened = |it: &Expectation| Some((it.span, verdict.holds(&it.claim).err()?));
        self.scenario.expect.iter().filter_map(happened).collect()
    }

    /// What claims are compared with.
    pub fn verdict(&self) -> Verdict {
        let lints = self.diagnostics.iter().filter(|found| found.stage == Stage::Lint);
        let errors = self.errors.iter().map(|error| error.message.clone());
        Verdict {
            story: self.story.clone(),
            accepted: self.accepted,
            errors: self.decode.iter().cloned().chain(errors).collect(),
            lints: lints.map(|found| found.code.clone()).collect(),
        }
    }
}

impl Analysis {
    /// Looks at a text; one that has lost its indentation is read as if it had it.
    pub fn of(text: &str, options: &Options) -> Self {
        flattened::reindent(text)
            .and_then(|restored| restored::analyse(text, &restored, options))
            .unwrap_or_else(|| Self::as_it_stands(text, options))
    }

    fn as_it_stands(text: &str, options: &Options) -> Self {
        let stream = yaml::parse(text);
        let (said, manifests): (Vec<_>, Vec<_>) =
            stream.documents.iter().partition(|document| scenarios::is_scenario(document));
        let mut scenarios = Scenarios::read(&said, options.scenario.as_deref(), options.version);
        let mut neighbors = Neighbors::default();
        for document in manifests.iter().filter(|_| !options.only_check) {
            neighbors.add(&document.root);
        }
        let context = Context { scenarios: &scenarios, neighbors: &neighbors, options };
        let lines = LineIndex::new(text);
        let mut documents = Vec::new();
        for document in manifests {
            for decoded in decode::decode_all(document, text, options.version) {
                documents.push(analyse(document, decoded, &context, &lines));
            }
        }
        scenarios.check(&documents);
        look_together(text, &stream, &lines, &mut documents, options);
        assumed::add(text, &mut documents, &scenarios);
        let mut diagnostics = std::mem::take(&mut scenarios.inside);
        for document in &documents {
            diagnostics.extend(document.diagnostics.iter().cloned());
        }
        for diagnostic in &mut diagnostics {
            diagnostic.span = diagnostic.span.clamped(text);
        }
        diagnostic::sort(&mut diagnostics);
        let scenario_diagnostics = Vec::new();
        let mut analysis =
            Self { documents, diagnostics, neighbors, scenario_diagnostics, what_if: None };
        let played = analysis.played().filter(|_| options.what_if).map(|(document, _)| document);
        analysis.what_if = played.and_then(|document| {
            what_if::known(document, scenarios.spec_of(&document.decoded.name))
        });
        analysis.scenario_diagnostics = scenarios.beside;
        analysis
    }

    /// What claims about the text are compared with: the Pod that was played, else the first document.
    pub fn verdict(&self) -> Verdict {
        let played = self.played().map(|(document, _)| document);
        played.or_else(|| self.documents.first()).map(DocumentAnalysis::verdict).unwrap_or_default()
    }

    /// What is wrong with the scenarios of the text, and which of their expectations do not hold, each with its place.
    ///
    /// Notes, such as that the story ends early, are left out.
    pub fn unkept(&self, text: &str) -> Vec<(Span, String)> {
        let said = self.diagnostics.iter().filter(|found| found.stage == Stage::Scenario);
        let said = said.filter(|found| found.severity != Severity::Info);
        let mut unkept: Vec<_> = said.map(|found| (found.span, found.message.clone())).collect();
        for (span, happened) in self.documents.iter().flat_map(DocumentAnalysis::unkept) {
            unkept.push((span, format!("`{}` does not hold: {happened}", span.of(text))));
        }
        unkept
    }

    /// The first document that carries a Pod that could be played.
    pub fn played(&self) -> Option<(&DocumentAnalysis, &Story)> {
        self.documents.iter().find_map(|document| Some((document, document.story.as_ref()?)))
    }
}

/// What all documents of a text have around them.
struct Context<'a> {
    scenarios: &'a Scenarios,
    neighbors: &'a Neighbors,
    options: &'a Options,
}

fn analyse(
    document: &yaml::Document,
    mut decoded: Decoded,
    context: &Context<'_>,
    lines: &LineIndex<'_>,
) -> DocumentAnalysis {
    let Context { scenarios, neighbors, options } = *context;
    let text = lines.text();
    let mut diagnostics = document.diagnostics.clone();
    diagnostics.extend(decoded.diagnostics.iter().cloned());
    let mut object = decoded.object.take();
    // A Service or a ConfigMap has no life that a scenario could be about.
    let is_other = object.is_none() && decoded.messages.is_empty();
    let scenario = if is_other { scenarios.none() } else { scenarios.of(&decoded.name) };
    let decode = match &document.failed {
        Some(failed) => vec![failed.clone()],
        None => decoded.messages.clone(),
    };
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    if let Some(object) = &mut object {
        if decoded.fragment {
            // Its fix calls it so, too.
            object.metadata_mut().name.get_or_insert_with(|| "pod".to_owned());
        }
        defaults::apply(object, scenario.features);
        errors = validation::validate(object, &decoded.source, scenario.features);
        warnings = validation::warnings(object, &decoded.source);
    }
    for error in &errors {
        let span = decoded.source.span(&error.field);
        let code = error.kind.to_string();
        let diagnostic =
            Diagnostic::new(Stage::Validation, &code, Severity::Error, span, &error.message);
        diagnostics.push(diagnostic.field(&error.field));
    }
    for warning in &warnings {
        let span = decoded.source.span(&warning.field);
        let diagnostic =
            Diagnostic::new(Stage::Warning, "warning", Severity::Warning, span, &warning.message);
        diagnostics.push(diagnostic.field(&warning.field));
    }
    let refused = !decode.is_empty() || !errors.is_empty();
    let kind = Kind::of(&decoded.api_version, &decoded.kind);
    let judged = kind.is_some() || decoded.fragment || !decode.is_empty();
    let accepted = judged.then_some(!refused && object.is_some() && !decoded.fragment);
    let (story, cut) = match &object {
        Some(object) if !options.only_check => play(object, &scenario, neighbors, options.until),
        _ => (None, None),
    };
    if let Some(kind) = kind {
        let features = scenario.features;
        let dropped = defaults::dropped(&decoded.source, kind, features);
        diagnostics.extend(dropped.iter().map(|dropped| dropped_field(dropped, features)));
    }
    if let Some(cut) = cut {
        diagnostics.push(cut_short(cut, &decoded.source));
    }
    let fragment = decoded.fragment;
    let written = lint::Written { text, lines, document, fragment, restored: None };
    lint::run_on_text(&written, &options.lint, &mut diagnostics);
    let subject = object.as_ref().and_then(|object| {
        let trace = story.as_ref().and_then(Story::first);
        let mut subject = lint::Subject::of(text, object, &decoded.source, trace, &scenario)?;
        subject.neighbors = neighbors;
        Some(subject)
    });
    let answered = lint::Answered { text, source: &decoded.source, pod: subject.as_ref() };
    lint::explain(&answered, &mut diagnostics);
    if let Some(mut subject) = subject.filter(|_| !options.only_check) {
        lint::run(&mut subject, &options.lint, &mut diagnostics);
    }
    let allowed = lint::take_allowed(document, lines, &mut diagnostics);
    let kubectl = kubectl_create::outcome(&kubectl_create::Create {
        path: &options.path,
        kind: &decoded.kind,
        api_version: &decoded.api_version,
        name: &decoded.name,
        known: kind.is_some(),
        failed: document.failed.as_deref(),
        decode: &decode,
        errors: &errors,
        warnings: &warnings,
    });
    DocumentAnalysis {
        index: document.index,
        span: document.span,
        accepted,
        decode,
        errors,
        warnings,
        object,
        scenario,
        story,
        kubectl,
        diagnostics,
        allowed,
        decoded,
    }
}

/// What the rules have to say of all documents together.
fn look_together(
    text: &str,
    stream: &yaml::Stream,
    lines: &LineIndex<'_>,
    documents: &mut [DocumentAnalysis],
    options: &Options,
) {
    if options.only_check {
        return;
    }
    let mut together = lint::Together { text, pods: Vec::new(), others: Vec::new() };
    for document in &*documents {
        match document.subject(text) {
            Some(subject) => together.pods.push(subject),
            None => together.others.push(lint::Other::of(&document.source().root)),
        }
    }
    let mut found = Vec::new();
    lint::run_on_all(&together, &options.lint, &mut found);
    for document in documents {
        let is_here = |found: &Diagnostic| document.span.touches(found.span.start);
        let (mut here, others) = std::mem::take(&mut found).into_iter().partition(is_here);
        found = others;
        if let Some(written) = stream.documents.iter().find(|it| it.index == document.index) {
            document.allowed.extend(lint::take_allowed(written, lines, &mut here));
        }
        document.diagnostics.append(&mut here);
    }
}

/// The life of a workload's Pods, and what there is too much of in it.
fn play(
    object: &Object,
    scenario: &Scenario,
    neighbors: &Neighbors,
    until: Option<SimDuration>,
) -> (Option<Story>, Option<Cut>) {
    let Some(mut workload) = Workload::of(object) else { return (None, None) };
    workload.pod.neighbors = neighbors;
    let spec = workload.pod.spec;
    let inits = spec.init_containers.as_ref().map_or(0, Vec::len);
    if inits + spec.containers.len() > MOST_CONTAINERS {
        return (None, Some(Cut::Containers));
    }
    if spec.containers.is_empty() {
        return (None, None);
    }
    let story = sim::play(&workload, scenario, until);
    let cut = story.cut;
    (Some(story), cut)
}

/// That the story ends before its time.
fn cut_short(cut: Cut, source: &Source) -> Diagnostic {
    let (message, help) = match cut {
        Cut::Containers => (
            format!("the Pod is not played: it has more than {MOST_CONTAINERS} containers"),
            "leave some of them out to see it live",
        ),
        Cut::Pods => (
            format!("the story ends early: more than {MOST_PODS} Pods are not played"),
            "let the Job make fewer Pods to see them end",
        ),
        Cut::Entries => (
            format!("the story ends early: more than {MOST_ENTRIES} entries are not played"),
            "watch for a shorter time, or probe less often, to see the end",
        ),
    };
    let name = FieldPath::parse("metadata.name");
    let span = source.span(&name);
    Diagnostic::new(Stage::Scenario, "cut-short", Severity::Info, span, &message)
        .field(&name)
        .help(help)
}

/// That a create drops a field.
fn dropped_field(dropped: &Dropped, features: Features) -> Diagnostic {
    let Dropped { name, span, gate } = dropped;
    let (gate_name, version) = (gate.name(), features.version());
    let message = format!(
        "Kubernetes {version} drops `{name}` without a word, because the feature gate {gate_name} is off"
    );
    let help = match gate.on_since() {
        Some(since) if version < since => {
            format!("the Pod is stored as if it did not stand here; from {since} on it is kept")
        }
        _ => "the Pod is stored as if it did not stand here".to_owned(),
    };
    Diagnostic::new(Stage::Decode, "dropped-field", Severity::Warning, *span, message).help(help)
}

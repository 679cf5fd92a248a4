//! A workload beside another form of it: played together, stopped at the same instant, told in one table.

mod life;
mod marks;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::life::{Life, together};
use crate::analysis::forms::{Form, form_of, formed};
use crate::analysis::{Analysis, DocumentAnalysis, Options, RunReport};
use crate::features::{Features, Gate, Version};
use crate::lint;
use crate::sim::trace::Role;
use crate::text::{LineIndex, apply};
use crate::time::SimTime;

/// What a text is compared with. It prints as what stands in a link, and is read from that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// The forms of a container, `forms:proxy`; without a name those of the first helper, `forms`.
    Forms(String),
    /// The text after a fix of a finding, both by their places in the report: `fix:3.0`.
    Fix(usize, usize),
    /// Another version of Kubernetes: `version:1.28`.
    Version(Version),
    /// An earlier text: `before`.
    Before,
}

impl With {
    /// Reads what is printed; nothing where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (what, of) = text.split_once(':').unwrap_or((text, ""));
        Some(match what {
            "forms" => Self::Forms(of.to_owned()),
            "fix" => {
                let (finding, fix) = of.split_once('.')?;
                Self::Fix(finding.parse().ok()?, fix.parse().ok()?)
            }
            "version" => Self::Version(Version::parse(of)?),
            "before" => Self::Before,
            _ => return None,
        })
    }
}

impl fmt::Display for With {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forms(container) if container.is_empty() => f.write_str("forms"),
            Self::Forms(container) => write!(f, "forms:{container}"),
            Self::Fix(finding, fix) => write!(f, "fix:{finding}.{fix}"),
            Self::Version(version) => write!(f, "version:{version}"),
            Self::Before => f.write_str("before"),
        }
    }
}

/// Two or three lives side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared, as a [`With`] prints; what was asked for may have named less.
    pub with: String,
    /// That in words: `log-shipper in three forms`.
    pub title: String,
    /// What else can be compared.
    pub choices: Vec<Choice>,
    /// The sides; none where there is nothing to compare.
    pub sides: Vec<Side>,
    /// The table.
    pub facts: Vec<Fact>,
    /// Up to which instant all sides are shown.
    pub end: SimTime,
    /// What is worth knowing of all sides, or why there are none.
    pub note: String,
}

/// Something that can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it is one of: `Forms of a container`.
    pub group: String,
    /// As a [`With`] prints.
    pub with: String,
    /// In words.
    pub title: String,
}

/// One of the lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// What it is: `Native sidecar`.
    pub title: String,
    /// That in more words.
    pub note: String,
    /// Whether it is the text as it stands.
    pub is_now: bool,
    /// The text; empty where there is none.
    pub text: String,
    /// What takes the text over: `Use the native sidecar`; empty where there is nothing to take over.
    pub action: String,
    /// Why there is no run: what hinders this form, or the API server's words.
    pub refused: String,
    /// What goes wrong for good, in a sentence; empty where nothing does.
    pub warning: String,
    /// Its life.
    pub run: Option<RunReport>,
    /// The entries of it that are different from the text as it stands.
    pub changed: Vec<usize>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What is told: `start order`.
    pub what: String,
    /// Whether the sides differ in it.
    pub differs: bool,
    /// How it is, one for each side.
    pub cells: Vec<Cell>,
}

/// How something is on one side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// In words.
    pub words: String,
    /// `good` or `bad` where the sides differ and one of them is better off, `other` where they only differ.
    pub mark: String,
}

/// A side before it is played.
#[derive(Default)]
struct Draft {
    side: Side,
    /// What it is played with where that is not what the text is.
    options: Option<Options>,
}

/// A text beside what `with` says; `before` is an earlier text.
pub fn compare(text: &str, options: &Options, with: &str, before: &str) -> Comparison {
    let options = &Options { what_if: false, ..options.clone() };
    let now = Analysis::of(text, options);
    let mut comparison =
        Comparison { choices: choices(&now, text, options, before), ..Comparison::default() };
    let Some(asked) = With::parse(with) else {
        "There is no such comparison: choose another one.".clone_into(&mut comparison.note);
        return comparison;
    };
    let Some(document) = subject(&now) else {
        "There is no Pod in this text yet that could be compared.".clone_into(&mut comparison.note);
        return comparison;
    };
    let asked = if asked == With::Forms(String::new()) {
        With::Forms(helper(&now, document, text))
    } else {
        asked
    };
    comparison.with = asked.to_string();
    let drafts = match &asked {
        With::Forms(container) => forms(text, document, container, &mut comparison),
        With::Fix(finding, fix) => after_fix(&now, text, *finding, *fix, &mut comparison),
        With::Version(version) => versions(text, options, *version, &mut comparison),
        With::Before => {
            "This text, and as it was".clone_into(&mut comparison.title);
            let was = side("Before", "when the page was opened, or an example", before);
            let was = Draft {
                side: Side { action: "Go back to this text".to_owned(), ..was },
                options: None,
            };
            vec![was, as_it_stands("Now", "", text)]
        }
    };
    if !drafts.is_empty() {
        play(&mut comparison, drafts, &now, document.index, options);
    }
    comparison
}

fn side(title: &str, note: &str, text: &str) -> Side {
    let [title, note, text] = [title, note, text].map(str::to_owned);
    Side { title, note, text, ..Side::default() }
}

fn as_it_stands(title: &str, note: &str, text: &str) -> Draft {
    Draft { side: Side { is_now: true, ..side(title, note, text) }, options: None }
}

/// The document whose Pod is compared.
fn subject(analysis: &Analysis) -> Option<&DocumentAnalysis> {
    let played = analysis.played().map(|(document, _)| document);
    played.or_else(|| analysis.documents.iter().find(|it| it.object.is_some()))
}

/// The container whose forms are told where nobody chose one: a helper that a rule finds in the wrong place, else any
/// helper, else a native sidecar, else one that ends.
fn helper(now: &Analysis, document: &DocumentAnalysis, text: &str) -> String {
    let Some(pod) = document.subject(text) else { return String::new() };
    let all = || pod.members.iter();
    let is_found = |member: &&lint::Member<'_>| {
        let name = Some(member.name());
        member.helper().is_some()
            && now.diagnostics.iter().any(|it| it.container.as_deref() == name)
    };
    let misplaced = all().find(|it| it.role == Role::App && is_found(it));
    let helper = || pod.staying().find(|member| member.helper().is_some());
    let of_role = |role: Role| all().find(|member| member.role == role);
    let chosen = misplaced.or_else(helper).or_else(|| of_role(Role::Sidecar));
    let chosen = chosen.or_else(|| of_role(Role::Init)).or_else(|| all().last());
    chosen.map(|member| member.name().to_owned()).unwrap_or_default()
}

/// Everything that the text can be compared with.
fn choices(now: &Analysis, text: &str, options: &Options, before: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut add = |group: &str, with: &With, title: String| {
        choices.push(Choice { group: group.to_owned(), with: with.to_string(), title });
    };
    if let Some(pod) = subject(now).and_then(|document| document.subject(text)) {
        for member in &pod.members {
            let name = member.name();
            add("Forms of a container", &With::Forms(name.to_owned()), format!("Forms of {name}"));
        }
    }
    let lines = LineIndex::new(text);
    for (finding, found) in now.diagnostics.iter().enumerate() {
        let line = lines.position(found.span.start).line;
        for (place, fix) in found.fixes.iter().enumerate() {
            let title = fix.title.replace('`', "");
            let title = match &found.container {
                Some(container) => format!("{title}: {container}, line {line}"),
                None => format!("{title}, line {line}"),
            };
            add("Before and after a fix", &With::Fix(finding, place), title);
        }
    }
    if before != text {
        add("Another text", &With::Before, "As it was when the page was opened".to_owned());
    }
    for version in Version::all().rev().filter(|version| *version != options.version) {
        add("Another Kubernetes", &With::Version(version), format!("Kubernetes {version}"));
    }
    choices
}

fn forms(
    text: &str,
    document: &DocumentAnalysis,
    container: &str,
    comparison: &mut Comparison,
) -> Vec<Draft> {
    let Some(now) = form_of(text, document.index, container) else {
        comparison.note =
            format!("There is no container {container} in this text: choose another comparison.");
        return Vec::new();
    };
    comparison.title = format!("{container} in three forms");
    let is_known = document.scenario.features.has(Gate::SidecarContainers);
    if !is_known {
        comparison.note = format!(
            "Kubernetes {} does not know native sidecars: it drops their restartPolicy.",
            document.scenario.features.version(),
        );
    }
    let draft = |form: Form| {
        let formed = formed(text, document.index, container, form);
        let mut side = side(form.title(), form.note(), &formed.text.unwrap_or_default());
        side.is_now = form == now;
        if side.text.is_empty() {
            side.refused = formed.why;
        } else {
            if !formed.why.is_empty() {
                side.note = formed.why;
            }
            if !side.is_now {
                "Use this form".clone_into(&mut side.action);
            }
        }
        Draft { side, options: None }
    };
    Form::ALL.map(draft).into()
}

fn after_fix(
    now: &Analysis,
    text: &str,
    finding: usize,
    fix: usize,
    comparison: &mut Comparison,
) -> Vec<Draft> {
    let found = now.diagnostics.get(finding);
    let Some(fix) = found.and_then(|found| found.fixes.get(fix)) else {
        "This text has no such fix any more: choose another comparison."
            .clone_into(&mut comparison.note);
        return Vec::new();
    };
    let title = fix.title.replace('`', "");
    let after = apply(text, &fix.edits);
    let mut after = side("After the fix", "not yet in the text", &after);
    "Apply the fix".clone_into(&mut after.action);
    comparison.title = title;
    vec![as_it_stands("Before the fix", "", text), Draft { side: after, options: None }]
}

fn versions(
    text: &str,
    options: &Options,
    other: Version,
    comparison: &mut Comparison,
) -> Vec<Draft> {
    let (one, two) = (options.version, other);
    comparison.title = format!("Kubernetes {one} and {two}");
    let note = |version: Version| {
        let native = if Features::of(version).has(Gate::SidecarContainers) {
            "knows"
        } else {
            "does not know"
        };
        format!("{native} native sidecars")
    };
    let title = |version: Version| format!("Kubernetes {version}");
    let draft = Draft {
        side: side(&title(two), &note(two), text),
        options: Some(Options { version: two, ..options.clone() }),
    };
    let now = as_it_stands(&title(one), &note(one), text);
    comparison.note = other.caveat().unwrap_or_default();
    if two < one { vec![draft, now] } else { vec![now, draft] }
}

/// Plays all sides, deletes what goes on at the same instant, and tells how they differ.
fn play(
    comparison: &mut Comparison,
    drafts: Vec<Draft>,
    now: &Analysis,
    index: usize,
    options: &Options,
) {
    let analyses: Vec<Option<Analysis>> = drafts
        .iter()
        .map(|draft| {
            let is_other =
                !draft.side.text.is_empty() && (draft.options.is_some() || !draft.side.is_now);
            is_other
                .then(|| Analysis::of(&draft.side.text, draft.options.as_ref().unwrap_or(options)))
        })
        .collect();
    let lives: Vec<Option<Life<'_>>> = drafts
        .iter()
        .zip(&analyses)
        .map(|(draft, other)| {
            if draft.side.text.is_empty() {
                return None;
            }
            let played = other.as_ref().unwrap_or(now);
            // An earlier text may have its Pod elsewhere.
            let same = played.documents.iter().find(|it| it.index == index && it.object.is_some());
            let document = same.or_else(|| subject(played))?;
            Some(Life { analysis: played, document, ending: None })
        })
        .collect();
    let lives = together(lives);
    comparison.end = lives.iter().flatten().filter_map(Life::end).max().unwrap_or_default();
    let told =
        drafts.iter().zip(&lives).map(|(draft, life)| Some(life.as_ref()?.facts(&draft.side.text)));
    let told: Vec<_> = told.collect();
    let is_job = lives.iter().flatten().any(|life| life.story().is_some_and(|it| it.job.is_some()));
    let sides: Vec<Side> = drafts.into_iter().map(|draft| draft.side).collect();
    let base = sides.iter().position(|side| side.is_now).unwrap_or_default();
    comparison.facts = marks::table(&told, base, is_job);
    comparison.sides = sides
        .into_iter()
        .zip(&lives)
        .map(|(mut side, life)| {
            if let Some(life) = life {
                return life.tell(side, comparison.end);
            }
            if side.refused.is_empty() {
                "There is no Pod in this text.".clone_into(&mut side.refused);
            }
            side
        })
        .collect();
    marks::mark_changed(&mut comparison.sides, base);
}

#[cfg(test)]
mod tests;

//! A manifest that a page shows, and what its fences claim of it.

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options, REFUSED, what_if};
use podlife_core::diagnostic::{Diagnostic, Stage};
use podlife_core::features::Version;
use podlife_core::kubectl;
use podlife_core::object::Object;
use podlife_core::process::scenario::{API_VERSION, Claim, KIND, Window, read_expectations};
use podlife_core::quantity::List;
use podlife_core::resources;
use podlife_core::sim::story::Story;
use podlife_core::sim::trace::{Trace, TraceContainer, What};
use podlife_core::text::{LineIndex, apply};
use podlife_core::time::{SimDuration, SimTime};
use podlife_core::view::events::{story_events, story_events_table};
use podlife_core::view::kubectl_describe::describe_all;
use podlife_core::view::kubectl_describe::job::{describe_job, jobs_table};
use podlife_core::view::kubectl_get::{Columns, PodTable, pods_table, row_at, rows, story_rows};
use podlife_core::view::kubectl_logs;
use podlife_core::view::lost_lines::sentence;
use podlife_core::yaml;

use crate::example;
use crate::life::Life;
use crate::logs;
use crate::markdown::Fence;
use crate::printed::{self, Names};
use crate::recorded;

/// Rules whose fixes make a manifest out of what was pasted.
const READING_RULES: [&str; 2] = ["flattened-yaml", "pod-fragment"];

/// One manifest with all that came out of it.
#[derive(Debug)]
pub struct Case {
    /// The manifest and its scenario.
    pub text: String,
    analysis: Analysis,
    asked: Options,
}

impl Case {
    /// Looks at a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::asked(text, Options::default())
    }

    /// Looks at a text for as long, and with the Kubernetes, that the fence says: `until=30s`, `kubernetes=1.28`.
    #[must_use]
    pub fn of_fence(text: &str, fence: &Fence) -> Self {
        let until = fence.value("until").and_then(SimDuration::parse);
        let version = fence.value("kubernetes").and_then(Version::parse).unwrap_or_default();
        Self::asked(text, Options { until, version, ..Options::default() })
    }

    fn asked(text: &str, asked: Options) -> Self {
        Self { text: text.to_owned(), analysis: Analysis::of(text, &asked), asked }
    }

    /// The document that was played, else the first.
    #[must_use]
    pub fn document(&self) -> Option<&DocumentAnalysis> {
        let played = self.analysis.played().map(|(document, _)| document);
        played.or_else(|| self.analysis.documents.first())
    }

    fn lints(&self) -> impl Iterator<Item = &Diagnostic> {
        self.analysis.diagnostics.iter().filter(|found| found.stage == Stage::Lint)
    }

    /// Whether the text is a piece of a Pod or has lost its indentation.
    #[must_use]
    pub fn is_piece(&self) -> bool {
        self.lints().any(|found| READING_RULES.contains(&found.code.as_str()))
    }

    /// What is wrong with the scenario, and which of its expectations do not hold.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.analysis.unkept(&self.text).into_iter().map(|(_, told)| told).collect()
    }

    /// Which expectations of a list do not hold.
    #[must_use]
    pub fn failed_expectations(&self, list: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let Some(document) = self.document() else { return vec!["no document".to_owned()] };
        let verdict = document.verdict();
        let stream = yaml::parse(list);
        if stream.documents.is_empty() {
            problems.push("no expectation".to_owned());
        }
        for part in stream.documents {
            problems.extend(part.diagnostics.iter().map(|found| found.message.clone()));
            let (expectations, wrong) = read_expectations(&part.root);
            let lines = LineIndex::new(list);
            problems.extend(wrong.iter().map(|found| {
                let line = lines.position(found.span.start).line;
                format!("line {line}: {}", found.message)
            }));
            for expectation in expectations {
                if let Err(happened) = verdict.holds(&expectation.claim) {
                    let said = expectation.span.of(list);
                    problems.push(format!("`{said}` does not hold: {happened}"));
                }
            }
        }
        problems
    }

    /// In what the played Pod differs from what a fence says a real one did; nothing where the two have to be equal.
    #[must_use]
    pub fn differences(&self, fence: &Fence) -> Option<Vec<String>> {
        fence.value("recorded")?;
        if let Some((printed, names)) = self.kubectl(fence) {
            return Some(printed::differences(&fence.body, &printed, &names));
        }
        if fence.what() == "prints" {
            let lines = self.pod(fence).map(|(_, trace)| logs::played(trace, fence));
            return Some(logs::differences(fence, &lines.unwrap_or_default()));
        }
        let life = self.analysis.played().map(|(_, story)| life(story, fence));
        recorded::differences(fence, &life.unwrap_or_default())
    }

    /// The Pod that a fence is about: the first one, or that of `pod=1`.
    fn pod(&self, fence: &Fence) -> Option<(&DocumentAnalysis, &Trace)> {
        let (document, story) = self.analysis.played()?;
        let pod = fence.value("pod").and_then(|pod| pod.parse().ok()).unwrap_or(0);
        Some((document, story.pods.get(pod)?))
    }

    /// What kubectl prints at the instant of a fence, and the names in it that are drawn anew in each cluster.
    fn kubectl(&self, fence: &Fence) -> Option<(String, Names)> {
        let at = SimTime::ZERO + fence.value("at").and_then(SimDuration::parse)?;
        let (document, story) = self.analysis.played()?;
        let pods = document.pods_at(story, at);
        let printed = match fence.what() {
            "wide" => pods_table(&pods, Columns::Wide, at),
            "labels" => pods_table(&pods, Columns::Labels, at),
            "describe" => describe_all(&pods, at),
            "kubectl-events" => story_events_table(story, at),
            "jobs" | "describe-job" => {
                let Some(Object::Job(job)) = &document.object else { return None };
                let trace = story.job.as_ref()?;
                let is_table = fence.what() == "jobs";
                if is_table { jobs_table(job, trace, at) } else { describe_job(job, trace, at) }
            }
            _ => return None,
        };
        Some((printed::without_blanks(&printed), Names::of(&pods)))
    }

    /// What a terminal shows at the instant of a fence: each line `$ …` of it is a command, and what stands below is
    /// its answer. What a command does to the Pods counts from then on.
    #[must_use]
    pub fn terminal(&mut self, fence: &Fence) -> Option<String> {
        let at = SimTime::ZERO + fence.value("at").and_then(SimDuration::parse)?;
        let mut shown = String::new();
        for line in fence.body.lines().filter(|line| line.starts_with("$ ")) {
            let answer = kubectl::answer(&self.analysis, at, line);
            shown.push_str(line);
            shown.push('\n');
            let printed = answer.output.iter().map(|(_, text)| text.as_str());
            let later = answer.later.iter().map(|(_, text)| text.as_str());
            let mut printed: String = printed.chain(later).collect();
            if !printed.is_empty() && !printed.ends_with('\n') {
                printed.push('\n');
            }
            shown.push_str(&printed::without_blanks(&printed));
            for action in answer.actions {
                let edits = what_if(&self.text, &self.asked, action.document, &action.change)?;
                *self = Self::asked(&apply(&self.text, &edits), self.asked.clone());
            }
        }
        Some(shown)
    }

    /// What a fence with a claim has to say; nothing where it is no claim.
    #[must_use]
    pub fn output(&self, fence: &Fence) -> Option<String> {
        let of_run = |print: &dyn Fn(&Story) -> String| {
            let story = self.analysis.played().map(|(_, story)| story);
            story.map_or_else(|| "nothing was played\n".to_owned(), print)
        };
        Some(match fence.what() {
            "get" if fence.has("watch") => of_run(&watch),
            "get" => {
                let at = fence.value("at").and_then(SimDuration::parse)?;
                of_run(&|story| get(story, SimTime::ZERO + at))
            }
            "events" => of_run(&|story| {
                let all = story_events(story);
                lines(all.iter().map(|event| format!("{}  {}", event.reason, event.message)))
            }),
            "order" => of_run(&order),
            "times" | "rows" | "status" | "job" => {
                of_run(&|story| life(story, fence).print(fence).unwrap_or_default())
            }
            "wide" | "labels" | "describe" | "kubectl-events" | "jobs" | "describe-job" => {
                self.kubectl(fence)?.0
            }
            "logs" => {
                let at = SimTime::ZERO + fence.value("at").and_then(SimDuration::parse)?;
                let (document, trace) = self.pod(fence)?;
                let instance = document.instance(trace)?;
                kubectl_logs::logs(&instance, trace, &logs::options(fence), at).to_string()
            }
            "prints" => logs::print(&logs::played(self.pod(fence)?.1, fence)),
            "lost" => {
                let (_, trace) = self.pod(fence)?;
                lines(trace.lost.iter().map(|lost| sentence(trace, lost)))
            }
            "assumed" => {
                let containers = self.pod(fence)?.1.containers.iter();
                lines(containers.filter_map(TraceContainer::assumed))
            }
            "resources" => self.resources(),
            "versions" => self.versions(fence)?,
            "choices" => self.choices(fence)?,
            "errors" => self.errors(),
            "warnings" => {
                let found = self.analysis.documents.iter().flat_map(|document| &document.warnings);
                lines(found.map(|warning| warning.message.clone()))
            }
            "dropped" => {
                let index = LineIndex::new(&self.text);
                let said = self.analysis.diagnostics.iter();
                let said = said.filter(|found| found.message.contains(" without a word, "));
                lines(said.map(|found| {
                    let line = index.position(found.span.start).line;
                    format!("line {line}: {}", found.message)
                }))
            }
            "refused" => {
                let said = self.analysis.diagnostics.iter().filter(|found| found.code == REFUSED);
                lines(said.map(|found| found.message.clone()))
            }
            "lint" => lines(self.lints().map(|found| format!("{}: {}", found.code, found.message))),
            "fixed" => match fence.value("rule") {
                Some(rule) => fix(&self.text, &self.asked, &[rule], 1),
                None => fix(&self.text, &self.asked, &READING_RULES, 4),
            },
            _ => return None,
        })
    }

    /// What each Kubernetes makes of the text, those that agree in one line: what its API server says, what it drops, and
    /// the row of `kubectl get pods` at the instant of the fence.
    fn versions(&self, fence: &Fence) -> Option<String> {
        let at = SimTime::ZERO + fence.value("at").and_then(SimDuration::parse)?;
        let mut spans: Vec<(Version, Version, String)> = Vec::new();
        for version in Version::all().filter(|version| *version <= Version::RECORDED) {
            let case = Self::asked(&self.text, Options { version, ..self.asked.clone() });
            let outcome = case.outcome(at);
            match spans.last_mut() {
                Some((_, last, known)) if *known == outcome => *last = version,
                Some(_) | None => spans.push((version, version, outcome)),
            }
        }
        Some(lines(spans.into_iter().map(|(first, last, outcome)| {
            if first == last {
                format!("{first}: {outcome}")
            } else {
                format!("{first} to {last}: {outcome}")
            }
        })))
    }

    /// What comes of each choice of a fence, lines `choice: {network: …} => what comes of it`, at the instant of the fence.
    fn choices(&self, fence: &Fence) -> Option<String> {
        let at = fence.value("at").and_then(SimDuration::parse)?;
        Some(lines(fence.body.lines().map(|line| {
            let said = line.split_once(" => ").map_or(line, |(said, _)| said);
            let change = said.split_once(": ").map_or("", |(_, change)| change);
            let outcome = match self.chosen(change, SimTime::ZERO + at) {
                Ok(case) => format!("{}{}", case.outcome(SimTime::ZERO + at), case.harm()),
                Err(problem) => problem,
            };
            format!("{said} => {outcome}")
        })))
    }

    /// The case of a choice, played at least up to an instant: another Scenario, an example of the gallery, or what is shown.
    fn chosen(&self, change: &str, at: SimTime) -> Result<Self, String> {
        let mut asked = self.asked.clone();
        let mut text = self.text.clone();
        if change.starts_with('{') {
            let head = format!("apiVersion: {API_VERSION}\nkind: {KIND}");
            asked.scenario = Some(format!("{head}\nspec: {change}\n"));
            asked.until = None;
        } else if let Some(name) = change.strip_prefix("example ") {
            text = example(name)?;
            asked.until = None;
        } else if change != "as shown" {
            return Err(
                "a choice is a Scenario's spec in braces, `example NAME` or `as shown`".into()
            );
        }
        let mut case = Self::asked(&text, asked.clone());
        let is_short = |case: &Self| {
            let ends = case.analysis.played().and_then(|(_, story)| story.first()).map(|it| it.end);
            ends.is_some_and(|end| end < at)
        };
        if is_short(&case) {
            case = Self::asked(&text, Options { until: Some(at.since(SimTime::ZERO)), ..asked });
        }
        let problems = case.problems();
        if problems.is_empty() { Ok(case) } else { Err(problems.join("; ")) }
    }

    /// Who had to be killed, and what was lost.
    fn harm(&self) -> String {
        let Some((document, story)) = self.analysis.played() else { return String::new() };
        let verdict = document.verdict();
        let is_killed = |name: &&str| {
            let (container, signal) = ((*name).to_owned(), "KILL".to_owned());
            verdict.holds(&Claim::Signal { container, signal, window: Window::default() }).is_ok()
        };
        let traces = &story.pods;
        let names = traces.iter().flat_map(|trace| &trace.containers).map(|it| it.name.as_str());
        let killed = names.filter(is_killed).map(|name| format!("; `{name}` gets SIGKILL"));
        let lost: usize = traces.iter().flat_map(|trace| &trace.lost).map(|lost| lost.lines).sum();
        let lost = (lost > 0).then(|| format!("; {lost} lines are lost"));
        killed.chain(lost).collect()
    }

    fn outcome(&self, at: SimTime) -> String {
        let errors = self.errors();
        if let Some(error) = errors.lines().next() {
            return format!("refused, {error}");
        }
        let dropped = self.analysis.diagnostics.iter();
        let dropped = dropped.filter_map(|found| {
            let (said, _) = found.message.split_once(" without a word, ")?;
            let field = said.split_once(" drops ")?.1;
            Some(format!("drops {field} without a word"))
        });
        let mut said: Vec<String> = dropped.collect();
        if let Some((_, story)) = self.analysis.played() {
            let all: Vec<_> = story.pods.iter().map(|trace| (trace, rows(trace))).collect();
            said.extend(all.iter().map(|(trace, rows)| match row_at(rows, trace, at) {
                Some(row) => {
                    let restarts = if row.restarts == 1 { "restart" } else { "restarts" };
                    format!("{} {}, {} {restarts}", row.ready, row.status, row.restarts)
                }
                None => "the Pod is gone".to_owned(),
            }));
        }
        said.join("; ")
    }

    /// What the Pod reserves, what it may use, and its quality of service.
    fn resources(&self) -> String {
        let object = self.document().and_then(|document| document.object.as_ref());
        let Some(Object::Pod(pod)) = object else { return "no Pod\n".to_owned() };
        let Some(spec) = &pod.spec else { return "no spec\n".to_owned() };
        let print = |name: &str, list: &List| {
            let all: Vec<String> =
                list.iter().map(|(resource, value)| format!("{resource} {value}")).collect();
            format!("{name}: {}", if all.is_empty() { "none".to_owned() } else { all.join(", ") })
        };
        lines(
            [
                print("requests", &resources::requests(spec)),
                print("limits", &resources::limits(spec)),
                format!("qosClass: {}", resources::qos_class(spec)),
            ]
            .into_iter(),
        )
    }

    /// What the API server says; of a piece what it would say of the whole.
    fn errors(&self) -> String {
        let is_piece = self.is_piece();
        lines(self.analysis.documents.iter().flat_map(|document| {
            let decode = document.decode.iter().filter(move |_| !is_piece).cloned();
            decode.chain(document.errors.iter().map(|error| error.message.clone()))
        }))
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// The life of the Pod that a fence is about: the first one, or that of `pod=1`.
fn life(story: &Story, fence: &Fence) -> Life {
    let pod = fence.value("pod").and_then(|pod| pod.parse().ok()).unwrap_or(0);
    Life::of_story(story, pod)
}

fn get(story: &Story, at: SimTime) -> String {
    let rows: Vec<_> = story.pods.iter().map(|trace| (trace, rows(trace))).collect();
    let mut lines: Vec<_> =
        rows.iter().filter_map(|(trace, rows)| Some((row_at(rows, trace, at)?, at))).collect();
    lines.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
    PodTable { lines }.to_string()
}

fn watch(story: &Story) -> String {
    let rows = story_rows(story);
    PodTable { lines: rows.iter().map(|row| (row, row.at)).collect() }.to_string()
}

/// What happened to processes: `app start`, `app term`, `app kill`, `app finish`.
fn order(story: &Story) -> String {
    let mut happened: Vec<(SimTime, String)> = Vec::new();
    for trace in &story.pods {
        for entry in &trace.entries {
            if let Some(what) = process(trace, &entry.what) {
                happened.push((entry.at, what));
            }
        }
    }
    happened.sort_by_key(|(at, _)| *at);
    lines(happened.into_iter().map(|(_, what)| what))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what happens to processes, among much else")]
fn process(trace: &Trace, what: &What) -> Option<String> {
    let (container, what) = match what {
        What::Started(container, _) => (*container, "start"),
        What::Finished { container, .. } => (*container, "finish"),
        What::Term(container) => (*container, "term"),
        What::Kill(container) => (*container, "kill"),
        _ => return None,
    };
    Some(format!("{} {what}", trace.containers.get(container)?.name))
}

/// The text after the first fix of a rule, again and again up to a number of times.
fn fix(text: &str, asked: &Options, rules: &[&str], times: usize) -> String {
    let mut text = text.to_owned();
    for _ in 0..times {
        let analysis = Analysis::of(&text, asked);
        let mut found = analysis
            .diagnostics
            .iter()
            .filter(|found| found.stage == Stage::Lint && rules.contains(&found.code.as_str()));
        // The indentation first: what is a piece shows only then.
        let flattened = found.clone().find(|found| found.code == "flattened-yaml");
        let Some(fix) = flattened.or_else(|| found.next()).and_then(|found| found.fixes.first())
        else {
            break;
        };
        text = apply(&text, &fix.edits);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

//! `podlife simulate`.

use std::io::{self, Write};

use podlife_core::analysis::{Analysis, DocumentAnalysis, Options};
use podlife_core::diagnostic::{Diagnostic, Severity};
use podlife_core::export::simulation;
use podlife_core::object::Object;
use podlife_core::sim::story::Story;
use podlife_core::sim::trace::{Trace, TraceContainer};
use podlife_core::text::LineIndex;
use podlife_core::time::SimTime;
use podlife_core::view::events::{EventRow, events, job_events, story_events_table};
use podlife_core::view::kubectl_describe::describe_all;
use podlife_core::view::kubectl_describe::job::{describe_job, jobs_table};
use podlife_core::view::kubectl_get::{Columns, PodTable, pods_table, story_rows};
use podlife_core::view::kubectl_logs::{LogsOptions, logs};
use podlife_core::view::lost_lines::sentence;
use podlife_core::view::mermaid::mermaid;
use podlife_core::view::pod::pod_at;
use podlife_core::view::pod_yaml::pod_yaml;
use podlife_core::view::svg::{Picture, SvgOptions, svg, themed};
use podlife_core::view::timeline::{Timeline, story_timeline};
use podlife_core::view::trace_events::trace_events;

use crate::input::{self, Input};
use crate::outcome::{Failure, Out};
use crate::{SimulateArguments, SimulateOutput, Theme};

/// Plays every Pod of the text; whether every expectation holds and the scenario can be understood.
pub(crate) fn run(arguments: &SimulateArguments, out: &mut Out) -> Result<bool, Failure> {
    let input = input::read(&arguments.path)?;
    let scenario = arguments.scenario.as_deref().map(input::read).transpose()?;
    let options = Options {
        version: arguments.which.asked(),
        until: arguments.until,
        scenario: scenario.as_ref().map(|scenario| scenario.text.clone()),
        path: input.path.clone(),
        ..Options::default()
    };
    let analysis = Analysis::of(&input.text, &options);
    let is_info = |found: &Diagnostic| found.severity == Severity::Info;
    let mut fine = analysis.scenario_diagnostics.iter().all(is_info);
    if let Some(scenario) = &scenario {
        let lines = LineIndex::new(&scenario.text);
        for found in &analysis.scenario_diagnostics {
            let at = lines.position(found.span.start);
            eprintln!("{}:{}:{}: {}", scenario.path, at.line, at.column, found.message);
        }
    }
    let mut played = false;
    for document in &analysis.documents {
        let Some(story) = &document.story else { continue };
        played = true;
        match arguments.output {
            SimulateOutput::Json => {
                writeln!(out, "{}", simulation(&input.path, document, story))?;
            }
            SimulateOutput::Text => print_text(story, out)?,
            SimulateOutput::Logs => fine &= print_logs(arguments, document, story, out)?,
            SimulateOutput::Svg => write!(out, "{}", picture(&story_timeline(story), arguments))?,
            SimulateOutput::Mermaid => write!(out, "{}", mermaid(&story_timeline(story)))?,
            SimulateOutput::Trace => write!(out, "{}", trace_events(story))?,
            SimulateOutput::Get
            | SimulateOutput::Wide
            | SimulateOutput::Labels
            | SimulateOutput::Describe
            | SimulateOutput::Events
            | SimulateOutput::Yaml
            | SimulateOutput::Jobs
            | SimulateOutput::DescribeJob => {
                let at = arguments.at.map_or(story.end, |at| SimTime::ZERO + at);
                write!(out, "{}", kubectl(arguments.output, document, story, at))?;
            }
        }
        let text = scenario.as_ref().unwrap_or(&input);
        fine &= expectations_hold(text, document);
    }
    if !played {
        for document in &analysis.documents {
            eprintln!("{}", document.kubectl);
        }
        fine = false;
    }
    Ok(fine)
}

/// What kubectl prints at an instant.
fn kubectl(
    output: SimulateOutput,
    document: &DocumentAnalysis,
    story: &Story,
    at: SimTime,
) -> String {
    let pods = document.pods_at(story, at);
    let table = |columns| pods_table(&pods, columns, at);
    match output {
        SimulateOutput::Wide => table(Columns::Wide),
        SimulateOutput::Labels => table(Columns::Labels),
        SimulateOutput::Describe => describe_all(&pods, at),
        SimulateOutput::Events => story_events_table(story, at),
        SimulateOutput::Yaml => {
            let found = pods.iter().filter_map(|(instance, trace)| pod_at(instance, trace, at));
            found.map(|pod| pod_yaml(&pod)).collect::<Vec<_>>().join("---\n")
        }
        SimulateOutput::Jobs | SimulateOutput::DescribeJob => {
            let (Some(Object::Job(job)), Some(trace)) = (&document.object, &story.job) else {
                return "No resources found in default namespace.\n".to_owned();
            };
            let is_table = output == SimulateOutput::Jobs;
            if is_table { jobs_table(job, trace, at) } else { describe_job(job, trace, at) }
        }
        SimulateOutput::Get
        | SimulateOutput::Text
        | SimulateOutput::Json
        | SimulateOutput::Logs
        | SimulateOutput::Svg
        | SimulateOutput::Mermaid
        | SimulateOutput::Trace => table(Columns::Plain),
    }
}

/// The timeline as a file of its own.
fn picture(timeline: &Timeline, arguments: &SimulateArguments) -> String {
    match arguments.theme {
        None => svg(timeline, &SvgOptions::default()),
        Some(theme) => {
            let is_dark = theme == Theme::Dark;
            themed(timeline, &Picture { width: 960, is_dark, has_legend: true })
        }
    }
}

/// What `kubectl logs` prints of each Pod, and whether it does so without an error.
fn print_logs(
    arguments: &SimulateArguments,
    document: &DocumentAnalysis,
    story: &Story,
    out: &mut Out,
) -> io::Result<bool> {
    let at = arguments.at.map_or(story.end, |at| SimTime::ZERO + at);
    let pods = document.pods_at(story, at);
    let asked = LogsOptions {
        container: arguments.container.as_deref(),
        previous: arguments.previous,
        prefix: pods.len() > 1,
        ..LogsOptions::default()
    };
    let mut fine = true;
    for (instance, trace) in &pods {
        let logs = logs(instance, trace, &asked, at);
        logs.notes.iter().for_each(|note| eprintln!("{note}"));
        for line in &logs.lines {
            writeln!(out, "{line}")?;
        }
        logs.error.iter().for_each(|error| eprintln!("{error}"));
        fine &= logs.error.is_none();
    }
    Ok(fine)
}

/// Says which expectations of the scenario, which stands in `text`, do not hold.
fn expectations_hold(text: &Input, document: &DocumentAnalysis) -> bool {
    let unkept = document.unkept();
    let lines = LineIndex::new(&text.text);
    for (span, happened) in &unkept {
        let at = lines.position(span.start);
        eprintln!("{}:{}:{}: this does not hold: {happened}", text.path, at.line, at.column);
    }
    unkept.is_empty()
}

/// What happened to the Pods, and to their Job.
fn print_text(story: &Story, out: &mut Out) -> io::Result<()> {
    let rows = story_rows(story);
    let lines = rows.iter().map(|row| (row, row.at)).collect();
    writeln!(out, "$ kubectl get pods -w\n{}", PodTable { lines })?;
    for trace in &story.pods {
        writeln!(out, "$ kubectl events --for pod/{}", trace.pod)?;
        print_events(&events(trace), out)?;
        print_last_lines(trace, out)?;
        for (position, lost) in trace.lost.iter().enumerate() {
            let before = if position == 0 { "\n" } else { "" };
            writeln!(out, "{before}{}", sentence(trace, lost))?;
        }
    }
    if let Some(job) = &story.job {
        writeln!(out, "$ kubectl events --for job/{}", job.name)?;
        print_events(&job_events(job), out)?;
    }
    let containers = story.first().map(|trace| trace.containers.as_slice()).unwrap_or_default();
    let assumed = containers.iter().filter_map(TraceContainer::assumed);
    for (position, sentence) in assumed.enumerate() {
        if position == 0 {
            writeln!(out)?;
        }
        writeln!(out, "{sentence}")?;
    }
    Ok(())
}

/// How many lines of a container's log are shown beside everything else.
const LAST_LINES: usize = 10;

/// The last of what each container of a Pod has printed: of its newest run that has printed something.
fn print_last_lines(trace: &Trace, out: &mut Out) -> io::Result<()> {
    for (container, of) in trace.containers.iter().enumerate() {
        let own = || trace.logs.iter().filter(move |line| line.container == container);
        let Some(run) = own().map(|line| line.run).max() else { continue };
        let lines: Vec<_> = own().filter(|line| line.run == run).collect();
        let runs = trace.runs(container).len();
        let which = if runs > 1 { format!("  # run {} of {runs}", run + 1) } else { String::new() };
        writeln!(out, "\n$ kubectl logs {} -c {}{which}", trace.pod, of.name)?;
        let left_out = lines.len().saturating_sub(LAST_LINES);
        if left_out > 0 {
            let before =
                if left_out == 1 { "one line".to_owned() } else { format!("{left_out} lines") };
            writeln!(out, "{:>9}  {before} before these", "…")?;
        }
        for line in lines.iter().skip(left_out) {
            writeln!(out, "{:>9}  {}", line.at.to_string(), line.text)?;
        }
    }
    Ok(())
}

fn print_events(events: &[EventRow], out: &mut Out) -> io::Result<()> {
    for event in events {
        let path = if event.field_path.is_empty() {
            String::new()
        } else {
            format!("{}: ", event.field_path)
        };
        writeln!(
            out,
            "{:>9}  {:7}  {:10}  {path}{}",
            event.at.to_string(),
            event.type_,
            event.reason,
            event.message
        )?;
    }
    Ok(())
}

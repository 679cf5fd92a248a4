//! `podlife check`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::Severity;
use podlife_core::text::LineIndex;

use crate::input::{self, Input};
use crate::outcome::{Failure, Out};
use crate::output::{
    ColorWhen, Counts, Looked, Paint, SarifResult, annotations, document_line, junit_document,
    print, sarif_log, sarif_results, suite,
};
use crate::parallel::in_order;
use crate::settings::{Settings, SettingsArguments, rule_level};

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    settings: SettingsArguments,
    /// How bad the findings of one rule are taken: off, info, warning or error; can be given several times.
    #[arg(long = "rule", value_name = "RULE=LEVEL", value_parser = rule_level)]
    rules: Vec<(&'static str, Option<Severity>)>,
    /// The least severity that makes the exit status 1 [default: error].
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// Print the findings alone: not what kubectl would say, and no summary.
    #[arg(long, short)]
    quiet: bool,
    /// Whether to print text in colours.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// Files, folders, or `-` for standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What the terminal would show, with the place in the text.
    Text,
    /// One JSON object a line, one per document.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// JUnit XML, for CI systems that show test results.
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What is refused.
    Error,
    /// Warnings too.
    Warning,
    /// Everything.
    Info,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// What came of one text.
struct Answer {
    printed: String,
    results: Vec<SarifResult>,
    counts: Counts,
}

/// Looks at every text; whether nothing was found that counts.
pub(crate) fn run(arguments: &CheckArguments, out: &mut Out) -> Result<bool, Failure> {
    let mut settings = Settings::of(&arguments.settings, Paint::errors(arguments.color))?;
    settings.lint.rules.extend(&arguments.rules);
    let asked = arguments.fail_on.map(FailOn::severity);
    let least = asked.or(settings.fail_on).unwrap_or(Severity::Error);
    let inputs = input::read_wanted(&arguments.paths, &|path| settings.wants(path))?;
    let paint = Paint::out(arguments.color);
    let format = arguments.output;
    let (mut results, mut suites, mut counts) = (Vec::new(), String::new(), Counts::default());
    let work = |input: &Input| Ok(look(input, arguments, &settings, least, paint));
    in_order(&inputs, work, |answer: Answer| {
        results.extend(answer.results);
        counts.add(answer.counts);
        if format == Format::Junit {
            suites.push_str(&answer.printed);
            return Ok(());
        }
        Ok(out.write_all(answer.printed.as_bytes())?)
    })?;
    match format {
        Format::Sarif => {
            let log = serde_json::to_string_pretty(&sarif_log(results));
            writeln!(out, "{}", log.map_err(|error| error.to_string())?)?;
        }
        Format::Junit => write!(out, "{}", junit_document(&suites))?,
        Format::Text if !arguments.quiet => {
            write!(out, "{}", counts.summary(paint))?;
        }
        Format::Text | Format::Json | Format::Github => {}
    }
    let counted = match least {
        Severity::Error => counts.errors,
        Severity::Warning => counts.errors + counts.warnings,
        Severity::Info => counts.errors + counts.warnings + counts.infos,
    };
    Ok(counted == 0)
}

fn look(
    input: &Input,
    arguments: &CheckArguments,
    settings: &Settings,
    least: Severity,
    paint: Paint,
) -> Answer {
    let options = Options {
        version: settings.version,
        path: input.path.clone(),
        lint: settings.lint.clone(),
        ..Options::default()
    };
    let analysis = Analysis::of(&input.text, &options);
    let lines = LineIndex::new(&input.text);
    let looked = Looked { input, lines: &lines, analysis: &analysis };
    let mut results = Vec::new();
    let printed = match arguments.output {
        Format::Text => print(&looked, arguments.quiet, paint),
        Format::Json => {
            let line = |document| document_line(&input.path, &lines, document).to_string() + "\n";
            analysis.documents.iter().map(line).collect()
        }
        Format::Sarif => {
            results = sarif_results(&looked);
            String::new()
        }
        Format::Github => annotations(&looked),
        Format::Junit => suite(&looked, least),
    };
    Answer { printed, results, counts: Counts::of(&looked) }
}

//! `podlife fix`.

mod diff;
mod repeat;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use podlife_core::analysis::{Analysis, Changes, Options};
use podlife_core::decode::{Decoded, near_of};
use podlife_core::lint::{RULES, rule};

use crate::input::{self, Input};
use crate::outcome::{Failure, Out};
use crate::output::{ColorWhen, Paint, clean, counted};
use crate::parallel::in_order;
use crate::settings::{Settings, SettingsArguments, unknown_rule};

use diff::unified;
use repeat::{Fixed, Wanted, fixed};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of a command line")]
pub(crate) struct FixArguments {
    #[command(flatten)]
    settings: SettingsArguments,
    /// Change the files; what comes from standard input goes to standard output.
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    write: bool,
    /// Name the files that would change; the exit status is 1 if there are any.
    #[arg(long)]
    check: bool,
    /// Print what would change, as diff -u does; so it is done where nothing else is asked for.
    #[arg(long)]
    diff: bool,
    /// Fix what this rule finds alone, by its name, its code, or another word that findings have in brackets; can be
    /// given several times.
    #[arg(long = "rule", value_name = "RULE", value_parser = fixable)]
    rules: Vec<&'static str>,
    /// Also apply fixes that may change what the manifest does.
    #[arg(long = "unsafe")]
    all: bool,
    /// Whether to print in colours.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// Files, folders, or `-` for standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// What other findings with fixes than those of rules are called.
const OTHERS: [&str; 6] = ["yaml", "unknown-field", "type", "quantity", "api-version", "kind"];

/// The name of a rule, or of another finding that can have a fix.
fn fixable(text: &str) -> Result<&'static str, String> {
    let other = || OTHERS.into_iter().find(|other| *other == text);
    rule(text).map(|rule| rule.name).or_else(other).ok_or_else(|| {
        match near_of(text, OTHERS.into_iter()) {
            Some(near) if near_of(text, RULES.iter().map(|rule| rule.name)).is_none() => {
                format!("there is no rule `{text}`, did you mean `{near}`?")
            }
            _ => unknown_rule(text),
        }
    })
}

/// How many fixes were applied, to how many files.
#[derive(Default)]
struct Tally {
    applied: usize,
    files: usize,
    /// Fixes that only `--unsafe` applies.
    left: usize,
    /// Whether a file could not be changed.
    has_failed: bool,
}

/// Applies fixes until none is left; whether nothing would change, where that is asked.
pub(crate) fn run(arguments: &FixArguments, out: &mut Out) -> Result<bool, Failure> {
    let mut settings = Settings::of(&arguments.settings, Paint::errors(arguments.color))?;
    // Who names a rule wants it asked.
    for rule in arguments.rules.iter().filter_map(|name| rule(name)) {
        if settings.lint.severity(rule).is_none() {
            settings.lint.rules.push((rule.name, Some(rule.severity)));
        }
    }
    let wanted = Wanted { rules: &arguments.rules, all: arguments.all };
    let inputs = input::read_wanted(&arguments.paths, &|path| settings.wants(path))?;
    let paint = Paint::out(arguments.color);
    let mut tally = Tally::default();
    let work = |input: &Input| {
        let options = Options {
            version: settings.version,
            path: input.path.clone(),
            lint: settings.lint.clone(),
            ..Options::default()
        };
        let (fixed, played) = fixed(&input.text, &options, &wanted);
        let played = played.filter(|_| !arguments.check);
        Ok((fixed, played.map(|(before, after)| lives(&before, &after)).unwrap_or_default()))
    };
    let mut next = inputs.iter();
    in_order(&inputs, work, |(fixed, lives)| {
        let Some(input) = next.next() else { return Ok(()) };
        tally.left += fixed.left;
        if fixed.text != input.text {
            tally.applied += fixed.applied.len();
            tally.files += 1;
            report(arguments, input, &fixed, paint, &mut tally, out)?;
            eprint!("{lives}");
        } else if arguments.write && input.path == "-" {
            write!(out, "{}", input.text)?;
        }
        Ok(())
    })?;
    out.flush()?;
    eprint!("{}", summary(&tally, arguments));
    if tally.has_failed {
        return Err(Failure::Exit(2));
    }
    Ok(!arguments.check || tally.files == 0)
}

/// What is different when two texts are played: a line for each Pod or Job, and one for each thing of it.
fn lives(before: &Analysis, after: &Analysis) -> String {
    let mut lives = String::new();
    for (place, document) in after.documents.iter().enumerate() {
        let changes = Changes::between(before, after, place);
        if !changes.all.is_empty() {
            let Decoded { kind, name, .. } = &document.decoded;
            lives.push_str(&clean(&format!(
                "podlife: {} {name}, when it is played",
                kind.to_lowercase()
            )));
            lives.push('\n');
        }
        for change in &changes.all {
            lives.push_str(&clean(&format!("  {change}")));
            lives.push('\n');
        }
    }
    lives
}

/// Prints or writes what came of one text that changes.
fn report(
    arguments: &FixArguments,
    input: &Input,
    fixed: &Fixed,
    paint: Paint,
    tally: &mut Tally,
    out: &mut Out,
) -> Result<(), Failure> {
    if arguments.write {
        if input.path == "-" {
            write!(out, "{}", fixed.text)?;
            return Ok(());
        }
        if !input.is_exact {
            eprintln!("podlife: {} is not UTF-8 and stays as it is", input.path);
            tally.has_failed = true;
            return Ok(());
        }
        fs::write(&input.path, &fixed.text)
            .map_err(|error| format!("cannot write {}: {error}", input.path))?;
    }
    if arguments.diff || !(arguments.write || arguments.check) {
        write!(out, "{}", unified(&input.path, &input.text, &fixed.text, paint))?;
        return Ok(());
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for applied in &fixed.applied {
        *counts.entry(applied).or_default() += 1;
    }
    writeln!(out, "{}", paint.bold(&clean(&input.path)))?;
    for (applied, count) in counts {
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        writeln!(out, "  {}{times}", clean(applied))?;
    }
    Ok(())
}

fn summary(tally: &Tally, arguments: &FixArguments) -> String {
    let would = if arguments.write { "" } else { "would be " };
    let mut summary = match (tally.files, arguments.write) {
        (0, _) => "podlife: nothing to fix\n".to_owned(),
        (files, _) => format!(
            "podlife: {} {would}applied to {}\n",
            if tally.applied == 1 {
                "1 fix".to_owned()
            } else {
                format!("{} fixes", tally.applied)
            },
            counted(files, "file")
        ),
    };
    if tally.left > 0 && !arguments.all {
        let more = if tally.left == 1 { "1 fix more needs" } else { "more fixes need" };
        let count = if tally.left == 1 { String::new() } else { format!("{} ", tally.left) };
        summary.push_str(&format!(
            "podlife: {count}{more} a decision: --unsafe applies what may change the meaning\n"
        ));
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_fixed_is_called_by_name_or_code() {
        assert_eq!(fixable("s02"), Ok("classic-sidecar"));
        assert_eq!(fixable("unknown-field"), Ok("unknown-field"));
        assert!(fixable("unknown-fields").unwrap_err().contains("did you mean `unknown-field`?"));
        assert!(fixable("clasic-sidecar").unwrap_err().contains("did you mean `classic-sidecar`?"));
    }
}

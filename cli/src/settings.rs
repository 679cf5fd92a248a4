//! What is asked of the rules: by the command line, then by a file `.podlife.yaml`.

mod exclude;
mod file;

use std::path::{Path, PathBuf};

use clap::Args;
use podlife_core::decode::near_of;
use podlife_core::diagnostic::Severity;
use podlife_core::features::Version;
use podlife_core::lint::{Config, Preset, RULES, rule};
use podlife_core::text::LineIndex;

use crate::WhichKubernetes;
use crate::input;
use crate::output::{Paint, finding, severity_word};

use exclude::Exclude;
use file::File;

/// What the file with the settings is called.
pub(crate) const FILE_NAME: &str = ".podlife.yaml";

/// What a command may say of the rules.
#[derive(Debug, Args)]
pub(crate) struct SettingsArguments {
    #[command(flatten)]
    which: WhichKubernetes,
    /// Which rules are asked: default (what goes wrong or is about to), strict (all) or exam.
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    preset: Option<Preset>,
    /// The file with the settings, in place of `.podlife.yaml` of this folder or one above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What is asked, from everywhere together.
pub(crate) struct Settings {
    pub(crate) version: Version,
    pub(crate) lint: Config,
    /// What the file says is the least severity that makes a check fail.
    pub(crate) fail_on: Option<Severity>,
    exclude: Exclude,
}

impl Settings {
    /// Reads the file, if there is one; the command line goes before it.
    pub(crate) fn of(arguments: &SettingsArguments, paint: Paint) -> Result<Self, String> {
        let named = arguments.config.clone();
        let path = named.or_else(|| find(&std::env::current_dir().ok()?));
        let (file, exclude) = match path {
            Some(path) => {
                let file = read(&path, paint)?;
                let folder = path.parent().unwrap_or(Path::new(""));
                let exclude = Exclude::below(folder, &file.exclude);
                (file, exclude)
            }
            None => (File::default(), Exclude::default()),
        };
        Ok(Self {
            version: arguments.which.asked_or(file.kubernetes.unwrap_or_default()),
            lint: Config {
                preset: arguments.preset.or(file.preset).unwrap_or_default(),
                rules: file.rules,
            },
            fail_on: file.fail_on,
            exclude,
        })
    }

    /// Whether the file leaves this one in.
    pub(crate) fn wants(&self, path: &Path) -> bool {
        !self.exclude.covers(path)
    }
}

/// The nearest file of a folder or those above it, as far as the folder that holds the repository.
fn find(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// Reads a file; what is wrong with it is told with its places.
fn read(path: &Path, paint: Paint) -> Result<File, String> {
    let input = input::read(path)?;
    let (file, problems) = File::read(&input.text);
    if problems.is_empty() {
        return Ok(file);
    }
    let lines = LineIndex::new(&input.text);
    let mut told = format!("cannot use the settings in {}", input.path);
    for problem in &problems {
        told.push_str("\n\n");
        told.push_str(finding(&input.path, &lines, problem, paint).trim_end());
    }
    Err(told)
}

/// Reads `strict`.
fn preset(text: &str) -> Result<Preset, String> {
    Preset::named(text).ok_or_else(|| unknown("preset", text, Preset::names()))
}

/// Reads `classic-sidecar=warning`, or its code in place of its name.
pub(crate) fn rule_level(text: &str) -> Result<(&'static str, Option<Severity>), String> {
    let (name, level) =
        text.split_once('=').ok_or("write RULE=off, RULE=info, RULE=warning or RULE=error")?;
    let known = rule(name).ok_or_else(|| unknown_rule(name))?;
    let level = level_named(level).ok_or_else(|| unknown("level", level, LEVELS.into_iter()))?;
    Ok((known.name, level))
}

/// How bad the findings of a rule are taken.
const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

/// The severity of a word; nothing inside where the rule is off.
#[expect(clippy::option_option, reason = "a word that is known may mean no severity")]
fn level_named(word: &str) -> Option<Option<Severity>> {
    if word == "off" {
        return Some(None);
    }
    let mut severities = [Severity::Info, Severity::Warning, Severity::Error].into_iter();
    severities.find(|severity| severity_word(*severity) == word).map(Some)
}

/// That there is no such rule, and which one was meant.
pub(crate) fn unknown_rule(name: &str) -> String {
    let names = RULES.iter().map(|rule| rule.name);
    match near_of(name, names) {
        Some(near) => format!("there is no rule `{name}`, did you mean `{near}`?"),
        None => format!("there is no rule `{name}`: `podlife explain` lists them"),
    }
}

/// That there is no such word, and which one was meant.
fn unknown(what: &str, word: &str, known: impl Iterator<Item = &'static str>) -> String {
    let known: Vec<&str> = known.collect();
    match near_of(word, known.iter().copied()) {
        Some(near) => format!("there is no {what} `{word}`, did you mean `{near}`?"),
        None => format!("there is no {what} `{word}`: write {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_called_by_name_or_code() {
        assert_eq!(rule_level("G01=off"), Ok(("latest-tag", None)));
        assert_eq!(rule_level("latest-tag=error"), Ok(("latest-tag", Some(Severity::Error))));
        for (wrong, said) in [
            ("latest-tag", "write RULE=off"),
            ("latest-tags=off", "did you mean `latest-tag`?"),
            ("nothing-like-it=off", "`podlife explain` lists them"),
            ("latest-tag=warn", "there is no level `warn`"),
        ] {
            let refused = rule_level(wrong).unwrap_err();
            assert!(refused.contains(said), "{refused}");
        }
        assert!(preset("strikt").unwrap_err().contains("did you mean `strict`?"));
    }
}

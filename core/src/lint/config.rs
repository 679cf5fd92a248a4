//! Which rules are asked, and how bad their findings are taken.

use crate::diagnostic::Severity;
use crate::lint::{self, Rule};

/// A choice of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// What goes wrong, or is about to; quiet about taste.
    #[default]
    Default,
    /// All rules.
    Strict,
    /// What an exam asks for: no advice on running things for years.
    Exam,
}

/// The presets with their names.
const PRESETS: [(&str, Preset); 3] =
    [("default", Preset::Default), ("strict", Preset::Strict), ("exam", Preset::Exam)];

impl Preset {
    /// The preset of a name: `strict`.
    pub fn named(name: &str) -> Option<Self> {
        PRESETS.iter().find(|(known, _)| *known == name).map(|(_, preset)| *preset)
    }

    /// The names of all presets.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }
}

/// What is asked of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The choice of rules that it begins with.
    pub preset: Preset,
    /// What is said of single rules: the rule's name, and how bad its findings are; nothing where it is off.
    pub rules: Vec<(&'static str, Option<Severity>)>,
}

impl Config {
    /// Says how bad the findings of a rule are, by its name or its code, or that it is off; whether there is such a
    /// rule.
    pub fn set(&mut self, rule: &str, severity: Option<Severity>) -> bool {
        let known = lint::rule(rule);
        self.rules.extend(known.map(|known| (known.name, severity)));
        known.is_some()
    }

    /// How bad the findings of a rule are; nothing where it is not asked.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        let said = self.rules.iter().rev().find(|(name, _)| *name == rule.name);
        match said {
            Some((_, severity)) => *severity,
            None if self.preset == Preset::Strict || rule.presets.contains(&self.preset) => {
                Some(rule.severity)
            }
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::RULES;

    #[test]
    fn single_rules_go_before_the_preset() {
        let rule = |name: &str| RULES.iter().find(|rule| rule.name == name).unwrap();
        let mut config = Config { preset: Preset::Exam, ..Config::default() };
        assert_eq!(config.severity(rule("latest-tag")), None);
        assert!(config.set("G01", Some(Severity::Error)));
        assert_eq!(config.severity(rule("latest-tag")), Some(Severity::Error));
        assert!(config.set("classic-sidecar", None));
        assert_eq!(config.severity(rule("classic-sidecar")), None);
        assert!(!config.set("no-such-rule", None));
        config.preset = Preset::Strict;
        assert!(
            RULES
                .iter()
                .all(|rule| { config.severity(rule).is_some() || rule.name == "classic-sidecar" })
        );
    }
}

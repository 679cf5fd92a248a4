//! What is told of a rule beside its page.

use podlife_core::lint::{Config, Preset, RULES, Rule};

/// The site whose pages are named.
const SITE: &str = "https://podlife.dev/";

/// The families of rules, by the letter of their codes.
pub(crate) const FAMILIES: [(&str, &str); 14] = [
    ("Y", "The text"),
    ("A", "What the API server takes"),
    ("I", "Init containers"),
    ("S", "Sidecars"),
    ("J", "Jobs and CronJobs"),
    ("P", "Probes"),
    ("T", "Hooks, signals, the end"),
    ("V", "Volumes"),
    ("N", "Ports and the network"),
    ("R", "Resources"),
    ("G", "Images"),
    ("X", "Security"),
    ("O", "Operation"),
    ("M", "Meshes"),
];

/// The page of a rule on the site.
pub(crate) fn address(rule: &Rule) -> String {
    format!("{SITE}rules/{}/", rule.name)
}

/// The family of a rule.
pub(crate) fn family(rule: &Rule) -> &'static str {
    let found = FAMILIES.iter().find(|(letter, _)| rule.code.starts_with(letter));
    found.map_or("", |(_, name)| name)
}

/// The rules of a family, in the order of their codes.
pub(crate) fn rules_of(letter: &str) -> Vec<&'static Rule> {
    let mut rules: Vec<_> = RULES.iter().filter(|rule| rule.code.starts_with(letter)).collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// The presets in which a rule is asked.
pub(crate) fn presets(rule: &Rule) -> Vec<&'static str> {
    let asks = |preset| Config { preset, ..Config::default() }.severity(rule).is_some();
    Preset::names().filter(|name| Preset::named(name).is_some_and(asks)).collect()
}

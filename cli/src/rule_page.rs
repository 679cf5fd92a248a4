//! What is told of a rule beside its page.

use podlife_core::lint::{Preset, Rule};

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

/// The presets that a rule is part of; the strict one has all rules.
pub(crate) fn presets(rule: &Rule) -> Vec<&'static str> {
    let is_in = |preset: &Preset| *preset == Preset::Strict || rule.presets.contains(preset);
    let named = Preset::names().filter(|name| Preset::named(name).as_ref().is_some_and(is_in));
    named.collect()
}

//! Which versions of Kubernetes have which fields.

use std::collections::BTreeMap;
use std::fs;

use crate::step::{self, Outcome, capture};
use crate::workspace::Workspace;

/// The minor versions that are told apart.
const MINORS: std::ops::RangeInclusive<u32> = 27..=37;
/// The one that `core/src/schema/table.txt` is of.
const TABLE: u32 = 36;
const FILE: &str = "core/src/schema/versions.txt";
const HEADER: &str = "\
# Written by `cargo xtask versions` from k8s-openapi's schemas of Kubernetes 1.27 to 1.37: do not edit.
# The fields that not each of these versions has: the first that has it, the last where a later one has not, and what
# it is where table.txt does not say it.
";

/// Asks for the fields of each version, and writes down where they differ.
pub(crate) fn write(workspace: &Workspace) -> Outcome {
    let mut fields: BTreeMap<(String, String), Vec<(u32, String)>> = BTreeMap::new();
    for minor in MINORS {
        let table = step::quiet(&format!("fields of 1.{minor}"), || table(workspace, minor))?;
        for (name, list) in table.lines().filter_map(|line| line.split_once(':')) {
            for field in list.split(", ").map(str::trim) {
                let (field, kind) = field.split_once(' ').unwrap_or((field, ""));
                let key = (name.to_owned(), field.trim_end_matches('!').to_owned());
                fields.entry(key).or_default().push((minor, kind.to_owned()));
            }
        }
    }
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((name, field), versions) in &fields {
        let (Some((first, _)), Some((last, kind))) = (versions.first(), versions.last()) else {
            continue;
        };
        if (first, last) == (MINORS.start(), MINORS.end()) {
            continue;
        }
        let mut line = format!("{field} 1.{first}");
        if last != MINORS.end() {
            line.push_str(&format!("-1.{last}"));
        }
        if !versions.iter().any(|(minor, _)| *minor == TABLE) {
            line.extend([" ", kind]);
        }
        lines.entry(name).or_default().push(line);
    }
    let lines = lines.iter().map(|(name, fields)| format!("{name}: {}\n", fields.join(", ")));
    let text = format!("{HEADER}{}", lines.collect::<String>());
    fs::write(workspace.path(FILE), text).map_err(|error| format!("{FILE}: {error}"))
}

fn table(workspace: &Workspace, minor: u32) -> Outcome<String> {
    let mut command = workspace.cargo("run");
    command.args(["--quiet", "--manifest-path", "tests/versions/Cargo.toml"]);
    command.arg("--target-dir").arg(workspace.target.join("versions"));
    capture(command.args(["--features", &format!("v1_{minor}")]))
}

//! `podlife explain`.

use std::io::Write;

use clap::{Args, ValueEnum};
use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Diagnostic, Fix};
use podlife_core::lint::{Config, Preset, Rule, rule};
use podlife_core::text::apply;
use serde_json::{Value, json};

use crate::outcome::{Failure, Out};
use crate::output::{ColorWhen, Paint, severity_word};
use crate::rule_page::{FAMILIES, address, family, presets, rules_of};
use crate::settings::unknown_rule;

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// Whether to print text in colours.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// The rule, by its name or its code; all rules in a table where none is named.
    rule: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// The page as it is written.
    Markdown,
    /// One JSON object a line, one per rule.
    Json,
}

/// Prints the page of a rule, or the list of all.
pub(crate) fn run(arguments: &ExplainArguments, out: &mut Out) -> Result<bool, Failure> {
    let paint = Paint::out(arguments.color);
    let Some(name) = &arguments.rule else {
        let rules = in_families();
        match arguments.output {
            Format::Text => write!(out, "{}", table(&rules, paint))?,
            Format::Markdown => write!(out, "{}", markdown_table(&rules))?,
            Format::Json => {
                for rule in rules {
                    writeln!(out, "{}", json_line(rule))?;
                }
            }
        }
        return Ok(true);
    };
    let rule = rule(name).ok_or_else(|| unknown_rule(name))?;
    match arguments.output {
        Format::Text => write!(out, "{}", page(rule, paint))?,
        Format::Markdown => write!(out, "{}", markdown(rule))?,
        Format::Json => writeln!(out, "{}", json_line(rule))?,
    }
    Ok(true)
}

/// All rules by family, in the order of their codes.
fn in_families() -> Vec<&'static Rule> {
    FAMILIES.iter().flat_map(|(letter, _)| rules_of(letter)).collect()
}

/// What the fix of a rule's findings is: `safe`, `unsafe` or nothing, as its own examples show.
fn fix(rule: &Rule) -> Option<&'static str> {
    let lint = Config { preset: Preset::Strict, rules: Vec::new() };
    let options = Options { lint, ..Options::default() };
    let of = |text: &str| -> Vec<Diagnostic> { Analysis::of(text, &options).diagnostics };
    let mut fixes: Vec<Fix> = Vec::new();
    for example in rule.examples().iter().filter(|example| example.fails) {
        let found = of(&example.text);
        let piece = found.iter().find(|found| found.code == "pod-fragment");
        // Most examples are a piece of a Pod, and the rule has its say of the whole one.
        let whole = piece.filter(|_| rule.name != "pod-fragment").and_then(|it| it.fixes.first());
        let found = match whole {
            Some(fix) => of(&apply(&example.text, &fix.edits)),
            None => found,
        };
        let found = found.into_iter().filter(|found| found.code == rule.name);
        fixes.extend(found.flat_map(|found| found.fixes));
    }
    match fixes.iter().any(|fix| fix.safe) {
        true => Some("safe"),
        false if fixes.is_empty() => None,
        false => Some("unsafe"),
    }
}

/// The page for a terminal: headings stand out, manifests are indented.
fn page(rule: &Rule, paint: Paint) -> String {
    let severity = paint.severity(rule.severity, severity_word(rule.severity));
    let mut out = format!(
        "{} ({})\n{severity} · {} · in {} · fix: {} · since Podlife {}\n\n",
        paint.bold(rule.name),
        rule.code,
        family(rule),
        presets(rule).join(", "),
        fix(rule).unwrap_or("none"),
        rule.since
    );
    let mut is_code = false;
    for line in rule.page().lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            out.push_str(&paint.bold(heading));
            out.push('\n');
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str(&format!("\n{}\n", address(rule)));
    out
}

/// The page as it is written, with its name in front.
fn markdown(rule: &Rule) -> String {
    let page = rule.page().replace("```yaml,fail", "```yaml").replace("```yaml,pass", "```yaml");
    format!(
        "# {}\n\n`{}` · {} · {} · in {} · fix: {} · since Podlife {}\n\n{page}",
        rule.name,
        rule.code,
        severity_word(rule.severity),
        family(rule),
        presets(rule).join(", "),
        fix(rule).unwrap_or("none"),
        rule.since
    )
}

fn json_line(rule: &Rule) -> Value {
    let examples = rule.examples();
    let examples = examples.iter().map(|it| json!({"fails": it.fails, "text": it.text}));
    json!({
        "rule": rule.name,
        "code": rule.code,
        "severity": rule.severity,
        "family": family(rule),
        "presets": presets(rule),
        "fix": fix(rule),
        "since": rule.since,
        "url": address(rule),
        "summary": rule.summary(),
        "page": rule.page(),
        "examples": examples.collect::<Vec<_>>(),
    })
}

/// The rules with how bad, in which presets, and whether there is a fix.
fn table(rules: &[&Rule], paint: Paint) -> String {
    let rows: Vec<[String; 5]> = rules
        .iter()
        .map(|rule| {
            [
                rule.code.to_owned(),
                rule.name.to_owned(),
                severity_word(rule.severity).to_owned(),
                presets(rule).join(","),
                fix(rule).unwrap_or("-").to_owned(),
            ]
        })
        .collect();
    let titles = ["CODE", "RULE", "SEVERITY", "PRESETS", "FIX"].map(ToOwned::to_owned);
    let mut widths = titles.clone().map(|title| title.len());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut out = paint.bold(&line(&titles)) + "\n";
    for row in &rows {
        out.push_str(&line(row));
        out.push('\n');
    }
    out
}

fn markdown_table(rules: &[&Rule]) -> String {
    let mut out = String::from(
        "| code | rule | severity | presets | fix | what it finds |\n|---|---|---|---|---|---|\n",
    );
    for rule in rules {
        out.push_str(&format!(
            "| {} | [{}]({}) | {} | {} | {} | {} |\n",
            rule.code,
            rule.name,
            address(rule),
            severity_word(rule.severity),
            presets(rule).join(", "),
            fix(rule).unwrap_or("–"),
            rule.summary().replace('|', "\\|")
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use podlife_core::lint::RULES;

    use super::*;

    #[test]
    fn fixes_are_known_from_the_examples() {
        let named = |name: &str| fix(rule(name).unwrap());
        assert_eq!(named("classic-sidecar"), Some("safe"));
        assert_eq!(named("duplicate-key"), Some("unsafe"));
        assert_eq!(named("pod-fragment"), Some("safe"));
        assert_eq!(named("latest-tag"), None);
    }

    #[test]
    fn a_page_has_its_parts_and_no_fences() {
        for rule in RULES {
            let page = page(rule, Paint::none());
            assert!(page.starts_with(rule.name) && !page.contains("```"), "{page}");
            assert!(page.contains("Why it matters") && page.ends_with("/\n"), "{page}");
        }
        assert_eq!(table(&in_families(), Paint::none()).lines().count(), RULES.len() + 1);
        assert_eq!(markdown_table(&in_families()).lines().count(), RULES.len() + 2);
    }
}

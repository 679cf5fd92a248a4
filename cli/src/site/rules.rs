//! A page for each rule, from its own documentation, and their list.

use std::fmt::Write as _;
use std::iter;
use std::path::Path;

use podlife_core::lint::{RULES, Rule};

use super::File;
use super::content::Content;
use super::html::inline;
use super::layout::{Heading, Layout, Place, Shown, root};
use super::markdown::{Source, render};
use super::problem::{Problem, all};
use crate::output::severity_word;
use crate::rule_page::{FAMILIES, presets, rules_of};

/// The list and the pages.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let pages = RULES.iter().map(|rule| page(rule, content, layout));
    all(iter::once(Ok(list(layout))).chain(pages))
}

fn page(rule: &Rule, content: &Content, layout: &Layout) -> Result<File, Vec<Problem>> {
    let address = format!("rules/{}/", rule.name);
    let root = root(&address);
    let text = rule.page();
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    let file = format!("the page in core/src/lint/rules/{}.rs", rule.name.replace('-', "_"));
    let source = Source {
        file: Path::new(&file),
        first_line: 2,
        text: body,
        root: &root,
        rule: Some(rule.name),
        content,
    };
    let rendered = render(&source)?;
    let main = format!(
        "<h1>{}</h1>\n<p class=\"lead\"><code>{}</code> · {} · {} · {} · since Podlife {}</p>\n{}<p><a href=\"../\">All rules</a></p>\n",
        inline(rule.summary().trim_end_matches('.')),
        rule.name,
        rule.code,
        severity_word(rule.severity),
        asked(rule),
        rule.since,
        rendered.html
    );
    Ok(layout.file(&Shown {
        address: &address,
        place: Place::Rules,
        title: rule.name,
        summary: &rule.summary(),
        headings: &rendered.headings,
        is_list: false,
        checked: None,
        main: &main,
    }))
}

fn list(layout: &Layout) -> File {
    let mut main = String::from(
        "<h1>What Podlife warns of</h1>\n<p class=\"lead\">Each rule has a page with an example that it finds, one that it does not, and the source of what it says. The tests run them all. A rule is asked where its preset is chosen: <code>default</code>, <code>exam</code>, or <code>strict</code>, which asks all.</p>\n",
    );
    let mut headings = Vec::new();
    for (letter, name) in FAMILIES {
        let rules = rules_of(letter);
        if rules.is_empty() {
            continue;
        }
        let heading = Heading::new(letter, name);
        let _ = write!(main, "{}\n<ul class=\"contents\">", heading.html());
        for rule in rules {
            let _ = write!(
                main,
                "<li><a href=\"{0}/\"><code>{0}</code></a> <small>{1} · {2} · {3}</small><p>{4}</p></li>",
                rule.name,
                rule.code,
                severity_word(rule.severity),
                asked(rule),
                inline(&rule.summary())
            );
        }
        main.push_str("</ul>\n");
        headings.push(heading);
    }
    layout.file(&Shown {
        address: "rules/",
        place: Place::Rules,
        title: "Rules",
        summary: "Every rule that Podlife checks manifests with, by subject, each with examples and sources.",
        headings: &headings,
        is_list: true,
        checked: None,
        main: &main,
    })
}

/// Where a rule is asked: `default and exam`; the strict preset asks all, and is named where no other one does.
fn asked(rule: &Rule) -> String {
    let mut presets = presets(rule);
    if presets.len() > 1 {
        presets.retain(|name| *name != "strict");
    }
    presets.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_belongs_to_a_family() {
        for rule in RULES {
            assert!(
                FAMILIES.iter().any(|(letter, _)| rule.code.starts_with(letter)),
                "{}",
                rule.code
            );
        }
    }
}

//! Every truth that is easily got wrong is shown by a section of `tests/suite/sim` or `tests/suite/kubectl`, or it is said why not.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;

use podlife_tests::markdown::{Block, blocks};
use podlife_tests::{files_below, root, update};

/// How many there are.
const TRUTHS: u32 = 52;

/// Fences that claim nothing.
const MATERIAL: [&str; 2] = ["yaml", "scenario"];

const BEGIN: &str = "<!-- truths: written by UPDATE=1 -->\n";
const END: &str = "<!-- end -->\n";

/// The numbers at the end of a heading: `## The first crash restarts at once (T1)`.
fn numbers(heading: &str) -> Vec<u32> {
    let Some((_, list)) = heading.strip_suffix(')').and_then(|heading| heading.rsplit_once(" (T"))
    else {
        return Vec::new();
    };
    list.split(", T").filter_map(|number| number.parse().ok()).collect()
}

/// Each heading with a number that is followed by a claim before the next heading: its words and its page.
fn shown() -> BTreeMap<u32, Vec<(String, String)>> {
    let mut shown: BTreeMap<u32, Vec<(String, String)>> = BTreeMap::new();
    let pages =
        ["sim", "kubectl"].map(|folder| files_below(&root().join("tests/suite").join(folder)));
    for file in pages.iter().flatten() {
        let path = file.strip_prefix(root().join("tests/suite")).unwrap().to_str().unwrap();
        let page = path.strip_prefix("sim/").map_or_else(|| format!("../{path}"), str::to_owned);
        let mut open: Option<(String, Vec<u32>)> = None;
        for block in blocks(&fs::read_to_string(file).unwrap()) {
            match block {
                Block::Prose(text) => {
                    if let Some(heading) =
                        text.lines().rev().find_map(|line| line.strip_prefix("## "))
                    {
                        open = Some((heading.to_owned(), numbers(heading)));
                    }
                }
                Block::Fence(fence)
                    if MATERIAL.contains(&fence.what()) || fence.body.is_empty() => {}
                Block::Fence(_) => {
                    let Some((heading, numbers)) = open.take() else { continue };
                    let words =
                        heading.rsplit_once(" (T").map_or(heading.as_str(), |(words, _)| words);
                    for number in numbers {
                        shown.entry(number).or_default().push((words.to_owned(), page.clone()));
                    }
                }
            }
        }
    }
    shown
}

#[test]
fn every_truth_is_shown_or_it_is_said_why_not() {
    let shown = shown();
    let path = root().join("tests/suite/sim/README.md");
    let written = fs::read_to_string(&path).unwrap();
    let (before, rest) = written.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    let excepted: Vec<u32> = after
        .lines()
        .filter_map(|line| line.strip_prefix("| T")?.split_once(" | ")?.0.parse().ok())
        .collect();
    for number in 1..=TRUTHS {
        let is_shown = shown.contains_key(&number);
        assert!(is_shown || excepted.contains(&number), "T{number} is neither shown nor excepted");
        assert!(!is_shown || !excepted.contains(&number), "T{number} is shown and excepted");
    }
    let mut table = "| truth | section | page |\n|---|---|---|\n".to_owned();
    for (number, sections) in &shown {
        assert!((1..=TRUTHS).contains(number), "there is no T{number}");
        for (words, page) in sections {
            table.push_str(&format!("| T{number} | {words} | [{page}]({page}) |\n"));
        }
    }
    if update() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert!(listed == table, "the table in {} is not up to date: UPDATE=1", path.display());
    }
}

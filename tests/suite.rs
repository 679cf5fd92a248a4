//! Runs what pages claim: the suites of `tests/suite` and the docs of `content/docs`.
//!
//! A `yaml` fence is a manifest, a `scenario` fence says what its processes do, every further fence claims something
//! of it. `UPDATE=1` writes what comes out; fences with `recorded=` say what a real cluster did and stay as they are:
//! `RECORD=1` writes those from the recordings.

use std::fs;
use std::path::Path;

use podlife_tests::case::Case;
use podlife_tests::markdown::{Block, Fence, blocks, page};
use podlife_tests::{example, files_below, recorded, root, update};

#[test]
fn suites_come_out_as_they_say() {
    check_all(&root().join("tests/suite"), false);
}

#[test]
fn docs_show_what_happens() {
    check_all(&root().join("content/docs"), true);
}

/// Nobody has put words into the mouth of the cluster: where the recordings are, the fences say what they say.
#[test]
fn recorded_fences_are_what_a_cluster_did() {
    if recorded::kit().is_none() {
        println!("the recordings are not there, so there is nothing to compare with");
        return;
    }
    let mut problems = Vec::new();
    for file in files_below(&root().join("tests/suite")) {
        let written = fs::read_to_string(&file).unwrap_or_default();
        for block in blocks(&written) {
            let Block::Fence(fence) = block else { continue };
            let Some(name) =
                fence.value("recorded").filter(|name| recorded::folder(name).is_some())
            else {
                continue;
            };
            if recorded::from_recording(&fence).is_none_or(|really| really != fence.body) {
                problems.push(format!("{}:{}: {name}", file.display(), fence.line));
            }
        }
    }
    assert!(problems.is_empty(), "not what was recorded; RECORD=1\n\n{}", problems.join("\n"));
}

fn check_all(folder: &Path, is_docs: bool) {
    let pages: Vec<_> = files_below(folder)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "md"))
        .filter(|file| only().is_none_or(|only| file.to_string_lossy().contains(&only)))
        .collect();
    assert!(!pages.is_empty() || only().is_some(), "no page below {}", folder.display());
    let problems: Vec<String> = pages.iter().flat_map(|file| check(file, is_docs)).collect();
    assert!(
        problems.is_empty(),
        "{} problems; look at each, then UPDATE=1 cargo test -p podlife-tests --test suite\n\n{}",
        problems.len(),
        problems.join("\n")
    );
}

/// Runs one page; what is wrong with it.
fn check(file: &Path, is_docs: bool) -> Vec<String> {
    let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
    let written = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
    let blocks = blocks(&written);
    let mut updated = blocks.clone();
    let mut problems = Vec::new();
    let mut case: Option<Case> = None;
    for (position, block) in blocks.iter().enumerate() {
        let Block::Fence(fence) = block else { continue };
        let place = format!("{name}:{}", fence.line);
        if fence.what() == "example" {
            match example(fence.info.split_whitespace().nth(1).unwrap_or_default()) {
                Ok(text) => case = Some(Case::of_fence(&text, fence)),
                Err(problem) => problems.push(format!("{place}: {problem}")),
            }
            continue;
        }
        if fence.what() == "yaml" {
            let text = with_scenario(fence, blocks.get(position + 1));
            let found = Case::of_fence(&text, fence);
            let mut wrong = found.problems();
            if is_docs {
                wrong.extend(reads_as_announced(fence, &found));
            }
            problems.extend(wrong.iter().map(|problem| format!("{place}: {problem}")));
            case = Some(found);
            continue;
        }
        let Some(current) = &mut case else { continue };
        if fence.what() == "expect" {
            let failed = current.failed_expectations(&fence.body);
            problems.extend(failed.iter().map(|problem| format!("{place}: {problem}")));
            continue;
        }
        if let Some(written) = record().then(|| recorded::from_recording(fence)).flatten() {
            let fence = Fence { body: written, ..fence.clone() };
            updated.splice(position..=position, [Block::Fence(fence.clone())]);
            let wrong = current.differences(&fence).unwrap_or_default();
            problems.extend(wrong.iter().map(|it| format!("{place}: {}: {it}", fence.info)));
            continue;
        }
        if let Some(wrong) = current.differences(fence) {
            problems.extend(wrong.iter().map(|it| format!("{place}: {}: {it}", fence.info)));
            continue;
        }
        let output = match fence.what() {
            "kubectl" => current.terminal(fence),
            _ => current.output(fence),
        };
        let Some(output) = output else { continue };
        if fence.what() == "fixed" {
            // What follows is said of the text after the fix.
            case = Some(Case::of(&output));
        }
        if output == fence.body {
            continue;
        }
        if update() && !fence.info.contains("recorded=") {
            updated.splice(
                position..=position,
                [Block::Fence(Fence { body: output, ..fence.clone() })],
            );
        } else {
            problems.push(format!(
                "{place}: {}\n--- says\n{}--- comes out\n{output}",
                fence.info, fence.body
            ));
        }
    }
    let page = page(&updated);
    if (update() || record()) && page != written {
        fs::write(file, page).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    problems
}

/// The part of a path that the pages have to have that are looked at: `ONLY=learn/`, for who writes one.
fn only() -> Option<String> {
    std::env::var("ONLY").ok()
}

/// Whether fences with `recorded=` are written from the recordings: `RECORD=1`, for who adds one.
fn record() -> bool {
    std::env::var_os("RECORD").is_some_and(|value| value == "1")
}

/// The manifest, and the scenario that stands in the fence right below it.
fn with_scenario(fence: &Fence, next: Option<&Block>) -> String {
    match next {
        Some(Block::Fence(scenario)) if scenario.what() == "scenario" => {
            format!("{}---\n{}", fence.body, scenario.body)
        }
        Some(_) | None => fence.body.clone(),
    }
}

/// A manifest of a docs page is accepted, unless the page says otherwise.
fn reads_as_announced(fence: &Fence, case: &Case) -> Option<String> {
    let document = case.document()?;
    if fence.has("fragment") {
        return (!case.is_piece()).then(|| "not a piece of a Pod".to_owned());
    }
    let accepted = document.accepted == Some(true);
    (accepted == fence.has("refused")).then(|| match document.verdict().errors.first() {
        Some(error) => format!("the API server refuses it: {error}"),
        None => "the API server accepts it".to_owned(),
    })
}

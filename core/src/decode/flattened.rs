//! Manifests whose indentation is lost, as they come out of web pages, and pieces that want a Pod around them.
//!
//! What belongs where is a search along the schema: each line can continue what is open in a few ways, and the
//! cheapest whole reading wins. Cost is what would be wrong with it: unknown fields, fields given twice, required
//! ones that are missing, values of the wrong shape.

mod lines;
mod search;
mod stack;
mod wrap;

pub use wrap::wrap_fragment;

use lines::Line;

/// Whether a text begins every line in the first column although its fields belong into each other.
pub fn looks_flattened(text: &str) -> bool {
    reindent(text).is_some()
}

/// The text with the indentation that the schema gives it, comments and blank lines kept.
///
/// Nothing where the text has indentation of its own, or needs none.
pub fn reindent(text: &str) -> Option<String> {
    let parts = parts(text);
    let better: Vec<Option<String>> = parts.iter().map(|part| part_reindented(part)).collect();
    if better.iter().all(Option::is_none) {
        return None;
    }
    let all = parts.iter().zip(better);
    Some(all.map(|(part, better)| better.unwrap_or_else(|| part.concat())).collect())
}

/// The documents, each with the separator in front of it; lines keep their ends.
fn parts(text: &str) -> Vec<Vec<&str>> {
    let mut parts = vec![Vec::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") && parts.last().is_some_and(|part: &Vec<_>| !part.is_empty()) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    parts
}

fn part_reindented(part: &[&str]) -> Option<String> {
    let is_indented = |line: &Line<'_>| line.is_content() && line.indent > 0;
    if part.iter().any(|line| is_indented(&Line::of(line))) {
        return None;
    }
    let lines: Vec<Line<'_>> = part.iter().map(|line| Line::of(line)).collect();
    if lines.iter().filter(|line| line.is_content()).count() < 2 {
        return None;
    }
    let indents = search::indents(&lines)?;
    if indents.iter().all(|indent| *indent == 0) {
        return None;
    }
    let mut text = String::new();
    for ((line, written), indent) in lines.iter().zip(part).zip(place_comments(&lines, &indents)) {
        if !line.text.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent));
        }
        text.push_str(written.trim_start_matches([' ', '\t']));
    }
    Some(text)
}

/// The indentation of every line: a comment stands as deep as what follows it.
fn place_comments(lines: &[Line<'_>], indents: &[usize]) -> Vec<usize> {
    let mut of_content = indents.iter().copied().peekable();
    let mut last = 0;
    lines
        .iter()
        .map(|line| {
            if line.is_content() {
                last = of_content.next().unwrap_or(last);
                last
            } else if line.is_separator {
                0
            } else {
                of_content.peek().copied().unwrap_or(last)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;

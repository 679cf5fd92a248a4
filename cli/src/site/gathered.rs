//! What pages show of all others: the images that are known, the myths.

use std::fmt::Write as _;

use podlife_core::process::image_rows;
use pulldown_cmark::{Event, Parser, Tag};

use super::content::{Content, SECTIONS};
use super::html::{escaped, inline};
use super::layout::Heading;
use super::markdown::{OPTIONS, Source, render};
use super::problem::Problem;

/// The catalogue of images as a table.
pub(super) fn images() -> String {
    let mut out = String::from(
        "<div class=\"table\" tabindex=\"0\"><table class=\"wraps names\"><thead><tr><th>Image</th><th>Usually</th><th>How it ends</th><th>Ports</th><th>Shell</th><th>User</th></tr></thead><tbody>",
    );
    for row in image_rows() {
        let ports: Vec<String> = row.ports.iter().map(u16::to_string).collect();
        // Without its article.
        let role = row.role.to_string();
        let assumed = if row.is_assumed { "?" } else { "" };
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}{assumed}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(row.name),
            role.split_once(' ').map_or(role.as_str(), |(_, role)| role),
            escaped(&row.ends),
            ports.join(" "),
            row.shell,
            escaped(row.user.unwrap_or_default())
        );
    }
    out.push_str("</tbody></table></div>\n");
    out
}

/// The myths of all pages, by section and page, with the ways there.
pub(super) fn myths(content: &Content, root: &str) -> Result<(String, Vec<Heading>), Vec<Problem>> {
    let mut out = String::new();
    let mut headings = Vec::new();
    for (section, name) in SECTIONS {
        let pages = content.pages.iter().filter(|page| page.section == section);
        let mut inside = String::new();
        for page in pages {
            let boxes = boxes(&page.body);
            if boxes.is_empty() {
                continue;
            }
            let (address, nav) = (page.address(), inline(&page.matter.nav));
            let _ = writeln!(inside, "<h3><a href=\"{root}{address}\">{nav}</a></h3>");
            for (line, myth) in boxes {
                let source = Source {
                    file: &page.file,
                    first_line: page.first_line + line,
                    text: &myth,
                    root,
                    rule: None,
                    content,
                };
                inside.push_str(&render(&source)?.html);
            }
        }
        if !inside.is_empty() {
            let heading = Heading::new(section, name);
            let _ = write!(out, "{}\n{inside}", heading.html());
            headings.push(heading);
        }
    }
    Ok((out, headings))
}

/// A line up to the end of its first sentence; the page itself says more.
fn first_sentence(line: &str) -> &str {
    let ends = line.match_indices(". ").map(|(end, _)| end + 1);
    // A dot within code ends nothing.
    let mut ends = ends
        .filter(|end| line.get(..*end).is_some_and(|before| before.matches('`').count() % 2 == 0));
    ends.next().and_then(|end| line.get(..end)).unwrap_or(line)
}

/// What begins the paragraph of a box that says how it is.
const ANSWER: &str = "**What happens**";

/// The boxes of a page with a myth, each with its line from 0; of what happens the first sentence.
fn boxes(body: &str) -> Vec<(usize, String)> {
    let mut boxes = Vec::new();
    for (event, place) in Parser::new_ext(body, OPTIONS).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::BlockQuote(_))) {
            continue;
        }
        let (before, quote) = (body.get(..place.start), body.get(place.clone()));
        let quote = quote.filter(|quote| quote.starts_with("> [!MYTH]")).unwrap_or_default();
        let mut text = String::new();
        for line in quote.lines() {
            let is_answer = line.contains(ANSWER);
            text.push_str(if is_answer { first_sentence(line) } else { line });
            text.push('\n');
            if is_answer {
                break;
            }
        }
        if !text.is_empty() {
            boxes.push((before.unwrap_or_default().matches('\n').count(), text));
        }
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_myth_is_gathered_and_one_that_is_only_quoted_is_not() {
        let body = "~~~text\n> [!MYTH]\n> no\n~~~\n\n> [!MYTH]\n> a\n> **What happens** `b. c` d. e.\n> f\n";
        let text = "> [!MYTH]\n> a\n> **What happens** `b. c` d.\n";
        assert_eq!(boxes(body), [(5, text.to_owned())]);
    }
}

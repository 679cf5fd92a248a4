//! What pages show of all others: the images that are known, the myths.

use std::fmt::Write as _;

use podlife_core::process::image_rows;

use super::content::{Content, Page, SECTIONS};
use super::html::{escaped, inline};
use super::layout::Heading;
use super::markdown::{Source, render};
use super::problem::Problem;

/// The catalogue of images as a table.
pub(super) fn images() -> String {
    let mut out = String::from(
        "<div class=\"table\" tabindex=\"0\"><table class=\"wraps\"><thead><tr><th>Image</th><th>Usually</th><th>How it ends</th><th>Ports</th><th>Shell</th><th>User</th></tr></thead><tbody>",
    );
    for row in image_rows() {
        let ports: Vec<String> = row.ports.iter().map(u16::to_string).collect();
        let assumed = if row.is_assumed { " (assumed)" } else { "" };
        let _ = write!(
            out,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}{assumed}</td><td>{}</td><td><code>{}</code></td><td><code>{}</code></td></tr>",
            escaped(row.name),
            row.role,
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
            let boxes = boxes(page);
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
            let _ = write!(out, "<h2 id=\"{section}\">{name}</h2>\n{inside}");
            headings.push(Heading { id: section.to_owned(), text: name.to_owned() });
        }
    }
    Ok((out, headings))
}

/// Whether a box has said what happens.
fn is_told(text: &str) -> bool {
    text.contains("**What happens**")
}

/// A line up to the end of its first sentence; the page itself says more.
fn first_sentence(line: &str) -> &str {
    let ends = line.match_indices(". ").map(|(end, _)| end + 1);
    // A dot within code ends nothing.
    let mut ends = ends
        .filter(|end| line.get(..*end).is_some_and(|before| before.matches('`').count() % 2 == 0));
    ends.next().and_then(|end| line.get(..end)).unwrap_or(line)
}

/// The boxes of a page with a myth, each with its line; of what happens the first sentence.
fn boxes(page: &Page) -> Vec<(usize, String)> {
    let mut boxes: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    for (number, line) in page.body.lines().enumerate() {
        if line.starts_with("> [!MYTH]") {
            is_inside = true;
            boxes.push((number, String::new()));
        } else if !line.starts_with('>') || boxes.last().is_some_and(|(_, it)| is_told(it)) {
            is_inside = false;
        }
        if is_inside && let Some((_, text)) = boxes.last_mut() {
            let line = if line.contains("**What happens**") { first_sentence(line) } else { line };
            text.push_str(line);
            text.push('\n');
        }
    }
    boxes
}

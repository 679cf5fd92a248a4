//! A sheet to print: the manifest, the problems, the timeline, what kubectl shows and the events.

use crate::analysis::Analysis;
use crate::text::LineIndex;
use crate::view::events::story_events;
use crate::view::kubectl_get::{PodTable, story_rows};
use crate::view::markup::{coded, escaped};
use crate::view::svg::{Picture, story, themed};

use super::markdown::word;
use super::{Played, Wanted, subject};

/// The inside of an `article`.
pub(super) fn sheet(
    text: &str,
    analysis: &Analysis,
    played: Option<&Played<'_>>,
    wanted: &Wanted<'_>,
) -> String {
    let mut out = String::from("<h1>");
    out.push_str(&escaped(&subject(analysis)));
    out.push_str("</h1><p>");
    let documents: Vec<&str> =
        analysis.documents.iter().map(|it| it.decoded.kind.as_str()).collect();
    out.push_str(&escaped(&documents.join(", ")));
    out.extend([" · Kubernetes ", &wanted.version.to_string(), " · Podlife</p>"]);
    if let Some(played) = played {
        let picture = Picture { width: 960, is_dark: false, has_legend: true };
        out.push_str("<section><h2>Timeline</h2>");
        out.push_str(&themed(&played.timeline, &picture));
        out.extend(["<p>", &escaped(&story(&played.timeline)), "</p></section>"]);
    }
    problems(&mut out, text, analysis);
    out.push_str("<section><h2>Manifest</h2><pre>");
    out.push_str(&numbered(text));
    out.push_str("</pre></section>");
    if let Some(played) = played {
        let rows = story_rows(played.story);
        let table = PodTable { lines: rows.iter().map(|row| (row, row.at)).collect() };
        out.push_str("<section><h2>kubectl get pods -w</h2><pre>");
        out.push_str(&escaped(&table.to_string()));
        out.push_str("</pre></section><section><h2>Events</h2><table><thead><tr>");
        for head in ["At", "Type", "Reason", "From", "Message"] {
            out.extend(["<th scope=\"col\">", head, "</th>"]);
        }
        out.push_str("</tr></thead><tbody>");
        for event in story_events(played.story) {
            out.push_str("<tr>");
            let at = event.at.to_string();
            for cell in [&at, &event.type_, &event.reason, &event.from, &event.message] {
                out.extend(["<td>", &escaped(cell), "</td>"]);
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></section>");
    }
    out
}

fn problems(out: &mut String, text: &str, analysis: &Analysis) {
    out.push_str("<section><h2>Problems</h2>");
    if analysis.diagnostics.is_empty() {
        out.push_str("<p>None were found.</p></section>");
        return;
    }
    let lines = LineIndex::new(text);
    out.push_str("<ul>");
    for found in &analysis.diagnostics {
        let line = lines.position(found.span.start).line.to_string();
        out.extend(["<li><b>", word(found.severity), "</b> ", &coded(&found.message)]);
        out.extend([" <small>line ", &line, ", ", &escaped(&found.code)]);
        if let Some(at) = found.at {
            out.extend([", at ", &at.to_string()]);
        }
        out.push_str("</small>");
        if let Some(help) = &found.help {
            out.extend(["<br>", &coded(help)]);
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></section>");
}

/// The text with the number of each line before it, which the problems name.
fn numbered(text: &str) -> String {
    let mut out = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        let number = number.to_string();
        let pad = " ".repeat(4_usize.saturating_sub(number.len()));
        out.extend(["<i>", &pad, &number, "  </i>", &escaped(line), "\n"]);
    }
    out
}

//! Texts for other people's pages: a link, a report of what one sees, code that embeds it.

use crate::analysis::Analysis;
use crate::diagnostic::Severity;
use crate::text::LineIndex;
use crate::view::kubectl_get::{PodTable, story_rows};
use crate::view::markup::escaped;
use crate::view::timeline::Timeline;

use super::Wanted;

/// A link in Markdown.
pub(super) fn link(subject: &str, link: &str) -> String {
    ["[Pod `", &plain(subject), "` in Podlife](", link, ")"].concat()
}

/// What somebody needs who is to see the same: the text, the version, what was found, what kubectl shows, the link.
pub(super) fn issue(text: &str, analysis: &Analysis, wanted: &Wanted<'_>) -> String {
    let mut out = String::new();
    let version = wanted.version.to_string();
    out.extend(["Kubernetes ", &version, " · at ", &wanted.at.to_string(), " · "]);
    out.extend(["[open in Podlife](", wanted.link, ")\n\n"]);
    fenced(&mut out, "yaml", text);
    let found = findings(text, analysis);
    if !found.is_empty() {
        out.push_str("\nProblems:\n\n");
        fenced(&mut out, "text", &found);
    }
    if let Some((_, story)) = analysis.played() {
        let rows = story_rows(story);
        let until = rows.iter().filter(|row| row.at <= wanted.at);
        let table = PodTable { lines: until.map(|row| (row, row.at)).collect() }.to_string();
        out.push_str("\nUntil then:\n\n");
        fenced(&mut out, "console", &["$ kubectl get pods -w\n", &table].concat());
    } else {
        let said: Vec<&str> =
            analysis.documents.iter().map(|document| document.kubectl.as_str()).collect();
        let said = ["$ kubectl create -f pod.yaml\n", &said.join("\n")].concat();
        out.push_str("\nThere is nothing to play:\n\n");
        fenced(&mut out, "console", &said);
    }
    out
}

/// The findings, one a line with its place.
pub(super) fn findings(text: &str, analysis: &Analysis) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for found in &analysis.diagnostics {
        let at = lines.position(found.span.start);
        out.push_str(word(found.severity));
        out.extend([" line ", &at.line.to_string(), ": ", &found.message.replace('\n', " ")]);
        out.extend([" (", &found.code, ")"]);
        if let Some(at) = found.at {
            out.extend([" at ", &at.to_string()]);
        }
        out.push('\n');
    }
    out
}

/// How bad it is, in a word.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A block of code behind a fence that nothing in it can end.
fn fenced(out: &mut String, language: &str, code: &str) {
    let (mut longest, mut run) = (2, 0);
    for sign in code.chars() {
        run = if sign == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    out.extend([&fence, language, "\n", code]);
    if !code.ends_with('\n') {
        out.push('\n');
    }
    out.extend([&fence, "\n"]);
}

/// A name without the signs that end a link or code.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !"`[]<>\n\r\\".contains(*sign)).collect()
}

/// A frame with the timeline, as high as it is.
pub(super) fn frame(subject: &str, timeline: &Timeline, link: &str) -> String {
    let (home, fragment) = link.split_once('#').unwrap_or((link, ""));
    let height = 170 + 58 * timeline.lanes.len();
    [
        "<iframe src=\"",
        &escaped(home),
        "embed.html#",
        &escaped(fragment),
        "\" title=\"Timeline of Pod ",
        &escaped(subject),
        "\" width=\"100%\" height=\"",
        &height.to_string(),
        "\" loading=\"lazy\" style=\"border: 0\"></iframe>\n",
    ]
    .concat()
}

/// The element with the manifest in it, which stays readable where scripts do not run.
pub(super) fn element(text: &str, wanted: &Wanted<'_>) -> String {
    let home = wanted.link.split('#').next().unwrap_or_default();
    [
        "<script type=\"module\" src=\"",
        &escaped(home),
        "podlife-embed.js\"></script>\n\n<podlife-timeline>\n<pre><code>",
        &escaped(text),
        "</code></pre>\n</podlife-timeline>\n",
    ]
    .concat()
}

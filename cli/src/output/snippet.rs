//! One finding with the lines it is about, as a compiler prints it.

use podlife_core::diagnostic::{Diagnostic, Severity};
use podlife_core::lint::{Rule, rule};
use podlife_core::text::{LineIndex, Span};

use super::shown_line::ShownLine;
use super::{Paint, clean, severity_word};
use crate::rule_page;

/// Of longer spans than this only the first and the last lines are shown.
const MOST_LINES: usize = 6;

/// How many of those are the first ones and the last ones.
const ENDS: (usize, usize) = (3, 2);

/// A finding with its line, what belongs to it, and what to do.
pub(crate) fn finding(
    path: &str,
    lines: &LineIndex<'_>,
    found: &Diagnostic,
    paint: Paint,
) -> String {
    let related = found.related.iter().map(|related| related.span);
    let all = std::iter::once(found.span).chain(related);
    let last = all.map(|span| lines.position(trimmed(span, lines).end).line).max().unwrap_or(1);
    let snippet = Snippet { path, lines, paint, margin: last.to_string().len() };
    let known = rule(&found.code);
    let kind = format!("{}[{}]", severity_word(found.severity), found.code);
    let mut out = format!(
        "{}{}\n",
        paint.severity(found.severity, &kind),
        paint.bold(&format!(": {}", clean(&found.message)))
    );
    snippet.place(&mut out, "-->", found.span, "");
    snippet.excerpt(&mut out, found.span, '^', found.severity);
    for related in &found.related {
        snippet.place(&mut out, ":::", related.span, &related.message);
        snippet.excerpt(&mut out, related.span, '-', Severity::Info);
    }
    snippet.notes(&mut out, found, known);
    out
}

struct Snippet<'a> {
    path: &'a str,
    lines: &'a LineIndex<'a>,
    paint: Paint,
    /// The columns of the largest line number.
    margin: usize,
}

impl Snippet<'_> {
    /// `  --> pod.yaml:7:5`, and what is there.
    fn place(&self, out: &mut String, arrow: &str, span: Span, message: &str) {
        let at = self.lines.position(span.start);
        let between = if message.is_empty() { "" } else { ": " };
        out.push_str(&format!(
            "{}{} {}:{}:{}{between}{}\n{}\n",
            " ".repeat(self.margin),
            self.paint.frame(arrow),
            clean(self.path),
            at.line,
            at.column,
            clean(message),
            self.bar(""),
        ));
    }

    /// The left edge with a number or without one.
    fn bar(&self, number: &str) -> String {
        self.paint.frame(&format!("{number:>width$} |", width = self.margin))
    }

    fn excerpt(&self, out: &mut String, span: Span, mark: char, severity: Severity) {
        let span = trimmed(span, self.lines);
        let (first, last) =
            (self.lines.position(span.start).line, self.lines.position(span.end).line);
        if first == last {
            let line = self.shown(first, span);
            let marks = mark.to_string().repeat(line.marked);
            let marks = self.paint.severity(severity, &marks);
            self.row(out, &first.to_string(), &line.text);
            self.row(out, "", &format!("{}{marks}", " ".repeat(line.before)));
        } else {
            self.several(out, span, (first, last), mark, severity);
        }
    }

    /// A span of several lines, with a line beside them from where it begins to where it ends.
    fn several(
        &self,
        out: &mut String,
        span: Span,
        (first, last): (usize, usize),
        mark: char,
        severity: Severity,
    ) {
        let side = self.paint.severity(severity, "|");
        let start = self.shown(first, Span::at(span.start));
        self.row(out, &first.to_string(), &format!("  {}", start.text));
        let corner = format!(" {}{mark}", "_".repeat(start.before + 1));
        self.row(out, "", &self.paint.severity(severity, &corner));
        let elided = last - first >= MOST_LINES;
        for number in first + 1..=last {
            if elided && number == first + ENDS.0 {
                out.push_str(&format!("{}\n", self.paint.frame("...")));
            }
            if elided && number >= first + ENDS.0 && number + ENDS.1 <= last {
                continue;
            }
            let line = self.shown(number, self.lines.line(number));
            self.row(out, &number.to_string(), &format!("{side} {}", line.text));
        }
        let line = self.lines.line(last);
        let end = self.shown(last, Span::new(line.start, span.end));
        let corner = format!("|{}{mark}", "_".repeat(end.marked));
        self.row(out, "", &self.paint.severity(severity, &corner));
    }

    /// A line as it is printed, with the part of a span that is in it marked.
    fn shown(&self, number: usize, span: Span) -> ShownLine {
        let line = self.lines.line(number);
        let within = |at: usize| at.clamp(line.start, line.end) - line.start;
        ShownLine::of(line.of(self.lines.text()), within(span.start), within(span.end))
    }

    fn row(&self, out: &mut String, number: &str, text: &str) {
        let row = format!("{} {text}", self.bar(number));
        out.push_str(row.trim_end());
        out.push('\n');
    }

    fn note(&self, out: &mut String, name: &str, text: &str) {
        let indented = clean(text).replace('\n', &format!("\n{}   ", " ".repeat(self.margin)));
        out.push_str(&format!(
            "{} {} {}: {indented}\n",
            " ".repeat(self.margin),
            self.paint.frame("="),
            self.paint.bold(name),
        ));
    }

    fn notes(&self, out: &mut String, found: &Diagnostic, known: Option<&Rule>) {
        if let Some(at) = found.at {
            self.note(out, "seen", &format!("{at} after the creation, when the Pod is played"));
        }
        if let Some(help) = &found.help {
            self.note(out, "help", help);
        }
        if let Some(inferred) = &found.inferred {
            self.note(out, "note", inferred);
        }
        for fix in &found.fixes {
            let name = if fix.safe { "fix" } else { "fix to decide on" };
            self.note(out, name, &fix.title);
        }
        if let Some(known) = known {
            self.note(out, "rule", &format!("{} {}", known.code, rule_page::address(known)));
        }
    }
}

/// The span without the blanks and line breaks at its end; one of blanks alone without its line break.
fn trimmed(span: Span, lines: &LineIndex<'_>) -> Span {
    let span = span.clamped(lines.text());
    let said = span.of(lines.text());
    let length = match said.trim_end().len() {
        0 => said.trim_end_matches(['\r', '\n']).len(),
        length => length,
    };
    Span::new(span.start, span.start + length)
}

#[cfg(test)]
mod tests {
    use podlife_core::diagnostic::Stage;

    use super::*;

    fn printed(text: &str, marked: &str, related: Option<&str>) -> String {
        let span = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let mut found = Diagnostic::new(
            Stage::Lint,
            "latest-tag",
            Severity::Warning,
            span(marked),
            "it is \u{1b}[2J",
        )
        .help("do it");
        if let Some(related) = related {
            found = found.related(span(related), "there");
        }
        finding("pod.yaml", &LineIndex::new(text), &found, Paint::none())
    }

    #[test]
    fn a_line_is_marked_under_the_exact_characters() {
        let text = "kind: Pod\n\tname: 漢字 # x\r\n";
        assert_eq!(
            printed(text, "漢字", Some("Pod")),
            "\
warning[latest-tag]: it is \u{241b}[2J
 --> pod.yaml:2:8
  |
2 |     name: 漢字 # x
  |           ^^^^
 ::: pod.yaml:1:7: there
  |
1 | kind: Pod
  |       ---
  = help: do it
  = rule: G01 https://podlife.dev/rules/latest-tag/
"
        );
    }

    #[test]
    fn several_lines_are_marked_from_their_first_to_their_last_character() {
        let text = "a:\n- b: 1\n  c: 2\nd: 3\n";
        let excerpt = |printed: String| {
            let rows: Vec<&str> =
                printed.lines().skip(3).take_while(|row| !row.contains('=')).collect();
            rows.join("\n")
        };
        assert_eq!(
            excerpt(printed(text, "b: 1\n  c: 2\n", None)),
            "\
2 |   - b: 1
  |  ___^
3 | |   c: 2
  | |______^"
        );
        let long = format!("a:\n{}z: 1\n", "- x\n".repeat(10));
        let shown = excerpt(printed(&long, &long[3..43], None));
        assert_eq!(
            shown,
            " 2 |   - x
   |  _^
 3 | | - x
 4 | | - x
...
10 | | - x
11 | | - x
   | |___^"
        );
    }

    #[test]
    fn a_place_between_two_characters_has_one_mark() {
        let printed = {
            let found = Diagnostic::new(Stage::Yaml, "yaml", Severity::Error, Span::at(4), "x");
            finding("-", &LineIndex::new("a: b\n"), &found, Paint::none())
        };
        assert_eq!(printed, "error[yaml]: x\n --> -:1:5\n  |\n1 | a: b\n  |     ^\n");
    }
}

//! Blocks of code, terminals, and what the API server says.

use std::fmt::Write as _;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::lint::{self, rule};
use podlife_core::text::LineIndex;

use super::fence::Claim;
use super::html::{body, escaped, inline};
use super::permalink;

/// A manifest with its tools.
pub(super) fn yaml(text: &str, root: &str, label: &str) -> String {
    let link = permalink::fragment(text);
    format!(
        "<div class=\"code\"><div class=\"code__head\"><span>{}</span><a href=\"{root}{link}\">Open in playground</a></div>{}</div>\n",
        escaped(label),
        yaml_lines(text)
    )
}

/// A manifest that is to be found first.
pub(super) fn solution(text: &str) -> String {
    format!(
        "<details class=\"code solution\"><summary>A solution</summary>{}</details>\n",
        yaml_lines(text)
    )
}

/// The lines of a manifest: keys in `b`, comments in `i`.
pub(super) fn yaml_lines(text: &str) -> String {
    let mut out = String::from("<pre tabindex=\"0\"><code>");
    for line in text.trim_end().lines() {
        highlight(&mut out, line);
        out.push('\n');
    }
    out.push_str("</code></pre>");
    out
}

/// Text in another language, as it is.
pub(super) fn plain(text: &str, language: &str) -> String {
    let text = escaped(text.trim_end());
    if language == "console" {
        return terminal("", &text);
    }
    format!("<div class=\"code\"><pre tabindex=\"0\"><code>{text}</code></pre></div>\n")
}

/// What a claim looks like, in the card of a live example or below a manifest; nothing for what is only tested.
pub(super) fn claim(claim: &Claim, text: &str, root: &str, is_live: bool) -> String {
    let body = escaped(text.trim_end());
    match claim {
        Claim::Expect => String::new(),
        Claim::Prints(command, at) => {
            terminal(&format!("after {}", spoken(at)), &prompted(command, &body))
        }
        Claim::Logs(container, at) => {
            let whose = container.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
            terminal(&format!("{whose}after {}", spoken(at)), &body)
        }
        Claim::Terminal(at) => terminal(&format!("after {}", spoken(at)), &typed(&body)),
        Claim::Watch => terminal("", &prompted("kubectl get pods --watch", &body)),
        Claim::Events => terminal("events", &body),
        Claim::Order => terminal("in this order", &body),
        Claim::Resources => terminal("what the scheduler counts", &body),
        Claim::Versions => {
            outcomes("Kubernetes", "What comes of it", text.lines().map(version), is_live)
        }
        Claim::Choices(title, at) => {
            let head = format!("after {}", spoken(at));
            outcomes(title, &head, text.lines().map(choice), is_live)
        }
        Claim::Fixed => yaml(text, root, "After the fix"),
        Claim::Lint => says("Podlife warns", "", text.lines().map(|line| finding(line, root))),
        Claim::Errors => says("The API server refuses it", " says--error", words(&body)),
        Claim::Warnings => says("The API server accepts it and warns", "", words(&body)),
        Claim::Dropped => says("The API server drops a field", "", text.lines().map(inline)),
        Claim::Lost => says("Nobody has read", "", text.lines().map(inline)),
    }
}

/// Commands behind their prompts, and what they answer.
fn typed(body: &str) -> String {
    let mut out = String::new();
    for (index, line) in body.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if line.starts_with("$ ") {
            let _ = write!(out, "<b>{line}</b>");
        } else {
            out.push_str(line);
        }
    }
    out
}

/// What can be chosen, and what comes of it; in a live example a script plays what is chosen.
fn outcomes<'a>(
    what: &str,
    head: &str,
    rows: impl Iterator<Item = Outcome<'a>>,
    is_live: bool,
) -> String {
    let mut out = format!(
        "<div class=\"table\" tabindex=\"0\"><table class=\"wraps outcomes\"><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody>",
        inline(what),
        escaped(head)
    );
    for row in rows {
        let plays = if is_live { row.plays } else { String::new() };
        let (choice, outcome) = (inline(row.choice), inline(row.comes_of_it));
        let _ = write!(out, "<tr{plays}><td>{choice}</td><td>{outcome}</td></tr>");
    }
    out.push_str("</tbody></table></div>\n");
    out
}

/// A row of what can be chosen.
struct Outcome<'a> {
    choice: &'a str,
    /// What of the example above is another one then, as an attribute.
    plays: String,
    comes_of_it: &'a str,
}

/// A line `1.27 to 1.28: what comes of it`.
fn version(line: &str) -> Outcome<'_> {
    let (choice, comes_of_it) = line.split_once(": ").unwrap_or((line, ""));
    let newest = choice.rsplit(' ').next().unwrap_or(choice);
    Outcome { choice, plays: format!(" data-kubernetes=\"{}\"", escaped(newest)), comes_of_it }
}

/// A line `choice: {network: …} => what comes of it`: what the Scenario says, `example` with a name, or `as shown`.
fn choice(line: &str) -> Outcome<'_> {
    let (said, comes_of_it) = line.split_once(" => ").unwrap_or((line, ""));
    let (choice, change) = said.split_once(": ").unwrap_or((said, ""));
    let plays = match change.strip_prefix("example ") {
        Some(name) => format!(" data-example=\"{}\"", escaped(name)),
        None if change == "as shown" => " data-scenario=\"\"".to_owned(),
        None => format!(" data-scenario=\"{}\"", escaped(change)),
    };
    Outcome { choice, plays, comes_of_it }
}

fn prompted(command: &str, body: &str) -> String {
    let rows = match body.split_once('\n') {
        Some((head, rows)) => format!("<i>{head}</i>\n{rows}"),
        None => body.to_owned(),
    };
    format!("<b>$ {command}</b>\n{rows}")
}

fn terminal(when: &str, body: &str) -> String {
    let mut out = String::from("<div class=\"term\">");
    if !when.is_empty() {
        let _ = write!(out, "<p>{}</p>", escaped(when));
    }
    let _ = writeln!(out, "<pre tabindex=\"0\"><code>{body}</code></pre></div>");
    out
}

/// What a rule finds in a manifest, where and when, and what it offers to do about it; the rule is asked also where it
/// is part of the strict preset alone.
pub(super) fn findings(text: &str, rule: &str) -> String {
    let mut options = Options::default();
    if let Some(known) = lint::rule(rule) {
        options.lint.set(known.name, Some(known.severity));
    }
    let analysis = Analysis::of(text, &options);
    let places = LineIndex::new(text);
    let found = analysis.diagnostics.iter().filter(|found| found.code == rule);
    let lines = found.map(|found| {
        let at = places.position(found.span.start).line;
        let mut line = format!("Line {at}: {}", inline(&found.message));
        if let Some(at) = found.at {
            let _ = write!(line, " (seen at {at})");
        }
        if let Some(help) = &found.help {
            let _ = write!(line, "<br><b>What to do</b> {}", inline(help));
        }
        for fix in &found.fixes {
            let _ = write!(line, "<br><b>Fix</b> {}", inline(&fix.title));
        }
        line
    });
    says("Podlife says", "", lines)
}

/// A line `rule: message` with a link to the rule.
fn finding(line: &str, root: &str) -> String {
    let (name, message) = line.split_once(": ").unwrap_or((line, ""));
    match rule(name) {
        Some(rule) => {
            format!("<a href=\"{root}rules/{0}/\">{0}</a> {1}", rule.name, inline(message))
        }
        None => inline(line),
    }
}

fn words(body: &str) -> impl Iterator<Item = String> {
    body.lines().map(|line| format!("<code>{line}</code>"))
}

fn says(who: &str, class: &str, lines: impl Iterator<Item = String>) -> String {
    let mut out = format!("<div class=\"says{class}\"><p>{who}</p><ul>");
    for line in lines {
        let _ = write!(out, "<li>{line}</li>");
    }
    out.push_str("</ul></div>\n");
    out
}

/// `12s` as `12 s`, `1m30s` as `1 m 30 s`.
fn spoken(at: &str) -> String {
    let mut out = String::new();
    for sign in at.chars() {
        let is_letter = sign.is_ascii_alphabetic();
        if out.chars().last().is_some_and(|last| last.is_ascii_alphabetic() != is_letter) {
            out.push(' ');
        }
        out.push(sign);
    }
    out
}

fn highlight(out: &mut String, line: &str) {
    let (code, comment) = split_comment(line);
    let after_dashes = code.trim_start_matches([' ', '-']);
    let (indent, rest) = code.split_at(code.len() - after_dashes.len());
    let key = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len));
    let key = key.filter(|end| rest.get(..*end).is_some_and(is_key));
    out.push_str(&body(indent));
    match key.and_then(|end| rest.split_at_checked(end)) {
        Some((key, rest)) => {
            let _ = write!(out, "<b>{key}</b>{}", body(rest));
        }
        None => out.push_str(&body(rest)),
    }
    if !comment.is_empty() {
        let _ = write!(out, "<i>{}</i>", body(comment));
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c))
}

/// A comment begins at a `#` at the start of the line or after a space, outside of quotes.
fn split_comment(line: &str) -> (&str, &str) {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (None, '#') if before == ' ' => return line.split_at(at),
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(character),
            (Some(open), closing) if open == closing => quote = None,
            _ => {}
        }
        before = character;
    }
    (line, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_chosen_is_played_below_a_live_example_alone() {
        let versions = "1.27: refused, `x`\n1.28 to 1.36: 1/1 Running, 0 restarts\n";
        let table = claim(&Claim::Versions, versions, "", true);
        assert!(table.contains("<tr data-kubernetes=\"1.36\"><td>1.28 to 1.36</td>"), "{table}");
        assert!(!claim(&Claim::Versions, versions, "", false).contains("data-"));

        let choices = Claim::Choices("The app".to_owned(), "5s".to_owned());
        let lines =
            "runs: as shown => 1/1\nends: {until: \"5s\"} => 0/1\nelse: example shop => 3/3\n";
        let table = claim(&choices, lines, "", true);
        assert!(table.contains("<th>The app</th><th>after 5 s</th>"), "{table}");
        assert!(table.contains("<tr data-scenario=\"\"><td>runs</td><td>1/1</td>"), "{table}");
        assert!(
            table.contains("<tr data-scenario=\"{until: &quot;5s&quot;}\"><td>ends</td>"),
            "{table}"
        );
        assert!(table.contains("<tr data-example=\"shop\"><td>else</td><td>3/3</td>"), "{table}");
    }

    #[test]
    fn instants_are_written_with_blanks() {
        for (at, said) in [("12s", "12 s"), ("1.5s", "1.5 s"), ("1m30s", "1 m 30 s")] {
            assert_eq!(spoken(at), said);
        }
    }

    #[test]
    fn keys_and_comments_are_marked_and_nothing_else_is() {
        for (line, html) in [
            ("  - name: web # the app", "  - <b>name</b>: web <i># the app</i>"),
            ("spec:", "<b>spec</b>:"),
            ("- \"a # b: c\"", "- \"a # b: c\""),
            ("  app.kubernetes.io/name: x", "  <b>app.kubernetes.io/name</b>: x"),
            ("    echo hello: world", "    echo hello: world"),
            ("---", "---"),
        ] {
            let mut out = String::new();
            highlight(&mut out, line);
            assert_eq!(out, html);
        }
    }

    #[test]
    fn expectations_are_never_shown() {
        assert_eq!(claim(&Claim::Expect, "- {runs: {container: a, count: 1}}", "", false), "");
    }
}

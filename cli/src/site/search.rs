//! What the search reads: every section of every page, without its code.

use serde_json::json;

use super::File;
use super::html::unescaped;

/// Elements whose text is not searched.
const LEFT_OUT: [&str; 4] = ["svg", "pre", "form", "nav"];

/// Elements within a line; what stands in any other is apart from the words around it, also in a `span`, which is a box of
/// its own on our pages.
const INLINE: [&str; 12] =
    ["a", "b", "code", "del", "em", "i", "small", "strong", "sub", "sup", "time", "wbr"];

/// `search.json`: the address of a section, the title of its page, its heading, its text.
pub(super) fn file(files: &[File]) -> File {
    let mut sections = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("index.html")) {
        let address = file.path.trim_end_matches("index.html");
        let Some((_, main)) = file.text.split_once("<main") else { continue };
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        let main = LEFT_OUT.iter().fold(main.to_owned(), |text, name| without(&text, name));
        let Some((_, main)) = main.split_once("<h1>") else { continue };
        let (title, rest) = main.split_once("</h1>").unwrap_or((main, ""));
        let title = text(title);
        let mut parts = rest.split("<h2");
        let first = text(parts.next().unwrap_or_default());
        sections.push(json!([address, title, "", first]));
        for part in parts {
            let Some((head, body)) = part.split_once("</h2>") else { continue };
            let (attributes, heading) = head.split_once('>').unwrap_or(("", head));
            let id = attributes.split_once("id=\"").and_then(|(_, rest)| rest.split('"').next());
            let place = id.map(|id| format!("{address}#{id}"));
            let place = place.unwrap_or_else(|| address.to_owned());
            sections.push(json!([place, title, text(heading), text(body)]));
        }
    }
    File { path: "search.json".to_owned(), text: json!(sections).to_string() }
}

/// The text without elements of a name.
fn without(html: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&open) {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once(&close).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// HTML as text: tags left out, signs resolved, blanks joined.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        if !name.is_some_and(|name| INLINE.contains(&name)) {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
    unescaped(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_found_by_its_words_and_not_by_its_code() {
        let page = "<main id=\"main\"><h1>A <code>b</code></h1><p>one &amp; two</p><pre>code</pre><h2 id=\"c\">C</h2><p>three<br>four</p></main>";
        let files = [File { path: "x/y/index.html".to_owned(), text: page.to_owned() }];
        let expected =
            json!([["x/y/", "A b", "", "one & two"], ["x/y/#c", "A b", "C", "three four"]]);
        assert_eq!(file(&files).text, expected.to_string());
    }

    #[test]
    fn words_within_a_line_stay_together() {
        let line =
            "<p>See <a href=\"x/\">there</a>, <strong>now</strong>.</p><span>A</span><a>B</a>";
        assert_eq!(text(line), "See there, now. A B");
    }
}

//! A Pod around a piece of one.

use crate::decode::fragment::{self, Piece};
use crate::yaml;

const HEAD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod\n";

/// What stands in for the app where the piece has none.
const APP: &str = "  containers:\n  - name: app\n    image: registry.example/app:1.0\n";

/// The text of a Pod named `pod` that holds the piece; nothing where the text is no piece of a Pod.
///
/// A piece without an app container gets one, so that there is something to run.
pub fn wrap_fragment(text: &str) -> Option<String> {
    let stream = yaml::parse(text);
    let [document] = stream.documents.as_slice() else { return None };
    if document.failed.is_some() {
        return None;
    }
    let body = document.span.of(text);
    let body = body
        .strip_prefix("---")
        .map_or(body, |rest| rest.split_once('\n').map_or("", |(_, rest)| rest));
    let wrapped = match fragment::piece(&document.root)? {
        Piece::Containers => format!("{HEAD}spec:\n  containers:\n{}", indented(body, 2)),
        Piece::Container => format!("{HEAD}spec:\n  containers:\n{}", as_item(body)),
        Piece::Spec => {
            let app = if document.root.get("containers").is_some() { "" } else { APP };
            format!("{HEAD}spec:\n{}{app}", indented(body, 2))
        }
        Piece::Metadata => {
            let name = document.root.get("name").is_some();
            let head = if name { HEAD.trim_end_matches("  name: pod\n") } else { HEAD };
            format!("{head}{}spec:\n{APP}", indented(body, 2))
        }
        Piece::Object(kind) => {
            let head = format!("apiVersion: {}\nkind: {}\n", kind.api_version(), kind.name());
            let named = document.root.get("metadata").is_some();
            format!(
                "{head}{}{}",
                if named { "" } else { "metadata:\n  name: pod\n" },
                indented(body, 0)
            )
        }
    };
    Some(wrapped)
}

fn indented(text: &str, columns: usize) -> String {
    let mut indented = String::with_capacity(text.len() * 5 / 4);
    for line in text.lines() {
        if !line.trim().is_empty() {
            indented.extend(std::iter::repeat_n(' ', columns));
        }
        indented.push_str(line);
        indented.push('\n');
    }
    indented
}

/// The text as one item of a list: its first field gets the dash.
fn as_item(text: &str) -> String {
    let mut dash = true;
    let mut item = String::new();
    for line in indented(text, 4).split_inclusive('\n') {
        let content = line.trim_start();
        if dash && !content.is_empty() && !content.starts_with('#') {
            dash = false;
            item.push_str("  - ");
            item.push_str(content);
        } else if dash && !content.is_empty() {
            // A comment above the item stands at the column of its dash.
            item.push_str("  ");
            item.push_str(content);
        } else {
            item.push_str(line);
        }
    }
    item
}

use podlife_core::analysis::{Cell, Choice, Comparison, Fact, Side};

use super::{all, count, owned, run, some, time};
use crate::json::Json;

/// Lives side by side.
pub(crate) fn comparison(text: &str) -> Comparison {
    let json = &Json::parse(text);
    let is = |json: &Json| json.truth().unwrap_or_default();
    Comparison {
        with: owned(json.get("with")),
        title: owned(json.get("title")),
        choices: all(json.get("choices"), |json| Choice {
            group: owned(json.get("group")),
            with: owned(json.get("with")),
            title: owned(json.get("title")),
        }),
        sides: all(json.get("sides"), |json| Side {
            title: owned(json.get("title")),
            note: owned(json.get("note")),
            is_now: is(json.get("is_now")),
            text: owned(json.get("text")),
            action: owned(json.get("action")),
            refused: owned(json.get("refused")),
            warning: owned(json.get("warning")),
            run: some(json.get("run"), run),
            changed: all(json.get("changed"), count),
        }),
        facts: all(json.get("facts"), |json| Fact {
            what: owned(json.get("what")),
            differs: is(json.get("differs")),
            cells: all(json.get("cells"), |json| Cell {
                words: owned(json.get("words")),
                mark: owned(json.get("mark")),
            }),
        }),
        end: time(json.get("end")),
        note: owned(json.get("note")),
    }
}

#[cfg(test)]
mod tests {
    use podlife_core::analysis::{Options, compare};

    use super::*;

    #[test]
    fn a_comparison_is_read_as_serde_writes_it() {
        let text = "spec:\n  containers:\n  - {name: app, image: nginx:1.29}\n  - {name: proxy, image: b}\n";
        for with in ["forms", "fix:0.0", "version:1.28", "before", "?"] {
            let written = compare(text, &Options::default(), with, "a: 1");
            assert_eq!(comparison(&serde_json::to_string(&written).unwrap()), written);
        }
    }
}

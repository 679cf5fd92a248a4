//! What documents turn into.

use crate::text::{FieldPath, Span};
use crate::yaml::{Document, Node, Resolved, parse};

fn one(text: &str) -> Document {
    let mut documents = parse(text).documents;
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

fn at<'node>(document: &'node Document, path: &str) -> &'node Node {
    document.root.at(&FieldPath::parse(path)).unwrap_or_else(|| panic!("nothing at {path}"))
}

#[test]
fn each_node_knows_its_place() {
    let text = "a:\n  b: [1, 'x']\n  c:\n  - d: é\n    e: f # note\n";
    let document = one(text);
    let of = |path: &str| at(&document, path).span.of(text);
    assert_eq!(of("a.b"), "[1, 'x']");
    assert_eq!(of("a.b[1]"), "'x'");
    assert_eq!(of("a.c[0]"), "d: é\n    e: f");
    assert_eq!(of("a.c[0].d"), "é");
    assert_eq!(of("a.c"), "- d: é\n    e: f");
    assert_eq!(document.root.entry("a").map(|entry| entry.key.of(text)), Some("a"));
}

#[test]
fn a_value_that_is_not_there_stands_behind_its_key() {
    let text = "a:\n  b:\n\n  c:\n";
    let document = one(text);
    assert_eq!(at(&document, "a.b").span, Span::at(7));
    assert!(at(&document, "a.c").is_null());
}

#[test]
fn of_equal_keys_the_last_one_counts_and_the_others_are_kept_aside() {
    let text = "a:\n- {b: 1, c: 2, b: 3}\n";
    let document = one(text);
    assert_eq!(at(&document, "a[0].b").as_int(), Some(3));
    assert_eq!(at(&document, "a[0]").entries().len(), 2);
    assert_eq!(document.duplicates.len(), 1);
    assert_eq!(document.duplicates[0].path.to_string(), "a[0].b");
    assert_eq!(document.duplicates[0].span.of(text), "b: 1");
    assert_eq!(document.duplicates[0].winner.start, 18);
}

#[test]
fn a_merge_key_overrides_what_stands_before_it_only() {
    let text =
        "x: &base {name: base, a: 1}\nu:\n  name: own\n  <<: *base\nz:\n  <<: *base\n  name: own\n";
    let document = one(text);
    assert_eq!(at(&document, "u.name").as_str(), Some("base"));
    assert_eq!(at(&document, "z.name").as_str(), Some("own"));
    assert_eq!(at(&document, "z.a").as_int(), Some(1));
    assert!(document.duplicates.is_empty());
}

#[test]
fn of_several_merged_maps_the_first_one_has_the_last_word() {
    let document = one("x: {<<: [{a: 1}, {a: 2, b: 2}]}");
    assert_eq!(at(&document, "x.a").as_int(), Some(1));
    assert_eq!(at(&document, "x.b").as_int(), Some(2));
}

#[test]
fn keys_are_written_as_json_has_them() {
    let document = one("yes: 1\n0x10: 2\n1.5: 3\n2024-01-01: 4\n1e3: 5\n");
    let names: Vec<_> = document.root.entries().iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["true", "16", "1.5", "2024-01-01", "1000"]);
}

#[test]
fn what_stands_behind_three_dots_is_dropped() {
    let document = one("a: 1\n...\nb: [\n");
    assert_eq!(document.failed, None);
    assert_eq!(document.root.entries().len(), 1);
}

#[test]
fn empty_documents_are_left_out_but_counted() {
    let documents = parse("---\n# nothing\n---\na: 1\n---\n---\nb: 2\n").documents;
    let places: Vec<_> = documents.iter().map(|document| document.index).collect();
    assert_eq!(places, [1, 2]);
    assert!(parse("").documents.is_empty());
    assert!(parse("~").documents.is_empty());
}

#[test]
fn what_stands_before_a_mistake_is_still_read() {
    let document = one("kind: Pod\nspec:\n  containers:\n  - name: a\n    image: \"nginx\n");
    assert!(document.failed.is_some());
    assert_eq!(at(&document, "spec.containers[0].name").as_str(), Some("a"));
}

#[test]
fn what_stands_below_a_mistake_is_read_without_the_line_that_is_wrong() {
    for wrong in [
        "image: \"nginx",
        "image:nginx",
        "image: a: b",
        "image: @x",
        "args: [a, b",
        "args: - a",
        " image: x",
        "\timage: x",
        "image: {a",
    ] {
        let text =
            format!("spec:\n  containers:\n  - name: a\n    {wrong}\n    tty: true\n  - name: b\n");
        let document = one(&text);
        assert!(document.failed.is_some(), "{text}");
        assert_eq!(document.diagnostics.len(), 1, "{text}");
        assert!(at(&document, "spec.containers[0].tty").as_str().is_none(), "{text}");
        assert_eq!(at(&document, "spec.containers[1].name").as_str(), Some("b"), "{text}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let mut text = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in ('b'..='i').zip('a'..) {
        let aliases = vec![format!("*{before}"); 9].join(",");
        text += [name, ':', ' ', '&', name, ' ', '['].iter().collect::<String>().as_str();
        text += &aliases;
        text += "]\n";
    }
    let failed = one(&text).failed.unwrap_or_default();
    assert!(failed.ends_with("yaml: document contains excessive aliasing"), "{failed}");
}

#[test]
fn deep_nesting_ends_with_a_diagnostic() {
    assert!(one(&"[".repeat(100_000)).failed.is_some());
    assert!(one(&"- ".repeat(50_000)).failed.is_some());
    let chain: Vec<_> = (1..2000).map(|n| format!("k{n}: &k{n} [*k{}]\n", n - 1)).collect();
    assert!(one(&format!("k0: &k0 [x]\n{}", chain.concat())).failed.is_some());
}

#[test]
fn json_is_read_too() {
    let document = one("{\"a\": [1, true, null, \"yes\"], \"b\": 1.50}");
    assert_eq!(at(&document, "a[3]").as_str(), Some("yes"));
    assert!(matches!(
        at(&document, "b").content,
        crate::yaml::Content::Scalar(crate::yaml::Scalar { value: Resolved::Float(_), .. })
    ));
}

#[test]
fn a_mistake_is_told_in_kubectl_s_words_and_at_the_place_where_it_can_be_put_right() {
    for (text, words, place) in [
        ("a: \"b\nc: d\n", "line 3: found unexpected end of stream", "\""),
        (
            "a:\n  b: c\n  image:nginx\n  d: e\n",
            "line 4: could not find expected ':'",
            "image:nginx",
        ),
        ("a: 1\nb: [1, 2\nc: 3\n", "line 2: did not find expected ',' or ']'", ""),
        ("a: b: c\n", "mapping values are not allowed in this context", ":"),
        ("a:\n\tb: 1\n", "line 2: found character that cannot start any token", "\t"),
        ("a: 1\nb: @x\n", "line 2: found character that cannot start any token", "@"),
        ("a:\n- b: 1\n c: 2\n", "line 2: did not find expected key", "c: 2"),
        ("a: \"\\q\"\n", "found unknown escape character", "\"\\q\""),
        ("a: 1\nb: *x\n", "unknown anchor 'x' referenced", "*x"),
    ] {
        let document = one(text);
        let expected = format!("error converting YAML to JSON: yaml: {words}");
        assert_eq!(document.failed.as_deref(), Some(expected.as_str()), "{text}");
        let found = &document.diagnostics[0];
        if !place.is_empty() {
            assert_eq!(found.span.of(text), place, "{text}: {}", found.message);
        }
    }
}

#[test]
fn line_breaks_of_yaml_1_1_and_quotes_over_lines_are_folded() {
    let document =
        one("a: x\n  y\n\n  z\nb: \"x\\\n  y  \n  z\"\nc: 'x\n\n  y'\nd: >-\n  x\n  y\n\n  z\n");
    let text = |name: &str| at(&document, name).as_str().unwrap_or_default().to_owned();
    assert_eq!(text("a"), "x y\nz");
    assert_eq!(text("b"), "xy z");
    assert_eq!(text("c"), "x\ny");
    assert_eq!(text("d"), "x y\nz");
}

#[test]
fn the_place_of_a_block_scalar_ends_with_its_text() {
    let text = "a: |\n  x\n  y\n\nb: 1\n";
    let document = one(text);
    assert_eq!(at(&document, "a").span.of(text), "|\n  x\n  y");
    assert_eq!(at(&document, "a").as_str(), Some("x\ny\n"));
}

#[test]
fn some_mistakes_can_be_put_right_at_once() {
    for (wrong, right) in [
        ("a:\n  b: c\n  image:nginx\n", "a:\n  b: c\n  image: nginx\n"),
        ("a: @x # y\n", "a: \"@x\" # y\n"),
        ("a:\n\tb: 1\n", "a:\n  b: 1\n"),
    ] {
        let fixes = &one(wrong).diagnostics[0].fixes;
        assert_eq!(crate::text::apply(wrong, &fixes[0].edits), right);
        assert_eq!(one(right).failed, None);
    }
}

#[test]
fn a_mistake_is_explained_by_what_stands_around_it() {
    for (text, place, message) in [
        ("a: 'it's'\n", "s'", "the quotes are closed before this"),
        ("a: 1\n  b: 2\n", "b: 2", "this is indented below a key that has a value already"),
        (
            "a: {{ .Values.x }}\n",
            "{ .Values.x }",
            "`{{ … }}` is of a template: render it first, or put it in quotes",
        ),
    ] {
        let document = one(text);
        let found = &document.diagnostics[0];
        assert_eq!((found.span.of(text), found.message.as_str()), (place, message));
    }
}

#[test]
fn json_has_escapes_of_its_own() {
    let value = |text: &str| {
        let stream = parse(text);
        let document = stream.documents.first()?;
        let value = document.root.get("a").and_then(Node::as_str).map(ToOwned::to_owned);
        value.filter(|_| document.failed.is_none())
    };
    assert_eq!(value(r#"{"a": "\ud83d\ude00\/"}"#).as_deref(), Some("\u{1F600}/"));
    assert_eq!(value(r#"{"a": "\ud83d!"}"#).as_deref(), Some("\u{FFFD}!"));
    assert_eq!(value(r#"{a: "\ud83d\ude00"}"#), None);
    assert_eq!(value(r#"a: "\/""#), None);
}

//! `podlife site` beside a built application.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/run.rs"]
mod run;

use std::fs;

use run::{folder, podlife_in};
use serde_json::Value;

const PAGE: &str = "---\ntitle: Our own page\nnav: Own\norder: 1\nsummary: Ours.\nchecked: 2026-11-22\n---\n\nText\n";

/// What a build leaves, as far as it matters here.
const APP: [(&str, &str); 6] = [
    ("dist/index.html", "<title>Playground</title>"),
    ("dist/snippets/a/inline.js", "1"),
    ("dist/learn/theirs/index.html", "theirs"),
    ("dist/labs/theirs.json", "{}"),
    ("dist/search.json", "[]"),
    (
        "dist/service-worker.js",
        "const{app:a}={\"app\":\"0123\",\"site\":\"old\",\"first\":{\"search.json\":\"old\"},\"later\":{\"learn/theirs/\":\"old\"}};keep(a)",
    ),
];

#[test]
fn folders_that_hold_each_other_are_refused_and_left_alone() {
    let at = folder("site-apart", &APP);
    for (app, out) in [("dist", "dist"), ("dist", "dist/pods"), ("dist", ".")] {
        let ran = podlife_in(&at, &["site", "--app", app, "--out", out], "");
        assert_eq!(ran.code, Some(2));
        assert!(ran.errors.contains("`--out` and `--app` are folders apart"), "{}", ran.errors);
    }
    for (path, text) in APP {
        assert_eq!(fs::read_to_string(at.join(path)).unwrap(), text, "{path}");
    }
}

#[test]
fn other_pages_take_the_place_of_those_of_the_application() {
    let mut files = APP.to_vec();
    files.push(("content/docs/guides/own.md", PAGE));
    let at = folder("site-own", &files);
    for part in ["quiz", "examples", "pictures", "words"] {
        fs::create_dir_all(at.join("content").join(part)).unwrap();
    }
    let ran = podlife_in(&at, &["site", "--app", "dist", "--out", "out/pods"], "");
    assert!(ran.out.contains("pages in out/pods"), "{}", ran.errors);
    let out = at.join("out/pods");
    assert!(
        out.join("guides/own/index.html").exists() && out.join("snippets/a/inline.js").exists()
    );
    assert!(!out.join("learn/theirs").exists() && !out.join("labs").exists());
    let worker = fs::read_to_string(out.join("service-worker.js")).unwrap();
    let list = worker.strip_prefix("const{app:a}=").unwrap().strip_suffix(";keep(a)").unwrap();
    let list: Value = serde_json::from_str(list).unwrap();
    let (first, later) = (&list["first"], &list["later"]);
    assert_eq!(list["app"], "0123");
    assert_ne!(list["site"], "old");
    // `printf 1 | sha256sum`.
    assert_eq!(first["snippets/a/inline.js"], "6b86b273ff34");
    assert_ne!(first["search.json"], "old");
    assert!(first.get("").is_some() && first.get("404.html").is_none());
    assert!(later.get("guides/own/").is_some() && later.get("learn/theirs/").is_none());
}

#[test]
fn a_day_that_is_none_is_told_with_its_page() {
    let page = PAGE.replace("2026-11-22", "soon");
    let at = folder("site-day", &[("content/docs/guides/own.md", page.as_str())]);
    let ran = podlife_in(&at, &["site", "--out", "out"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("own.md:"), "{}", ran.errors);
    assert!(ran.errors.contains("`soon` is no day such as `2026-11-22`"), "{}", ran.errors);
}

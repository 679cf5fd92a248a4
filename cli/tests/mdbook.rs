//! `podlife mdbook`, as mdBook calls it.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

#[path = "support/run.rs"]
mod run;

use std::path::Path;

use run::{Ran, folder, podlife_in};
use serde_json::{Value, json};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    image: nginx:1.29\n";

/// The book with one chapter, as mdBook sends it.
fn sent(content: &str) -> String {
    let chapter = json!({"Chapter": {
        "name": "One", "content": content, "number": [1], "sub_items": [], "path": "one.md",
        "source_path": "one.md", "parent_names": [],
    }});
    let settings = json!({
        "root": "/book", "renderer": "html", "mdbook_version": "0.4.52",
        "config": {"preprocessor": {"podlife": {"site": "https://pods.example/"}}},
    });
    json!([settings, {"sections": [chapter], "__non_exhaustive": null}]).to_string()
}

fn mdbook(content: &str) -> Ran {
    // It reads no file.
    podlife_in(Path::new(env!("CARGO_TARGET_TMPDIR")), &["mdbook"], &sent(content))
}

fn written(ran: &Ran) -> String {
    assert_eq!(ran.code, Some(0), "{}", ran.errors);
    let book: Value = serde_json::from_str(&ran.out).unwrap();
    book.pointer("/sections/0/Chapter/content").unwrap().as_str().unwrap().to_owned()
}

#[test]
fn a_block_gets_a_picture_and_the_page_a_script() {
    let content = format!("# One\n\nText\n\n```podlife,until=20s\n{POD}```\n\nMore\n");
    let page = written(&mdbook(&content));
    assert!(page.contains("<div class=\"podlife-static\"><svg xmlns="), "{page}");
    assert!(page.contains(&format!("```podlife,until=20s\n{POD}```\n\nMore\n")), "{page}");
    let script = "<script type=\"module\" src=\"https://pods.example/podlife-embed.js\"></script>";
    assert!(page.ends_with(&format!("{script}\n")), "{page}");
    // An empty line would end the picture.
    let picture = page.split_once("<svg").unwrap().1.split_once("</svg>").unwrap().0;
    assert!(!picture.contains("\n\n"), "{picture}");
}

#[test]
fn a_chapter_without_such_blocks_stays_as_it_is() {
    let content = format!("# One\n\n```yaml\n{POD}```\n");
    assert_eq!(written(&mdbook(&content)), content);
}

#[test]
fn what_does_not_hold_ends_the_build_with_its_line() {
    let scenario = "---\napiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  expect:\n  - {runs: {container: app, count: 2}}\n";
    let ran = mdbook(&format!("# One\n\n```podlife\n{POD}{scenario}```\n"));
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.errors.contains("one.md:17: `{runs: {container: app, count: 2}}` does not hold"),
        "{}",
        ran.errors
    );
    let ran = mdbook("```podlife\napiVersion: v1\nkind: Pod\n```\n");
    assert!(ran.errors.contains("one.md:1: "), "{}", ran.errors);
    let refused = "```podlife,refused\napiVersion: v1\nkind: Pod\n```\n";
    assert!(written(&mdbook(refused)).starts_with("```podlife,refused"));
}

#[test]
fn a_block_in_a_list_or_a_quote_keeps_its_place() {
    for prefix in ["> ", "  ", "   > "] {
        let pod: String = POD.lines().flat_map(|line| [prefix, line, "\n"]).collect();
        let first = prefix.replacen("  ", "- ", usize::from(!prefix.starts_with('>')));
        let page = written(&mdbook(&format!("{first}```podlife\n{pod}{prefix}```\n\nMore\n")));
        let (before, rest) = page.split_once("<div class=\"podlife-static\">").unwrap();
        assert_eq!(before, first);
        let after = rest.split_once("</div>").unwrap().1;
        let kept =
            format!("\n{}\n{prefix}```podlife\n{pod}{prefix}```\n\nMore\n", prefix.trim_end());
        assert!(after.starts_with(&kept), "{after}");
    }
}

#[test]
fn a_fence_that_is_left_open_has_all_its_lines() {
    let pod = POD.trim_end();
    assert!(written(&mdbook(&format!("```podlife\n{pod}"))).contains("podlife-static"));
}

#[test]
fn a_note_of_the_run_ends_no_book() {
    let resize = "---\napiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  actions:\n  - at: 5s\n    resize: {container: app, requests: {cpu: 1}}\n";
    let resources = POD.trim_end().to_owned()
        + "\n    resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}\n";
    written(&mdbook(&format!("```podlife\n{resources}{resize}```\n")));
}

#[test]
fn what_a_block_says_of_itself_is_read_or_told() {
    for (info, first, told) in [
        (",until=4os", "", "one.md:1: write `until` as"),
        (",version=1.99", "", "one.md:1: Kubernetes 1.99 is not known"),
        ("", "# podlife: until=4os\n", "one.md:1: write `until` as"),
        (
            ",refused",
            "",
            "one.md:1: the block says `refused`, and the API server accepts it: pod/web",
        ),
    ] {
        let ran = mdbook(&format!("```podlife{info}\n{first}{POD}```\n"));
        assert!(ran.code == Some(2) && ran.errors.contains(told), "{}", ran.errors);
    }
    let hidden = written(&mdbook(&format!("```podlife\n# podlife: spoiler\n{POD}```\n")));
    assert!(!hidden.contains("podlife-static"), "{hidden}");
    let ran = mdbook("```podlife\n```\n");
    assert!(ran.errors.contains("one.md:1: there is no manifest"), "{}", ran.errors);
}

#[test]
fn every_renderer_is_supported_and_what_is_no_book_is_said() {
    let at = folder("mdbook-supports", &[]);
    assert_eq!(podlife_in(&at, &["mdbook", "supports", "epub"], "").code, Some(0));
    let ran = podlife_in(&at, &["mdbook"], "no book");
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("mdBook has sent no book"), "{}", ran.errors);
}

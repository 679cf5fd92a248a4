use std::path::Path;

use super::build;
use super::content::{Content, is_of_pages};
use super::layout::Layout;
use super::problem::told;

/// The site of the real content.
fn site() -> Vec<super::File> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    build(&content, "https://podlife.dev/").unwrap_or_else(|problems| panic!("{}", told(&problems)))
}

#[test]
fn pages_are_complete_without_scripts_and_link_relatively() {
    let files = site();
    let page = files.iter().find(|file| file.path == "learn/native-sidecars/index.html").unwrap();
    for part in [
        "<svg class=\"pt\" role=\"img\"",
        "class=\"myth\"",
        "restartPolicy</b>: Always",
        "../../#v1=",
        "class=\"term\"",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
    for file in files.iter().filter(|file| file.is_page()) {
        // The one that is shown below any path begins its addresses with that of the site.
        let is_anywhere = file.path == "404.html";
        let has = |part| file.text.contains(part);
        assert_eq!(has("href=\"/") || has("src=\"/"), is_anywhere, "{}", file.path);
        // Templates of other people's tools have blanks in theirs.
        let is_slot = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_lowercase());
        assert!(!file.text.split("{{").skip(1).any(is_slot), "{}", file.path);
        assert_eq!(file.text.matches("<h1").count(), 1, "{}", file.path);
    }
}

#[test]
fn what_is_shown_below_any_path_names_the_path_of_the_site() {
    let layout = Layout::of(&Content::default(), "https://docs.example.com/pods/");
    let page = layout.not_found().text;
    for part in ["href=\"/pods/docs.css\"", "src=\"/pods/docs.js\"", "href=\"/pods/./\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("href=\"docs.css\"") && !page.contains("href=\"./\""), "{page}");
}

#[test]
fn pages_go_into_folders_that_are_known_to_be_theirs() {
    for file in site() {
        let folder = file.path.split_once('/').map(|(folder, _)| folder);
        assert!(folder.is_none_or(is_of_pages), "{}", file.path);
    }
}

#[test]
fn titles_have_no_signs_of_markdown() {
    for file in site().iter().filter(|file| file.is_page() || file.path == "feed.xml") {
        let titles = file.text.split("<title>").skip(1).filter_map(|it| it.split('<').next());
        let summary = file.text.split("name=\"description\" content=\"").nth(1);
        let summary = summary.and_then(|it| it.split('"').next());
        assert!(!titles.chain(summary).any(|it| it.contains('`')), "{}", file.path);
    }
}

#[test]
fn the_site_map_names_every_page_once() {
    let files = site();
    let map = files.iter().find(|file| file.path == "sitemap.xml").unwrap();
    assert!(map.text.contains("<loc>https://podlife.dev/learn/native-sidecars/</loc>"));
    let pages = files.iter().filter(|file| file.path.ends_with("index.html")).count();
    assert_eq!(map.text.matches("<url>").count(), pages + 2);
}

#[test]
fn an_example_leads_to_its_fix_and_shows_no_head() {
    let files = site();
    let text = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    let page = text("examples/classic-log-shipper/index.html");
    assert!(page.contains("<p>The fix: <a href=\"../native-log-shipper/\">"));
    assert!(!page.contains("# entry") && !page.contains("# fix") && !page.contains("# group"));
    assert!(!text("examples/native-log-shipper/index.html").contains("<p>The fix:"));
}

#[test]
fn the_menu_of_examples_has_groups_and_says_what_goes_wrong() {
    let files = site();
    let menu = files.iter().find(|file| file.path == "examples.json").unwrap();
    let menu: serde_json::Value = serde_json::from_str(&menu.text).unwrap();
    let all = menu.as_array().unwrap();
    let of = |slug: &str| all.iter().find(|example| example["slug"] == slug).unwrap();
    assert_eq!(all[0]["slug"], "shop");
    assert_eq!(of("crash-loop")["wrong"], "CrashLoopBackOff");
    assert_eq!(of("job-classic-sidecar")["wrong"], "sidecar keeps job running");
    assert!(of("native-log-shipper")["wrong"].is_null());
    assert_eq!(of("native-log-shipper")["group"], "Log shipping");
    // Entries of one group stand together.
    let mut groups: Vec<&str> = all.iter().map(|it| it["group"].as_str().unwrap()).collect();
    groups.dedup();
    assert_eq!(groups.len(), 9, "{groups:?}");
    assert!(!all.iter().any(|example| example["text"].as_str().unwrap().starts_with("# ")));
}

#[test]
fn a_run_as_json_has_the_published_shape() {
    use podlife_core::analysis::{Analysis, Options};
    use podlife_core::export::{SCHEMA, SCHEMA_TEXT, simulation};
    let schema: serde_json::Value = serde_json::from_str(SCHEMA_TEXT).unwrap();
    let shape = jsonschema::validator_for(&schema).unwrap();
    let files = site();
    let published = files.iter().find(|file| SCHEMA.ends_with(&file.path)).unwrap();
    assert_eq!(published.text, SCHEMA_TEXT);
    let menu = files.iter().find(|file| file.path == "examples.json").unwrap();
    let menu: serde_json::Value = serde_json::from_str(&menu.text).unwrap();
    for example in menu.as_array().unwrap() {
        let text = example["text"].as_str().unwrap();
        let analysis = Analysis::of(text, &Options::default());
        let (document, story) = analysis.played().unwrap();
        let run = serde_json::from_str(&simulation("pod.yaml", document, story)).unwrap();
        let wrong: Vec<String> = shape.iter_errors(&run).map(|it| it.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", example["slug"]);
    }
}

/// How many rows each of the five articles has, and how many facts were checked.
const ROWS: [(&str, usize); 6] =
    [("S0", 34), ("S1", 52), ("S2", 19), ("S3", 35), ("S4", 28), ("F", 55)];

#[test]
fn everything_that_has_to_be_said_is_said_somewhere() {
    let files = site();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let table = std::fs::read_to_string(root.join("tests/coverage.txt")).unwrap();
    let mut problems = Vec::new();
    let mut rows = std::collections::BTreeSet::new();
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let [row, kind, target] = [(); 3].map(|()| words.next().unwrap_or_default());
        rows.insert(row);
        let page = |path: String, anchor: &str| {
            let page = files.iter().find(|file| file.path == format!("{path}/index.html"));
            let id = format!(" id=\"{anchor}\"");
            page.is_some_and(|page| anchor.is_empty() || page.text.contains(&id))
        };
        let is_there = match (kind, target.split_once('#')) {
            ("docs", Some((path, anchor))) => page(path.to_owned(), anchor),
            ("example", None) => page(format!("examples/{target}"), ""),
            ("rule", None) => page(format!("rules/{target}"), ""),
            ("question", None) => root.join(format!("content/quiz/{target}.yaml")).exists(),
            // What follows says why there is nothing.
            ("none", _) => !target.is_empty(),
            _ => false,
        };
        if !is_there {
            problems.push(format!("nothing is there: {line}"));
        }
    }
    for (letters, count) in ROWS {
        let name = |number| match letters {
            "F" => format!("F{number:02}"),
            _ => format!("{letters}-{number:02}"),
        };
        let missing = (1..=count).map(name).filter(|row| !rows.contains(row.as_str()));
        problems.extend(missing.map(|row| format!("{row} is nowhere")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

use std::path::Path;

use super::build;
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
        assert!(!file.text.contains("href=\"/") && !file.text.contains("src=\"/"), "{}", file.path);
        assert!(!file.text.contains("{{"), "{}", file.path);
        assert_eq!(file.text.matches("<h1").count(), 1, "{}", file.path);
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
    assert!(!page.contains("# entry") && !page.contains("# fix"));
    assert!(!text("examples/native-log-shipper/index.html").contains("<p>The fix:"));
}

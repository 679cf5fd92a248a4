//! The answer to every example is the one that was reviewed, and the same in the browser: `web/src/bridge/tests.rs`
//! compares with the same file.

use std::fs;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::text::fingerprint;
use podlife_tests::{files_below, root, update};

#[test]
fn every_answer_is_the_one_that_was_written_down() {
    let mut list =
        String::from("# Fingerprints of what is said of each example. UPDATE=1 writes them.\n");
    for file in files_below(&root().join("content/examples")) {
        let text = fs::read_to_string(&file).unwrap();
        let report = Analysis::of(&text, &Options::default()).report();
        let answer = serde_json::to_string(&report).unwrap();
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap();
        list.push_str(&format!("{name} {}\n", fingerprint(&answer)));
    }
    let path = root().join("tests/answers.txt");
    if update() {
        fs::write(&path, &list).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == list,
        "tests/answers.txt is stale: UPDATE=1 cargo test --test answers\n{list}"
    );
}

//! What no compiler checks: stray blanks, forgotten notes, paths of somebody's machine, documents that name what is gone.

use std::fs;
use std::path::Path;

use podlife_tests::{files_below, root};

/// Files that people write and read.
const EXTENSIONS: [&str; 13] =
    ["rs", "toml", "md", "yaml", "yml", "html", "css", "js", "mjs", "ts", "json", "txt", "svg"];

/// What others wrote: recordings, lists of packages, Kubernetes' own descriptions.
const NOT_OURS: [&str; 4] =
    ["tests/recorded", "Cargo.lock", "package-lock.json", "core/src/schema"];

/// Documents whose paths must exist.
const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// What a build or a user writes and a document may name.
const WRITTEN: [&str; 4] = ["dist", "target", "tests/e2e/screenshots", ".podlife.yaml"];

#[test]
fn lines_end_where_their_text_ends() {
    for (path, text) in ours() {
        for (number, line) in (1..).zip(text.lines()) {
            assert!(line.trim_end() == line, "{path}:{number}: blanks at the end of the line");
        }
        assert!(text.is_empty() || text.ends_with('\n'), "{path}: the last line has no end");
        assert!(!text.ends_with("\n\n"), "{path}: empty lines at the end");
    }
}

#[test]
fn what_is_left_to_do_is_an_issue_and_not_a_note() {
    let notes = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    for (path, text) in ours() {
        for (number, line) in (1..).zip(text.lines()) {
            let words = line.split(|character: char| !character.is_alphanumeric());
            for word in words {
                assert!(
                    !notes.iter().any(|note| note == word),
                    "{path}:{number}: a note to oneself: {line}"
                );
            }
        }
    }
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let homes = [
        ["/ho", "me/"].concat(),
        ["/Us", "ers/"].concat(),
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/."].concat(),
    ];
    for (path, text) in ours() {
        // A manifest may mount what it likes.
        let is_manifest = path.starts_with("content/") || path.starts_with("tests/");
        if !is_manifest {
            for (number, line) in (1..).zip(text.lines()) {
                let found = homes.iter().find(|home| line.contains(home.as_str()));
                assert!(found.is_none(), "{path}:{number}: a path of one machine: {line}");
            }
        }
    }
}

#[test]
fn paths_named_in_documents_exist() {
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let in_code =
            text.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
        let in_links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for name in in_code.chain(in_links).filter(|name| is_path(name)) {
            // Up to a placeholder: `content/quiz/<topic>/<slug>.yaml` needs `content/quiz`.
            let (known, open) =
                name.split_once(['<', '*']).map_or((name, false), |(known, _)| (known, true));
            let known =
                if open { known.rsplit_once('/').map_or("", |(folder, _)| folder) } else { known };
            let written = WRITTEN.iter().any(|folder| known.starts_with(folder));
            assert!(
                written || root().join(known).exists(),
                "{document} names `{name}`, which is not there"
            );
        }
    }
}

/// Paths have a slash or are a file with a known ending; commands, URLs and Rust paths do not count.
fn is_path(name: &str) -> bool {
    let no_path = name.contains([' ', '…']) || name.contains("::") || name.contains("://");
    let elsewhere = name.starts_with(['#', '/', '~', '$', '@']) || name.starts_with("..");
    let ending = Path::new(name).extension().and_then(|extension| extension.to_str());
    let is_file = ending.is_some_and(|ending| EXTENSIONS.contains(&ending));
    !no_path && !elsewhere && (name.contains('/') || is_file)
}

fn ours() -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    for file in files_below(&root) {
        let ending = file.extension().and_then(|extension| extension.to_str());
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().into_owned();
        if ending.is_some_and(|ending| EXTENSIONS.contains(&ending))
            && !NOT_OURS.iter().any(|theirs| name.contains(theirs))
        {
            let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
            found.push((name, text));
        }
    }
    found
}

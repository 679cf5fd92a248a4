//! What the tests share.

pub mod case;
pub mod life;
pub mod logs;
pub mod markdown;
pub mod printed;
pub mod recorded;

use std::fs;
use std::path::{Path, PathBuf};

use podlife_core::quiz::{self, Question};

/// What tools write into the tree.
const WRITTEN: [&str; 7] =
    ["node_modules", "bundle", "built", "target", "dist", ".git", "screenshots"];

/// The folder with the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// Whether the tests write what comes out instead of comparing it: `UPDATE=1`.
#[must_use]
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// The manifests that are shown and played: the examples, and those of the suites.
///
/// # Panics
///
/// Where one of them cannot be read.
#[must_use]
pub fn manifests() -> Vec<String> {
    let read = |file: &PathBuf| {
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let mut texts: Vec<String> =
        files_below(&root().join("content/examples")).iter().map(read).collect();
    for file in files_below(&root().join("tests/suite/seeds")) {
        let manifests = markdown::fences(&read(&file)).filter(|fence| fence.what() == "yaml");
        texts.extend(manifests.map(|fence| fence.body));
    }
    texts
}

/// The manifest and the Scenario of an example of the gallery; why it cannot be read.
///
/// # Errors
///
/// Where there is no example of that name.
pub fn example(name: &str) -> Result<String, String> {
    let file = root().join(format!("content/examples/{name}.yaml"));
    fs::read_to_string(file).map_err(|error| format!("the example `{name}`: {error}"))
}

/// The questions, with the names of their files.
///
/// # Panics
///
/// Where one of them cannot be read.
#[must_use]
pub fn questions() -> Vec<(String, Question)> {
    let files = files_below(&root().join("content/quiz")).into_iter();
    let files = files.filter(|file| !file.ends_with("_topic.yaml"));
    let read = |file: PathBuf| {
        let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let question = quiz::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, question)
    };
    files.map(read).collect()
}

/// All files below a folder, sorted by path, without what tools wrote there. An unreadable folder is an empty one.
#[must_use]
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_file() {
            found.push(path);
        } else if !path
            .file_name()
            .is_some_and(|name| WRITTEN.iter().any(|written| name == *written))
        {
            found.extend(files_below(&path));
        }
    }
    found.sort();
    found
}

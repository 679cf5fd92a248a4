//! Files of a folder, and what they hash to.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::step::Outcome;

/// What tools write into the tree.
const WRITTEN: [&str; 6] = ["node_modules", "bundle", "target", "dist", ".git", "screenshots"];

/// All files below a folder, sorted by path; the file itself if it is one, nothing if it is not there.
pub(crate) fn below(path: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if path.is_file() {
        found.push(path.to_path_buf());
    } else if path.is_dir() {
        collect(path, &mut found)?;
    }
    found.sort();
    Ok(found)
}

/// A number that changes when a file below one of the paths changes.
pub(crate) fn fingerprint<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Outcome<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for file in below(path)? {
            file.hash(&mut hasher);
            read(&file)?.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// Writes a file and the folders it needs.
pub(crate) fn write(path: &Path, content: &str) -> Outcome {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_file() {
            found.push(path);
        } else if !path
            .file_name()
            .is_some_and(|name| WRITTEN.iter().any(|written| name == *written))
        {
            collect(&path, found)?;
        }
    }
    Ok(())
}

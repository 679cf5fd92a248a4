//! Files, folders and standard input.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::settings::FILE_NAME;

/// A text and what it is called.
pub(crate) struct Input {
    pub(crate) path: String,
    pub(crate) text: String,
    /// Whether the text is what stands in the file, byte for byte.
    pub(crate) is_exact: bool,
}

/// Reads every file that the paths name: a folder stands for all manifests below it, sorted by path.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    read_wanted(paths, &|_| true)
}

/// The same without the files and folders that are not wanted.
pub(crate) fn read_wanted(
    paths: &[PathBuf],
    is_wanted: &dyn Fn(&Path) -> bool,
) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for path in paths.iter().filter(|path| is_wanted(path)) {
        if path.is_dir() {
            let mut files = Vec::new();
            collect(path, is_wanted, &mut files)?;
            files.sort();
            for file in files {
                inputs.push(read(&file)?);
            }
        } else {
            inputs.push(read(path)?);
        }
    }
    Ok(inputs)
}

/// Reads one file, or standard input where the path is `-`.
///
/// Bytes that are not UTF-8 are replaced, as kubectl replaces them.
pub(crate) fn read(path: &Path) -> Result<Input, String> {
    let name = path.display().to_string();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| format!("cannot read {name}: {error}"))?;
    let text = decode(&bytes);
    let is_exact = text.as_bytes() == bytes;
    Ok(Input { path: name, text, is_exact })
}

/// UTF-16 with a byte order mark is understood, anything else is UTF-8.
fn decode(bytes: &[u8]) -> String {
    let units = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
            .map(read)
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        other => String::from_utf8_lossy(other).into_owned(),
    }
}

fn collect(
    folder: &Path,
    is_wanted: &dyn Fn(&Path) -> bool,
    files: &mut Vec<PathBuf>,
) -> Result<(), String> {
    let problem = |error| format!("cannot read {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if !is_wanted(&path) || path.file_name().is_some_and(|name| name == FILE_NAME) {
            continue;
        }
        if path.is_dir() {
            collect(&path, is_wanted, files)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "yml" || ending == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}

//! Which files are left out.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// Patterns as in `.gitignore`: one with a `/` begins at the file's folder, another one fits at any depth, and a
/// folder stands for all below it.
#[derive(Debug, Default)]
pub(super) struct Exclude {
    folder: PathBuf,
    patterns: Vec<Vec<String>>,
}

impl Exclude {
    /// What some patterns leave out below a folder.
    pub(super) fn below(folder: &Path, patterns: &[String]) -> Self {
        let parts = |pattern: &String| {
            let whole = pattern.trim_end_matches('/');
            let from_here = whole.contains('/');
            let mut parts: Vec<String> = whole
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".")
                .map(ToOwned::to_owned)
                .collect();
            if !from_here {
                parts.insert(0, "**".to_owned());
            }
            parts
        };
        Self { folder: absolute(folder), patterns: patterns.iter().map(parts).collect() }
    }

    /// Whether a file or a folder is left out.
    pub(super) fn covers(&self, path: &Path) -> bool {
        if self.patterns.is_empty() || path.as_os_str() == "-" {
            return false;
        }
        let path = absolute(path);
        let Ok(inside) = path.strip_prefix(&self.folder) else { return false };
        let names: Vec<String> =
            inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        self.patterns.iter().any(|pattern| {
            (1..=names.len()).any(|depth| fits(pattern, names.get(..depth).unwrap_or_default()))
        })
    }
}

/// The path from the root, without `.` and `..`.
fn absolute(path: &Path) -> PathBuf {
    let whole = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let whole = std::path::absolute(whole).unwrap_or_else(|_| whole.to_path_buf());
    let mut parts: Vec<OsString> = Vec::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                parts.push(part.as_os_str().to_owned());
            }
        }
    }
    parts.iter().collect()
}

/// Whether names along a path fit the parts of a pattern.
fn fits(pattern: &[String], names: &[String]) -> bool {
    match (pattern.split_first(), names.split_first()) {
        (None, None) => true,
        (Some((part, rest)), _) if part == "**" => {
            fits(rest, names) || names.split_first().is_some_and(|(_, names)| fits(pattern, names))
        }
        (Some((part, rest)), Some((name, names))) => {
            let part: Vec<char> = part.chars().collect();
            let name: Vec<char> = name.chars().collect();
            name_fits(&part, &name) && fits(rest, names)
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// Whether a name fits a part: `*` is any text, `?` any letter, `[a-c]` one of those letters.
fn name_fits(part: &[char], name: &[char]) -> bool {
    match (part, name) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            name_fits(rest, name) || matches!(name, [_, name @ ..] if name_fits(part, name))
        }
        (['?', rest @ ..], [_, name @ ..]) => name_fits(rest, name),
        (['[', inside @ ..], [letter, name @ ..]) => {
            let Some(end) = inside.iter().skip(1).position(|it| *it == ']').map(|at| at + 1) else {
                return *letter == '[' && name_fits(inside, name);
            };
            let (set, rest) = inside.split_at(end);
            is_one_of(set, *letter) && name_fits(rest.get(1..).unwrap_or_default(), name)
        }
        ([one, rest @ ..], [letter, name @ ..]) => one == letter && name_fits(rest, name),
        ([], [_, ..]) | ([_, ..], []) => false,
    }
}

/// Whether a letter is in `a-cx`, or not in `!a-c`.
fn is_one_of(set: &[char], letter: char) -> bool {
    if let [first @ ('!' | '^'), set @ ..] = set {
        let _ = first;
        return !is_one_of(set, letter);
    }
    match set {
        [from, '-', to, rest @ ..] => (*from..=*to).contains(&letter) || is_one_of(rest, letter),
        [one, rest @ ..] => *one == letter || is_one_of(rest, letter),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_gitignore() {
        for (pattern, path, left_out) in [
            ("charts", "charts/a.yaml", true),
            ("charts", "deep/charts/a.yaml", true),
            ("charts/", "charts/a.yaml", true),
            ("/charts", "charts/a.yaml", true),
            ("/charts", "deep/charts/a.yaml", false),
            ("deep/charts", "deep/charts/a.yaml", true),
            ("charts/**", "charts/b/a.yaml", true),
            ("**/test/*.yaml", "a/b/test/c.yaml", true),
            ("**/test/*.yaml", "test/c.yaml", true),
            ("**/test/*.yaml", "test/c.yml", false),
            ("*.json", "a/b.json", true),
            ("a?.yaml", "ab.yaml", true),
            ("a?.yaml", "abc.yaml", false),
            ("[a-c]*.yaml", "cat.yaml", true),
            ("[!a-c]*.yaml", "cat.yaml", false),
            ("[", "[", true),
            ("a/*/c", "a/b/x", false),
            ("ä*.yaml", "ärger.yaml", true),
        ] {
            let exclude = Exclude::below(Path::new("/repo"), &[pattern.to_owned()]);
            assert_eq!(
                exclude.covers(&Path::new("/repo").join(path)),
                left_out,
                "{pattern} {path}"
            );
            assert!(!exclude.covers(Path::new("/other/charts/a.yaml")));
        }
        let none = Exclude::default();
        assert!(!none.covers(Path::new("a")));
        let here = Exclude::below(Path::new(""), &["skipped".to_owned()]);
        assert!(here.covers(Path::new("./x/../skipped/a.yaml")) && !here.covers(Path::new("-")));
    }
}

//! What a visitor downloads, with a ceiling for each part.

use std::path::{Path, PathBuf};

use crate::files::{self, read_text, write};
use crate::links::attributes;
use crate::step::{Outcome, capture};
use crate::workspace::Workspace;

/// The reviewed sizes.
const SIZES: &str = "tests/size.txt";

/// Node is there anyway, and its zlib is the one that servers use.
const GZIP: &str = "for (const path of process.argv.slice(1)) \
    console.log(require('zlib').gzipSync(require('fs').readFileSync(path), {level: 9}).length)";
/// The same in the other encoding that every browser asks for.
const BROTLI: &str = "for (const path of process.argv.slice(1)) \
    console.log(require('zlib').brotliCompressSync(require('fs').readFileSync(path)).length)";

/// Fails when a part is larger than its ceiling. `UPDATE=1` writes the measured sizes down.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let path = workspace.path(SIZES);
    let mut rewritten = String::new();
    let mut complaints = Vec::new();
    for line in read_text(&path)?.lines() {
        if let Some(row) = Row::parse(line) {
            let measured = row.measure(workspace)?;
            println!(
                "  {:<10} {measured:>7} of {:>7} bytes, was {}",
                row.name, row.ceiling, row.measured
            );
            if measured > row.ceiling {
                complaints.push(format!(
                    "{} has {measured} bytes, its ceiling is {}",
                    row.name, row.ceiling
                ));
            }
            rewritten += &Row { measured, ..row }.render();
        } else {
            rewritten += line;
        }
        rewritten.push('\n');
    }
    if std::env::var_os("UPDATE").is_some() {
        write(&path, &rewritten)?;
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// `name measured ceiling how pattern`.
struct Row<'a> {
    name: &'a str,
    measured: u64,
    ceiling: u64,
    how: &'a str,
    pattern: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let mut words = line.split_whitespace();
        Some(Self {
            name: words.next()?,
            measured: words.next()?.parse().ok()?,
            ceiling: words.next()?.parse().ok()?,
            how: words.next()?,
            pattern: words.next()?,
        })
    }

    fn render(&self) -> String {
        format!(
            "{:<10} {:>8} {:>8}  {:<6} {}",
            self.name, self.measured, self.ceiling, self.how, self.pattern
        )
    }

    fn measure(&self, workspace: &Workspace) -> Outcome<u64> {
        let dist = workspace.path("dist");
        let found: Vec<PathBuf> = files::below(&dist)?
            .into_iter()
            .filter(|file| {
                file.strip_prefix(&dist)
                    .is_ok_and(|path| matches(self.pattern, &path.to_string_lossy()))
            })
            .collect();
        if found.is_empty() {
            return Err(format!("{}: dist/{} is not there", self.name, self.pattern));
        }
        match self.how {
            "gzip" | "brotli" => {
                let script = if self.how == "gzip" { GZIP } else { BROTLI };
                let told = capture(workspace.command("node").args(["-e", script]).args(&found))?;
                Ok(told.lines().filter_map(|line| line.parse::<u64>().ok()).sum())
            }
            "page" => {
                let pages: Outcome<Vec<u64>> = found.iter().map(|page| page_size(page)).collect();
                Ok(pages?.into_iter().max().unwrap_or_default())
            }
            other => {
                Err(format!("{}: `{other}` is none of `gzip`, `brotli` and `page`", self.name))
            }
        }
    }
}

/// The bytes of a page and of the style sheets that it links.
fn page_size(page: &Path) -> Outcome<u64> {
    let html = read_text(page)?;
    let folder = page.parent().unwrap_or(page);
    let is_sheet =
        |value: &str| Path::new(value).extension().is_some_and(|extension| extension == "css");
    let mut size = html.len();
    for link in attributes(&html).iter().filter(|link| link.tag == "link" && link.name == "href") {
        if is_sheet(&link.value) {
            size += files::read(&folder.join(&link.value))?.len();
        }
    }
    Ok(size as u64)
}

/// Whether a path fits a pattern in which `*` stands for any text without a slash.
fn matches(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(rest) = path.strip_prefix(before) else {
        return false;
    };
    let reach = rest.find('/').unwrap_or(rest.len());
    (0..=reach).any(|end| rest.get(end..).is_some_and(|rest| matches(after, rest)))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_within_a_folder() {
        assert!(matches("app-*_bg.wasm", "app-1f2e_bg.wasm"));
        assert!(matches("*/*/index.html", "learn/probes/index.html"));
        assert!(!matches("*/index.html", "learn/probes/index.html"));
        assert!(!matches("app-*_bg.wasm", "app-1f2e.js"));
    }
}

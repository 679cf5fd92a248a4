//! `podlife site`: the pages that are read without JavaScript.
//!
//! Everything is plain HTML with relative links, so that the site works below any path. A problem of the content
//! stops nothing: all of them are told, with their place, and nothing is written.

mod anki;
mod calculator;
mod code;
mod content;
mod decide;
mod decoder;
mod examples;
mod feed;
mod fence;
mod gathered;
mod guide;
mod html;
mod lab;
mod layout;
mod live;
mod markdown;
mod offline;
mod permalink;
mod problem;
mod quiz;
mod rules;
mod search;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use podlife_core::export::SCHEMA_TEXT;

use crate::outcome::{Failure, Out};

use content::{Content, is_of_pages};
use layout::Layout;
use problem::{Problem, all, told};

#[derive(Debug, Args)]
pub(crate) struct SiteArguments {
    /// The folder to write to.
    #[arg(long)]
    out: PathBuf,
    /// The folder with docs, examples and questions.
    #[arg(long, default_value = "content")]
    content: PathBuf,
    /// The address of the published site, for the site map, the feed and cards.
    #[arg(long, default_value = "https://podlife.dev/")]
    base: String,
    /// The folder of a built application, which goes along with the pages: the whole site.
    ///
    /// Its own pages, examples and questions stay behind: those of `--content` take their place.
    #[arg(long, value_name = "FOLDER")]
    app: Option<PathBuf>,
}

/// A file of the site.
struct File {
    /// Its path below the folder.
    path: String,
    text: String,
}

impl File {
    fn is_page(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "html")
    }
}

/// Writes the pages.
pub(crate) fn run(arguments: &SiteArguments, out: &mut Out) -> Result<bool, Failure> {
    if let Some(app) = &arguments.app {
        check_apart(app, &arguments.out)?;
    }
    let files = build(&arguments.content, &arguments.base).map_err(|problems| told(&problems))?;
    let mut names: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    if let Some(app) = &arguments.app {
        copy(app, &arguments.out, "", &mut names)?;
    }
    for file in &files {
        write(&arguments.out.join(&file.path), &file.text)?;
    }
    if arguments.app.is_some() {
        offline::list(&arguments.out, &names)?;
    }
    let pages = files.iter().filter(|file| file.is_page()).count();
    writeln!(out, "podlife: {pages} pages in {}", arguments.out.display())?;
    Ok(true)
}

fn build(folder: &Path, base: &str) -> Result<Vec<File>, Vec<Problem>> {
    let content = Content::read(folder)?;
    let layout = Layout::of(&content, base);
    let made = all([
        guide::files(&content, &layout),
        examples::files(&content, &layout),
        rules::files(&content, &layout),
        lab::files(&content),
        quiz::files(&content),
        words::files(&content),
    ])?;
    let mut files: Vec<File> = made.into_iter().flatten().collect();
    files.extend([layout.not_found(), layout::pictures(), decoder::file()]);
    files.extend([feed::file(&content, base), examples::menu(&content)]);
    let schema = "schemas/simulation.v1.json".to_owned();
    files.push(File { path: schema, text: SCHEMA_TEXT.to_owned() });
    files.push(search::file(&files));
    files.push(layout::site_map(&files, &content, base));
    Ok(files)
}

/// Refuses folders of which one holds the other: a copy would write what it reads.
fn check_apart(app: &Path, out: &Path) -> Result<(), String> {
    let found = |folder: &Path| {
        let tell = |error| format!("cannot read {}: {error}", folder.display());
        fs::canonicalize(folder).map_err(tell)
    };
    let app = found(app)?;
    fs::create_dir_all(out).map_err(|error| format!("cannot write {}: {error}", out.display()))?;
    let out = found(out)?;
    if app.starts_with(&out) || out.starts_with(&app) {
        return Err("`--out` and `--app` are folders apart: neither holds the other".to_owned());
    }
    Ok(())
}

/// Copies the folder `below` of an application with everything in it but pages, and adds the names of its files.
fn copy(app: &Path, out: &Path, below: &str, names: &mut BTreeSet<String>) -> Result<(), String> {
    let (from, to) = (app.join(below), out.join(below));
    let tell = |error: std::io::Error| format!("cannot copy {}: {error}", from.display());
    fs::create_dir_all(&to).map_err(tell)?;
    for entry in fs::read_dir(&from).map_err(tell)? {
        let entry = entry.map_err(tell)?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if !entry.file_type().map_err(tell)?.is_dir() {
            fs::copy(entry.path(), to.join(entry.file_name())).map_err(tell)?;
            names.insert(name);
        } else if !is_of_pages(&name) {
            copy(app, out, &format!("{name}/"), names)?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let tell = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(tell)?;
    }
    fs::write(path, text).map_err(tell)
}

#[cfg(test)]
mod tests;

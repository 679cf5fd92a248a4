//! What leaves the page: texts to copy, files to save, a sheet to print.
//!
//! Everything is made here, in words and signs that cannot break what they are put into; who asks only hands it on.

mod markdown;
mod sheet;
mod simulation;

use serde::Serialize;

use crate::analysis::{Analysis, DocumentAnalysis};
use crate::features::Version;
use crate::sim::story::Story;
use crate::time::SimTime;
use crate::view::mermaid::mermaid;
use crate::view::svg::{Picture, themed};
use crate::view::timeline::{Timeline, story_timeline};
use crate::view::trace_events::trace_events;

pub use simulation::{SCHEMA, SCHEMA_TEXT, simulation};

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Its name, and what is wished besides, with blanks between: `svg dark legend`.
    pub format: &'a str,
    /// The instant that is shown.
    pub at: SimTime,
    /// The address that shows the same.
    pub link: &'a str,
    /// The version of Kubernetes that is asked.
    pub version: Version,
}

/// What was made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Export {
    /// `copy`, `save`, `picture` (an SVG that is wanted as pixels) or `print`; empty where nothing could be made.
    pub how: &'static str,
    /// The name of the file: `shop.svg`.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// The text; where nothing could be made, why.
    pub text: String,
}

/// How wide a picture is, in pixels.
const WIDTH: u32 = 960;

/// Makes it; where a run is needed and there is none, says so.
pub fn export(text: &str, analysis: &Analysis, wanted: &Wanted<'_>) -> Export {
    let mut words = wanted.format.split(' ');
    let format = words.next().unwrap_or_default();
    let picture = Picture {
        width: WIDTH,
        is_dark: words.clone().any(|word| word == "dark"),
        has_legend: words.any(|word| word == "legend"),
    };
    let (how, ending, media) = match format {
        "link" | "issue" => ("copy", "md", "text/markdown"),
        "frame" | "element" => ("copy", "html", "text/html"),
        "svg" => ("save", "svg", "image/svg+xml"),
        "png" => ("picture", "png", "image/png"),
        "mermaid" => ("save", "mmd", "text/plain"),
        "json" => ("save", "json", "application/json"),
        "trace" => ("save", "trace.json", "application/json"),
        "print" => ("print", "html", "text/html"),
        _ => return refused("There is no such format."),
    };
    let played = Played::of(analysis);
    let made = match format {
        "link" => markdown::link(&subject(analysis), wanted.link),
        "issue" => markdown::issue(text, analysis, wanted),
        "element" => markdown::element(text, wanted),
        "print" => sheet::sheet(text, analysis, played.as_ref(), wanted),
        _ => {
            let Some(played) = &played else {
                return refused("There is no Pod to play in this manifest.");
            };
            match format {
                "frame" => markdown::frame(&subject(analysis), &played.timeline, wanted.link),
                "svg" | "png" => themed(&played.timeline, &picture),
                "mermaid" => mermaid(&played.timeline),
                "trace" => trace_events(played.story),
                _ => simulation("pod.yaml", played.document, played.story) + "\n",
            }
        }
    };
    Export { how, name: file_name(&subject(analysis), ending), media, text: made }
}

fn refused(why: &str) -> Export {
    Export { text: why.to_owned(), ..Export::default() }
}

/// The run that is shown.
struct Played<'a> {
    document: &'a DocumentAnalysis,
    story: &'a Story,
    timeline: Timeline,
}

impl<'a> Played<'a> {
    fn of(analysis: &'a Analysis) -> Option<Self> {
        let (document, story) = analysis.played()?;
        Some(Self { document, story, timeline: story_timeline(story) })
    }
}

/// What the text is about: the name of the object that is played, else of the first one.
fn subject(analysis: &Analysis) -> String {
    let played = analysis.played().map(|(document, _)| document);
    let document = played.or_else(|| analysis.documents.first());
    let name = document.map(|document| document.decoded.name.as_str()).unwrap_or_default();
    if name.is_empty() { "pod".to_owned() } else { name.to_owned() }
}

/// A name that every system takes for a file: of letters, digits, dashes and single dots.
fn file_name(subject: &str, ending: &str) -> String {
    let mut name = String::new();
    for sign in subject.chars().take(63) {
        let is_plain = sign.is_ascii_alphanumeric() || (sign == '.' && !name.ends_with('.'));
        name.push(if is_plain { sign } else { '-' });
    }
    let name = name.trim_matches(['-', '.']);
    [if name.is_empty() { "pod" } else { name }, ".", ending].concat()
}

#[cfg(test)]
mod tests;

//! The gallery of examples, and a page for each.

use std::fmt::Write as _;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Severity, Stage};
use podlife_core::view::kubectl_get::story_rows;
use podlife_core::view::svg::{SvgOptions, svg};
use podlife_core::view::timeline::Timeline;
use serde_json::json;

use super::File;
use super::content::{Content, Example};
use super::html::inline;
use super::layout::{Layout, Place, Shown};
use super::live;
use super::permalink;
use super::problem::Problem;

/// The width of a picture on a card; the card scales it down where it is narrower.
const CARD: SvgOptions = SvgOptions { width: 360 };

/// The gallery, its pictures, and the pages.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut cards = String::new();
    for example in &content.examples {
        match live::play(&example.text, None) {
            Ok(run) => {
                cards.push_str(&card(example, &run));
                let picture = svg(&run, &CARD);
                files.push(File { path: format!("examples/{}.svg", example.slug), text: picture });
                files.push(page(example, fix_of(example, content), &run, layout));
            }
            Err(told) => {
                let message = format!("an example needs a run: {told}");
                problems.push(Problem::new(&example.file, 0, message));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let main = format!(
        "<h1>Pods worth watching</h1>\n<p class=\"lead\">Each opens in the playground, where you can play it and change it.</p>\n<ul class=\"gallery\">{cards}</ul>\n"
    );
    files.push(layout.file(&Shown {
        address: "examples/",
        place: Place::Examples,
        title: "Examples",
        summary: "Pods worth watching: native and classic sidecars, init containers, probes, crash loops, Jobs and shutdown.",
        headings: &[],
        is_list: true,
        main: &main,
    }));
    Ok(files)
}

/// The examples in their order, as the menu of the playground offers them.
pub(super) fn menu(content: &Content) -> File {
    let examples = content.examples.iter().map(|example| {
        let wrong = example.wrong.clone().or_else(|| what_goes_wrong(&example.text));
        json!({
            "slug": example.slug, "title": example.title, "summary": example.summary,
            "group": example.group, "wrong": wrong, "text": example.text,
        })
    });
    let list: Vec<_> = examples.collect();
    File { path: "examples.json".to_owned(), text: json!(list).to_string() }
}

/// What goes wrong with a Pod in a word or two: what `kubectl get` shows, else what a rule says.
fn what_goes_wrong(text: &str) -> Option<String> {
    let analysis = Analysis::of(text, &Options::default());
    let (_, story) = analysis.played()?;
    let rows = story_rows(story);
    let is_wrong = |status: &str| status.ends_with("BackOff") || status == "Init:Error";
    let shown = rows.iter().rev().find(|row| is_wrong(&row.status)).map(|row| row.status.clone());
    let serious = analysis.diagnostics.iter().find(|found| {
        // A tag is none of an example's points.
        found.stage == Stage::Lint && found.severity < Severity::Info && found.code != "latest-tag"
    });
    shown.or_else(|| Some(serious?.code.replace('-', " ")))
}

fn card(example: &Example, run: &Timeline) -> String {
    let names: Vec<&str> = run.lanes.iter().map(|lane| lane.name.as_str()).collect();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<li class=\"card\"><a class=\"card__picture\" href=\"{slug}/\" tabindex=\"-1\" aria-hidden=\"true\"><img src=\"{slug}.svg\" alt=\"\" loading=\"lazy\" width=\"{}\"></a><h2><a href=\"{slug}/\">{}</a></h2><p>{}</p><p class=\"card__foot\"><span>{}</span><a href=\"../{}\">Open in playground</a></p></li>",
        CARD.width,
        inline(&example.title),
        inline(&example.summary),
        names.join(", "),
        permalink::fragment(&example.text),
        slug = example.slug,
    );
    out
}

/// The example that does right what this one does wrong.
fn fix_of<'a>(example: &Example, content: &'a Content) -> Option<&'a Example> {
    let fix = example.fix.as_ref()?;
    content.examples.iter().find(|other| other.slug == *fix)
}

fn page(example: &Example, fix: Option<&Example>, run: &Timeline, layout: &Layout) -> File {
    let fix = fix.map(|fix| {
        format!("<p>The fix: <a href=\"../{}/\">{}</a></p>\n", fix.slug, inline(&fix.title))
    });
    let main = format!(
        "<h1>{}</h1>\n<p>{}</p>\n{}{}<p><a href=\"../\">All examples</a></p>\n",
        inline(&example.title),
        inline(&example.summary),
        live::card(&example.text, run, &run.pod, None, "../../"),
        fix.unwrap_or_default()
    );
    layout.file(&Shown {
        address: &format!("examples/{}/", example.slug),
        place: Place::Examples,
        title: &example.title,
        summary: &example.summary,
        headings: &[],
        is_list: false,
        main: &main,
    })
}

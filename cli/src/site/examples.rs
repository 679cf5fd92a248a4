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
use super::fence::Yaml;
use super::html::{escaped, inline, slug};
use super::layout::{Heading, Layout, Place, Shown};
use super::live::{self, Card, Run};
use super::problem::Problem;

/// The width of a picture on a card; the card scales it down where it is narrower.
const CARD: SvgOptions = SvgOptions { width: 360 };

/// The gallery, its pictures, and the pages.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut groups: Vec<(&str, String)> = Vec::new();
    let mut wrongs: Vec<(String, Vec<&Example>)> = Vec::new();
    for example in &content.examples {
        let run = match live::play(&example.text, &Yaml::default()) {
            Ok(run) => run,
            Err(told) => {
                let message = format!("an example needs a run: {told}");
                problems.push(Problem::new(&example.file, 0, message));
                continue;
            }
        };
        let wrong = wrong(example);
        let picture = svg(&run.timeline, &CARD);
        if groups.last().is_none_or(|(name, _)| *name != example.group) {
            groups.push((&example.group, String::new()));
        }
        if let Some((_, cards)) = groups.last_mut() {
            cards.push_str(&card(example, wrong.as_deref(), &run.timeline, &picture));
        }
        if let Some(wrong) = wrong {
            match wrongs.iter_mut().find(|(name, _)| *name == wrong) {
                Some((_, examples)) => examples.push(example),
                None => wrongs.push((wrong, vec![example])),
            }
        }
        files.push(File { path: format!("examples/{}.svg", example.slug), text: picture });
        files.push(page(example, fix_of(example, content), &run, layout));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    wrongs.sort();
    files.push(gallery(&groups, &wrongs, layout));
    Ok(files)
}

/// All examples by group, then those with something wrong by what it is.
fn gallery(groups: &[(&str, String)], wrongs: &[(String, Vec<&Example>)], layout: &Layout) -> File {
    let mut main = String::from(
        "<h1>Pods worth watching</h1>\n<p class=\"lead\">Each opens in the playground, where you can play it and change it.</p>\n<form class=\"filters\" hidden><label>What goes wrong <select><option value=\"\">anything or nothing</option><option value=\"-\">nothing</option>",
    );
    for (wrong, _) in wrongs {
        let _ = write!(main, "<option>{}</option>", escaped(wrong));
    }
    main.push_str(
        "</select></label><label>Words <input type=\"search\"></label><output></output></form>\n",
    );
    let mut headings = Vec::new();
    for (group, cards) in groups {
        let id = slug(group);
        let _ = writeln!(
            main,
            "<h2 id=\"{id}\">{}</h2><ul class=\"gallery\">{cards}</ul>",
            inline(group)
        );
        headings.push(Heading { id, text: inline(group) });
    }
    main.push_str("<h2 id=\"wrong\">By what goes wrong</h2>\n<dl class=\"wrongs\">");
    for (wrong, examples) in wrongs {
        let _ = write!(main, "<div><dt>{}</dt>", inline(wrong));
        for example in examples {
            let _ = write!(
                main,
                "<dd><a href=\"{}/\">{}</a></dd>",
                example.slug,
                inline(&example.title)
            );
        }
        main.push_str("</div>");
    }
    main.push_str("</dl>\n");
    headings.push(Heading { id: "wrong".to_owned(), text: "By what goes wrong".to_owned() });
    layout.file(&Shown {
        address: "examples/",
        place: Place::Examples,
        title: "Examples",
        summary: "Pods worth watching: native and classic sidecars, init containers, probes, crash loops, Jobs and shutdown.",
        headings: &headings,
        is_list: true,
        checked: None,
        main: &main,
    })
}

/// What goes wrong with an example, where something does.
fn wrong(example: &Example) -> Option<String> {
    example.wrong.clone().or_else(|| what_goes_wrong(&example.text))
}

/// The examples in their order, as the menu of the playground offers them.
pub(super) fn menu(content: &Content) -> File {
    let examples = content.examples.iter().map(|example| {
        let wrong = wrong(example);
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

fn card(example: &Example, wrong: Option<&str>, run: &Timeline, picture: &str) -> String {
    // With its height the page does not move when it comes.
    let height = picture.split_once(" height=\"").and_then(|(_, rest)| rest.split('"').next());
    let (data, tells) = match wrong {
        Some(wrong) => (
            format!(" data-wrong=\"{}\"", escaped(wrong)),
            format!("<span class=\"card__wrong\">{}</span>", inline(wrong)),
        ),
        None => (String::new(), String::new()),
    };
    let names: Vec<&str> = run.lanes.iter().map(|lane| lane.name.as_str()).collect();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<li class=\"card\"{data}><a class=\"card__picture\" href=\"{slug}/\" tabindex=\"-1\" aria-hidden=\"true\"><img src=\"{slug}.svg\" alt=\"\" loading=\"lazy\" width=\"{}\" height=\"{}\"></a><h3><a href=\"{slug}/\">{}</a></h3><p>{}</p><p class=\"card__foot\"><span>{}</span>{tells}<a href=\"../?example={slug}\">Open in playground</a></p></li>",
        CARD.width,
        height.unwrap_or_default(),
        inline(&example.title),
        inline(&example.summary),
        names.join(", "),
        slug = example.slug,
    );
    out
}

/// The example that does right what this one does wrong.
fn fix_of<'a>(example: &Example, content: &'a Content) -> Option<&'a Example> {
    let fix = example.fix.as_ref()?;
    content.examples.iter().find(|other| other.slug == *fix)
}

fn page(example: &Example, fix: Option<&Example>, run: &Run, layout: &Layout) -> File {
    let card = Card {
        text: &example.text,
        run,
        title: &run.timeline.pod,
        shown: &Yaml::default(),
        example: Some(&example.slug),
    };
    let fix = fix.map(|fix| {
        format!("<p>The fix: <a href=\"../{}/\">{}</a></p>\n", fix.slug, inline(&fix.title))
    });
    let main = format!(
        "<h1>{}</h1>\n<p>{}</p>\n{}{}<p><a href=\"../\">All examples</a></p>\n",
        inline(&example.title),
        inline(&example.summary),
        card.html("../../"),
        fix.unwrap_or_default()
    );
    layout.file(&Shown {
        address: &format!("examples/{}/", example.slug),
        place: Place::Examples,
        title: &example.title,
        summary: &example.summary,
        headings: &[],
        is_list: false,
        checked: None,
        main: &main,
    })
}

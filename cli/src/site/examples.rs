//! The gallery of examples, and a page for each.

use std::collections::BTreeMap;
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
use super::problem::{Problem, all};

/// The width of a picture on a card; the card scales it down where it is narrower.
const CARD: SvgOptions = SvgOptions { width: 360 };

/// An example with all that is shown of it.
struct Entry<'a> {
    example: &'a Example,
    run: Run,
    /// What goes wrong with it, where something does.
    wrong: Option<String>,
    /// The example that does right what this one does wrong.
    fix: Option<&'a Example>,
}

/// The gallery, its pictures, and the pages.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let entries = all(content.examples.iter().map(|example| entry(example, content)))?;
    let mut files = Vec::new();
    let mut groups: Vec<(&str, String)> = Vec::new();
    let mut wrongs: BTreeMap<&str, Vec<&Example>> = BTreeMap::new();
    for entry in &entries {
        let Entry { example, run, wrong, .. } = entry;
        let picture = svg(&run.timeline, &CARD);
        let card = card(example, wrong.as_deref(), &run.timeline, &picture);
        match groups.iter_mut().find(|(name, _)| *name == example.group) {
            Some((_, cards)) => cards.push_str(&card),
            None => groups.push((&example.group, card)),
        }
        if let Some(wrong) = wrong {
            wrongs.entry(wrong).or_default().push(example);
        }
        files.push(File { path: format!("examples/{}.svg", example.slug), text: picture });
        files.push(page(entry, layout));
    }
    files.push(gallery(&groups, &wrongs, layout));
    Ok(files)
}

fn entry<'a>(example: &'a Example, content: &'a Content) -> Result<Entry<'a>, Vec<Problem>> {
    let problem = |message: String| vec![Problem::new(&example.file, 0, message)];
    let run = live::play(&example.text, &Yaml::default())
        .map_err(|told| problem(format!("an example needs a run: {told}")))?;
    let fix = match &example.fix {
        Some(fix) => {
            let missing = || problem(format!("there is no example `{fix}`"));
            Some(content.example(fix).ok_or_else(missing)?)
        }
        None => None,
    };
    Ok(Entry { example, run, wrong: wrong(example), fix })
}

/// All examples by group, then those with something wrong by what it is.
fn gallery(
    groups: &[(&str, String)],
    wrongs: &BTreeMap<&str, Vec<&Example>>,
    layout: &Layout,
) -> File {
    let mut main = String::from(
        "<h1>Pods worth watching</h1>\n<p class=\"lead\">Each opens in the playground, where you can play it and change it.</p>\n<form class=\"filters\" hidden><label>What goes wrong <select><option value=\"\">anything or nothing</option><option value=\"-\">nothing</option>",
    );
    for wrong in wrongs.keys() {
        let _ = write!(main, "<option>{}</option>", escaped(wrong));
    }
    main.push_str(
        "</select></label><label>Words <input type=\"search\"></label><output></output></form>\n",
    );
    let mut headings = Vec::new();
    for (group, cards) in groups {
        let heading = Heading::new(&slug(group), inline(group));
        let _ = writeln!(main, "{}<ul class=\"gallery\">{cards}</ul>", heading.html());
        headings.push(heading);
    }
    let heading = Heading::new("wrong", "By what goes wrong");
    let _ = write!(main, "{}\n<dl class=\"wrongs\">", heading.html());
    headings.push(heading);
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

fn page(entry: &Entry<'_>, layout: &Layout) -> File {
    let Entry { example, run, fix, .. } = entry;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn example(slug: &str, group: &str, fix: Option<&str>) -> Example {
        Example {
            file: format!("{slug}.yaml").into(),
            slug: slug.to_owned(),
            title: slug.to_owned(),
            summary: String::new(),
            order: 1,
            group: group.to_owned(),
            fix: fix.map(str::to_owned),
            wrong: None,
            text: "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: app, image: nginx:1.29}\n".to_owned(),
        }
    }

    fn made(examples: Vec<Example>) -> Result<Vec<File>, Vec<Problem>> {
        let content = Content { examples, ..Content::default() };
        files(&content, &Layout::of(&content, ""))
    }

    #[test]
    fn a_group_has_one_heading_wherever_its_examples_stand() {
        let groups = [("a", "One"), ("b", "Two"), ("c", "One")];
        let files = made(groups.map(|(slug, group)| example(slug, group, None)).into()).unwrap();
        let gallery = files.iter().find(|file| file.path == "examples/index.html").unwrap();
        assert_eq!(gallery.text.matches("<h2 id=\"one\">").count(), 1);
        let place = |slug: &str| gallery.text.find(&format!("href=\"{slug}/\"")).unwrap();
        assert!(place("c") < place("b"));
    }

    #[test]
    fn a_fix_that_is_not_there_is_told() {
        let Err(problems) = made(vec![example("a", "One", Some("gone"))]) else { panic!() };
        assert_eq!(problems[0].to_string(), "a.yaml: there is no example `gone`");
    }
}

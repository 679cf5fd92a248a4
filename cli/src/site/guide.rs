//! The pages of the docs, and their contents.

use std::fmt::Write as _;
use std::iter;

use super::File;
use super::content::{Content, Page, Question, SECTIONS, TRACKS};
use super::html::{escaped, inline};
use super::lab;
use super::layout::{Heading, Layout, Place, Shown, root};
use super::markdown::{Source, render};
use super::problem::{Problem, all};

/// All pages of the docs.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let pages = content.pages.iter().map(|page| file(page, content, layout));
    all(iter::once(Ok(contents(content, layout))).chain(pages))
}

fn file(page: &Page, content: &Content, layout: &Layout) -> Result<File, Vec<Problem>> {
    let address = page.address();
    let root = root(&address);
    let source = Source {
        file: &page.file,
        first_line: page.first_line,
        text: &page.body,
        root: &root,
        rule: None,
        content,
    };
    let rendered = render(&source)?;
    let mut main = format!("<h1>{}</h1>\n", inline(&page.matter.title));
    if page.matter.lab {
        main.push_str(&lab::door(page));
    }
    main.push_str(&rendered.html);
    if let Some(topic) = &page.matter.quiz {
        main.push_str(&test_yourself(topic, page, content, &root));
    }
    main.push_str(&ways_on(page, content, &root));
    Ok(layout.file(&Shown {
        address: &address,
        place: Place::Learn,
        title: &page.matter.title,
        summary: &page.matter.summary,
        headings: &rendered.headings,
        is_list: false,
        checked: Some(page.matter.checked),
        main: &main,
    }))
}

/// How many questions stand at the foot of a page.
const ASKED: usize = 3;

/// Questions about the page: those that lead to it first, then others of its topic.
fn test_yourself(topic: &str, page: &Page, content: &Content, root: &str) -> String {
    let address = page.address();
    let all = content.questions.iter().filter(|question| question.topic == topic);
    let leads_here = |question: &&Question| question.head.learn == address.trim_end_matches('/');
    let (first, others): (Vec<_>, Vec<_>) = all.partition(leads_here);
    let link = |question: &&Question| {
        let (slug, title) = (&question.slug, inline(&question.head.title));
        format!("<a href=\"{root}quiz.html?question={topic}/{slug}\">{title}</a>")
    };
    let links: Vec<String> = first.iter().chain(&others).take(ASKED).map(link).collect();
    format!(
        "<div class=\"next-quiz\"><p><b>Test yourself</b>: {}</p><a class=\"button\" href=\"{root}quiz.html?topic={}\">All {}</a></div>\n",
        links.join(" · "),
        escaped(topic),
        first.len() + others.len()
    )
}

/// The pages before and after on each track that this one is on; those of the navigation where it is on none.
fn ways_on(page: &Page, content: &Content, root: &str) -> String {
    let mut ways = String::new();
    for (name, title, _) in TRACKS {
        if page.matter.tracks.contains_key(name) {
            ways.push_str(&way(&content.track(name), page, Some((name, title)), root));
        }
    }
    if ways.is_empty() {
        ways = way(&content.pages.iter().collect::<Vec<_>>(), page, None, root);
    }
    format!("<nav class=\"ways\" aria-label=\"Ways on\">{ways}</nav>")
}

fn way(pages: &[&Page], page: &Page, track: Option<(&str, &str)>, root: &str) -> String {
    let Some(place) = pages.iter().position(|other| other.address() == page.address()) else {
        return String::new();
    };
    let mut out = String::from("<div>");
    if let Some((name, title)) = track {
        let _ = write!(
            out,
            "<p><a href=\"{root}learn/#{name}\">{title}</a> {} of {}</p>",
            place + 1,
            pages.len()
        );
    }
    let before = place.checked_sub(1).and_then(|place| pages.get(place));
    for (other, word, class) in
        [(before, "Before", "before"), (pages.get(place + 1), "Next", "after")]
    {
        if let Some(other) = other {
            let _ = write!(
                out,
                "<a class=\"is-{class}\" href=\"{root}{}\"><span>{word}</span> {}</a>",
                other.address(),
                inline(&other.matter.nav)
            );
        }
    }
    out.push_str("</div>");
    out
}

/// All pages with what they say in a sentence.
fn contents(content: &Content, layout: &Layout) -> File {
    let mut main = String::from(
        "<h1>What a Pod does, second by second</h1>\n<p class=\"lead\">Each page answers one question and proves the answer: every manifest on it is read, checked and played by the tests. Take one of four ways, or pick a page.</p>\n<div class=\"trails\">",
    );
    for (name, title, words) in TRACKS {
        let pages = content.track(name);
        let _ = write!(main, "<section id=\"{name}\"><h2>{title}</h2><p>{words}</p><ol>");
        for page in pages {
            let _ = write!(
                main,
                "<li><a href=\"../{}\">{}</a></li>",
                page.address(),
                inline(&page.matter.nav)
            );
        }
        main.push_str("</ol></section>");
    }
    main.push_str("</div>\n");
    let mut headings = Vec::new();
    for (section, name) in SECTIONS {
        let pages: Vec<_> = content.pages.iter().filter(|page| page.section == section).collect();
        if pages.is_empty() {
            continue;
        }
        let heading = Heading::new(section, name);
        let _ = write!(main, "{}\n<ul class=\"contents\">", heading.html());
        for page in pages {
            let _ = write!(
                main,
                "<li><a href=\"../{}\">{}</a><p>{}</p></li>",
                page.address(),
                inline(&page.matter.title),
                inline(&page.matter.summary)
            );
        }
        main.push_str("</ul>\n");
        headings.push(heading);
    }
    layout.file(&Shown {
        address: "learn/",
        place: Place::Learn,
        title: "Learn",
        summary: "How Pods start, run and stop, each page proved by runs: init containers, native sidecars, probes, shutdown.",
        headings: &headings,
        is_list: true,
        checked: None,
        main: &main,
    })
}

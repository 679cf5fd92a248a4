//! The pages of the docs, and their contents.

use std::fmt::Write as _;

use super::File;
use super::content::{Content, Page, Question, SECTIONS};
use super::html::{escaped, inline};
use super::layout::{Layout, Place, Shown, root};
use super::markdown::{Source, render};
use super::problem::Problem;

/// All pages of the docs.
pub(super) fn files(content: &Content, layout: &Layout) -> Result<Vec<File>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut files = vec![contents(content, layout)];
    for (index, page) in content.pages.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| content.pages.get(index));
        let after = content.pages.get(index + 1);
        match file(page, before, after, content, layout) {
            Ok(file) => files.push(file),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn file(
    page: &Page,
    before: Option<&Page>,
    after: Option<&Page>,
    content: &Content,
    layout: &Layout,
) -> Result<File, Vec<Problem>> {
    let address = page.address();
    let root = root(&address);
    let source = Source {
        file: &page.file,
        first_line: page.first_line,
        text: &page.body,
        root: &root,
        rule: None,
    };
    let rendered = render(&source)?;
    let mut main = format!("<h1>{}</h1>\n{}", inline(&page.matter.title), rendered.html);
    if let Some(topic) = &page.matter.quiz {
        main.push_str(&test_yourself(topic, page, content, &root));
    }
    main.push_str(&neighbors(before, after, &root));
    Ok(layout.file(&Shown {
        address: &address,
        place: Place::Learn,
        title: &page.matter.title,
        summary: &page.matter.summary,
        headings: &rendered.headings,
        is_list: false,
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

fn neighbors(before: Option<&Page>, after: Option<&Page>, root: &str) -> String {
    let mut out = String::from("<nav class=\"neighbors\" aria-label=\"Pages before and after\">");
    for (page, word, class) in [(before, "Before", "is-before"), (after, "Next", "is-after")] {
        if let Some(page) = page {
            let _ = write!(
                out,
                "<a class=\"{class}\" href=\"{root}{}\"><span>{word}</span>{}</a>",
                page.address(),
                inline(&page.matter.nav)
            );
        }
    }
    out.push_str("</nav>");
    out
}

/// All pages with what they say in a sentence.
fn contents(content: &Content, layout: &Layout) -> File {
    let mut main = String::from(
        "<h1>What a Pod does, second by second</h1>\n<p class=\"lead\">Each page answers one question and proves the answer: every manifest on it is read, checked and played by the tests.</p>\n",
    );
    let mut headings = Vec::new();
    for (section, name) in SECTIONS {
        let pages: Vec<_> = content.pages.iter().filter(|page| page.section == section).collect();
        if pages.is_empty() {
            continue;
        }
        let _ = write!(main, "<h2 id=\"{section}\">{name}</h2>\n<ul class=\"contents\">");
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
        headings.push(super::layout::Heading { id: section.to_owned(), text: name.to_owned() });
    }
    layout.file(&Shown {
        address: "learn/",
        place: Place::Learn,
        title: "Learn",
        summary: "How Pods start, run and stop, each page proved by runs: init containers, native sidecars, probes, shutdown.",
        headings: &headings,
        is_list: true,
        main: &main,
    })
}

//! Labs: pages that are walked through in the playground, step by step, with checks.

use std::fmt::Write as _;

use podlife_core::quiz::{self, Answer, Asked, Claim, Question};
use podlife_core::time::SimDuration;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::File;
use super::content::{Content, Page};
use super::fence::{self, Fence};
use super::html::{escaped, inline};
use super::layout::root;
use super::markdown::{OPTIONS, Source, render};
use super::problem::{Problem, all};

/// How much longer than its page a lab is played: learners are slower than the solutions.
const MARGIN: SimDuration = SimDuration::from_secs(60);

/// What stands in a `task` fence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    hints: Vec<String>,
    done: Vec<Check>,
}

/// Something that has to be done.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged, deny_unknown_fields)]
enum Check {
    /// A command with these words in this order, `a|b` for one of two; and what it printed.
    Ran {
        ran: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        prints: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        never: Option<String>,
    },
    /// Something that holds of the manifest.
    Holds { says: String, holds: Vec<Claim> },
    /// A question with one right answer.
    Asks { asks: String, choices: Vec<Choice> },
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    text: String,
    #[serde(default)]
    right: bool,
    why: String,
}

impl Task {
    fn read(text: &str) -> Result<Self, String> {
        let task: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        if task.hints.is_empty() || task.done.is_empty() {
            return Err("a task has hints, and something that has to be done".to_owned());
        }
        let has_one_right = |check: &Check| match check {
            Check::Asks { choices, .. } => choices.iter().filter(|it| it.right).count() == 1,
            Check::Ran { .. } | Check::Holds { .. } => true,
        };
        if task.done.iter().all(has_one_right) {
            Ok(task)
        } else {
            Err("of the choices exactly one is right".to_owned())
        }
    }
}

/// What is to be done, with hints that unfold.
pub(super) fn task_html(text: &str) -> Result<String, String> {
    let task = Task::read(text)?;
    let mut out = String::from("<div class=\"note task\"><p><b>To do</b></p><ul>");
    for check in &task.done {
        match check {
            Check::Ran { ran, .. } => {
                let _ = write!(out, "<li>A command: <code>{}</code></li>", escaped(&verb(ran)));
            }
            Check::Holds { says, .. } => {
                let _ = write!(out, "<li>{}</li>", inline(says));
            }
            Check::Asks { asks, choices } => {
                let _ = write!(out, "<li>{}<ul>", inline(asks));
                for choice in choices {
                    let sign = if choice.right { "Yes." } else { "No." };
                    let _ = write!(
                        out,
                        "<li><details><summary>{}</summary><p>{sign} {}</p></details></li>",
                        inline(&choice.text),
                        inline(&choice.why)
                    );
                }
                out.push_str("</ul></li>");
            }
        }
    }
    out.push_str("</ul>");
    for hint in &task.hints {
        let _ = write!(out, "<details><summary>Hint</summary><p>{}</p></details>", inline(hint));
    }
    out.push_str("</div>\n");
    Ok(out)
}

/// The first two words of a command: what kind of command is wanted, not which.
fn verb(ran: &str) -> String {
    let words: Vec<&str> =
        ran.split_whitespace().map(|word| word.split('|').next().unwrap_or(word)).take(2).collect();
    format!("{} …", words.join(" "))
}

/// A part of a lab's text.
enum Part<'a> {
    /// What stands between fences, and its first line, from 0.
    Prose(&'a str, usize),
    /// A fence and what is in it.
    Fence(Fence, String),
}

/// A section: its heading with the line of it, from 0, and its parts.
struct Section<'a> {
    title: &'a str,
    line: usize,
    parts: Vec<Part<'a>>,
}

/// `labs/<name>.json` of every lab, as the playground reads it.
pub(super) fn files(content: &Content) -> Result<Vec<File>, Vec<Problem>> {
    let labs = content.pages.iter().filter(|page| page.matter.lab);
    all(labs.map(|page| lab(page, content)))
}

fn lab(page: &Page, content: &Content) -> Result<File, Vec<Problem>> {
    let wrong = |line: usize, message: String| vec![Problem::new(&page.file, line, message)];
    let sections =
        sections(&page.body).map_err(|(line, message)| wrong(page.first_line + line, message))?;
    let first = sections.iter().flat_map(|it| &it.parts).find_map(|part| manifest(part, content));
    let Some(first) = first else {
        return Err(wrong(0, "a lab begins with a manifest".to_owned()));
    };
    let mut before = first.clone();
    let until = sections.iter().flat_map(|it| &it.parts).filter_map(watched).max();
    let until = until.unwrap_or_default() + MARGIN;
    let mut steps = Vec::new();
    for section in sections.iter().filter(|section| is_step(section.title)) {
        let line = page.first_line + section.line;
        let Some((task, prose, rest)) = task(section) else {
            return Err(wrong(line, "a step has a task".to_owned()));
        };
        let task = Task::read(task).map_err(|message| wrong(line, message))?;
        let own = |part: &Part<'_>| match part {
            Part::Fence(Fence::Yaml(yaml), text) if yaml.solution => Some(text.clone()),
            Part::Fence(..) | Part::Prose(..) => None,
        };
        let solution = rest.iter().find_map(own);
        proved(&task, rest).map_err(|message| wrong(line, message))?;
        let question = question(&task, &before, solution.as_deref())
            .map_err(|message| wrong(line, message))?;
        if let Some(question) = &question {
            judged(question, &before, solution.as_deref())
                .map_err(|message| wrong(line, message))?;
        }
        steps.push(json!({
            "title": section.title.split_once(". ").map_or(section.title, |(_, title)| title),
            "html": said(prose, page, content)?,
            "after": said(rest, page, content)?,
            "hints": task.hints.iter().map(|hint| inline(hint)).collect::<Vec<_>>(),
            "checks": task.done.iter().filter(|it| !matches!(it, Check::Holds { .. })).collect::<Vec<_>>(),
            "expects": question.as_ref().map_or_else(Vec::new, |it| it.expect.iter().map(|it| inline(&it.says)).collect()),
            "question": question.as_ref().map(|it| serde_json::to_string(it).unwrap_or_default()).unwrap_or_default(),
            "commands": commands(rest),
            "solution": solution,
        }));
        if let Some(solution) = solution {
            before = solution;
        }
    }
    if steps.is_empty() {
        return Err(wrong(0, "a lab has steps: headings like `## 1. Create the Pod`".to_owned()));
    }
    let lab = json!({
        "title": page.matter.title, "page": page.address(), "manifest": first, "until": until.to_string(),
        "steps": steps,
    });
    Ok(File { path: format!("labs/{}.json", page.slug), text: lab.to_string() })
}

/// The prose of some parts as the playground shows it, which is at the root of the site.
fn said(parts: &[Part<'_>], page: &Page, content: &Content) -> Result<String, Vec<Problem>> {
    let prose = parts.iter().filter_map(|part| match part {
        Part::Prose(text, line) => Some((*text, page.first_line + line)),
        Part::Fence(..) => None,
    });
    let (file, root, rule) = (&page.file, "", None);
    let source = |(text, first_line)| Source { file, first_line, text, root, rule, content };
    let rendered = all(prose.map(|prose| render(&source(prose))))?;
    Ok(rendered.into_iter().map(|rendered| rendered.html).collect())
}

/// How long a part wants to be watched: what a manifest says, or the instant of a command.
fn watched(part: &Part<'_>) -> Option<SimDuration> {
    match part {
        Part::Fence(Fence::Example(_, yaml) | Fence::Yaml(yaml), _) => yaml.until,
        Part::Fence(Fence::Claim(fence::Claim::Terminal(at)), _) => SimDuration::parse(at),
        Part::Fence(..) | Part::Prose(..) => None,
    }
}

/// The manifest of a part that shows one.
fn manifest(part: &Part<'_>, content: &Content) -> Option<String> {
    match part {
        Part::Fence(Fence::Example(name, _), _) => content.example(name).map(|it| it.text.clone()),
        Part::Fence(Fence::Yaml(yaml), text) if !yaml.solution => Some(text.clone()),
        Part::Fence(..) | Part::Prose(..) => None,
    }
}

/// `1. Create the Pod`.
fn is_step(title: &str) -> bool {
    title.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok())
}

/// The task of a step, the parts before it, and those behind it.
type Told<'a, 'b> = (&'b str, &'b [Part<'a>], &'b [Part<'a>]);

fn task<'a, 'b>(section: &'b Section<'a>) -> Option<Told<'a, 'b>> {
    let place =
        section.parts.iter().position(|part| matches!(part, Part::Fence(Fence::Task, _)))?;
    let (before, rest) = section.parts.split_at_checked(place)?;
    match rest.split_first()? {
        (Part::Fence(_, task), after) => Some((task, before, after)),
        (Part::Prose(..), _) => None,
    }
}

/// The commands of a step's solution, with their instants.
fn commands(parts: &[Part<'_>]) -> Vec<serde_json::Value> {
    let mut commands = Vec::new();
    for part in parts {
        if let Part::Fence(Fence::Claim(fence::Claim::Terminal(at)), text) = part {
            let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
            commands.extend(lines.map(|line| json!({"at": at, "line": line})));
        }
    }
    commands
}

/// Whether the commands of the solution do what the task asks for.
fn proved(task: &Task, parts: &[Part<'_>]) -> Result<(), String> {
    let mut given: Vec<(&str, String)> = Vec::new();
    for part in parts {
        let Part::Fence(Fence::Claim(fence::Claim::Terminal(_)), text) = part else { continue };
        for line in text.lines() {
            match (line.strip_prefix("$ "), given.last_mut()) {
                (Some(command), _) => given.push((command, String::new())),
                (None, Some((_, printed))) => {
                    printed.push_str(line);
                    printed.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    for check in &task.done {
        let Check::Ran { ran, prints, never } = check else { continue };
        let asked = Asked { ran, prints: prints.as_deref(), never: never.as_deref() };
        if !given.iter().any(|(line, printed)| asked.is_done_by(line, printed)) {
            return Err(format!("no command of the solution does what `{ran}` asks for"));
        }
    }
    Ok(())
}

/// What the simulator is asked of a manifest that somebody writes; nothing where nothing has to hold of one.
fn question(task: &Task, before: &str, solution: Option<&str>) -> Result<Option<Question>, String> {
    let expect: Vec<_> = task
        .done
        .iter()
        .filter_map(|check| match check {
            Check::Holds { says, holds } => Some(json!({"says": says, "holds": holds})),
            Check::Ran { .. } | Check::Asks { .. } => None,
        })
        .collect();
    if expect.is_empty() {
        return Ok(None);
    }
    let question = json!({
        "kind": "repair-yaml", "title": "", "difficulty": 1, "exams": ["general"], "domain": "", "prompt": "",
        "manifest": before, "explanation": "", "learn": "", "sources": [], "expect": expect, "solution": solution,
    });
    serde_json::from_value(question).map(Some).map_err(|error| error.to_string())
}

/// Whether the solution passes, and what it is made of does not.
fn judged(question: &Question, before: &str, solution: Option<&str>) -> Result<(), String> {
    let Some(solution) = solution else {
        return Err("what has to hold of a manifest needs a `yaml solution`".to_owned());
    };
    let mark = quiz::grade(question, &Answer::Manifest(solution.to_owned()));
    if let Some(item) = mark.items.iter().find(|item| !item.right) {
        return Err(format!("the solution does not pass: {} {}", item.text, item.note));
    }
    if !mark.correct {
        return Err("the solution does not pass".to_owned());
    }
    if quiz::grade(question, &Answer::Manifest(before.to_owned())).correct {
        return Err("what is there before passes as well".to_owned());
    }
    Ok(())
}

/// The sections of a text, the first one without a heading; where a fence is wrong, its line from 0 and why.
#[expect(clippy::wildcard_enum_match_arm, reason = "of the events some begin or end a part")]
fn sections(text: &str) -> Result<Vec<Section<'_>>, (usize, String)> {
    let mut sections = vec![Section { title: "", line: 0, parts: Vec::new() }];
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let line = |at: usize| part(0, at).matches('\n').count();
    let (mut depth, mut from) = (0, 0);
    let mut events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    while let Some((event, place)) = events.next() {
        let Some(section) = sections.last_mut() else { break };
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if depth == 0 => {
                let mut body = String::new();
                while let Some((Event::Text(part), _)) = events.next() {
                    body.push_str(&part);
                }
                let fence = Fence::parse(&info).map_err(|told| (line(place.start), told))?;
                section.parts.push(Part::Prose(part(from, place.start), line(from)));
                section.parts.push(Part::Fence(fence, body));
                from = place.end;
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) if depth == 0 => {
                section.parts.push(Part::Prose(part(from, place.start), line(from)));
                let title = part(place.start, place.end).trim_start_matches('#').trim();
                sections.push(Section { title, line: line(place.start), parts: Vec::new() });
                (depth, from) = (1, place.end);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    if let Some(section) = sections.last_mut() {
        section.parts.push(Part::Prose(part(from, text.len()), line(from)));
    }
    Ok(sections)
}

/// The way from a lab's page into the playground.
pub(super) fn door(page: &Page) -> String {
    format!(
        "<p class=\"door\"><a class=\"button\" href=\"{}./?lab={}\">Walk through it in the terminal</a></p>\n",
        root(&page.address()),
        page.slug
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_as_markdown_is() {
        let text = "a\n\n## 1. One\n\nb\n\n~~~~yaml\n```\n## no\n~~~~\n\nc\n\n- d\n\n  ```yaml\n  e: 1\n  ```\n\n## 2. Two\n";
        let sections = sections(text).unwrap();
        let titles: Vec<_> = sections.iter().map(|it| (it.title, it.line)).collect();
        assert_eq!(titles, [("", 0), ("1. One", 2), ("2. Two", 19)]);
        let [Part::Prose(before, 3), Part::Fence(Fence::Yaml(_), body), Part::Prose(after, 9)] =
            sections[1].parts.as_slice()
        else {
            panic!("other parts")
        };
        assert_eq!((before.trim(), body.as_str()), ("b", "```\n## no\n"));
        assert!(after.contains("e: 1"), "{after}");
        let Err((line, _)) = super::sections("a\n\n```yaml lively\n```\n") else { panic!() };
        assert_eq!(line, 2);
    }
}

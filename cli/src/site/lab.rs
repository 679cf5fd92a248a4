//! Labs: pages that are walked through in the playground, step by step, with checks.

use std::fmt::Write as _;

use podlife_core::quiz::{self, Answer, Claim, Question};
use podlife_core::time::SimDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::File;
use super::content::{Content, Page};
use super::fence::{Claim as Shown, Fence};
use super::html::{escaped, inline};
use super::layout::root;
use super::markdown::{Source, render};
use super::problem::Problem;

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

/// A part of a lab's text: prose, or a fence with its words.
enum Part<'a> {
    Prose(&'a str),
    Fence(Fence, &'a str),
}

/// A section that is a step: its heading, where its text begins, and its parts.
struct Section<'a> {
    title: &'a str,
    line: usize,
    parts: Vec<Part<'a>>,
}

/// `labs/<name>.json` of every lab, as the playground reads it.
pub(super) fn files(content: &Content) -> Result<Vec<File>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for page in content.pages.iter().filter(|page| page.matter.lab) {
        match lab(page, content) {
            Ok(file) => files.push(file),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn lab(page: &Page, content: &Content) -> Result<File, Vec<Problem>> {
    let wrong = |line: usize, message: String| vec![Problem::new(&page.file, line, message)];
    let sections = sections(&page.body).map_err(|message| wrong(0, message))?;
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
            Part::Fence(Fence::Yaml(yaml), text) if yaml.solution => Some((*text).to_owned()),
            Part::Fence(..) | Part::Prose(_) => None,
        };
        let solution = rest.iter().copied().find_map(own);
        shown(&task, &rest).map_err(|message| wrong(line, message))?;
        let question = question(&task, &before, solution.as_deref());
        if let Some(question) = &question {
            judged(question, &before, solution.as_deref())
                .map_err(|message| wrong(line, message))?;
        }
        let text = prose.join("");
        // The playground is at the root of the site.
        let source = Source {
            file: &page.file,
            first_line: line,
            text: &text,
            root: "",
            rule: None,
            content,
        };
        let said: String = rest
            .iter()
            .filter_map(|part| if let Part::Prose(text) = part { Some(*text) } else { None })
            .collect();
        let after = Source { text: &said, ..source };
        steps.push(json!({
            "title": section.title.split_once(". ").map_or(section.title, |(_, title)| title),
            "html": render(&source)?.html,
            "after": render(&after)?.html,
            "hints": task.hints.iter().map(|hint| inline(hint)).collect::<Vec<_>>(),
            "checks": task.done.iter().filter(|it| !matches!(it, Check::Holds { .. })).collect::<Vec<_>>(),
            "expects": question.as_ref().map_or_else(Vec::new, |it| it.expect.iter().map(|it| inline(&it.says)).collect()),
            "question": question.as_ref().map(|it| serde_json::to_string(it).unwrap_or_default()).unwrap_or_default(),
            "commands": commands(&rest),
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

/// How long a part wants to be watched: what a manifest says, or the instant of a command.
fn watched(part: &Part<'_>) -> Option<SimDuration> {
    match part {
        Part::Fence(Fence::Example(_, yaml) | Fence::Yaml(yaml), _) => yaml.until,
        Part::Fence(Fence::Claim(Shown::Terminal(at)), _) => SimDuration::parse(at),
        Part::Fence(..) | Part::Prose(_) => None,
    }
}

/// The manifest of a part that shows one.
fn manifest(part: &Part<'_>, content: &Content) -> Option<String> {
    match part {
        Part::Fence(Fence::Example(name, _), _) => content.example(name).map(|it| it.text.clone()),
        Part::Fence(Fence::Yaml(yaml), text) if !yaml.solution => Some((*text).to_owned()),
        Part::Fence(..) | Part::Prose(_) => None,
    }
}

/// `1. Create the Pod`.
fn is_step(title: &str) -> bool {
    title.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok())
}

/// The task of a step, the prose before it, and the parts behind it.
type Told<'a, 'b> = (&'a str, Vec<&'a str>, Vec<&'b Part<'a>>);

fn task<'a, 'b>(section: &'b Section<'a>) -> Option<Told<'a, 'b>> {
    let place =
        section.parts.iter().position(|part| matches!(part, Part::Fence(Fence::Task, _)))?;
    let Part::Fence(_, task) = section.parts.get(place)? else { return None };
    let prose = section.parts.get(..place)?.iter().filter_map(|part| match part {
        Part::Prose(text) => Some(*text),
        Part::Fence(..) => None,
    });
    Some((task, prose.collect(), section.parts.get(place + 1..)?.iter().collect()))
}

/// The commands of a step's solution, with their instants.
fn commands(parts: &[&Part<'_>]) -> Vec<serde_json::Value> {
    let mut commands = Vec::new();
    for part in parts {
        if let Part::Fence(Fence::Claim(Shown::Terminal(at)), text) = part {
            let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
            commands.extend(lines.map(|line| json!({"at": at, "line": line})));
        }
    }
    commands
}

/// Whether the commands of the solution do what the task asks for.
fn shown(task: &Task, parts: &[&Part<'_>]) -> Result<(), String> {
    let mut given: Vec<(&str, String)> = Vec::new();
    for part in parts {
        let Part::Fence(Fence::Claim(Shown::Terminal(_)), text) = part else { continue };
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
        let does = |(line, printed): &(&str, String)| {
            let has = |text: &String| printed.contains(text.as_str());
            quiz::ran(ran, line)
                && prints.as_ref().is_none_or(has)
                && !never.as_ref().is_some_and(has)
        };
        if !given.iter().any(does) {
            return Err(format!("no command of the solution does what `{ran}` asks for"));
        }
    }
    Ok(())
}

/// What the simulator is asked of a manifest that somebody writes.
fn question(task: &Task, before: &str, solution: Option<&str>) -> Option<Question> {
    let expect: Vec<_> = task
        .done
        .iter()
        .filter_map(|check| match check {
            Check::Holds { says, holds } => Some(json!({"says": says, "holds": holds})),
            Check::Ran { .. } | Check::Asks { .. } => None,
        })
        .collect();
    if expect.is_empty() {
        return None;
    }
    let question = json!({
        "kind": "repair-yaml", "title": "", "difficulty": 1, "exams": ["general"], "domain": "", "prompt": "",
        "manifest": before, "explanation": "", "learn": "", "sources": [], "expect": expect, "solution": solution,
    });
    serde_json::from_value(question).ok()
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

/// The sections of a text, the first one without a heading.
fn sections(text: &str) -> Result<Vec<Section<'_>>, String> {
    let mut sections = vec![Section { title: "", line: 0, parts: Vec::new() }];
    let mut open: Option<(&str, usize)> = None;
    let (mut at, mut from) = (0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let (begin, end) = (at, at + line.len());
        at = end;
        let Some(section) = sections.last_mut() else { break };
        let prose = |from: usize| Part::Prose(text.get(from..begin).unwrap_or_default());
        if let Some((info, body)) = open {
            if line.trim_end() == "```" {
                let body = text.get(body..begin).unwrap_or_default();
                section.parts.push(Part::Fence(Fence::parse(info)?, body));
                (open, from) = (None, end);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            section.parts.push(prose(from));
            open = Some((info.trim(), end));
        } else if let Some(title) = line.strip_prefix("## ") {
            section.parts.push(prose(from));
            sections.push(Section { title: title.trim(), line: number + 1, parts: Vec::new() });
            from = end;
        }
    }
    if let Some(section) = sections.last_mut() {
        section.parts.push(Part::Prose(text.get(from..).unwrap_or_default()));
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

//! The step of a lab that is walked through.

use yew::prelude::*;

use crate::components::element::{Element, button, tag};
use crate::state::lab::{Lab, LabAction, Step, Task, What};
use crate::state::words::{say, say_with, word};

/// What is to be done, what of it is done, hints, and the ways on; `is_played` says that there is a run, in which
/// instants can be shown and commands be given.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn lab(lab: &Lab, is_played: bool, on_lab: &Callback<LabAction>) -> Html {
    let count = lab.steps.len();
    let place = tag("span", "panel__note").text(&match lab.step() {
        Some(_) => say_with("Step {} of {}", &[&(lab.index + 1), &count]),
        None => say("Done").to_owned(),
    });
    let close = tag("a", "lab__page").set("href", &lab.page).say("The page of this lab");
    let head =
        tag("div", "panel__head").add(tag("h2", "panel__title").say("Lab")).add(place).add(close);
    let body = match lab.step() {
        Some(step) => shown(lab, step, is_played, on_lab),
        None => end(lab, on_lab),
    };
    tag("section", "panel lab").named("Lab").add(head).add(body.key(lab.index)).into()
}

fn shown(lab: &Lab, step: &Step, is_played: bool, on_lab: &Callback<LabAction>) -> Element {
    let tasks = step.tasks.iter().enumerate().map(|(place, task)| todo(place, task, on_lab));
    let early = |link: Element| link.set_if(!is_played, "disabled", "");
    let instants = step.instants().into_iter().map(|at| {
        early(button("link", on_lab, LabAction::Seek(at)).say_with("Go to {}", &[&at])).into()
    });
    let hints = step.hints.iter().take(step.hinted).map(|hint| html("p", "lab__hint", hint).into());
    let mut tools = tag("div", "lab__tools").all(instants);
    if step.hinted < step.hints.len() {
        tools = tools.add(button("link", on_lab, LabAction::Hint).say("Hint"));
    }
    let is_open = step.next_command().is_some() || step.missing_manifest().is_some();
    if is_open {
        tools = tools.add(early(button("link", on_lab, LabAction::Solve).say("Show me")));
    }
    let mut body = tag("div", "lab__body")
        .set("tabindex", "-1")
        .add(tag("h3", "lab__title").english().text(&step.title))
        .add(html("div", "lab__text", &step.html))
        .add(tag("ul", "lab__tasks").all(tasks))
        .all(hints)
        .add(tools);
    // What is put in later is said where its place was there before.
    let is_done = step.is_done();
    let after = is_done.then(|| html("div", "lab__after", &step.after).into());
    body = body.add(tag("div", "").set("role", "status").all(after));
    let next = if is_done { "button button--primary" } else { "button" };
    let mut ways = tag("div", "lab__ways");
    if let Some(before) = lab.index.checked_sub(1) {
        ways = ways.add(button("button", on_lab, LabAction::Go(before)).say("Back"));
    }
    let words = if is_done { word("Next") } else { word("Skip") };
    body.add(ways.add(button(next, on_lab, LabAction::Go(lab.index + 1)).say(words)))
}

/// What is said at the end.
fn end(lab: &Lab, on_lab: &Callback<LabAction>) -> Element {
    let done = lab.steps.iter().filter(|step| step.is_done()).count();
    let words = say_with(
        "{} of {} steps done. The page says what you have seen.",
        &[&done, &lab.steps.len()],
    );
    let page = [&lab.page, "#what-you-have-seen"].concat();
    let ways = tag("div", "lab__ways")
        .add(button("button", on_lab, LabAction::Restart).say("Begin again"))
        .add(tag("a", "button").set("href", &page).say("What you have seen"));
    tag("div", "lab__body")
        .set("tabindex", "-1")
        .add(tag("h3", "lab__title").english().text(&lab.title))
        .add(tag("p", "").set("role", "status").text(&words))
        .add(ways)
}

fn todo(place: usize, task: &Task, on_lab: &Callback<LabAction>) -> Html {
    let class = if task.is_done { "lab__task is-done" } else { "lab__task" };
    let state = if task.is_done { word("done: ") } else { word("to do: ") };
    let item = tag("li", class).add(tag("span", "for-hearing").say(state));
    match &task.what {
        What::Ran { ran, .. } => {
            let words: Vec<&str> = ran
                .split_whitespace()
                .map(|word| word.split('|').next().unwrap_or(word))
                .take(2)
                .collect();
            let command = tag("code", "").text(&format!("{} …", words.join(" ")));
            item.say("Give the command").text(" ").add(command).into()
        }
        What::Holds(says) => item.add(html("span", "", says)).into(),
        What::Asks(asks, choices, chosen) => {
            let answers = choices.iter().enumerate().map(|(index, choice)| {
                let is_chosen = *chosen == Some(index);
                let pressed = if is_chosen { "true" } else { "false" };
                let answer = button("lab__choice", on_lab, LabAction::Choose(place, index))
                    .set("aria-pressed", pressed)
                    .text(&choice.text);
                tag("li", "").add(answer).into()
            });
            let why = chosen.and_then(|chosen| choices.get(chosen)).map(|choice| {
                let sign = if choice.is_right { word("Yes. ") } else { word("No. ") };
                let why = tag("p", "lab__why").say(sign);
                why.add(tag("span", "").english().text(&choice.why)).into()
            });
            item.add(tag("span", "").english().text(asks))
                .add(tag("ul", "lab__choices").english().all(answers))
                .add(tag("div", "").set("role", "status").all(why))
                .into()
        }
    }
}

/// An element with HTML of the site in it.
fn html(name: &'static str, class: &str, html: &str) -> Element {
    tag(name, class).english().add(Html::from_html_unchecked(AttrValue::from(html.to_owned())))
}

//! What became of a round.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::{Act, QuizPage};
use crate::components::element::{button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::quiz::question::{Lists, Mark, topic_of};
use crate::state::quiz::round::{PASS, Round, Turn};
use crate::state::words::{say, say_with, word};

/// The score, by domain or topic, and each question with what became of it.
pub(super) fn results(page: &QuizPage, round: &Round, lists: &Lists) -> Html {
    let on = &page.links.act;
    let (right, all) = counts(round);
    let percent = round.percent();
    let verdict = match (round.mode.is_exam(), percent >= PASS) {
        (true, true) => say_with("Passed: {} % are needed.", &[&PASS]),
        (true, false) => say_with("Not passed: {} % are needed.", &[&PASS]),
        (false, _) if right == all => say("All of them right.").to_owned(),
        (false, _) => say("What is not right yet is asked again today.").to_owned(),
    };
    let score = tag("div", "score")
        .set("role", "status")
        .add(tag("strong", "score__number").text(&format!("{percent} %")))
        .add(tag("span", "").say_with("{} of {} right. {}", &[&right, &all, &verdict]));
    let plain = |act: Act, words: &str| -> Html { button("button", on, act).say(words).into() };
    let mut tools = tag("div", "quiz__tools");
    if right < all {
        tools = tools
            .add(button("button button--primary", on, Act::OnlyWrong).say("Only the wrong ones"));
    }
    tools = tools
        .add(plain(Act::Anew, word("A new round")))
        .add(plain(Act::Copy, word("Copy the result")))
        .add(plain(Act::Picture, word("Save as picture")))
        .add(tag("a", "button").set("href", "quiz.html").say("All questions"));
    tag("section", "panel quiz__card quiz__results")
        .named("Result")
        .add(tag("h1", "").text(&round.mode.title(lists)))
        .add(score)
        .add(parts(round, lists))
        .add(tools)
        .add(tag("p", "quiz__said").set("role", "status").text(&page.said))
        .add(tag("h2", "").say("Questions"))
        .add(tag("ol", "turns").all(round.turns.iter().enumerate().map(|it| turn(it, page, lists))))
        .into()
}

fn counts(round: &Round) -> (usize, usize) {
    let is_right = |turn: &&Turn| turn.mark.as_ref().is_some_and(|mark| mark.correct);
    (round.turns.iter().filter(is_right).count(), round.turns.len())
}

/// The score of each domain of an exam, or of each topic.
fn parts(round: &Round, lists: &Lists) -> Html {
    let mut parts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for turn in &round.turns {
        let head = lists.head(&turn.id);
        let name = match head {
            Some(head) if round.mode.is_exam() => head.domain_in(round.mode.written().1),
            _ => lists.title(topic_of(&turn.id)),
        };
        let (sum, count) = parts.entry(name).or_default();
        *sum += turn.mark.as_ref().map_or(0, Mark::percent);
        *count += 1;
    }
    if parts.len() < 2 {
        return Html::default();
    }
    let line = |(name, (sum, count)): (&&str, &(i64, i64))| -> Html {
        let percent = sum / (*count).max(1);
        let meter =
            tag("progress", "").set("max", "100").set("value", &percent.to_string()).label(name);
        tag("tr", "")
            .english()
            .add(tag("th", "").set("scope", "row").text(name))
            .add(tag("td", "").text(&count.to_string()))
            .add(tag("td", "").add(meter))
            .add(tag("td", "").text(&format!("{percent} %")))
            .into()
    };
    let head = [word("Part"), word("Questions"), "", word("Score")]
        .map(|title| tag("th", "").set("scope", "col").say(title).into());
    tag("table", "parts")
        .add(tag("thead", "").add(tag("tr", "").all(head)))
        .add(tag("tbody", "").all(parts.iter().map(line)))
        .into()
}

fn turn((index, turn): (usize, &Turn), page: &QuizPage, lists: &Lists) -> Html {
    let made = || page.question_of(&turn.id).map_or(turn.id.as_str(), |question| &question.title);
    let title = lists.head(&turn.id).map_or_else(made, |head| &head.title);
    let (icon, words) = match &turn.mark {
        Some(mark) if mark.correct => (Icon::Tick, word("right").to_owned()),
        Some(mark) if mark.points > 0 => {
            (Icon::Cross, say_with("{} of {}", &[&mark.points, &mark.out_of]))
        }
        Some(_) => (Icon::Cross, word("not right").to_owned()),
        None => (Icon::Minus, word("not answered").to_owned()),
    };
    let class = if turn.mark.as_ref().is_some_and(|mark| mark.correct) {
        "turn is-right"
    } else {
        "turn is-wrong"
    };
    tag("li", class)
        .add(button("link", &page.links.act, Act::Show(index)).english().text(title))
        .add(tag("span", "option__verdict").add(pictogram(icon)).say(&words))
        .into()
}

/// The result in a sentence, with nothing in it but the score.
pub(super) fn sentence(round: &Round, title: &str, address: &str) -> String {
    let (right, all) = counts(round);
    let page = address.split(['?', '#']).next().unwrap_or_default();
    say_with(
        "Podlife quiz, {}: {} % ({} of {} right). {}",
        &[&title, &round.percent(), &right, &all, &page],
    )
}

/// The same as a picture.
pub(super) fn picture(round: &Round, title: &str) -> String {
    let (right, all) = counts(round);
    let percent = round.percent();
    let length = 520 * percent / 100;
    let (name, score) = (say("Podlife quiz"), say_with("{} of {} right", &[&right, &all]));
    let verdict = match (round.mode.is_exam(), percent >= PASS) {
        (true, true) => say(" · passed"),
        (true, false) | (false, _) => "",
    };
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='315' font-family='system-ui, sans-serif'>\
         <rect width='600' height='315' fill='#151922'/>\
         <text x='40' y='70' font-size='24' fill='#9aa4b8'>{name}</text>\
         <text x='40' y='112' font-size='30' font-weight='700' fill='#f2f5fa'>{title}</text>\
         <text x='40' y='208' font-size='76' font-weight='700' fill='#f2f5fa'>{percent} %</text>\
         <rect x='40' y='232' width='520' height='10' rx='5' fill='#2c3444'/>\
         <rect x='40' y='232' width='{length}' height='10' rx='5' fill='#4f7cff'/>\
         <text x='40' y='280' font-size='20' fill='#9aa4b8'>{score}{verdict}</text></svg>"
    )
}

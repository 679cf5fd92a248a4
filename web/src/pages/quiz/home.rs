//! What can be asked, and how far one is.

use yew::prelude::*;

use super::{Act, QuizPage};
use crate::components::element::{button, row, tag, text};
use crate::state::quiz::progress::Share;
use crate::state::quiz::question::{Lists, Topic};
use crate::state::quiz::round::{Mode, PASS, TASKS};
use crate::state::words::{say, say_with, word};

/// The list of what can be asked.
pub(super) fn home(page: &QuizPage, lists: &Lists) -> Html {
    let today = page.today();
    let (due, wrong) = (page.progress.due(lists, today).len(), page.progress.wrong(lists).len());
    let all = page.progress.share(lists.heads.iter());
    let hands_on = lists.heads.iter().filter(|head| is_hands_on(&head.kind)).count();
    let said = say_with(
        "{} questions about Pods, {} of them hands-on. No answer is believed: each is derived from a run, and you see it happen.",
        &[&all.all, &hands_on],
    );
    let head = tag("div", "quiz__head")
        .add(tag("h1", "").say("Quiz"))
        .add(tag("p", "quiz__lead").text(&said))
        .add(standing(page, all, today));
    let ways = tag("section", "quiz__ways")
        .named("Rounds")
        .add(way(
            "?mode=quick",
            word("Quick five"),
            word("Five questions of all topics, two or three minutes"),
            true,
        ))
        .add(match due {
            0 => none(
                word("Daily review"),
                word("What you answered comes back here when it is about to be forgotten"),
            ),
            due => way(
                "?mode=review",
                word("Daily review"),
                &say_with("{} to be asked again today", &[&questions(due)]),
                false,
            ),
        })
        .add(match wrong {
            0 => none(word("Once more"), word("What you got wrong waits here")),
            wrong => way(
                "?mode=wrong",
                word("Once more"),
                &say_with("{} you got wrong", &[&questions(wrong)]),
                false,
            ),
        })
        .add(way(
            "?mode=made",
            word("Endless"),
            word("Questions that the simulator makes up, never the same ones twice"),
            false,
        ));
    let exams = tag("section", "quiz__exams")
        .named("Mock exams")
        .add(tag("h2", "").say("Mock exams"))
        .add(tag("p", "quiz__hint").say_with(
            "{} tasks in 120 minutes, passed at {} %. The real exams are hands-on throughout; these mix tasks with questions, on what touches Pods of several containers.",
            &[&TASKS, &PASS],
        ))
        .add(tag("div", "quiz__ways").all(["CKAD", "CKA"].map(|exam| exam_card(page, lists, exam))));
    let topics = tag("section", "")
        .named("Topics")
        .add(tag("h2", "").say("Topics"))
        .add(tag("ul", "topics").all(lists.topics.iter().map(|it| topic(page, lists, it))));
    row([head.into(), ways.into(), exams.into(), topics.into(), keep(page)])
}

fn questions(count: usize) -> String {
    if count == 1 { say("1 question").to_owned() } else { say_with("{} questions", &[&count]) }
}

fn is_hands_on(kind: &str) -> bool {
    matches!(kind, "repair-yaml" | "write-yaml" | "find-fault")
}

/// How far one is with everything; nothing at the first visit.
fn standing(page: &QuizPage, all: Share, today: i64) -> Html {
    if all.seen == 0 {
        return Html::default();
    }
    let mut words =
        say_with("{} of {} answered, {} right the last time", &[&all.seen, &all.all, &all.right]);
    let streak = page.progress.streak(today);
    if streak > 1 {
        words.push_str(&say_with(" · {} days in a row", &[&streak]));
    }
    tag("p", "quiz__standing").add(meter(all)).add(tag("span", "").text(&words)).into()
}

fn meter(share: Share) -> Html {
    tag("progress", "")
        .set("max", &share.all.to_string())
        .set("value", &share.right.to_string())
        .named("Right the last time")
        .into()
}

fn way(href: &str, title: &str, words: &str, is_first: bool) -> Html {
    tag("a", if is_first { "way way--first" } else { "way" })
        .set("href", href)
        .add(tag("strong", "").say(title))
        .add(tag("span", "").say(words))
        .into()
}

fn none(title: &str, words: &str) -> Html {
    tag("p", "way way--none")
        .add(tag("strong", "").say(title))
        .add(tag("span", "").say(words))
        .into()
}

fn exam_card(page: &QuizPage, lists: &Lists, exam: &'static str) -> Html {
    let own = lists.heads.iter().filter(|head| head.exams.iter().any(|it| it == exam));
    let share = page.progress.share(own);
    let words =
        say_with("{} of {} questions of this exam right so far", &[&share.right, &share.all]);
    way(&format!("?exam={exam}"), exam, &words, false)
}

fn topic(page: &QuizPage, lists: &Lists, topic: &Topic) -> Html {
    let own = lists.heads.iter().filter(|head| head.topic() == topic.name);
    let share = page.progress.share(own);
    let count = match share.seen {
        0 => questions(share.all),
        _ => say_with("{} of {} right", &[&share.right, &share.all]),
    };
    let link = tag("a", "topic")
        .set("href", &format!("?topic={}", topic.name))
        .add(tag("strong", "").english().text(&topic.title))
        .add(tag("span", "topic__summary").english().text(&topic.summary))
        .add(tag("span", "topic__count").add(meter(share)).text(&count));
    tag("li", "").add(link).into()
}

/// What is kept, and how it leaves this browser.
fn keep(page: &QuizPage) -> Html {
    let on = &page.links.act;
    let plain = |act: Act, words: &str| -> Html { button("button", on, act).say(words).into() };
    tag("section", "quiz__keep")
        .named("Your answers")
        .add(tag("h2", "").say("Your answers"))
        .add(tag("p", "quiz__hint").say("They stay in this browser; nothing is sent anywhere. An answer is dropped when its question changes."))
        .add(
            tag("div", "quiz__tools")
                .add(plain(Act::Save, word("Save to a file")))
                .add(plain(Act::Open, word("Read a file")))
                .add(tag("a", "button").set("href", "quiz/anki.txt").set("download", "podlife-anki.txt").say("Cards for Anki"))
                .add(plain(Act::Forget, word("Forget all"))),
        )
        .add(tag("p", "quiz__said").set("role", "status").text(&page.said))
        .into()
}

/// What is said before an exam begins.
pub(super) fn before(page: &QuizPage, mode: &Mode, lists: &Lists) -> Html {
    let points = [
        say_with("{} tasks, 120 minutes; the clock goes on when the page is closed or loaded again.", &[&TASKS]),
        say_with("Passed at {} %. Each check of a task counts by itself, so a part of a task is worth its points.", &[&PASS]),
        say("No feedback before the end. Flag what you want to come back to, skip what takes too long.").to_owned(),
        say("A terminal stands beside the manifests, and the docs may be opened in another tab, as in the exam.").to_owned(),
    ];
    let points = points.iter().map(|point| tag("li", "").text(point).into());
    tag("section", "panel quiz__card quiz__before")
        .add(tag("h1", "").text(&mode.title(lists)))
        .add(tag("ul", "goal").all(points))
        .add(domains(page, mode.written().1, lists))
        .add(
            tag("div", "quiz__steps")
                .add(tag("a", "button").set("href", "quiz.html").say("Back"))
                .add(button("button button--primary", &page.links.act, Act::Begin).say("Begin")),
        )
        .into()
}

/// How far one is with each domain of an exam.
fn domains(page: &QuizPage, exam: &str, lists: &Lists) -> Html {
    let mut names: Vec<&str> = lists.heads.iter().map(|head| head.domain_in(exam)).collect();
    names.sort_unstable();
    names.dedup();
    let line = |name: &str| -> Html {
        let own = lists.heads.iter().filter(|head| head.domain_in(exam) == name);
        let share = page.progress.share(own);
        tag("tr", "")
            .add(tag("th", "").english().set("scope", "row").text(name))
            .add(tag("td", "").add(meter(share)))
            .add(tag("td", "").say_with("{} of {}", &[&share.right, &share.all]))
            .into()
    };
    let lines = names.into_iter().filter(|name| !name.is_empty()).map(line);
    let caption = tag("caption", "quiz__hint").say("What you have right so far, by domain");
    tag("table", "parts").add(caption).add(tag("tbody", "").all(lines)).into()
}

/// What is said where a round has no question.
pub(super) fn nothing(mode: &Mode) -> Html {
    let words = match mode {
        Mode::Review => word("Nothing is to be asked again today."),
        Mode::Wrong => word("There is nothing that you got wrong the last time."),
        Mode::Topic(_) | Mode::Quick | Mode::Exam(_) | Mode::One(_) | Mode::Made => {
            word("There is no such question any more.")
        }
    };
    tag("div", "quiz__note")
        .add(tag("p", "").add(text(say(words))))
        .add(tag("p", "").add(tag("a", "button").set("href", "quiz.html").say("All questions")))
        .into()
}

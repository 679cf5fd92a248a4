//! One question.

use yew::prelude::*;

use super::answer::answer;
use super::outcome::{explanation, replays};
use super::{Act, QuizPage};
use crate::components::code_editor::CodeEditor;
use crate::components::element::{button, row, tag};
use crate::components::failure::failure;
use crate::components::inline::inline;
use crate::components::stage::stage;
use crate::components::terminal::terminal;
use crate::state::quiz::question::{Head, Lists, Question, Way};
use crate::state::quiz::round::Round;
use crate::state::words::{say, say_with, word};

/// The question that is shown, with what stands beside it.
pub(super) fn card(page: &QuizPage, round: &Round, question: &Question, lists: &Lists) -> Html {
    let mark = page.mark();
    let mut card = tag("section", "panel quiz__card")
        .named("Question")
        .add(tag("p", "quiz__domain").english().text(&filed(lists.head(&question.id))))
        .add(tag("h1", "quiz__title").english().text(&question.title));
    for paragraph in question.prompt.trim().split("\n\n") {
        card = card.add(tag("p", "quiz__prompt").english().add(inline(paragraph)));
    }
    card = card
        .all(question.screen.iter().map(|(command, output)| screen(command, output)))
        .add(answer(page, round, question));
    if let Some(why) = &page.failure {
        card = card.add(failure(why, &page.editor.text()));
    }
    if let Some(mark) = mark {
        card = card.add(explanation(mark, question));
    } else if !round.mode.is_exam() {
        card = card.add(hints(page, round, question));
    }
    card = card.add(steps(page, round, question));
    // Two places, whatever stands in them: an editor that is moved in the page breaks.
    let (mut first, mut then) = (tag("div", "quiz__first"), tag("div", "quiz__then"));
    let shows_manifest = mark.is_none() || question.way == Way::Manifest;
    if shows_manifest && (!question.manifest.is_empty() || question.way == Way::Manifest) {
        first = first.add(manifest(page, question));
    }
    if let Some(mark) = mark {
        then = then.add(replays(page, mark));
    } else if question.has_terminal && page.session.document.report.is_some() {
        if question.way == Way::Manifest {
            then = then.add(stage(&page.session, None, Html::default(), &page.links.session));
        }
        let pod = page.session.run().map(|run| run.timeline.pod.as_str());
        let shell = terminal(&page.shell, pod, page.session.playback.now, &page.links.shell);
        then = then.add(tag("div", "panel quiz__shell").add(shell));
    }
    let beside = tag("div", "quiz__beside").add(first).add(then);
    row([head(page, round, lists), tag("div", "quiz__columns").add(card).add(beside).into()])
}

/// The exams that a question helps with, with their domains.
fn filed(head: Option<&Head>) -> String {
    let Some(head) = head else { return say("Made up by the simulator").to_owned() };
    let exams = head.exams.iter().zip(&head.domains);
    let words = exams.map(|(exam, domain)| match exam.as_str() {
        "general" => domain.clone(),
        exam => format!("{exam}: {domain}"),
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// Where one is in the round, and how much time is left.
fn head(page: &QuizPage, round: &Round, lists: &Lists) -> Html {
    let count = round.turns.len();
    let answered =
        round.turns.iter().filter(|turn| turn.given.is_some() || turn.mark.is_some()).count();
    let progress = tag("progress", "")
        .set("max", &count.to_string())
        .set("value", &answered.to_string())
        .named("Questions answered");
    let place = say_with("{} of {}", &[&(round.index + 1), &count]);
    let mut head = tag("div", "quiz__progress")
        .add(tag("a", "").set("href", "quiz.html").say("Quiz"))
        .add(tag("span", "").text(&round.mode.title(lists)))
        .add(progress)
        .add(tag("span", "").text(&place));
    if let Some(ends) = round.ends {
        head = head.add(clock(ends - page.now));
    }
    if count == 1 {
        return head.into();
    }
    let number = |(index, turn): (usize, &crate::state::quiz::round::Turn)| -> Html {
        let is_here = index == round.index;
        let marked = turn.mark.as_ref().filter(|_| !round.mode.is_exam() || round.is_over);
        let (class, state) = match (marked, turn.given.is_some()) {
            (Some(mark), _) if mark.correct => (" is-right", word("right")),
            (Some(_), _) => (" is-wrong", word("not right")),
            (None, true) => (" is-given", word("answered")),
            (None, false) => ("", word("open")),
        };
        let flag = if turn.flagged { word(", flagged") } else { "" };
        let sign = if turn.flagged { "\u{2691}" } else { "" };
        button(&format!("number{class}"), &page.links.act, Act::Show(index))
            .named_with("Question {}, {}{}", &[&(index + 1), &say(state), &say(flag)])
            .set_if(is_here, "aria-current", "step")
            .text(&format!("{}{sign}", index + 1))
            .into()
    };
    let numbers =
        tag("nav", "numbers").named("Questions").all(round.turns.iter().enumerate().map(number));
    row([head.into(), numbers.into()])
}

/// The time that is left; told aloud once a minute, not once a second.
fn clock(left: f64) -> Html {
    #[expect(clippy::cast_possible_truncation, reason = "two hours fit")]
    let seconds = (left.max(0.0) / 1000.0).ceil() as i64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let class = if seconds < 600 { "quiz__clock is-late" } else { "quiz__clock" };
    tag("span", class)
        .set("role", "timer")
        .named_with("{} minutes left", &[&((seconds + 59) / 60)])
        .text(&format!("{hours}:{minutes:02}:{rest:02}"))
        .into()
}

fn screen(command: &str, output: &str) -> Html {
    let prompt = tag("span", "terminal__prompt").text("$ ");
    let lines =
        tag("code", "terminal__lines").add(prompt).text(command).text("\n").text(output.trim_end());
    tag("pre", "panel terminal quiz__terminal")
        .set("tabindex", "0")
        .named_with("Output of {}", &[&command])
        .add(lines)
        .into()
}

fn hints(page: &QuizPage, round: &Round, question: &Question) -> Html {
    let taken = round.turn().map_or(0, |turn| turn.hints);
    let hint = |hint: &String| -> Html { tag("li", "").add(inline(hint)).into() };
    let mut shown = tag("div", "quiz__hints").add(
        tag("ol", "")
            .english()
            .set("role", "status")
            .all(question.hints.iter().take(taken).map(hint)),
    );
    if taken < question.hints.len() {
        let words = say_with("Hint ({} of {})", &[&(taken + 1), &question.hints.len()]);
        shown = shown.add(button("link", &page.links.act, Act::Hint).text(&words));
    }
    shown.into()
}

/// The manifest of the question; to be changed where it is to be written.
fn manifest(page: &QuizPage, question: &Question) -> Html {
    let text = if question.way == Way::Manifest {
        html! {
            <CodeEditor key={question.id.clone()} editor={page.editor.clone()} label={say("Manifest")} on_change={page.links.typed.clone()} />
        }
    } else {
        let text = tag("pre", "quiz__yaml").set("tabindex", "0").named("Manifest");
        text.text(question.manifest.trim_end()).into()
    };
    let title = tag("h2", "panel__title").say("Manifest");
    let mut head = tag("div", "panel__head").add(title);
    if !question.version.is_empty() {
        head =
            head.add(tag("span", "panel__note").text(&format!("Kubernetes {}", question.version)));
    }
    tag("section", "panel quiz__manifest")
        .named("Manifest of the question")
        .add(head)
        .add(text)
        .into()
}

/// Back, check or go on.
fn steps(page: &QuizPage, round: &Round, question: &Question) -> Html {
    let on = &page.links.act;
    let last = round.turns.len().saturating_sub(1);
    let (plain, primary) = ("button", "button button--primary");
    let mut steps = tag("div", "quiz__steps");
    if round.index > 0 {
        steps = steps.add(button(plain, on, Act::Show(round.index - 1)).say("Back"));
    }
    let is_flagged = round.turn().is_some_and(|turn| turn.flagged);
    if round.mode.is_exam() {
        if !round.is_over {
            let pressed = if is_flagged { "true" } else { "false" };
            steps =
                steps.add(button(plain, on, Act::Flag).set("aria-pressed", pressed).say("Flag"));
        }
        steps = steps.add(tag("span", "quiz__gap"));
        if round.index < last {
            steps = steps.add(button(primary, on, Act::Show(round.index + 1)).say("Next"));
        }
        if round.is_over {
            return steps.add(button(plain, on, Act::Show(last + 1)).say("Result")).into();
        }
        let open = round.turns.iter().filter(|turn| turn.given.is_none()).count();
        if page.is_sure {
            let words = say_with("{} without an answer: finish all the same", &[&open]);
            return steps.add(button("button button--danger", on, Act::Finish).text(&words)).into();
        }
        let class = if round.index < last { plain } else { primary };
        return steps.add(button(class, on, Act::Finish).say("Finish")).into();
    }
    steps = steps.add(tag("span", "quiz__gap"));
    let is_given = round.turn().is_some_and(|turn| turn.given.is_some());
    let needs_answer = !matches!(question.way, Way::Order | Way::Manifest);
    if page.mark().is_none() {
        if round.turns.len() > 1 {
            steps = steps.add(button(plain, on, Act::Show(round.index + 1)).say("Skip"));
        }
        let check =
            button(primary, on, Act::Check).set_if(needs_answer && !is_given, "disabled", "");
        return steps.add(check.say("Check")).into();
    }
    steps = steps.add(button(plain, on, Act::Again).say("Try again"));
    if round.index < last {
        steps = steps.add(button(primary, on, Act::Show(round.index + 1)).say("Next"));
    } else if round.turns.len() > 1 {
        steps = steps.add(button(primary, on, Act::Finish).say("Result"));
    }
    steps.into()
}

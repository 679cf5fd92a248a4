use yew::prelude::*;

use super::QuizPage;
use crate::components::element::{row, tag};
use crate::components::inline::inline;
use crate::components::stage::stage;
use crate::components::terminal::{rows, screen};
use crate::state::instants::happened;
use crate::state::quiz::question::{Mark, Question};
use crate::state::session::{Session, SessionAction};
use crate::state::words::{say, say_with, word};

/// Why it is so, and where to read more.
pub(super) fn explanation(mark: &Mark, question: &Question) -> Html {
    let verdict = if mark.correct {
        say("Right.").to_owned()
    } else if mark.out_of > 1 {
        say_with("Not quite: {} of {}.", &[&mark.points, &mark.out_of])
    } else {
        say("Not quite.").to_owned()
    };
    let why = tag("p", "")
        .add(tag("strong", "").text(&verdict))
        .text(" ")
        .add(tag("span", "").english().add(inline(mark.explanation.trim())));
    let mut drawn = tag("div", "quiz__why").set("role", "status").add(why);
    if !question.learn.is_empty() {
        let link = tag("a", "").set("href", &format!("{}/", question.learn)).say("Read more →");
        drawn = drawn.add(tag("p", "quiz__more").add(link));
    }
    let source = |source: &String| -> Html {
        let shown = if source.starts_with("https://") {
            tag("a", "").set("href", source).set("rel", "noopener").text(source)
        } else {
            tag("code", "").text(source)
        };
        tag("li", "").add(shown).into()
    };
    if !question.sources.is_empty() {
        let list = tag("ul", "").all(question.sources.iter().map(source));
        drawn = drawn
            .add(tag("details", "quiz__sources").add(tag("summary", "").say("Sources")).add(list));
    }
    drawn.into()
}

/// What really happens, and where the answer is not right, what happens with a right one.
pub(super) fn replays(page: &QuizPage, mark: &Mark) -> Html {
    let own = replay(&page.session, &page.links.session);
    if mark.reference.is_empty() {
        return own;
    }
    let title = |words: &str| tag("h2", "quiz__whose").say(words);
    row([
        title(word("With your manifest")).into(),
        own,
        title(word("With a right one")).into(),
        replay(&page.reference, &page.links.reference),
    ])
}

/// A life, with the rows that `kubectl get pods -w` prints meanwhile.
fn replay(session: &Session, dispatch: &Callback<SessionAction>) -> Html {
    let Some(run) = session.run() else {
        return Html::default();
    };
    let count = happened(&run.rows, session.playback.now, |row| row.at);
    let lines = tag("code", "terminal__lines").add(rows(run, count));
    let class = "panel terminal quiz__terminal";
    row([
        stage(session, None, Html::default(), dispatch),
        screen("kubectl get pods -w", class, lines),
    ])
}

use yew::prelude::*;

use crate::components::element::{row, tag};
use crate::components::inline::inline;
use crate::components::stage::stage;
use crate::components::terminal::{rows, screen};
use crate::state::instants::happened;
use crate::state::quiz::{Mark, Question};
use crate::state::session::{Session, SessionAction};

/// Why it is so, and where to read more.
pub(crate) fn explanation(mark: &Mark, question: &Question) -> Html {
    let verdict = if mark.correct { "Right." } else { "Not quite." };
    let why = tag("p", "")
        .add(tag("strong", "").text(verdict))
        .text(" ")
        .add(inline(mark.explanation.trim()));
    let mut drawn = tag("div", "quiz__why").set("role", "status").add(why);
    if !question.learn.is_empty() {
        let link = tag("a", "").set("href", &format!("{}/", question.learn)).text("Read more →");
        drawn = drawn.add(tag("p", "").add(link));
    }
    drawn.into()
}

/// What really happens, with the rows that `kubectl get pods -w` prints meanwhile.
pub(crate) fn replay(session: &Session, dispatch: &Callback<SessionAction>) -> Html {
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

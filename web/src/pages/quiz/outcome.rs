use yew::prelude::*;

use crate::components::inline::inline;
use crate::components::stage::stage;
use crate::components::terminal::rows;
use crate::state::instants::happened;
use crate::state::quiz::{Mark, Question};
use crate::state::session::{Session, SessionAction};

/// Why it is so, and where to read more.
pub(crate) fn explanation(mark: &Mark, question: &Question) -> Html {
    let verdict = if mark.correct { "Right." } else { "Not quite." };
    html! {
        <div class="quiz__why" role="status">
            <p><strong>{ verdict }</strong>{ " " }{ inline(mark.explanation.trim()) }</p>
            if !question.learn.is_empty() {
                <p><a href={format!("{}/", question.learn)}>{ "Read more →" }</a></p>
            }
        </div>
    }
}

/// What really happens, with the rows that `kubectl get pods -w` prints meanwhile.
pub(crate) fn replay(session: &Session, dispatch: &Callback<SessionAction>) -> Html {
    let Some(run) = session.run() else {
        return Html::default();
    };
    let count = happened(&run.rows, session.playback.now, |row| row.at);
    html! {
        <>
            { stage(session, dispatch) }
            <pre class="panel terminal quiz__terminal" tabindex="0" aria-label="kubectl get pods -w">{ rows(run, count) }</pre>
        </>
    }
}

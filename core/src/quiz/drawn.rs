//! Draws what may be predicted from runs: the right answer, and what comes out where one thing is different.

use crate::analysis::{Form, formed};
use crate::quiz::question::{Asks, Choice, Drawn, FormName, Question, instant};
use crate::quiz::run::Run;
use crate::sim::story::Story;
use crate::time::SimTime;
use crate::view::kubectl_get::{PodRow, row_at, rows};

/// What a choice says: as it is written, or as it is drawn from its run; `own` is the run of the question.
///
/// # Errors
/// Why nothing can be drawn.
pub(super) fn text(question: &Question, choice: &Choice, own: &Run) -> Result<String, String> {
    match &choice.drawn {
        None => Ok(choice.text.clone()),
        Some(drawn) => draw(question, drawn, own),
    }
}

fn draw(question: &Question, drawn: &Drawn, own: &Run) -> Result<String, String> {
    let manifest = match (&drawn.manifest, &drawn.form) {
        (Some(manifest), None) => Some(manifest.clone()),
        (None, Some(form)) => {
            let to = match form.form {
                FormName::Classic => Form::Classic,
                FormName::Native => Form::Native,
                FormName::Init => Form::Init,
            };
            let formed = formed(&question.manifest, 0, &form.container, to);
            Some(formed.text.ok_or(formed.why)?)
        }
        (None, None) => None,
        (Some(_), Some(_)) => return Err("`manifest` and `form` are both given".to_owned()),
    };
    let other = (manifest.is_some() || drawn.scenario.is_some()).then(|| {
        let manifest = manifest.as_deref().unwrap_or(&question.manifest);
        let scenario = drawn.scenario.as_deref().or(question.scenario.as_deref());
        Run::of(manifest, scenario, question.version().unwrap_or_default())
    });
    let run = other.as_ref().unwrap_or(own);
    let story = run
        .story()
        .ok_or_else(|| run.refused().unwrap_or_else(|| "nothing is played".to_owned()))?;
    let at = || {
        let at = drawn.at.as_deref().or(question.at.as_deref()).and_then(instant);
        at.ok_or_else(|| "`at` is an instant: 20s, 1m30s".to_owned())
    };
    match question.asks {
        Some(Asks::Row) => {
            let at = at()?;
            row(story, at)
                .map(|row| row_text(&row))
                .ok_or_else(|| format!("there is no row at {at}"))
        }
        Some(Asks::Phase) => {
            let at = at()?;
            phase(story, at).ok_or_else(|| format!("there is no phase at {at}"))
        }
        Some(Asks::Time) => {
            let of = drawn.of.as_ref().or(question.of.as_ref()).ok_or("`of` names the moment")?;
            let found = of
                .find(story)
                .ok_or("the moment does not come, or `of` names more than one thing")?;
            Ok(time_text(found.at))
        }
        None => Err("`asks` is missing".to_owned()),
    }
}

/// The row of the newest Pod at an instant.
pub(super) fn row(story: &Story, at: SimTime) -> Option<PodRow> {
    let trace = story.newest_at(at)?;
    row_at(&rows(trace), trace, at).cloned()
}

/// The phase of the newest Pod at an instant.
pub(super) fn phase(story: &Story, at: SimTime) -> Option<String> {
    let until = story.newest_at(at)?.statuses().take_while(|(from, _)| *from <= at);
    until.last()?.1.phase.clone()
}

fn row_text(row: &PodRow) -> String {
    format!("{}   {}   {}", row.ready, row.status, row.restarts)
}

/// `45 s`, `1 min 30 s`, to the second.
pub(super) fn time_text(at: SimTime) -> String {
    let seconds = (at.0 + 500) / 1000;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// The seconds of a time as it is shown; nothing where it is none.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut total = 0;
    let mut words = text.split(' ');
    while let Some(number) = words.next() {
        let number: u64 = number.parse().ok()?;
        total += number
            * match words.next()? {
                "s" => 1,
                "min" => 60,
                "h" => 3600,
                _ => return None,
            };
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_shown() {
        for (at, text) in [(16_400, "16 s"), (60_000, "1 min"), (89_600, "1 min 30 s")] {
            assert_eq!(time_text(SimTime(at)), text);
            assert_eq!(seconds(text), Some((at + 500) / 1000));
        }
        assert_eq!(seconds("at once"), None);
    }
}

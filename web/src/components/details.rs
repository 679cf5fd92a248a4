use podlife_core::analysis::{Cause, RunReport};
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::state::instants::newest_cause;
use crate::state::session::SessionAction;

/// How far back the chain is told.
const LONGEST: usize = 5;

/// Tells why something happened: the selected entry of the trace, or else the newest one.
pub(crate) fn details(
    run: &RunReport,
    now: SimTime,
    selected: Option<usize>,
    dispatch: &Callback<SessionAction>,
    on_field: &Callback<String>,
) -> Html {
    let shown = selected.or_else(|| newest_cause(run, now));
    let Some((index, cause)) = shown.and_then(|index| Some((index, run.causes.get(index)?))) else {
        return tag("p", "dock__empty").text("Nothing has happened yet.").into();
    };
    let title = format!("{} at {}", cause.what, cause.at);
    let mut drawn = tag("div", "details")
        .add(tag("h2", "details__title").text(&title))
        .add(tag("p", "details__rule").text(&cause.rule))
        .add(tag("p", "details__source").text(&cause.source));
    let chain = because(run, index);
    if !chain.is_empty() {
        let links = chain.into_iter().map(|(index, cause)| link(index, cause, dispatch));
        drawn = drawn
            .add(tag("p", "details__because").text("because"))
            .add(tag("ol", "details__chain").all(links));
    }
    for assumption in &run.assumptions {
        if cause.container.as_ref() == Some(&assumption.container) {
            let word = tag("span", "tag").text("assumed");
            drawn =
                drawn.add(tag("p", "details__assumed").add(word).text(" ").text(&assumption.what));
        }
    }
    if let Some(field) = &cause.field {
        let link = button("link", on_field, field.clone()).add(tag("code", "").text(field));
        drawn = drawn.add(tag("p", "details__field").add(link));
    }
    drawn.into()
}

fn link(index: usize, cause: &Cause, dispatch: &Callback<SessionAction>) -> Html {
    let what = button("details__cause", dispatch, SessionAction::Select(index))
        .add(tag("strong", "").text(&cause.what))
        .text(&format!(" at {}", cause.at));
    tag("li", "").add(what).add(tag("span", "details__rule").text(&cause.rule)).into()
}

/// What the entry follows from, nearest first, each entry once.
fn because(run: &RunReport, index: usize) -> Vec<(usize, &Cause)> {
    let mut chain: Vec<(usize, &Cause)> = Vec::new();
    let mut open: Vec<usize> = vec![index];
    while let Some(next) = open.first().copied() {
        open.remove(0);
        for earlier in run.causes.get(next).iter().flat_map(|cause| &cause.because) {
            let known = *earlier == index || chain.iter().any(|(known, _)| known == earlier);
            if let (false, Some(cause)) = (known, run.causes.get(*earlier)) {
                chain.push((*earlier, cause));
                open.push(*earlier);
            }
        }
        if chain.len() >= LONGEST {
            break;
        }
    }
    chain.truncate(LONGEST);
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_leads_from_the_nearest_cause_back_to_the_first() {
        let report: podlife_core::analysis::Report =
            serde_json::from_str(include_str!("../fixture.json")).unwrap();
        let run = report.run.unwrap();
        let term = run.causes.iter().position(|cause| cause.what == "proxy got SIGTERM").unwrap();
        let told: Vec<&str> = because(&run, term).iter().map(|(_, c)| c.what.as_str()).collect();
        assert_eq!(
            told,
            ["app exited with 0", "Pod deleted, grace 20 s", "app got SIGTERM", "Pod accepted"]
        );
    }
}

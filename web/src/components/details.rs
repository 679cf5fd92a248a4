use podlife_core::analysis::{Cause, RunReport};
use podlife_core::time::SimTime;
use yew::prelude::*;

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
        return html! { <p class="dock__empty">{ "Nothing has happened yet." }</p> };
    };
    let chain = because(run, index);
    let assumptions = run.assumptions.iter();
    let assumed = assumptions.filter(|it| cause.container.as_ref() == Some(&it.container));
    html! {
        <div class="details">
            <h2 class="details__title">{ format!("{} at {}", cause.what, cause.at) }</h2>
            <p class="details__rule">{ &cause.rule }</p>
            <p class="details__source">{ &cause.source }</p>
            if !chain.is_empty() {
                <p class="details__because">{ "because" }</p>
                <ol class="details__chain">
                    { for chain.into_iter().map(|(index, cause)| link(index, cause, dispatch)) }
                </ol>
            }
            { for assumed.map(|it| html! {
                <p class="details__assumed"><span class="tag">{ "assumed" }</span>{ " " }{ &it.what }</p>
            }) }
            if let Some(field) = cause.field.clone() {
                <p class="details__field">
                    <button class="link" type="button" onclick={on_field.reform({
                        let field = field.clone();
                        move |_: MouseEvent| field.clone()
                    })}>
                        <code>{ field }</code>
                    </button>
                </p>
            }
        </div>
    }
}

fn link(index: usize, cause: &Cause, dispatch: &Callback<SessionAction>) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| SessionAction::Select(index));
    html! {
        <li>
            <button class="details__cause" type="button" {onclick}>
                <strong>{ &cause.what }</strong>{ format!(" at {}", cause.at) }
            </button>
            <span class="details__rule">{ &cause.rule }</span>
        </li>
    }
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

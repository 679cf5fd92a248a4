use std::rc::Rc;

use podlife_core::analysis::{Cause, RunReport};
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::state::instants::newest_cause;

/// How far back the chain is told.
const LONGEST: usize = 5;

/// Tells why something happened: the selected entry of the trace, or else the newest one.
#[component]
pub(crate) fn Details(props: &DetailsProps) -> Html {
    let run = &props.run;
    let shown = props.selected.or_else(|| newest_cause(run, props.now));
    let Some((index, cause)) = shown.and_then(|index| Some((index, run.causes.get(index)?))) else {
        return html! { <p class="dock__empty">{ "Nothing has happened yet." }</p> };
    };
    let chain = because(run, index);
    let assumed = run.assumptions.iter().filter(|assumption| {
        cause.container.as_deref() == Some(assumption.container.as_str())
    });
    html! {
        <div class="details">
            <h2 class="details__title">{ format!("{} at {}", cause.what, cause.at) }</h2>
            <p class="details__rule">{ &cause.rule }</p>
            <p class="details__source">{ &cause.source }</p>
            if !chain.is_empty() {
                <p class="details__because">{ "because" }</p>
                <ol class="details__chain">
                    for (index, cause) in chain {
                        <li>
                            <button class="details__cause" type="button" onclick={props.on_select.reform(move |_| index)}>
                                <strong>{ &cause.what }</strong>{ format!(" at {}", cause.at) }
                            </button>
                            <span class="details__rule">{ &cause.rule }</span>
                        </li>
                    }
                </ol>
            }
            for assumption in assumed {
                <p class="details__assumed"><span class="tag">{ "assumed" }</span>{ " " }{ &assumption.what }</p>
            }
            if let Some(field) = cause.field.clone() {
                <p class="details__field">
                    <button class="link" type="button" onclick={props.on_field.reform(move |_| field.clone())}>
                        <code>{ cause.field.clone().unwrap_or_default() }</code>
                    </button>
                </p>
            }
        </div>
    }
}

/// The run, the instant, what is selected, and what may be asked for next.
#[derive(PartialEq, Properties)]
pub(crate) struct DetailsProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) now: SimTime,
    pub(crate) selected: Option<usize>,
    pub(crate) on_select: Callback<usize>,
    pub(crate) on_field: Callback<String>,
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
        assert_eq!(told, ["app exited with 0", "Pod deleted, grace 20 s", "app got SIGTERM", "Pod accepted"]);
    }
}

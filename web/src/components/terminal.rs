use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::kubectl_get::PodTable;
use yew::prelude::*;

use crate::state::instants::happened;

/// Prints what `kubectl get pods -w` has printed up to now.
pub(crate) fn terminal(run: &RunReport, now: SimTime) -> Html {
    let count = happened(&run.rows, now, |row| row.at);
    html! {
        <pre class="terminal" tabindex="0" aria-label="Terminal">
            <span class="terminal__prompt">{ "$ " }</span>{ "kubectl get pods -w\n" }
            { rows(run, count) }
        </pre>
    }
}

/// The heading and the first `count` rows; the newest stands out.
pub(crate) fn rows(run: &RunReport, count: usize) -> Html {
    // All rows are printed, so that the columns keep their places while the rows come.
    let lines = run.rows.iter().map(|row| (row, row.at)).collect();
    let table = PodTable { name: &run.timeline.pod, lines }.to_string();
    let line = |(index, line): (usize, &str)| {
        let newest = if index == count && index > 0 { "terminal__newest" } else { "" };
        html! { <span class={newest}>{ line.to_owned() }{ "\n" }</span> }
    };
    html! { { for table.lines().take(count + 1).enumerate().map(line) } }
}

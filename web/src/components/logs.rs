use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::state::instants::happened;

/// Prints what the containers have printed up to now.
pub(crate) fn logs(run: &RunReport, now: SimTime) -> Html {
    let logs = &run.logs;
    let count = happened(logs, now, |line| line.at);
    let width = logs.iter().map(|line| line.container.chars().count()).max().unwrap_or_default();
    html! {
        <pre class="terminal" tabindex="0" aria-label="Logs">
            <span class="terminal__prompt">{ "$ " }</span>
            { format!("kubectl logs -f {} --all-containers --prefix\n", run.timeline.pod) }
            for line in logs.iter().take(count) {
                <span class="terminal__source">{ format!("{:width$}  ", line.container) }</span>
                { &line.line }{ "\n" }
            }
            if count == 0 {
                <span class="terminal__source">{ "nothing printed yet" }</span>
            }
        </pre>
    }
}

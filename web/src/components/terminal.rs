use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::kubectl_get::PodRow;
use yew::prelude::*;

use crate::state::instants::happened;

/// Prints what `kubectl get pods -w` has printed up to now.
pub(crate) fn terminal(run: &RunReport, now: SimTime) -> Html {
    let count = happened(&run.rows, now, |row| row.at);
    let lines = table(run).into_iter().take(count + 1).enumerate();
    let line = |(index, line): (usize, String)| {
        let newest = if index == count && index > 0 { "terminal__newest" } else { "" };
        html! { <span class={newest}>{ line }{ "\n" }</span> }
    };
    html! {
        <pre class="terminal" tabindex="0" aria-label="Terminal">
            <span class="terminal__prompt">{ "$ " }</span>{ "kubectl get pods -w\n" }
            { for lines.map(line) }
        </pre>
    }
}

/// The heading and all rows, in columns as wide as the widest row needs.
fn table(run: &RunReport) -> Vec<String> {
    let heading = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"].map(str::to_owned);
    let rows = run.rows.iter().map(|row| cells(&run.timeline.pod, row));
    let rows: Vec<[String; 5]> = std::iter::once(heading).chain(rows).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..4).map(width).collect();
    let line = |row: &[String; 5]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            let blanks = width + 3 - cell.chars().count();
            line.extend(std::iter::repeat_n(' ', blanks));
        }
        line.push_str(&row[4]);
        line
    };
    rows.iter().map(line).collect()
}

fn cells(pod: &str, row: &PodRow) -> [String; 5] {
    let ago =
        row.last_restart.map(|last| format!(" ({} ago)", age(row.at.since(last).whole_secs())));
    let restarts = format!("{}{}", row.restarts, ago.unwrap_or_default());
    [
        pod.to_owned(),
        row.ready.clone(),
        row.status.clone(),
        restarts,
        age(row.at.since(SimTime::ZERO).whole_secs()),
    ]
}

/// An age as kubectl prints it.
///
/// Upstream: `HumanDuration`, k8s.io/apimachinery/pkg/util/duration/duration.go.
fn age(seconds: u64) -> String {
    let minutes = seconds / 60;
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 if !seconds.is_multiple_of(60) => format!("{minutes}m{}s", seconds % 60),
        120..10_800 => format!("{minutes}m"),
        _ if !minutes.is_multiple_of(60) && minutes < 480 => format!("{}h{}m", minutes / 60, minutes % 60),
        _ => format!("{}h", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_kubectl() {
        for (seconds, printed) in
            [(0, "0s"), (119, "119s"), (120, "2m"), (123, "2m3s"), (600, "10m"), (605, "10m")]
        {
            assert_eq!(age(seconds), printed);
        }
    }
}

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::kubectl_get::PodTable;
use yew::prelude::*;

use crate::components::element::{Element, tag};
use crate::state::document::Document;
use crate::state::instants::happened;

/// What `kubectl create` says of the file, and what `kubectl get pods -w` has printed up to now.
///
/// What is refused lives on as if it had been taken, which is said.
pub(crate) fn terminal(document: &Document, now: SimTime) -> Html {
    let mut lines = prompt("kubectl create -f pod.yaml\n");
    for said in document.report.iter().flat_map(|report| &report.documents) {
        lines = lines.add(tag("span", "terminal__said").text(&said.kubectl)).text("\n");
    }
    if document.accepted() == Some(false) {
        let note = "# and if it were taken as it stands:\n";
        lines = lines.add(tag("span", "terminal__source").text(note));
    }
    if let Some(run) = &document.run {
        let count = happened(&run.rows, now, |row| row.at);
        lines = lines.add(sign()).text("kubectl get pods -w\n").add(rows(run, count));
    }
    screen("Terminal", "terminal", lines)
}

/// A screen that stays at its last line.
pub(crate) fn screen(label: &str, class: &str, lines: Element) -> Html {
    tag("pre", class).set("tabindex", "0").label(label).add(lines).into()
}

/// The lines of a terminal in which a command was typed.
pub(crate) fn prompt(command: &str) -> Element {
    tag("code", "terminal__lines").add(sign()).text(command)
}

fn sign() -> Element {
    tag("span", "terminal__prompt").text("$ ")
}

/// The heading and the first `count` rows; the newest stands out.
pub(crate) fn rows(run: &RunReport, count: usize) -> Html {
    // All rows are printed, so that the columns keep their places while the rows come.
    let lines = run.rows.iter().map(|row| (row, row.at)).collect();
    let table = PodTable { lines }.to_string();
    let line = |(index, line): (usize, &str)| -> Html {
        let newest = if index == count && index > 0 { "terminal__newest" } else { "" };
        tag("span", newest).text(line).text("\n").into()
    };
    table.lines().take(count + 1).enumerate().map(line).collect()
}

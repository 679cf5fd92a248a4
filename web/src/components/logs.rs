use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::element::tag;
use crate::components::terminal::{prompt, screen};
use crate::state::instants::happened;
use crate::state::words::say;

/// Prints what the containers have printed up to now.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn logs(run: &RunReport, now: SimTime) -> Html {
    let logs = &run.logs;
    let count = happened(logs, now, |line| line.at);
    let pod = &run.timeline.pod;
    let mut out = prompt(&format!("kubectl logs -f {pod} --all-containers --prefix\n"));
    if count == 0 {
        out = out.add(tag("span", "terminal__source").say("nothing printed yet"));
    }
    for line in logs.iter().take(count) {
        let source = format!("[pod/{pod}/{}] ", line.container);
        out = out.add(tag("span", "terminal__source").text(&source)).text(&line.line).text("\n");
    }
    let over = run.timeline.deleted.unwrap_or(run.timeline.end);
    for lost in run.lost.iter().filter(|_| now >= over) {
        let what = format!("# {}\n", lost.what);
        out = out.add(tag("span", "terminal__source").text(&what));
    }
    screen(say("Logs"), "terminal", out)
}

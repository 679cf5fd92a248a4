use yew::prelude::*;

use crate::components::details::details;
use crate::components::element::{row, tag};
use crate::components::events::events;
use crate::components::logs::logs;
use crate::components::tabs::tabs;
use crate::components::terminal::terminal;
use crate::components::view::view;
use crate::state::look::LookAction;
use crate::state::session::{Session, SessionAction};
use crate::state::shell::{Shell, ShellAction};
use crate::state::views::{ViewAction, Views};
use crate::state::words::word;

/// The names of the outputs.
pub(super) const TABS: [&str; 6] =
    [word("Terminal"), word("Events"), word("Status"), word("Logs"), word("Resources"), "Pod"];

/// The tabs that the core draws, and what it calls them.
pub(super) const DRAWN: [(usize, &str); 3] = [(2, "status"), (4, "resources"), (5, "pod")];

/// What the tools of Kubernetes show at the playhead, and why.
pub(crate) fn dock(props: &DockProps<'_>) -> Html {
    let now = props.session.playback.now;
    let run = props.session.run();
    let shown = match (props.tab, run) {
        (0, _) => {
            let pod = run.map(|run| run.timeline.pod.as_str());
            Some(terminal(props.shell, pod, now, props.on_shell))
        }
        (tab, _) if DRAWN.iter().any(|drawn| drawn.0 == tab) => {
            Some(view(props.views, tab, props.on_view))
        }
        (1, Some(run)) => Some(events(run, now, props.session.selected, props.dispatch)),
        (_, Some(run)) => Some(logs(run, now)),
        (_, None) => None,
    };
    let dark = if matches!(props.tab, 0 | 3) { " is-dark" } else { "" };
    let why = run.map(|run| details(run, props.session, props.dispatch, props.on_field));
    let panel = tag("div", "dock__panel")
        .set("role", "tabpanel")
        .set("id", "dock-panel")
        .set("aria-labelledby", &format!("dock-tab-{}", props.tab))
        .all(shown);
    let bar = tabs("dock", word("Output"), &TABS, props.tab, props.on_look);
    let output = tag("section", &format!("panel dock{dark}"))
        .named("Output")
        .add(tag("div", "panel__head").add(bar))
        .add(panel);
    row([output.into(), tag("section", "panel why").named("Details").all(why).into()])
}

/// What is known, which output is shown, and what may be asked for next.
pub(crate) struct DockProps<'a> {
    pub(crate) session: &'a Session,
    pub(crate) tab: usize,
    pub(crate) shell: &'a Shell,
    pub(crate) on_shell: &'a Callback<ShellAction>,
    pub(crate) dispatch: &'a Callback<SessionAction>,
    pub(crate) on_look: &'a Callback<LookAction>,
    pub(crate) views: &'a Views,
    pub(crate) on_view: &'a Callback<ViewAction>,
    pub(crate) on_field: &'a Callback<String>,
}

use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::details::Details;
use crate::components::events::Events;
use crate::components::logs::Logs;
use crate::components::status::Status;
use crate::components::tabs::Tabs;
use crate::components::terminal::Terminal;

/// What the tools of Kubernetes show at the playhead, and why.
#[component]
pub(crate) fn Dock(props: &DockProps) -> Html {
    let active = use_state_eq(|| 0);
    let now = props.now;
    let on_change = {
        let active = active.setter();
        Callback::from(move |tab| active.set(tab))
    };
    html! {
        <>
            <section class={classes!("panel", "dock", (*active == 0 || *active == 3).then_some("is-dark"))} aria-label="Output">
                <div class="panel__head">
                    <Tabs
                        id="dock"
                        label="Output"
                        names={["Terminal", "Events", "Status", "Logs"].map(AttrValue::from).to_vec()}
                        active={*active}
                        {on_change}
                    />
                </div>
                <div class="dock__panel" role="tabpanel" id="dock-panel" aria-labelledby={format!("dock-tab-{}", *active)}>
                    if let Some(run) = props.run.clone() {
                        if *active == 0 {
                            <Terminal {run} {now} />
                        } else if *active == 1 {
                            <Events {run} {now} on_select={props.on_select.clone()} />
                        } else if *active == 2 {
                            <Status {run} {now} />
                        } else {
                            <Logs {run} {now} />
                        }
                    }
                </div>
            </section>
            <section class="panel why" aria-label="Details">
                if let Some(run) = props.run.clone() {
                    <Details
                        {run}
                        {now}
                        selected={props.selected}
                        on_select={props.on_select.clone()}
                        on_field={props.on_field.clone()}
                    />
                }
            </section>
        </>
    }
}

/// The run, the instant, what is selected, and what may be asked for next.
#[derive(PartialEq, Properties)]
pub(crate) struct DockProps {
    pub(crate) run: Option<Rc<RunReport>>,
    pub(crate) now: SimTime,
    pub(crate) selected: Option<usize>,
    pub(crate) on_select: Callback<usize>,
    pub(crate) on_field: Callback<String>,
}

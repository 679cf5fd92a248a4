use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::view::timeline::Role;
use yew::prelude::*;

use super::bands::short;
use super::item::{draw, role_class};
use super::layout::{BAR, Frame, LANES_TOP, items};

/// Draws one container: who it is, and what it does from left to right.
#[component]
pub(crate) fn LaneRow(props: &LaneProps) -> Html {
    let frame = props.frame;
    let Some(lane) = props.run.timeline.lanes.get(props.lane) else {
        return Html::default();
    };
    let items = use_memo((props.run.clone(), props.lane, frame), |(run, lane, frame)| {
        run.timeline.lanes.get(*lane).map(|lane| items(lane, frame)).unwrap_or_default()
    });
    let top = LANES_TOP + frame.lane_height() * props.lane as f64;
    let word = role_word(lane.role);
    // One item is reached by the tab key; from there the arrows lead to all others.
    let first = items.iter().position(|item| !item.is_waiting()).filter(|_| props.lane == 0);
    let class = classes!("lane", role_class(lane.role), lane.assumed.as_ref().map(|_| "is-assumed"));
    html! {
        <g {class} role="group" aria-label={format!("{}, {word}", lane.name)} transform={format!("translate(0 {top})")}>
            <g class="lane__name" aria-hidden="true">
                { ring(lane.role, if frame.compact { 18.0 } else { 22.0 }, if frame.compact { 11.0 } else { 32.0 }) }
                if frame.compact {
                    <text x="32" y="15">
                        <tspan class="lane__title">{ &lane.name }</tspan>
                        <tspan class="lane__kind" dx="8">{ word }</tspan>
                    </text>
                } else {
                    <title>{ format!("{} · {word} · {}", lane.name, lane.image) }</title>
                    <text class="lane__title" x="38" y="30">{ short(&lane.name) }</text>
                    <text class="lane__kind" x="38" y="46">{ short(&format!("{word} · {}", lane.image)) }</text>
                }
            </g>
            for (index, item) in items.iter().enumerate() {
                { draw(item, lane.role, frame.bar_top(), props.selected, first == Some(index)) }
            }
        </g>
    }
}

/// The run, which of its lanes, and what is selected in it.
#[derive(PartialEq, Properties)]
pub(crate) struct LaneProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) lane: usize,
    pub(crate) frame: Frame,
    pub(crate) selected: Option<usize>,
}

/// The role in a word.
pub(crate) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Init => "init",
        Role::Sidecar => "sidecar",
        Role::App => "app",
        Role::Ephemeral => "ephemeral",
    }
}

/// A ring with a tick for what runs to its end, with a dot for what stays.
fn ring(role: Role, x: f64, y: f64) -> Html {
    html! {
        <g class="ring" transform={format!("translate({x} {y})")}>
            <circle class="ring__circle" r={(BAR / 3.2).to_string()} />
            if role == Role::Init {
                <path class="ring__tick" d="M-2.8 .2l2 2 3.6-4.2" />
            } else {
                <circle class="ring__dot" r="2.6" />
            }
        </g>
    }
}

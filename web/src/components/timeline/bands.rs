use std::rc::Rc;

use podlife_core::analysis::RunReport;
use podlife_core::view::timeline::{Band, Grace};
use yew::prelude::*;

use super::layout::{Frame, READY_HEIGHT, READY_TOP, STATUS_HEIGHT, STATUS_TOP, text_width};

/// Draws what the Pod as a whole looks like: STATUS, and Ready.
#[component]
pub(crate) fn Bands(props: &BandsProps) -> Html {
    let (frame, timeline) = (props.frame, &props.run.timeline);
    html! {
        <g class="bands" role="group" aria-label={format!("Pod {}", timeline.pod)}>
            if !frame.compact {
                <text class="bands__pod" x="16" y={(STATUS_TOP + 14.0).to_string()}>
                    { "Pod " }<tspan class="bands__name">{ short(&timeline.pod) }</tspan>
                </text>
                <text class="bands__ready-name" x="16" y={(READY_TOP + 8.0).to_string()}>{ "Ready" }</text>
            }
            for band in &timeline.status {
                { status(band, &frame) }
            }
            for band in &timeline.ready {
                if let Some((x, width)) = frame.stretch(band.from, band.to) {
                    <rect class="bands__ready" x={x.to_string()} y={READY_TOP.to_string()} width={width.to_string()} height={READY_HEIGHT.to_string()} rx="3">
                        <title>{ format!("Ready, {} to {}", band.from, band.to) }</title>
                    </rect>
                }
            }
        </g>
    }
}

/// The run and its frame.
#[derive(PartialEq, Properties)]
pub(crate) struct BandsProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) frame: Frame,
}

fn status(band: &Band, frame: &Frame) -> Html {
    let Some((x, width)) = frame.stretch(band.from, band.to) else {
        return Html::default();
    };
    let fits = text_width(&band.status) + 14.0 <= width;
    html! {
        <g class={classes!("band", mood(&band.status))}>
            <title>{ format!("{}, {} to {}", band.status, band.from, band.to) }</title>
            <rect x={x.to_string()} y={STATUS_TOP.to_string()} width={(width - 1.0).max(1.0).to_string()} height={STATUS_HEIGHT.to_string()} rx="3" />
            if fits {
                <text x={(x + 7.0).to_string()} y={(STATUS_TOP + 14.0).to_string()}>{ &band.status }</text>
            }
        </g>
    }
}

/// What a STATUS word means for its reader.
fn mood(status: &str) -> &'static str {
    match status {
        "Running" => "is-good",
        "Completed" | "Succeeded" => "is-done",
        "Terminating" | "NotReady" => "is-ending",
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => "is-waiting",
        other => match other.strip_prefix("Init:") {
            Some(progress) if progress.starts_with(|c: char| c.is_ascii_digit()) => "is-starting",
            _ => "is-bad",
        },
    }
}

/// A name for the column of names; what does not fit ends in an ellipsis, and stands in full in the title.
pub(super) fn short(name: &str) -> String {
    const FITS: usize = 18;
    if name.chars().count() <= FITS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(FITS - 1).collect();
    format!("{cut}…")
}

/// Draws each grace period as a bracket that ends in red.
#[component]
pub(crate) fn Graces(props: &GracesProps) -> Html {
    html! {
        <g class="graces">
            for grace in &props.run.timeline.grace {
                { bracket(grace, &props.frame, props.top + 8.0) }
            }
        </g>
    }
}

/// The run, its frame, and where the lanes end.
#[derive(PartialEq, Properties)]
pub(crate) struct GracesProps {
    pub(crate) run: Rc<RunReport>,
    pub(crate) frame: Frame,
    pub(crate) top: f64,
}

fn bracket(grace: &Grace, frame: &Frame, y: f64) -> Html {
    let Some((x, width)) = frame.stretch(grace.from, grace.to) else {
        return Html::default();
    };
    let words = format!("grace period {} s", grace.to.since(grace.from).whole_secs());
    let end = x + width;
    let centre = (x + end) / 2.0;
    let half = text_width(&words) / 2.0;
    // The words stand below the bracket; near the right edge they end with it.
    let (anchor, at) = if centre + half > frame.right() {
        ("end", frame.right())
    } else {
        ("middle", centre)
    };
    html! {
        <g class="grace" role="img" aria-label={format!("{words}, from {} to {}", grace.from, grace.to)}>
            <path class="grace__line" d={format!("M{x} {}v-4H{end}", y + 4.0)} />
            if frame.shows(grace.to) {
                <path class="grace__end" d={format!("M{end} {}v12", y - 6.0)} />
            }
            <text class="grace__words" x={at.to_string()} y={(y + 17.0).to_string()} text-anchor={anchor}>{ words }</text>
        </g>
    }
}

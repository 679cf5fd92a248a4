use yew::prelude::*;

use crate::components::element::tag;

/// The few pictures of the application, drawn on 16 by 16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// A triangle to the right.
    Play,
    /// Two bars.
    Pause,
    /// To the previous moment.
    Previous,
    /// To the next moment.
    Next,
    /// A plus.
    Plus,
    /// A minus.
    Minus,
    /// A half-filled circle.
    Theme,
    /// A screen on its stand.
    Screen,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Info,
    /// A tick.
    Tick,
    /// A cross.
    Cross,
    /// A small triangle down.
    Down,
    /// An arrow upwards.
    Up,
    /// Two bars, one below the other, that do not begin together.
    Beside,
}

/// Draws a picture; it says nothing to those who hear the page.
pub(crate) fn pictogram(icon: Icon) -> Html {
    let path = match icon {
        Icon::Play => "M4.5 2.6v10.8L13.4 8z",
        Icon::Pause => "M4 3h3v10H4zM9 3h3v10H9z",
        Icon::Previous => "M3 3h2v10H3zM13 3v10L6 8z",
        Icon::Next => "M11 3h2v10h-2zM3 3v10l7-5z",
        Icon::Plus => "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z",
        Icon::Minus => "M3 7.2h10v1.6H3z",
        Icon::Theme => "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 3v10A5 5 0 0 1 8 3z",
        Icon::Screen => "M1.5 2.5h13v9h-5V13H12v1.4H4V13h2.5v-1.5h-5zM3 4v6h10V4z",
        Icon::Error => {
            "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM7.1 4v5h1.8V4zM7.1 10.2V12h1.8v-1.8z"
        }
        Icon::Warning => "M8 1.6 15.2 14H.8zM7.2 6v4h1.6V6zM7.2 11v1.6h1.6V11z",
        Icon::Info => {
            "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM7.2 7v4.6h1.6V7zM7.2 4.3v1.6h1.6V4.3z"
        }
        Icon::Tick => "M6.4 12.4 2.2 8.2l1.3-1.3 2.9 2.9 6.1-6.1 1.3 1.3z",
        Icon::Cross => {
            "M3.3 4.5 4.5 3.3 8 6.8l3.5-3.5 1.2 1.2L9.2 8l3.5 3.5-1.2 1.2L8 9.2l-3.5 3.5-1.2-1.2L6.8 8z"
        }
        Icon::Down => "M3.5 5.5h9L8 11z",
        Icon::Up => "M3.5 10.5h9L8 5z",
        Icon::Beside => "M1.5 3h9v3.5h-9zM5.5 9.5h9V13h-9z",
    };
    tag("svg", "icon")
        .set("viewBox", "0 0 16 16")
        .set("width", "16")
        .set("height", "16")
        .set("aria-hidden", "true")
        .add(tag("path", "").set("d", path).set("fill", "currentColor").set("fill-rule", "evenodd"))
        .into()
}

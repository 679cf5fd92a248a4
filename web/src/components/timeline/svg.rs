//! Elements of SVG with their places in pixels.

use yew::prelude::*;

use super::layout::px;
use crate::components::element::{Element, tag};

/// An element with its attributes and what is in it.
pub(super) fn element(
    name: &'static str,
    class: &str,
    attributes: &[(&'static str, String)],
    children: Vec<Html>,
) -> Html {
    let set = |element: Element, (name, value): &(&'static str, String)| element.set(name, value);
    attributes.iter().fold(tag(name, class), set).all(children).into()
}

/// A group of what belongs together.
pub(super) fn group(class: &str, children: Vec<Html>) -> Html {
    element("g", class, &[], children)
}

/// What is shown where the pointer rests.
pub(super) fn title(words: &str) -> Html {
    element("title", "", &[], vec![words.to_owned().into()])
}

/// A rectangle with its left, top, width and height.
pub(super) fn rect(class: &str, place: [f64; 4], radius: f64) -> Html {
    let [x, y, width, height] = place.map(px);
    let attributes = [("x", x), ("y", y), ("width", width), ("height", height), ("rx", px(radius))];
    element("rect", class, &attributes, Vec::new())
}

/// A line between two places.
pub(super) fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Html {
    let attributes = [("x1", px(from.0)), ("y1", px(from.1)), ("x2", px(to.0)), ("y2", px(to.1))];
    element("line", class, &attributes, Vec::new())
}

/// A circle around a place.
pub(super) fn circle(class: &str, centre: (f64, f64), radius: f64) -> Html {
    let attributes = [("cx", px(centre.0)), ("cy", px(centre.1)), ("r", px(radius))];
    element("circle", class, &attributes, Vec::new())
}

/// A path.
pub(super) fn path(class: &str, way: String) -> Html {
    element("path", class, &[("d", way)], Vec::new())
}

/// Where words stand in relation to their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// They begin there.
    Start,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

/// Words.
pub(super) fn text(class: &str, place: (f64, f64), anchor: Anchor, words: &str) -> Html {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let attributes = [("x", px(place.0)), ("y", px(place.1)), ("text-anchor", anchor.to_owned())];
    element("text", class, &attributes, vec![words.to_owned().into()])
}

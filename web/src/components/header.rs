use yew::prelude::*;

use crate::bridge::{page, storage};
use crate::components::element::{Element, button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::words::word;

/// The places of the site, relative to its root.
const PLACES: [(&str, &str, &str); 5] = [
    ("playground", word("Playground"), "./"),
    ("learn", word("Learn"), "learn/"),
    ("examples", word("Examples"), "examples/"),
    ("quiz", word("Quiz"), "quiz.html"),
    ("rules", word("Rules"), "rules/"),
];

/// The head of every page of the application, with the tools that the page brings.
pub(crate) fn header(page: &'static str, tools: Html) -> Html {
    let place = |(name, title, href): (&'static str, &'static str, &'static str)| {
        tag("a", "")
            .set("href", href)
            .set_if(name == page, "aria-current", "page")
            .say(title)
            .into()
    };
    let home = tag("a", "header__home").set("href", "./");
    let skip = tag("a", "skip").set("href", "#main").say("Skip to the content");
    let head = tag("header", "header")
        .add(home.add(logo()).add(tag("span", "").text("Podlife")))
        .add(tag("nav", "header__places").named("Site").all(PLACES.map(place)))
        .add(tag("div", "header__tools").add(tools).add(theme_button()))
        .add(tag("podlife-language", ""));
    row([skip.into(), head.into()])
}

/// Goes through light, dark and high contrast.
fn theme_button() -> Html {
    let switch = Callback::from(|()| {
        let next = match storage::read(storage::Key::Theme).as_deref() {
            Some("light") => "dark",
            Some("dark") => "contrast",
            Some("contrast") => "light",
            _ if page::is_dark() => "light",
            _ => "dark",
        };
        page::set_theme(next);
        storage::write(storage::Key::Theme, next);
    });
    button("button button--icon", &switch, ())
        .named("Switch the theme")
        .hint("Light, dark, high contrast")
        .add(pictogram(Icon::Theme))
        .into()
}

/// A container with a pulse, and its sidecar.
fn logo() -> Html {
    let app = [("x", "2"), ("y", "3"), ("width", "20"), ("height", "18"), ("rx", "6")];
    let sidecar = [("cx", "28.5"), ("cy", "15.5"), ("r", "4.7")];
    let shape = |name, class, places: &[(&'static str, &'static str)]| -> Html {
        let set =
            |shape: Element, (name, value): &(&'static str, &'static str)| shape.set(name, value);
        places.iter().fold(tag(name, class), set).into()
    };
    tag("svg", "logo")
        .set("viewBox", "0 0 36 24")
        .set("width", "36")
        .set("height", "24")
        .set("aria-hidden", "true")
        .add(shape("rect", "logo__app", &app))
        .add(shape("path", "logo__pulse", &[("d", "M6 13h3l2.2-4.5 2.6 7 1.6-2.5H18")]))
        .add(shape("circle", "logo__sidecar", &sidecar))
        .into()
}

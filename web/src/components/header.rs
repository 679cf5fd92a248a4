use yew::prelude::*;

use crate::bridge::{page, storage};
use crate::components::icon::{Icon, pictogram};

/// The places of the site, relative to its root.
const PLACES: [(&str, &str, &str); 5] = [
    ("playground", "Playground", "./"),
    ("learn", "Learn", "learn/"),
    ("examples", "Examples", "examples/"),
    ("quiz", "Quiz", "quiz.html"),
    ("rules", "Rules", "rules/"),
];

/// The head of every page of the application, with the tools that the page brings.
pub(crate) fn header(page: &'static str, tools: Html) -> Html {
    let place = |(name, title, href): (&'static str, &'static str, &'static str)| {
        let current = (name == page).then_some("page");
        html! { <a {href} aria-current={current}>{ title }</a> }
    };
    html! {
        <>
            <a class="skip" href="#main">{ "Skip to the content" }</a>
            <header class="header">
                <a class="header__home" href="./">{ logo() }<span>{ "Podlife" }</span></a>
                <nav class="header__places" aria-label="Site">{ for PLACES.map(place) }</nav>
                <div class="header__tools">{ tools }{ theme_button() }</div>
            </header>
        </>
    }
}

/// Goes through light, dark and high contrast.
fn theme_button() -> Html {
    let onclick = Callback::from(move |_: MouseEvent| {
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
    html! {
        <button class="button button--icon" type="button" aria-label="Switch the theme" title="Light, dark, high contrast" {onclick}>
            { pictogram(Icon::Theme) }
        </button>
    }
}

/// A container with a pulse, and its sidecar.
fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 36 24" width="36" height="24" aria-hidden="true" focusable="false">
            <rect class="logo__app" x="2" y="3" width="20" height="18" rx="6" />
            <path class="logo__pulse" d="M6 13h3l2.2-4.5 2.6 7 1.6-2.5H18" />
            <circle class="logo__sidecar" cx="28.5" cy="15.5" r="4.7" />
        </svg>
    }
}

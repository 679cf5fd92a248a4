use yew::prelude::*;

use crate::bridge::{page, storage};
use crate::components::icon::{Icon, Pictogram};

/// The places of the site, relative to its root.
const PLACES: [(&str, &str, &str); 4] = [
    ("playground", "Playground", "./"),
    ("learn", "Learn", "learn/"),
    ("quiz", "Quiz", "quiz.html"),
    ("rules", "Rules", "rules/"),
];

/// The head of every page of the application.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    html! {
        <>
            <a class="skip" href="#main">{ "Skip to the content" }</a>
            <header class="header">
                <a class="header__home" href="./">
                    { logo() }
                    <span>{ "Podlife" }</span>
                </a>
                <nav class="header__places" aria-label="Site">
                    for (name, title, href) in PLACES {
                        <a {href} aria-current={(name == &*props.page).then_some("page")}>{ title }</a>
                    }
                </nav>
                <div class="header__tools">
                    { props.children.clone() }
                    <ThemeButton />
                </div>
            </header>
        </>
    }
}

/// Which page it is, and the tools that it brings.
#[derive(PartialEq, Properties)]
pub(crate) struct HeaderProps {
    pub(crate) page: AttrValue,
    #[prop_or_default]
    pub(crate) children: Html,
}

/// Goes through light, dark and high contrast.
#[component]
fn ThemeButton() -> Html {
    let theme = use_state(|| storage::read(storage::Key::Theme).unwrap_or_default());
    let next = match theme.as_str() {
        "light" => "dark",
        "dark" => "contrast",
        "contrast" => "light",
        _ if page::is_dark() => "light",
        _ => "dark",
    };
    let name = if next == "contrast" { "high contrast".to_owned() } else { format!("{next} theme") };
    let label = format!("Switch to {name}");
    let onclick = Callback::from(move |_: MouseEvent| {
        page::set_theme(next);
        storage::write(storage::Key::Theme, next);
        theme.set(next.to_owned());
    });
    html! {
        <button class="button button--icon" type="button" aria-label={label.clone()} title={label} {onclick}>
            <Pictogram icon={Icon::Theme} />
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

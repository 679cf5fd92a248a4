use podlife_core::features::Version;
use yew::prelude::*;

use super::share::Sharing;
use crate::bridge::page;
use crate::components::element::{button, row, tag};
use crate::components::examples_menu::examples_menu;
use crate::components::export_menu::{Exporting, export_menu};
use crate::components::icon::{Icon, pictogram};
use crate::state::look::Look;

/// What the head of the playground offers: the examples, the version that is asked, what may leave the page, and a link
/// to what is shown.
pub(crate) fn tools(props: &ToolsProps<'_>) -> Html {
    let ToolsProps { look, on_sharing, .. } = *props;
    let on_export = on_sharing.reform(Sharing::Export);
    let share = button("button button--primary", &on_export, Exporting::Format("copy"))
        .set("aria-live", "polite")
        .text(look.share);
    let present = button("button button--icon presentation", &Callback::from(present), ())
        .label("Presentation")
        .set("title", "Larger, without what surrounds the run (P)")
        .add(pictogram(Icon::Screen));
    row([
        examples_menu(&look.examples, &on_sharing.reform(Sharing::Choose)),
        versions(props),
        export_menu(look.drawing, &on_export),
        share.into(),
        present.into(),
    ])
}

fn present((): ()) {
    page::toggle_presentation();
}

/// How the page is arranged, and which version of Kubernetes is asked, empty for the default.
pub(crate) struct ToolsProps<'a> {
    pub(crate) look: &'a Look,
    pub(crate) on_sharing: &'a Callback<Sharing>,
    pub(crate) version: &'a str,
    pub(crate) on_version: Callback<String>,
}

/// A version as it is kept: empty for the default, and for what is none.
pub(crate) fn known_version(text: &str) -> String {
    let known = Version::parse(text).filter(|version| *version != Version::RECORDED);
    known.map_or_else(String::new, |version| version.to_string())
}

fn versions(props: &ToolsProps<'_>) -> Html {
    let chosen = Version::parse(props.version).unwrap_or_default();
    let option = |version: Version| -> Html {
        let option = tag("option", "").set("value", &version.to_string());
        let option = option.property("selected", version == chosen);
        option.text(&version.to_string()).into()
    };
    let on_version = props.on_version.clone();
    let select = tag("select", "field")
        .label("Kubernetes version")
        .change(move |version| on_version.emit(known_version(&version)))
        .all(Version::all().rev().map(option));
    let words = tag("span", "header__kubernetes").set("aria-hidden", "true").text("Kubernetes");
    tag("span", "header__version").add(words).add(select).into()
}

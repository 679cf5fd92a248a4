use std::rc::Rc;

use podlife_core::features::Version;
use yew::prelude::*;

use super::share::Sharing;
use crate::bridge::page;
use crate::components::element::{button, row, tag};
use crate::components::examples_menu::examples_menu;
use crate::components::export_menu::{Exporting, export_menu};
use crate::components::header::header;
use crate::components::icon::{Icon, pictogram};
use crate::components::kept::kept;
use crate::state::look::{Drawing, Example};

/// The head of the page, with the tools of the playground.
pub(crate) fn head(props: ToolsProps) -> Html {
    kept(props, |props| header("playground", tools(props)))
}

/// What the head of the playground offers: the examples, the version that is asked, what may leave the page, and a link
/// to what is shown.
fn tools(props: &ToolsProps) -> Html {
    let ToolsProps { share, drawing, examples, on_sharing, .. } = props;
    let on_export = on_sharing.reform(Sharing::Export);
    let share = button("button button--primary", &on_export, Exporting::Format("copy"))
        .set("aria-live", "polite")
        .say(share);
    let present = button("button button--icon presentation", &Callback::from(present), ())
        .named("Presentation")
        .hint("Larger, without what surrounds the run (P)")
        .add(pictogram(Icon::Screen));
    row([
        examples_menu(examples, &on_sharing.reform(Sharing::Choose)),
        versions(props),
        export_menu(*drawing, &on_export),
        share.into(),
        present.into(),
    ])
}

fn present((): ()) {
    page::toggle_presentation();
}

/// What the tools show of the arrangement, and which version of Kubernetes is asked, empty for the default.
#[derive(PartialEq)]
pub(crate) struct ToolsProps {
    pub(crate) share: &'static str,
    pub(crate) drawing: Drawing,
    pub(crate) examples: Rc<[Example]>,
    pub(crate) on_sharing: Callback<Sharing>,
    pub(crate) version: String,
    pub(crate) on_version: Callback<String>,
}

/// A version as it is kept: empty for the default, and for what is none.
pub(crate) fn known_version(text: &str) -> String {
    let known = Version::parse(text).filter(|version| *version != Version::RECORDED);
    known.map_or_else(String::new, |version| version.to_string())
}

fn versions(props: &ToolsProps) -> Html {
    let chosen = Version::parse(&props.version).unwrap_or_default();
    let option = |version: Version| -> Html {
        let option = tag("option", "").set("value", &version.to_string());
        let option = option.property("selected", version == chosen);
        option.text(&version.to_string()).into()
    };
    let on_version = props.on_version.clone();
    let select = tag("select", "field")
        .named("Kubernetes version")
        .change(move |version| on_version.emit(known_version(&version)))
        .all(Version::all().rev().map(option));
    let words = tag("span", "header__kubernetes").set("aria-hidden", "true").text("Kubernetes");
    tag("span", "header__version").add(words).add(select).into()
}

use gloo::timers::callback::Timeout;
use podlife_core::features::Version;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::bridge::editor::Editor;
use crate::bridge::{page, permalink};
use crate::components::element::{button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::json::Json;
use crate::state::look::{Example, Look, LookAction};

/// How long the button says what became of the link, in milliseconds.
const NOTICE: u32 = 2500;

/// What the head of the playground offers: the examples, the version that is asked, and a link to this manifest.
pub(crate) fn tools(props: &ToolsProps<'_>) -> Html {
    let ToolsProps { look, editor, on_look, .. } = *props;
    let choose = {
        let editor = editor.clone();
        Callback::from(move |text: String| editor.set_text(&text))
    };
    let open = button("button", &load_examples(look, on_look), ())
        .set("popovertarget", "examples")
        .text("Examples")
        .add(pictogram(Icon::Down));
    let menu = tag("ul", "menu")
        .set("id", "examples")
        .set("popover", "auto")
        .label("Examples")
        .all(look.examples.iter().map(|example| entry(example, &choose)));
    let share = button("button button--primary", &share(props), ())
        .set("aria-live", "polite")
        .text(look.share);
    row([open.into(), menu.into(), versions(props), share.into()])
}

/// How the page is arranged, what is in its editor, and which version of Kubernetes is asked, empty for the default.
pub(crate) struct ToolsProps<'a> {
    pub(crate) look: &'a Look,
    pub(crate) editor: &'a Editor,
    pub(crate) on_look: &'a Callback<LookAction>,
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

/// A chosen example replaces the text, as one step of undo.
fn entry(example: &Example, choose: &Callback<String>) -> Html {
    let entry = button("menu__entry", choose, example.text.clone())
        .set("popovertarget", "examples")
        .set("popovertargetaction", "hide")
        .add(tag("span", "menu__title").text(&example.title))
        .add(tag("span", "menu__summary").add(inline(&example.summary)));
    tag("li", "").add(entry).into()
}

fn load_examples(look: &Look, on_look: &Callback<LookAction>) -> Callback<()> {
    let (is_loaded, on_look) = (!look.examples.is_empty(), on_look.clone());
    Callback::from(move |()| {
        if is_loaded {
            return;
        }
        let on_look = on_look.clone();
        spawn_local(async move {
            let json = page::fetch("examples.json").await.unwrap_or_default();
            let examples = Json::parse(&json).list().iter().map(example).collect();
            on_look.emit(LookAction::Examples(examples));
        });
    })
}

fn example(json: &Json) -> Example {
    let field = |name| json.get(name).text().to_owned();
    Example { title: field("title"), summary: field("summary"), text: field("text") }
}

/// Puts the manifest into the address and on the clipboard.
fn share(props: &ToolsProps<'_>) -> Callback<()> {
    let (editor, on_look) = (props.editor.clone(), props.on_look.clone());
    let version = props.version.to_owned();
    Callback::from(move |()| {
        let (editor, on_look) = (editor.clone(), on_look.clone());
        let version = version.clone();
        spawn_local(async move {
            let Some(fragment) = permalink::fragment(&editor.text(), &version).await else {
                return;
            };
            page::set_fragment(&fragment);
            let is_copied = page::copy(&page::address()).await;
            let words = if is_copied { "Link copied" } else { "Link in the address" };
            on_look.emit(LookAction::Share(words));
            Timeout::new(NOTICE, move || on_look.emit(LookAction::Share("Share"))).forget();
        });
    })
}

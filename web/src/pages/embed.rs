use yew::prelude::*;
/// Embed.
#[component]
pub(crate) fn Embed() -> Html {
    Html::default()
}

use yew::prelude::*;
/// Quiz.
#[component]
pub(crate) fn Quiz() -> Html {
    Html::default()
}

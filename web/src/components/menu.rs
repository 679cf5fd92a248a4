use web_sys::FocusEvent;
use yew::prelude::*;

use crate::components::icon::{Icon, Pictogram};

/// A button that opens a list.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let node = use_node_ref();
    let toggle = {
        let (open, on_open) = (open.clone(), props.on_open.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(!*open);
            on_open.emit(());
        })
    };
    let left = {
        let (open, node) = (open.clone(), node.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|target| crate::bridge::page::node_of(&target));
            let stays = node.get().is_some_and(|menu| menu.contains(to.as_ref()));
            if !stays {
                open.set(false);
            }
        })
    };
    let keyed = {
        let (open, node) = (open.clone(), node.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                open.set(false);
                if let Some(menu) = node.cast::<web_sys::Element>() {
                    crate::bridge::page::focus_within(&menu, "button");
                }
            }
        })
    };
    let chosen = {
        let (open, on_choose) = (open.clone(), props.on_choose.clone());
        Callback::from(move |index: usize| {
            open.set(false);
            on_choose.emit(index);
        })
    };
    html! {
        <div class="menu" ref={node} onfocusout={left} onkeydown={keyed}>
            <button class="button" type="button" aria-expanded={open.to_string()} onclick={toggle}>
                { props.label.clone() }<Pictogram icon={Icon::Down} />
            </button>
            if *open {
                <ul class="menu__list">
                    if props.entries.is_empty() {
                        <li class="menu__empty">{ "Nothing here yet." }</li>
                    }
                    for (index, (title, summary)) in props.entries.iter().enumerate() {
                        <li>
                            <button class="menu__entry" type="button" onclick={chosen.reform(move |_| index)}>
                                <span class="menu__title">{ title.clone() }</span>
                                <span class="menu__summary">{ summary.clone() }</span>
                            </button>
                        </li>
                    }
                </ul>
            }
        </div>
    }
}

/// The button's words, and titles with a sentence each.
#[derive(PartialEq, Properties)]
pub(crate) struct MenuProps {
    pub(crate) label: AttrValue,
    pub(crate) entries: Vec<(AttrValue, AttrValue)>,
    #[prop_or_default]
    pub(crate) on_open: Callback<()>,
    pub(crate) on_choose: Callback<usize>,
}

use web_sys::Element;
use yew::prelude::*;

use crate::bridge::page::WidthWatch;

/// The width of an element, as it changes; zero before it is known.
#[hook]
pub(crate) fn use_width(node: &NodeRef) -> f64 {
    let width = use_state_eq(|| 0.0);
    {
        let (node, width) = (node.clone(), width.clone());
        use_effect_with((), move |()| {
            let watch = node
                .cast::<Element>()
                .map(|element| WidthWatch::new(&element, move |now| width.set(now)));
            move || drop(watch)
        });
    }
    *width
}

use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::state::notice::{Notice, Offered};
use crate::state::words::word;

/// What is decided about a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// What it offers is taken.
    Take,
    /// What it offers is let go for good.
    Discard,
    /// It was read.
    Close,
}

/// Says something at the lower edge, with what may be done about it.
pub(crate) fn notices(notice: &Notice, on: &Callback<Decision>) -> Html {
    let place = tag("div", "notices").set("role", "status");
    if notice.words.is_empty() {
        return place.into();
    }
    let shown = tag("div", "notice").add(tag("p", "notice__words").text(&notice.words));
    let act = |decision, words: &str| -> Html {
        button("button notice__button", on, decision).say(words).into()
    };
    let shown = match notice.offered {
        Offered::Nothing => return place.add(shown).into(),
        Offered::Lasting => shown,
        Offered::Undo { .. } => {
            return place.add(shown.add(act(Decision::Take, word("Undo")))).into();
        }
        Offered::Kept => {
            let shown = shown.add(act(Decision::Take, word("Bring back my text")));
            return place.add(shown.add(act(Decision::Discard, word("Discard it")))).into();
        }
    };
    let close = button("button button--icon", on, Decision::Close).named("Close the notice");
    place.add(shown.add(close.add(pictogram(Icon::Cross)))).into()
}

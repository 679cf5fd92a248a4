use podlife_core::view::timeline::{Lane, Segment};
use yew::prelude::*;

use crate::components::element::{button, row, tag};
use crate::components::timeline::{doing_word, role_word};
use crate::report::Run;
use crate::state::instants::told;
use crate::state::session::SessionAction;
use crate::state::words::{say_with, word};

/// The run as words: a table of its containers, and a list of what happens in order of time.
pub(crate) struct Words;

impl Component for Words {
    type Message = ();
    type Properties = WordsProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let heading = |name: &str| -> Html { tag("th", "").set("scope", "col").say(name).into() };
        let headings =
            [word("Container"), word("Kind"), word("Image"), word("What it does")].map(heading);
        let table = tag("table", "events words__table")
            .add(tag("caption", "for-hearing").say("Containers"))
            .add(tag("thead", "").add(tag("tr", "").all(headings)))
            .add(tag("tbody", "").all(props.run.timeline.lanes.iter().map(lane)));
        let entries = told(&props.run);
        let count = entries.iter().take_while(|(_, cause)| cause.at.0 <= props.until).count();
        let entries = entries.into_iter().enumerate().map(|(place, (index, cause))| -> Html {
            let what = button("link", &props.dispatch, SessionAction::Select(index));
            let time = tag("span", "words__at").text(&cause.at.to_string());
            tag("li", if place < count { "" } else { "is-later" })
                .set_if(props.selected == Some(index), "aria-current", "true")
                .add(time)
                .add(what.english().text(&cause.what))
                .into()
        });
        let list = tag("ol", "words__list").named("Events in order of time").all(entries);
        row([tag("div", "words__scroll").add(table).into(), list.into()])
    }
}

fn lane(lane: &Lane) -> Html {
    let cell = |words: &str| tag("td", "").text(words);
    let name = tag("th", "").set("scope", "row").text(&lane.name);
    let does = |segment: &Segment| -> Html {
        let words =
            say_with("{} to {}: {}", &[&segment.from, &segment.to, &doing_word(segment.doing)]);
        tag("li", "").text(&words).into()
    };
    let does = tag("ul", "").all(lane.segments.iter().map(does));
    tag("tr", "")
        .add(name)
        .add(cell(role_word(lane.role)))
        .add(cell(&lane.image))
        .add(tag("td", "").add(does))
        .into()
}

/// What is told.
#[derive(PartialEq, Properties)]
pub(crate) struct WordsProps {
    pub(crate) run: Run,
    /// The last moment that has passed, in milliseconds: the playhead, or the moment before it.
    pub(crate) until: u64,
    pub(crate) selected: Option<usize>,
    pub(crate) dispatch: Callback<SessionAction>,
}

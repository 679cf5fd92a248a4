use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::components::element::tag;
use crate::report::Run;
use crate::state::instants::search;
use crate::state::session::SessionAction;
use crate::state::words::{say, say_with};

/// Looks for events by text, container and kind; Enter goes to the next one.
pub(crate) struct Find {
    query: String,
    found: Vec<usize>,
}

pub(crate) enum FindMessage {
    /// This is looked for.
    Query(String),
    /// To the next one (true) or the one before.
    Go(bool),
}

impl Component for Find {
    type Message = FindMessage;
    type Properties = FindProps;

    fn create(_: &Context<Self>) -> Self {
        Self { query: String::new(), found: Vec::new() }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &FindProps) -> bool {
        let props = ctx.props();
        if props.run != old.run {
            self.found = search(&props.run, &self.query);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: FindMessage) -> bool {
        let props = ctx.props();
        match message {
            FindMessage::Query(query) => {
                self.found = search(&props.run, &query);
                self.query = query;
            }
            FindMessage::Go(forward) => {
                let to = self.next(props.selected, forward);
                if let Some(to) = to {
                    props.dispatch.emit(SessionAction::Select(to));
                }
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (link, go) = (ctx.link().clone(), ctx.link().clone());
        let keyed = move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                go.send_message(FindMessage::Go(!event.shift_key()));
            }
        };
        let field = tag("input", "field find__field")
            .set("type", "search")
            .set("id", "find")
            .set("placeholder", say("Search events"))
            .set("autocomplete", "off")
            .named("Search events")
            .input(move |query| link.send_message(FindMessage::Query(query)))
            .keydown(keyed);
        let count = self.found.len();
        let here = self.place(ctx.props().selected);
        let words = match (here, count) {
            _ if self.query.trim().is_empty() => String::new(),
            (Some(here), _) => say_with("{} of {}", &[&(here + 1), &count]),
            (None, 0) => say("none").to_owned(),
            (None, _) => say_with("{} found", &[&count]),
        };
        let count = tag("span", "panel__note").set("role", "status").text(&words);
        tag("search", "find").add(field).add(count).into()
    }
}

impl Find {
    fn place(&self, selected: Option<usize>) -> Option<usize> {
        self.found.iter().position(|found| Some(*found) == selected)
    }

    /// The one after what is selected, or before it; round and round.
    fn next(&self, selected: Option<usize>, forward: bool) -> Option<usize> {
        let count = self.found.len();
        let to = match (self.place(selected), forward) {
            (Some(here), true) => here + 1,
            (Some(here), false) => here + count - 1,
            (None, true) => 0,
            (None, false) => count.checked_sub(1)?,
        };
        self.found.get(to.checked_rem(count)?).copied()
    }
}

/// What is looked through.
#[derive(PartialEq, Properties)]
pub(crate) struct FindProps {
    pub(crate) run: Run,
    pub(crate) selected: Option<usize>,
    pub(crate) dispatch: Callback<SessionAction>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_round_in_both_directions() {
        let find = Find { query: String::new(), found: vec![3, 5, 9] };
        assert_eq!(find.next(None, true), Some(3));
        assert_eq!(find.next(Some(9), true), Some(3));
        assert_eq!(find.next(Some(3), false), Some(9));
        assert_eq!(Find { query: String::new(), found: vec![] }.next(None, true), None);
    }
}

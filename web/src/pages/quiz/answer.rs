use yew::prelude::*;

use crate::components::element::{button, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::quiz::{Item, Kind, Question, Quiz, QuizAction};

/// What may be answered, and after the mark what became of it.
pub(crate) fn answer(quiz: &Quiz, question: &Question, dispatch: &Callback<QuizAction>) -> Html {
    let options = tag("ol", "options");
    match (&quiz.mark, question.kind) {
        (Some(mark), kind) => {
            let item = |(index, item): (usize, &Item)| marked(index, item, kind);
            options.all(mark.items.iter().enumerate().map(item)).into()
        }
        (None, Kind::Choice | Kind::Row) => choices(quiz, question, dispatch),
        (None, Kind::Order) => options.all(events(quiz, question, dispatch)).into(),
        (None, Kind::Manifest) => {
            let goal = |goal: &String| tag("li", "").add(inline(goal)).into();
            tag("ul", "goal").all(question.goal.iter().map(goal)).into()
        }
    }
}

/// `A`, `B`, `C`.
fn letter(index: usize) -> String {
    let letter = u8::try_from(index).unwrap_or_default().saturating_add(b'A');
    char::from(letter).to_string()
}

fn words(text: &str, kind: Kind) -> Html {
    if kind == Kind::Row { tag("code", "row").text(text).into() } else { inline(text) }
}

fn choices(quiz: &Quiz, question: &Question, dispatch: &Callback<QuizAction>) -> Html {
    let option = |(index, text): (usize, &String)| -> Html {
        let onchange = dispatch.reform(move |_: Event| QuizAction::Choose(index));
        let is_chosen = quiz.chosen == Some(index);
        tag("label", if is_chosen { "option is-chosen" } else { "option" })
            .add(html! {
                <input class="for-hearing" type="radio" name="answer" checked={is_chosen} {onchange} />
            })
            .add(tag("span", "option__letter").text(&letter(index)))
            .add(tag("span", "option__words").add(words(text, question.kind)))
            .into()
    };
    let mut options = tag("fieldset", "options");
    options = options.add(tag("legend", "for-hearing").text("Your answer"));
    if question.kind == Kind::Row {
        let heading = tag("code", "row").text("READY   STATUS   RESTARTS");
        options = options.add(tag("p", "options__heading").add(heading));
    }
    options.all(question.options.iter().enumerate().map(option)).into()
}

fn events(quiz: &Quiz, question: &Question, dispatch: &Callback<QuizAction>) -> Vec<Html> {
    let last = quiz.order.len().saturating_sub(1);
    let event = |(place, index): (usize, &usize)| -> Html {
        let text = question.options.get(*index).map_or("", String::as_str);
        let step = |down: bool, is_end: bool, icon: Icon| {
            let word = if down { "later" } else { "earlier" };
            button("button button--icon", dispatch, QuizAction::Move(place, down))
                .set_if(is_end, "disabled", "")
                .label(&format!("{text}: {word}"))
                .add(pictogram(icon))
        };
        tag("li", "option")
            .key(*index)
            .add(tag("span", "option__letter").text(&(place + 1).to_string()))
            .add(tag("span", "option__words").add(inline(text)))
            .add(step(false, place == 0, Icon::Up))
            .add(step(true, place == last, Icon::Down))
            .into()
    };
    quiz.order.iter().enumerate().map(event).collect()
}

fn marked(index: usize, item: &Item, kind: Kind) -> Html {
    let is_one_of = matches!(kind, Kind::Choice | Kind::Row);
    let (class, verdict) = match (item.right, item.chosen, is_one_of) {
        (true, _, true) => ("option is-right", Some((Icon::Tick, "what happens"))),
        (false, true, true) => ("option is-wrong", Some((Icon::Cross, "your answer"))),
        (false, false, true) => ("option", None),
        (true, _, false) => ("option is-right", Some((Icon::Tick, "right"))),
        (false, _, false) => ("option is-wrong", Some((Icon::Cross, "not so"))),
    };
    let mut option = tag("li", class);
    if kind != Kind::Manifest {
        let sign = if kind == Kind::Order { (index + 1).to_string() } else { letter(index) };
        option = option.add(tag("span", "option__letter").text(&sign));
    }
    let mut told = tag("span", "option__words").add(words(&item.text, kind));
    if !item.note.is_empty() {
        told = told.add(tag("span", "option__note").add(inline(&item.note)));
    }
    option = option.add(told);
    if let Some((icon, verdict)) = verdict {
        option = option.add(tag("span", "option__verdict").add(pictogram(icon)).text(verdict));
    }
    option.into()
}

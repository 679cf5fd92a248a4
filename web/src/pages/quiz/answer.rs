use yew::prelude::*;

use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::state::quiz::{Item, Kind, Question, Quiz, QuizAction};

/// What may be answered, and after the mark what became of it.
pub(crate) fn answer(props: &AnswerProps<'_>) -> Html {
    match (&props.quiz.mark, props.question.kind) {
        (Some(mark), kind) => {
            let item = |(index, item): (usize, &Item)| marked(index, item, kind);
            html! { <ol class="options">{ for mark.items.iter().enumerate().map(item) }</ol> }
        }
        (None, Kind::Choice | Kind::Row) => choices(props),
        (None, Kind::Order) => events(props),
        (None, Kind::Manifest) => {
            let goal = |goal: &String| html! { <li>{ inline(goal) }</li> };
            html! { <ul class="goal">{ for props.question.goal.iter().map(goal) }</ul> }
        }
    }
}

/// The round, its question, and what may be done with them.
pub(crate) struct AnswerProps<'a> {
    pub(crate) quiz: &'a Quiz,
    pub(crate) question: &'a Question,
    pub(crate) dispatch: &'a Callback<QuizAction>,
}

/// `A`, `B`, `C`.
fn letter(index: usize) -> String {
    let letter = u8::try_from(index).unwrap_or_default().saturating_add(b'A');
    char::from(letter).to_string()
}

fn words(text: &str, kind: Kind) -> Html {
    if kind == Kind::Row {
        html! { <code class="row">{ text }</code> }
    } else {
        inline(text)
    }
}

fn choices(props: &AnswerProps<'_>) -> Html {
    let kind = props.question.kind;
    let option = |(index, text): (usize, &String)| {
        let onchange = props.dispatch.reform(move |_: Event| QuizAction::Choose(index));
        let is_chosen = props.quiz.chosen == Some(index);
        html! {
            <label class={if is_chosen { "option is-chosen" } else { "option" }}>
                <input class="for-hearing" type="radio" name="answer" checked={is_chosen} {onchange} />
                <span class="option__letter">{ letter(index) }</span>
                <span class="option__words">{ words(text, kind) }</span>
            </label>
        }
    };
    let options = props.question.options.iter().enumerate().map(option);
    html! {
        <fieldset class="options">
            <legend class="for-hearing">{ "Your answer" }</legend>
            if kind == Kind::Row {
                <p class="options__heading"><code class="row">{ "READY   STATUS   RESTARTS" }</code></p>
            }
            { for options }
        </fieldset>
    }
}

fn events(props: &AnswerProps<'_>) -> Html {
    let last = props.quiz.order.len().saturating_sub(1);
    let event = |(place, index): (usize, &usize)| {
        let text = props.question.options.get(*index).map_or("", String::as_str);
        let step = |down: bool, is_end: bool, icon: Icon| {
            let onclick = props.dispatch.reform(move |_: MouseEvent| QuizAction::Move(place, down));
            let word = if down { "later" } else { "earlier" };
            html! {
                <button class="button button--icon" type="button" disabled={is_end} aria-label={format!("{text}: {word}")} {onclick}>
                    { pictogram(icon) }
                </button>
            }
        };
        html! {
            <li class="option" key={*index}>
                <span class="option__letter">{ place + 1 }</span>
                <span class="option__words">{ inline(text) }</span>
                { step(false, place == 0, Icon::Up) }
                { step(true, place == last, Icon::Down) }
            </li>
        }
    };
    html! { <ol class="options">{ for props.quiz.order.iter().enumerate().map(event) }</ol> }
}

fn marked(index: usize, item: &Item, kind: Kind) -> Html {
    let is_one_of = matches!(kind, Kind::Choice | Kind::Row);
    let (class, icon, verdict) = match (item.right, item.chosen, is_one_of) {
        (true, _, true) => ("option is-right", Some(Icon::Tick), "what happens"),
        (false, true, true) => ("option is-wrong", Some(Icon::Cross), "your answer"),
        (false, false, true) => ("option", None, ""),
        (true, _, false) => ("option is-right", Some(Icon::Tick), "right"),
        (false, _, false) => ("option is-wrong", Some(Icon::Cross), "not so"),
    };
    let sign = if kind == Kind::Order { (index + 1).to_string() } else { letter(index) };
    html! {
        <li {class}>
            if kind != Kind::Manifest {
                <span class="option__letter">{ sign }</span>
            }
            <span class="option__words">
                { words(&item.text, kind) }
                if !item.note.is_empty() {
                    <span class="option__note">{ inline(&item.note) }</span>
                }
            </span>
            if let Some(icon) = icon {
                <span class="option__verdict">{ pictogram(icon) }{ verdict }</span>
            }
        </li>
    }
}

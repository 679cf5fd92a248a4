use podlife_core::analysis::{Cell, Choice, Comparison, Fact, Side};
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::element::{Element, button, row, tag};
use crate::components::icon::{Icon, pictogram};
use crate::components::inline::inline;
use crate::components::timeline::{Aside, Timeline, longest_name};
use crate::report::Run;
use crate::state::compare::Compare;
use crate::state::instants::{happened, newest_cause};
use crate::state::playback::PlaybackAction;
use crate::state::session::{Session, SessionAction};
use crate::state::words::word;

/// The same workload in several ways: their lives below each other under one playhead, and what is different in a table.
// The first view does without it: a function of its own comes later.
#[inline(never)]
pub(crate) fn compare(props: &CompareProps<'_>) -> Html {
    let panel = tag("section", "compare").set("tabindex", "-1").named("Compare");
    let close = button("button", props.on_compare, String::new()).say("Close");
    let Some(told) = &props.compare.told else {
        let skeleton = tag("div", "skeleton skeleton--timeline").set("aria-hidden", "true");
        return panel.add(tag("div", "compare__head").add(close)).add(skeleton).into();
    };
    let title = if told.title.is_empty() { word("Compare") } else { told.title.as_str() };
    let head = tag("div", "compare__head")
        .add(tag("h3", "compare__title").told(title))
        .add(choices(told, &props.compare.with, props.on_compare))
        .add(close);
    let mut panel = panel.add(head);
    if !told.note.is_empty() {
        panel =
            panel.add(tag("p", "compare__note").english().set("role", "status").text(&told.note));
    }
    if told.sides.is_empty() {
        return panel.into();
    }
    let lives = &props.compare.lives;
    let lead = lives.iter().position(Option::is_some);
    let names = lives.iter().flatten().map(|(run, _)| longest_name(run)).max().unwrap_or_default();
    let sides = told.sides.iter().enumerate().map(|(place, told)| {
        let life = lives.get(place).and_then(Option::as_ref);
        let picture = match life {
            Some((run, changed)) => {
                let changed = changed.clone();
                let aside = Aside { names: names.max(1), follows: lead != Some(place), changed };
                timeline(run, aside, props.session, props.dispatch)
            }
            None => said(&told.refused, Icon::Cross),
        };
        let mut side = side(told, place, life.map(|(run, _)| run), props).add(picture);
        if !told.warning.is_empty() {
            side = side.add(said(&told.warning, Icon::Warning));
        }
        side.into()
    });
    let key = tag("p", "compare__key")
        .add(tag("span", "compare__swatch").set("aria-hidden", "true"))
        .say("Framed: not in the text as it stands, or half a second or more apart from there");
    panel.add(tag("div", "compare__sides").all(sides).add(key)).add(table(told)).into()
}

/// What is compared, and who hears what is wished.
pub(crate) struct CompareProps<'a> {
    pub(crate) session: &'a Session,
    pub(crate) compare: &'a Compare,
    pub(crate) dispatch: &'a Callback<SessionAction>,
    /// Something is to be compared; with an empty text nothing any more.
    pub(crate) on_compare: &'a Callback<String>,
    /// The text of a side is to be taken over.
    pub(crate) on_take: &'a Callback<usize>,
}

/// What else can be compared.
fn choices(told: &Comparison, with: &str, on_compare: &Callback<String>) -> Html {
    let chosen = if told.with.is_empty() { with } else { &told.with };
    let option = |choice: &Choice| -> Html {
        let option = tag("option", "").english().set("value", &choice.with);
        option.property("selected", choice.with == chosen).text(&choice.title).into()
    };
    let groups =
        told.choices.chunk_by(|one, other| one.group == other.group).map(|group| -> Html {
            let name = group.first().map_or("", |choice| choice.group.as_str());
            tag("optgroup", "").english().set("label", name).all(group.iter().map(option)).into()
        });
    let on_compare = on_compare.clone();
    let mut select = tag("select", "field compare__with").named("What is compared");
    if told.choices.iter().all(|choice| choice.with != chosen) {
        select = select.add(tag("option", "").property("selected", true).say("Choose…"));
    }
    select.change(move |with| on_compare.emit(with)).all(groups).into()
}

/// What a side is, how it is at the playhead, and what takes it over.
fn side(told: &Side, place: usize, run: Option<&Run>, props: &CompareProps<'_>) -> Element {
    let now = props.session.playback.now;
    let mut name = tag("div", "compare__name").add(tag("h4", "").english().text(&told.title));
    if told.is_now {
        name = name.add(tag("span", "compare__now").say("as it stands"));
    }
    let mut head = tag("div", "compare__side-head")
        .add(name.add(tag("p", "compare__what").english().add(inline(&told.note))));
    if let Some(run) = run {
        head = head.add(tag("p", "compare__status").add(status(run, now)));
    }
    if !told.action.is_empty() {
        // What goes wrong may be taken too, but is not what one would do.
        let is_good = run.is_some() && told.warning.is_empty();
        let class = if is_good { "button button--primary" } else { "button" };
        let take = button(class, props.on_take, place).english().text(&told.action);
        head = head.add(take.label(&[&told.action, ": ", &told.title].concat()));
    }
    let class = if told.is_now { "compare__side is-now" } else { "compare__side" };
    tag("div", class).set("role", "group").label(&told.title).add(head)
}

/// The row of kubectl at the playhead, and what happened last.
fn status(run: &Run, now: SimTime) -> Html {
    let rows = &run.rows;
    let row_now = happened(rows, now, |row| row.at).checked_sub(1).and_then(|row| rows.get(row));
    let newest = newest_cause(run, now).and_then(|newest| run.causes.get(newest));
    let what = tag("span", "compare__newest")
        .english()
        .text(newest.map_or("", |cause| cause.what.as_str()));
    let Some(kubectl) = row_now else { return what.into() };
    let words = [kubectl.status.as_str(), " · ", &kubectl.ready].concat();
    row([tag("strong", "").text(&words).into(), what.into()])
}

/// The life of a side; an entry that is pressed leads to its instant.
fn timeline(
    run: &Run,
    aside: Aside,
    session: &Session,
    dispatch: &Callback<SessionAction>,
) -> Html {
    let (of, dispatch) = (run.clone(), dispatch.clone());
    let dispatch = Callback::from(move |action| {
        let to = if let SessionAction::Select(cause) = action {
            of.causes.get(cause).map(|cause| cause.at)
        } else if let SessionAction::SelectAt(_, at) = action {
            Some(at)
        } else {
            return dispatch.emit(action);
        };
        if let Some(to) = to {
            dispatch.emit(SessionAction::Play(PlaybackAction::Seek(to)));
        }
    });
    html! {
        <Timeline
            run={run.clone()}
            viewport={session.viewport}
            now={session.playback.now}
            selected={None::<usize>}
            marked={None::<usize>}
            measured={session.measured()}
            {aside}
            {dispatch}
        />
    }
}

/// Why a side has no life, or not the one that it should have: the API server's words, or ours.
fn said(words: &str, icon: Icon) -> Html {
    let lines = words
        .trim_end()
        .split('\n')
        .map(|line| -> Html { tag("span", "compare__line").add(inline(line)).into() });
    tag("p", "compare__said").english().add(pictogram(icon)).add(tag("span", "").all(lines)).into()
}

fn table(told: &Comparison) -> Html {
    let heading = |side: &Side| -> Html {
        let now = if side.is_now { word(", as it stands") } else { "" };
        tag("th", "")
            .set("role", "columnheader")
            .set("scope", "col")
            .text(&side.title)
            .add(tag("span", "for-hearing").say(now))
            .into()
    };
    let corner = tag("th", "").set("role", "columnheader").set("scope", "col").say("Played");
    let head = tag("tr", "").set("role", "row").add(corner).all(told.sides.iter().map(heading));
    let rows = told.facts.iter().map(fact);
    let body = tag("tbody", "").set("role", "rowgroup").all(rows);
    tag("table", "compare__table")
        .set("role", "table")
        .named("What is different")
        .add(tag("thead", "").set("role", "rowgroup").add(head))
        .add(body)
        .into()
}

fn fact(fact: &Fact) -> Html {
    let name = tag("th", "").set("role", "rowheader").set("scope", "row").say(&fact.what);
    tag("tr", if fact.differs { "is-different" } else { "" })
        .set("role", "row")
        .add(name)
        .all(fact.cells.iter().map(cell))
        .into()
}

/// How something is on one side; what is different has a sign before it, and not only a color.
fn cell(cell: &Cell) -> Html {
    let (class, sign, icon) = match cell.mark.as_str() {
        "good" => ("is-good", word("better: "), Some(Icon::Tick)),
        "bad" => ("is-bad", word("worse: "), Some(Icon::Warning)),
        "other" => ("is-other", word("different: "), None),
        _ => ("", "", None),
    };
    let mut shown = tag("td", class).set("role", "cell");
    if let Some(icon) = icon {
        shown = shown.add(pictogram(icon));
    } else if !class.is_empty() {
        shown = shown.add(tag("span", "compare__sign").set("aria-hidden", "true").text("≠"));
    }
    shown.add(tag("span", "for-hearing").say(sign)).add(tag("span", "").told(&cell.words)).into()
}

use podlife_core::analysis::{Cause, RunReport};
use podlife_core::time::SimDuration;
use yew::prelude::*;

use crate::components::element::{Element, button, tag};
use crate::state::document::Document;
use crate::state::fields::line_of;
use crate::state::instants::{is_routine, newest_cause};
use crate::state::session::{Session, SessionAction};
use crate::state::words::{say, say_with};

/// Where the files of Kubernetes are read.
const KUBERNETES: &str = "https://github.com/kubernetes/kubernetes/blob/release-1.36/";

/// How far back the chain is told.
const LONGEST: usize = 5;
/// How many effects are told.
const EFFECTS: usize = 4;

/// Tells why something happened: the selected entry of the trace, or else the newest one.
pub(crate) fn details(
    run: &RunReport,
    session: &Session,
    dispatch: &Callback<SessionAction>,
    on_field: &Callback<String>,
) -> Html {
    let shown = session.selected.or_else(|| newest_cause(run, session.playback.now));
    let Some((index, cause)) = shown.and_then(|index| Some((index, run.causes.get(index)?))) else {
        return tag("p", "dock__empty").say("Nothing has happened yet.").into();
    };
    // Looking for lines takes its time in a long text: not for each frame.
    let document = (!session.playback.playing).then_some(&session.document);
    let place = Place { document, dispatch, on_field };
    let mut facts = vec![SimDuration(cause.at.0).to_string()];
    facts.extend(cause.range.map(|(from, to)| say_with("between {} and {}", &[&from, &to])));
    facts.extend(cause.container.clone());
    let mut drawn = tag("div", "details")
        .add(
            tag("h2", "details__title")
                .add(tag("span", "").english().text(&cause.what))
                .text(" ")
                .say_with("at {}", &[&cause.at]),
        )
        .add(tag("p", "details__rule").english().text(&cause.rule))
        .add(place.of(cause, true))
        .add(tag("p", "details__source").text(&facts.join(" · ")));
    let chain = because(run, index);
    if !chain.is_empty() {
        let links = chain.into_iter().map(|(index, cause)| place.step(index, cause));
        drawn = drawn
            .add(tag("p", "details__because").say("because"))
            .add(tag("ol", "details__chain").named("Causes").all(links));
    }
    let effects: Vec<Html> =
        effects(run, index).map(|(index, cause)| place.link(index, cause)).collect();
    if !effects.is_empty() {
        drawn = drawn
            .add(tag("p", "details__because").say("and so"))
            .add(tag("ul", "details__chain is-after").named("Effects").all(effects));
    }
    for assumption in &run.assumptions {
        if cause.container.as_ref() == Some(&assumption.container) {
            let word = tag("span", "tag").say("assumed");
            drawn =
                drawn.add(tag("p", "details__assumed").add(word).text(" ").text(&assumption.what));
        }
    }
    drawn.into()
}

/// What leads from an entry to its places.
struct Place<'a> {
    /// The text, where there is time to look into it.
    document: Option<&'a Document>,
    dispatch: &'a Callback<SessionAction>,
    on_field: &'a Callback<String>,
}

impl Place<'_> {
    /// One step of the chain: what happened, by which rule, and where that stands.
    fn step(&self, index: usize, cause: &Cause) -> Html {
        let rule = tag("span", "details__rule").english().text(&cause.rule);
        tag("li", "").add(self.what(index, cause)).add(rule).add(self.of(cause, false)).into()
    }

    /// What happened, and nothing else.
    fn link(&self, index: usize, cause: &Cause) -> Html {
        tag("li", "").add(self.what(index, cause)).into()
    }

    fn what(&self, index: usize, cause: &Cause) -> Element {
        button("details__cause", self.dispatch, SessionAction::Select(index))
            .add(tag("strong", "").english().text(&cause.what))
            .text(" ")
            .say_with("at {}", &[&cause.at])
    }

    /// The line of the manifest and the place in the source of Kubernetes; with `field`, the field's own name too.
    fn of(&self, cause: &Cause, field: bool) -> Html {
        let mut places = tag("span", "details__places");
        if let Some(path) = &cause.field {
            let at = self.document.and_then(|document| line_of(document, path));
            let words =
                at.map_or_else(|| say("manifest").to_owned(), |at| say_with("line {}", &[&at]));
            let mut link = button("link", self.on_field, path.clone()).text(&words);
            if field {
                link = link.text(" ").add(tag("code", "").text(path));
            }
            places = places.add(link);
        }
        places.add(source(&cause.source)).into()
    }
}

/// Where Kubernetes does it: a link to the file, where there is one.
fn source(source: &str) -> Html {
    let file = source.split(':').next().unwrap_or_default();
    if file.strip_suffix(".go").is_none() {
        return tag("span", "").english().text(source).into();
    }
    let name = source.rsplit('/').next().unwrap_or_default();
    tag("a", "link")
        .set("href", &format!("{KUBERNETES}{file}"))
        .set("target", "_blank")
        .set("rel", "noopener noreferrer")
        .set("title", source)
        .text(name)
        .into()
}

/// What follows from an entry at once: what changed something, in order.
fn effects(run: &RunReport, index: usize) -> impl Iterator<Item = (usize, &Cause)> {
    let causes =
        run.causes.iter().enumerate().filter(move |(_, cause)| cause.because.contains(&index));
    causes.filter(|(_, cause)| !is_routine(cause)).take(EFFECTS)
}

/// What the entry follows from, nearest first, each entry once.
fn because(run: &RunReport, index: usize) -> Vec<(usize, &Cause)> {
    let mut chain: Vec<(usize, &Cause)> = Vec::new();
    let mut open: Vec<usize> = vec![index];
    while let Some(next) = open.first().copied() {
        open.remove(0);
        for earlier in run.causes.get(next).iter().flat_map(|cause| &cause.because) {
            let known = *earlier == index || chain.iter().any(|(known, _)| known == earlier);
            if let (false, Some(cause)) = (known, run.causes.get(*earlier)) {
                chain.push((*earlier, cause));
                open.push(*earlier);
            }
        }
        if chain.len() >= LONGEST {
            break;
        }
    }
    chain.truncate(LONGEST);
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_leads_from_the_nearest_cause_back_to_the_first() {
        let report: podlife_core::analysis::Report =
            serde_json::from_str(include_str!("../fixture.json")).unwrap();
        let run = report.run.unwrap();
        let term = run.causes.iter().position(|cause| cause.what == "proxy got SIGTERM").unwrap();
        let told: Vec<&str> = because(&run, term).iter().map(|(_, c)| c.what.as_str()).collect();
        assert_eq!(
            told,
            ["app exited with 0", "Pod deleted, grace 20 s", "app got SIGTERM", "Pod accepted"]
        );
    }
}

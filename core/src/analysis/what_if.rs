//! What a text would have to say for its Pods to live another life.

mod controls;
mod known;

use k8s_openapi::api::core::v1::{Container, Volume};
use serde::{Deserialize, Serialize};

use crate::analysis::scenarios::{self, Scenarios};
use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::decode::flattened;
use crate::process::scenario::write::{Change, Field, plain};
use crate::sim::trace::{Run, Trace};
use crate::text::{Edit, Span, apply};
use crate::time::{SimDuration, SimTime};
use crate::yaml;

pub(super) use known::what_if as known;
pub use known::{Act, Known, Planned, Possible, Value, WhatIf};

use controls::CONTROLS;

/// The edits that make the Scenario of a document's Pods say something; one that is missing is put at the end.
///
/// `document` is the place of the manifest in the stream. Nothing where its Pods cannot be played, where the Scenario
/// of [`Options::scenario`] is theirs, or where theirs is written in a way that cannot be changed without changing more.
pub fn what_if(
    text: &str,
    options: &Options,
    document: usize,
    change: &Change,
) -> Option<Vec<Edit>> {
    change_by(text, options, |analysis, _| {
        let of = analysis.documents.iter().find(|known| known.index == document)?;
        Some((of.index, change.clone()))
    })
}

/// The edits for a change that is made up when the text has been looked at, with the document it is about.
fn change_by(
    text: &str,
    options: &Options,
    change: impl FnOnce(&Analysis, &Scenarios) -> Option<(usize, Change)>,
) -> Option<Vec<Edit>> {
    let restored = flattened::reindent(text);
    let read = restored.as_deref().unwrap_or(text);
    let analysis = Analysis::as_it_stands(read, options);
    let stream = yaml::parse(read);
    let said: Vec<_> = stream.documents.iter().filter(|it| scenarios::is_scenario(it)).collect();
    let scenarios = Scenarios::read(&said, options.scenario.as_deref(), options.version);
    let (document, change) = change(&analysis, &scenarios)?;
    let played: Vec<&DocumentAnalysis> =
        analysis.documents.iter().filter(|document| document.story.is_some()).collect();
    let of = played.iter().position(|known| known.index == document)?;
    let names: Vec<&str> = played.iter().map(|document| document.decoded.name.as_str()).collect();
    let edits = scenarios.change(read, &names, of, &change)?;
    let whole = Span::new(0, text.len());
    Some(if restored.is_some() { vec![Edit::replace(whole, apply(read, &edits))] } else { edits })
}

/// Something that a person asks about the Pod that is played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// `set` and `reset` a value of a container, `act` at an instant, and `move`, `grace` or `drop` what is planned.
    pub what: String,
    /// The container, or the id of what is planned.
    pub of: String,
    /// The key of the value or of the act.
    pub key: String,
    /// Which of the choices.
    pub choice: usize,
    /// The time that goes with it: `5s`; of an act the instant.
    pub time: String,
    /// The number that goes with it.
    pub number: String,
}

/// What comes of that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The edits of the text.
    pub edits: Vec<Edit>,
    /// Why there are none, in a sentence.
    pub why: String,
}

/// How a time is written.
const NO_TIME: &str = "Write a time as 300ms, 5s, 2m or 1h30m.";
/// How an exit code is written.
const NO_CODE: &str = "An exit code is a number from 0 to 255.";
/// What a person may do where this cannot.
const NO_WAY: &str =
    "This cannot be put into the Scenario as it is written. Change it in the text.";

/// The edits of the text for what a person asks.
pub fn answer(text: &str, options: &Options, ask: &Ask) -> Answer {
    let mut why = NO_WAY.to_owned();
    let edits = change_by(text, options, |analysis, scenarios| {
        let (document, _) = analysis.played()?;
        let spec = scenarios.spec_of(&document.decoded.name);
        match change(ask, document, spec) {
            Ok(change) => Some((document.index, change)),
            Err(reason) => {
                why = reason;
                None
            }
        }
    });
    match edits {
        Some(edits) => Answer { edits, why: String::new() },
        None => Answer { edits: Vec::new(), why },
    }
}

/// What the Scenario is to say.
fn change(
    ask: &Ask,
    document: &DocumentAnalysis,
    spec: Option<&yaml::Node>,
) -> Result<Change, String> {
    let unknown = || NO_WAY.to_owned();
    let control = || CONTROLS.iter().find(|control| control.key == ask.key).ok_or_else(unknown);
    let time = || match SimDuration::parse(&ask.time) {
        Some(_) => Ok(ask.time.trim().to_owned()),
        None => Err(NO_TIME.to_owned()),
    };
    match ask.what.as_str() {
        "set" => {
            let control = control()?;
            let choice = control.choices.get(ask.choice).ok_or_else(unknown)?;
            let time = if choice.time.is_empty() { String::new() } else { time()? };
            let number = ask.number.trim();
            if !choice.number.is_empty() && number.parse::<u8>().is_err() {
                return Err(NO_CODE.to_owned());
            }
            let fields = vec![(control.key, choice.written(&time, number))];
            Ok(Change::container(&ask.of, fields))
        }
        "reset" => Ok(without(&ask.of, control()?.key)),
        "act" => act(ask, document, time()?),
        "move" => planned(ask, spec, ("at", time()?), ("until", time()?)).ok_or_else(unknown),
        "grace" => {
            let grace = ask.number.trim();
            if !grace.is_empty() && grace.parse::<u32>().is_err() {
                return Err("A grace period is a whole number of seconds.".to_owned());
            }
            let delete = if grace.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{gracePeriodSeconds: {grace}}}")
            };
            planned(ask, spec, ("delete", delete), ("until", String::new())).ok_or_else(unknown)
        }
        "drop" => match ask.of.split_once('/').ok_or_else(unknown)? {
            ("config", container) => Ok(without(container, "config")),
            (list, place) => {
                let list = if list == "volumes" { "volumes" } else { "actions" };
                Ok(Change::Dropped(list, place.parse().map_err(|_| unknown())?))
            }
        },
        _ => Err(unknown()),
    }
}

fn without(container: &str, field: &'static str) -> Change {
    Change::Without { list: "containers", name: container.to_owned(), field }
}

/// Another field of something that is planned: of an action, or of what is missing for a while.
fn planned(
    ask: &Ask,
    spec: Option<&yaml::Node>,
    of_action: Field,
    of_missing: Field,
) -> Option<Change> {
    let (list, place) = ask.of.split_once('/')?;
    Some(match list {
        "actions" => Change::Item("actions", place.parse().ok()?, vec![of_action]),
        "volumes" => Change::Item("volumes", place.parse().ok()?, vec![of_missing]),
        _ => {
            let config = known::named(spec?.get("containers")?, place)?.get("config")?;
            let missing = plain(known::text(config.get("missing")?)?);
            let config = format!("{{missing: {missing}, until: {}}}", of_missing.1);
            Change::container(place, vec![("config", config)])
        }
    })
}

/// What the Scenario says of something that happens at an instant.
fn act(ask: &Ask, document: &DocumentAnalysis, at: String) -> Result<Change, String> {
    let (key, detail) = ask.key.split_once(':').unwrap_or((&ask.key, ""));
    let container = plain(&ask.of);
    let added = |what: &'static str, value: String| {
        Ok(Change::Added("actions", vec![("at", at.clone()), (what, value)]))
    };
    let missing = |what: &str| plain(&format!("{} not found", what.to_ascii_lowercase()));
    match key {
        "delete" => added("delete", "{}".to_owned()),
        "evict" => added("evict", "{}".to_owned()),
        "drain" => added("drain", "{}".to_owned()),
        "kill" => added("signal", format!("{{container: {container}, signal: SIGKILL}}")),
        "request" => {
            added("request", format!("{{container: {container}, port: {detail}, path: /}}"))
        }
        "volume" => {
            let spec = document.object.as_ref().and_then(|object| object.pod_spec());
            let mut volumes = spec.iter().flat_map(|spec| spec.volumes.iter().flatten());
            let volume = volumes.find(|volume| volume.name == detail);
            let (kind, name) = volume.and_then(needed).ok_or_else(|| NO_WAY.to_owned())?;
            let what = missing(&format!("{kind} \"{name}\""));
            Ok(Change::Entry {
                list: "volumes",
                name: ("name", detail.to_owned()),
                fields: vec![("missing", what), ("until", at)],
            })
        }
        "config" => {
            let (kind, name) = detail.split_once(' ').unwrap_or((detail, ""));
            let what = missing(&format!("{kind} \"{name}\""));
            let config = format!("{{missing: {what}, until: {at}}}");
            Ok(Change::container(&ask.of, vec![("config", config)]))
        }
        "crash" | "oom" => {
            let now = SimTime::ZERO + SimDuration::parse(&at).unwrap_or_default();
            let trace = document.story.as_ref().and_then(|story| story.pods.last());
            let runs = trace.and_then(|trace| runs_until(trace, &ask.of, now));
            let Some((before, start)) = runs else {
                return Err(format!("{} does not run at {now}.", ask.of));
            };
            let after = now.since(start);
            let field = if key == "oom" {
                ("memory", format!("{{oomAfter: {after}}}"))
            } else {
                let mut runs = "[".to_owned();
                for run in &before {
                    let Some(end) = &run.finished else { continue };
                    let length = end.at.since(run.started);
                    runs.push_str(&format!(
                        "{{exitsAfter: {length}, exitCode: {}}}, ",
                        end.exit_code
                    ));
                }
                runs.push_str(&format!("{{exitsAfter: {after}, exitCode: 1}}, {{}}]"));
                ("runs", runs)
            };
            Ok(Change::container(&ask.of, vec![field]))
        }
        _ => Err(NO_WAY.to_owned()),
    }
}

/// The runs of a container that are over at an instant, and when the one began that goes on.
fn runs_until(trace: &Trace, container: &str, now: SimTime) -> Option<(Vec<Run>, SimTime)> {
    let mut runs = trace.runs(trace.container(container)?);
    runs.retain(|run| run.started < now);
    let last = runs.pop()?;
    last.finished.as_ref().is_none_or(|end| end.at >= now).then_some((runs, last.started))
}

/// The ConfigMap or the Secret without which a volume cannot be set up.
fn needed(volume: &Volume) -> Option<(&'static str, &str)> {
    if let Some(source) = volume.config_map.as_ref().filter(|it| it.optional != Some(true)) {
        return Some(("ConfigMap", &source.name));
    }
    let source = volume.secret.as_ref().filter(|it| it.optional != Some(true))?;
    Some(("Secret", source.secret_name.as_deref()?))
}

/// The first ConfigMap or Secret without which a container cannot be created.
fn referred(container: &Container) -> Vec<(&'static str, &str)> {
    let mut found: Vec<(&'static str, &str)> = Vec::new();
    for from in container.env_from.iter().flatten() {
        if let Some(map) = from.config_map_ref.as_ref().filter(|it| it.optional != Some(true)) {
            found.push(("ConfigMap", &map.name));
        }
        if let Some(secret) = from.secret_ref.as_ref().filter(|it| it.optional != Some(true)) {
            found.push(("Secret", &secret.name));
        }
    }
    for variable in container.env.iter().flatten() {
        let Some(from) = &variable.value_from else { continue };
        if let Some(map) = from.config_map_key_ref.as_ref().filter(|it| it.optional != Some(true)) {
            found.push(("ConfigMap", &map.name));
        }
        if let Some(secret) = from.secret_key_ref.as_ref().filter(|it| it.optional != Some(true)) {
            found.push(("Secret", &secret.name));
        }
    }
    // One of them is enough to wait for.
    found.truncate(1);
    found
}

#[cfg(test)]
mod tests;

//! What is known of the containers of a Pod, and how it is known; what may happen to them, and what is going to.

#![expect(clippy::wildcard_enum_match_arm, reason = "some kinds of entries among many are told")]

use k8s_openapi::api::core::v1::{Container, PodSpec, Probe};
use serde::{Deserialize, Serialize};

use crate::analysis::DocumentAnalysis;
use crate::analysis::assumed::ends_by_itself;
use crate::analysis::what_if::controls::{CONTROLS, Control};
use crate::process::known_image;
use crate::process::machine::About;
use crate::process::role;
use crate::process::scenario::Action;
use crate::sim::trace::{Entry, ProbeKind, Role, Trace, What};
use crate::time::SimDuration;
use crate::yaml::{Content, Node};

/// What a person may ask about the Pod that is played.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// Its containers, in the order of the timeline.
    pub containers: Vec<Known>,
    /// What may happen to the Pod.
    pub acts: Vec<Act>,
    /// What its Scenario lets happen.
    pub planned: Vec<Planned>,
}

/// What is known of one container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// What it seems to be: `a log shipper`.
    pub role: String,
    /// What tells so, as sentences without a full stop.
    pub because: Vec<String>,
    /// What it does.
    pub values: Vec<Value>,
    /// What may happen to it.
    pub acts: Vec<Act>,
}

/// Something that a container does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The field of the Scenario that says it: `readiness`.
    pub key: String,
    /// What it is called: `Readiness probe`.
    pub name: String,
    /// What it is by itself: `passes`.
    pub now: String,
    /// How that is known: `known image nginx`.
    pub source: String,
    /// Whether the Scenario says it.
    pub is_said: bool,
    /// Which of the choices that is; nothing where it is none of them.
    pub chosen: Option<usize>,
    /// What else may be chosen.
    pub choices: Vec<Possible>,
}

/// Something that may be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possible {
    /// In words: `exits after`.
    pub title: String,
    /// The time that follows, as it is said or to begin with; empty where there is none.
    pub time: String,
    /// The exit code that follows; empty where there is none.
    pub number: String,
}

/// Something that may happen at the playhead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// What it is called when it is asked for: `delete`.
    pub key: String,
    /// What it is called for people: `Delete the Pod`.
    pub title: String,
}

/// Something that the Scenario lets happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// What it is called when it is asked for: `actions/0`.
    pub id: String,
    /// When, as it is written.
    pub at: String,
    /// In words: `delete the Pod`.
    pub title: String,
    /// The grace period of a deletion in seconds, empty where none is said.
    pub grace: Option<String>,
}

/// What is known of the Pod of a document, whose Scenario says `spec`.
pub(in crate::analysis) fn what_if(
    document: &DocumentAnalysis,
    said: Option<&Node>,
) -> Option<WhatIf> {
    let trace = document.trace()?;
    let instance = document.instance(trace)?;
    let spec = instance.spec;
    let annotations = instance.annotations();
    let is_alone = document.story.as_ref().is_some_and(|story| story.pods.len() == 1);
    let inits = spec.init_containers.iter().flatten();
    let mut containers = Vec::new();
    for (place, container) in inits.chain(&spec.containers).enumerate() {
        let of = Of { container, trace, place };
        let inferred = role::role(container, spec, Some(&annotations));
        let signs = inferred.evidence.iter().filter(|sign| sign.role == inferred.role);
        let own = said.and_then(|spec| named(spec.get("containers")?, &container.name));
        containers.push(Known {
            name: container.name.clone(),
            role: inferred.role.to_string(),
            because: signs.map(|sign| sign.text.clone()).collect(),
            values: of.values(own),
            acts: of.acts(is_alone),
        });
    }
    Some(WhatIf { containers, acts: acts(spec), planned: planned(document, said) })
}

/// The item of a list with a name.
pub(super) fn named<'a>(list: &'a Node, name: &str) -> Option<&'a Node> {
    list.items().iter().find(|item| item.get("name").and_then(text) == Some(name))
}

/// A scalar as it is written.
pub(super) fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar(scalar) => Some(&scalar.text),
        Content::Sequence(_) | Content::Mapping(_) => None,
    }
}

fn act(key: String, title: String) -> Act {
    Act { key, title }
}

/// What may happen to a Pod as a whole.
fn acts(spec: &PodSpec) -> Vec<Act> {
    let plain = |key: &str, title: &str| act(key.to_owned(), title.to_owned());
    let mut acts = vec![
        plain("delete", "Delete the Pod"),
        plain("evict", "Evict the Pod"),
        plain("drain", "Drain the node"),
    ];
    for volume in spec.volumes.iter().flatten() {
        if let Some((kind, name)) = super::needed(volume) {
            acts.push(act(format!("volume:{}", volume.name), format!("{kind} {name} appears")));
        }
    }
    acts
}

/// What is going to happen.
fn planned(document: &DocumentAnalysis, said: Option<&Node>) -> Vec<Planned> {
    let Some(said) = said else { return Vec::new() };
    let at = |node: Option<&Node>, key: &str| {
        node.and_then(|node| node.get(key)).and_then(text).unwrap_or_default().to_owned()
    };
    let mut all = Vec::new();
    for (place, item) in said.get("actions").map(Node::items).unwrap_or_default().iter().enumerate()
    {
        let typed = document.scenario.actions.iter().find(|timed| timed.span == item.span);
        let Some(typed) = typed else { continue };
        let is_delete = matches!(typed.action, Action::Delete { .. });
        all.push(Planned {
            id: format!("actions/{place}"),
            at: at(Some(item), "at"),
            title: typed.action.words(),
            grace: is_delete.then(|| at(item.get("delete"), "gracePeriodSeconds")),
        });
    }
    let mut missing = |id: String, item: &Node| {
        let what = at(Some(item), "missing");
        let title = format!("{} appears", what.strip_suffix(" not found").unwrap_or(&what));
        all.push(Planned { id, at: at(Some(item), "until"), title, grace: None });
    };
    for (place, item) in said.get("volumes").map(Node::items).unwrap_or_default().iter().enumerate()
    {
        missing(format!("volumes/{place}"), item);
    }
    for item in said.get("containers").map(Node::items).unwrap_or_default() {
        if let (Some(config), Some(name)) = (item.get("config"), item.get("name").and_then(text)) {
            missing(format!("config/{name}"), config);
        }
    }
    all
}

/// A container, and its life.
struct Of<'a> {
    container: &'a Container,
    trace: &'a Trace,
    place: usize,
}

impl Of<'_> {
    fn values(&self, said: Option<&Node>) -> Vec<Value> {
        let mut values = Vec::new();
        for control in &CONTROLS {
            let Some((now, source)) = self.by_itself(control) else { continue };
            let own = said.and_then(|said| said.get(control.key)).filter(|own| !own.is_null());
            let mut chosen = None;
            let choices = control.choices.iter().enumerate().map(|(place, choice)| {
                let read = own.and_then(|own| choice.read(own));
                if read.is_some() {
                    chosen = Some(place);
                }
                let (time, number) =
                    read.unwrap_or_else(|| (choice.time.to_owned(), choice.number.to_owned()));
                Possible { title: choice.title.to_owned(), time, number }
            });
            let choices = choices.collect();
            values.push(Value {
                key: control.key.to_owned(),
                name: control.name.to_owned(),
                now,
                source: if own.is_some() { "Scenario".to_owned() } else { source },
                is_said: own.is_some(),
                chosen,
                choices,
            });
        }
        values
    }

    /// What it does where nothing is said, and how that is known; nothing where there is nothing to say.
    fn by_itself(&self, control: &Control) -> Option<(String, String)> {
        let container = self.container;
        let probe = |probe: &Option<Probe>, kind| {
            probe.as_ref()?;
            Some((self.probed(kind), "its process tells".to_owned()))
        };
        match control.key {
            "startsAfter" => {
                let role = self.trace.containers.get(self.place)?.role;
                let serves = !matches!(role, Role::Init | Role::Ephemeral);
                let known = known_image(container.image.as_deref().unwrap_or_default());
                let after = known.as_ref().map_or(SimDuration::ZERO, |known| known.starts_after);
                let now = if after.0 == 0 {
                    "starts at once".to_owned()
                } else {
                    format!("takes {after}")
                };
                serves.then(|| (now, self.source()))
            }
            "runs" => Some((self.end(), self.source())),
            "startup" => probe(&container.startup_probe, ProbeKind::Startup),
            "readiness" => probe(&container.readiness_probe, ProbeKind::Readiness),
            "liveness" => probe(&container.liveness_probe, ProbeKind::Liveness),
            "onStopSignal" => Some((self.stop(), self.source())),
            "image" => Some(("is on the node".to_owned(), "assumed".to_owned())),
            _ => Some(("has enough".to_owned(), "assumed".to_owned())),
        }
    }

    /// How it is known what its process does.
    fn source(&self) -> String {
        let container = self.container;
        let notes = self.trace.containers.get(self.place).map(|of| of.notes.as_slice());
        let is_assumed = notes
            .unwrap_or_default()
            .iter()
            .any(|note| matches!(note.about, About::Runs(_) | About::Ends(_) | About::Calls));
        let has_command = container.command.is_some() || container.args.is_some();
        match known_image(container.image.as_deref().unwrap_or_default()) {
            _ if is_assumed => "assumed".to_owned(),
            _ if has_command => "read from the command".to_owned(),
            Some(known) => format!("known image {}", known.name),
            None => "assumed".to_owned(),
        }
    }

    /// How long its first process runs.
    fn end(&self) -> String {
        let runs = self.trace.runs(self.place);
        let first = runs.first().and_then(|run| Some((run.started, run.finished.as_ref()?)));
        match first {
            Some((from, end)) if ends_by_itself(self.trace, self.place) => {
                format!("exits after {} with {}", end.at.since(from), end.exit_code)
            }
            _ => "until it is stopped".to_owned(),
        }
    }

    /// What a probe found.
    fn probed(&self, kind: ProbeKind) -> String {
        let mut found = (None, None);
        let mut started = None;
        for entry in &self.trace.entries {
            match entry.what {
                What::Started(of, _) if of == self.place && started.is_none() => {
                    started = Some(entry.at);
                }
                What::Probed(of, which, success) if of == self.place && which == kind => {
                    let first = if success { &mut found.0 } else { &mut found.1 };
                    first.get_or_insert(entry.at);
                }
                _ => {}
            }
        }
        let since = |at: crate::time::SimTime| at.since(started.unwrap_or_default()).whole_secs();
        match found {
            (Some(passed), Some(failed)) if failed < passed => {
                format!("passes after {} s", since(passed))
            }
            (Some(_), Some(failed)) => format!("fails after {} s", since(failed)),
            (Some(_), None) => "passes".to_owned(),
            (None, Some(_)) => "fails".to_owned(),
            (None, None) => "is not run".to_owned(),
        }
    }

    /// What its process did when it was told to stop.
    fn stop(&self) -> String {
        let place = self.place;
        let is_term = |entry: &&Entry| entry.what == What::Term(place);
        let Some(term) = self.trace.entries.iter().find(is_term) else {
            return "does what its process does".to_owned();
        };
        let after = self.trace.entries.iter().filter(|entry| entry.at >= term.at);
        for entry in after {
            match entry.what {
                What::Kill(of) if of == place => return "does not exit in time".to_owned(),
                What::Finished { container, exit_code, .. } if container == place => {
                    let took = entry.at.since(term.at);
                    return if took.0 < 100 {
                        format!("exits at once with {exit_code}")
                    } else {
                        format!("exits after {took} with {exit_code}")
                    };
                }
                _ => {}
            }
        }
        "does not exit".to_owned()
    }

    fn acts(&self, is_alone: bool) -> Vec<Act> {
        let name = &self.container.name;
        let mut acts = vec![act("kill".to_owned(), format!("Kill {name}"))];
        if is_alone {
            acts.push(act("crash".to_owned(), format!("Crash {name}")));
        }
        acts.push(act("oom".to_owned(), format!("Out of memory in {name}")));
        if let Some(port) = self.port() {
            acts.push(act(format!("request:{port}"), format!("Call {name} on port {port}")));
        }
        for (kind, needed) in super::referred(self.container) {
            acts.push(act(format!("config:{kind} {needed}"), format!("{kind} {needed} appears")));
        }
        acts
    }

    /// A port on which it may be called.
    fn port(&self) -> Option<u16> {
        let said = self.container.ports.iter().flatten().next().map(|port| port.container_port);
        let known = known_image(self.container.image.as_deref().unwrap_or_default());
        said.and_then(|port| u16::try_from(port).ok()).or_else(|| known?.port)
    }
}

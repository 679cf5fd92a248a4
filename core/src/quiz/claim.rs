//! What a question claims: of a run, of an object, of the API, of what a terminal answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::features::{Gate, Version};
use crate::lint::rule;
use crate::process::known_image;
use crate::process::scenario::{self, read_expectations};
use crate::time::SimDuration;
use crate::yaml;

/// Something that can hold of a manifest or not, as it is written and as it is understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Claim {
    written: Value,
    /// What is claimed.
    pub is: Is,
}

/// What can be claimed.
#[derive(Clone, Debug, PartialEq)]
pub enum Is {
    /// What a Scenario may expect of a run as well.
    Run(Box<scenario::Claim>),
    /// What only questions ask.
    Own(Box<Own>),
    /// Another claim does not hold.
    Never(Box<Claim>),
}

/// The claims that only questions make.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Own {
    /// The kind of the first object.
    Kind(String),
    /// An entry of `containers` has this name.
    Container(String),
    /// An entry of `initContainers` with `restartPolicy: Always` has this name.
    Native(String),
    /// Another entry of `initContainers` has this name.
    Init(String),
    /// No container has this name.
    Absent(String),
    /// Entries of `initContainers` stand in this order.
    InitOrder(Vec<String>),
    /// One volume is mounted in all of these containers.
    SharesVolume {
        /// The containers.
        containers: Vec<String>,
        /// Where it is mounted in all of them.
        path: Option<String>,
    },
    /// A mount cannot be written to.
    ReadOnly {
        /// The container.
        container: String,
        /// Where the volume is mounted.
        path: String,
    },
    /// A container has a probe.
    Probe {
        /// The container.
        container: String,
        /// `startup`, `readiness` or `liveness`.
        #[serde(rename = "type")]
        type_: ProbeType,
        /// `exec`, `httpGet`, `tcpSocket` or `grpc`; any where it does not say.
        handler: Option<String>,
    },
    /// `terminationGracePeriodSeconds`.
    Grace(Limits),
    /// The quality of service.
    Qos(String),
    /// What the Pods request together.
    Requests(Amounts),
    /// What the Pods may use together.
    Limits(Amounts),
    /// A field of an object, with its default.
    Value(Field),
    /// A field is as in the question's own manifest.
    Kept(String),
    /// A part of one of the API server's warnings.
    Warning(String),
    /// What a terminal answers.
    Kubectl(Asked),
    /// How many lines of files a container never saw.
    Lost {
        /// The container that reads.
        container: String,
        /// Exactly so many.
        lines: Option<usize>,
        /// At least so many.
        min: Option<usize>,
    },
    /// A feature gate in a version.
    Gate {
        /// Its name.
        name: String,
        /// The version.
        version: String,
        /// Whether it is on by default.
        on: Option<bool>,
        /// Whether nobody can switch it.
        locked: Option<bool>,
    },
    /// A field of the API.
    Field {
        /// As `kubectl explain` takes it: `pod.spec.initContainers`.
        path: String,
        /// The version; the recorded one where it does not say.
        version: Option<String>,
        /// Whether it is there.
        exists: Option<bool>,
        /// A part of what `kubectl explain` prints of it.
        contains: Option<String>,
    },
    /// What is known of an image.
    Image(ImageFacts),
    /// The same text, asked of another version.
    On {
        /// The version.
        kubernetes: String,
        /// What holds there.
        holds: Vec<Claim>,
    },
    /// The same manifest with other processes.
    Under {
        /// What they do.
        scenario: String,
        /// What holds then.
        holds: Vec<Claim>,
    },
    /// Another manifest.
    Given {
        /// The manifest.
        manifest: String,
        /// What its processes do.
        scenario: Option<String>,
        /// What holds of it.
        holds: Vec<Claim>,
    },
    /// At least one holds.
    Any(Vec<Claim>),
    /// All hold.
    All(Vec<Claim>),
}

/// Which probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeType {
    /// It gates the others.
    Startup,
    /// It decides about traffic.
    Readiness,
    /// It decides about restarts.
    Liveness,
}

/// From where to where, both counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The least.
    pub min: Option<f64>,
    /// The most.
    pub max: Option<f64>,
}

/// Quantities by resource.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Amounts {
    /// How many Pods there are; one where it does not say.
    pub replicas: Option<i64>,
    /// The quantity of each resource.
    #[serde(flatten)]
    pub of: BTreeMap<String, Value>,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// `spec.containers[app].image`
    pub path: String,
    /// The kind of the object; the one that is played where it does not say.
    pub kind: Option<String>,
    /// What it is.
    pub is: Option<Value>,
    /// Whether it is there.
    pub exists: Option<bool>,
    /// A part of it.
    pub contains: Option<String>,
    /// The least.
    pub min: Option<f64>,
    /// The most.
    pub max: Option<f64>,
}

/// What is known of an image.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageFacts {
    /// Its reference.
    pub image: String,
    /// The signal that stops it.
    pub stop_signal: Option<String>,
    /// Where it listens by itself.
    pub port: Option<u16>,
    /// Whom it runs as.
    pub user: Option<String>,
    /// Whether it has a shell.
    pub shell: Option<bool>,
    /// What it does in a Pod, in the words of the annotation.
    pub role: Option<String>,
}

/// A command and what it answers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// When.
    pub at: String,
    /// What is typed.
    pub command: String,
    /// A part of what is printed.
    pub contains: Option<String>,
    /// What is no part of it.
    pub never: Option<String>,
    /// All that is printed.
    pub is: Option<String>,
    /// The exit code.
    pub exit: Option<i32>,
}

impl TryFrom<Value> for Claim {
    type Error = String;

    fn try_from(written: Value) -> Result<Self, String> {
        let Some((name, value)) =
            written.as_object().filter(|it| it.len() == 1).and_then(|it| it.iter().next())
        else {
            return Err(format!("a claim has exactly one field, not {written}"));
        };
        if matches!(name.as_str(), "lint" | "noLint") {
            let called = value.as_str().unwrap_or_default();
            rule(called).ok_or_else(|| format!("`{name}`: there is no rule `{called}`"))?;
        }
        let is = if name == "never" {
            Is::Never(Box::new(Self::try_from(value.clone())?))
        } else if of_run(name) {
            Is::Run(Box::new(run(&written)?))
        } else {
            let own: Own = serde_json::from_value(written.clone())
                .map_err(|error| format!("`{name}`: {error}"))?;
            own.check().map_err(|why| format!("`{name}`: {why}"))?;
            Is::Own(Box::new(own))
        };
        Ok(Self { written, is })
    }
}

impl From<Claim> for Value {
    fn from(claim: Claim) -> Self {
        claim.written
    }
}

impl Own {
    /// Whether it can be judged at all: what never can would pass for a wrong answer.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a few claims name what has to be known")]
    fn check(&self) -> Result<(), String> {
        let is_version = |version: &String| {
            let known = Version::parse(version).is_some();
            if known { Ok(()) } else { Err(format!("Kubernetes {version} is not known")) }
        };
        match self {
            Self::Kubectl(asked) if SimDuration::parse(&asked.at).is_none() => {
                Err(format!("`{}` is no length of time", asked.at))
            }
            Self::Gate { name, version, .. } => {
                Gate::named(name).ok_or_else(|| format!("there is no feature gate `{name}`"))?;
                is_version(version)
            }
            Self::On { kubernetes, .. } => is_version(kubernetes),
            Self::Field { version: Some(version), .. } => is_version(version),
            Self::Image(claimed) if known_image(&claimed.image).is_none() => {
                Err(format!("nothing is known of `{}`", claimed.image))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a claim of this name is one of a Scenario.
fn of_run(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "startsBefore",
        "stopsBefore",
        "row",
        "starts",
        "finishes",
        "signal",
        "runs",
        "event",
        "log",
        "phase",
        "condition",
        "deleted",
        "accepted",
        "error",
        "lint",
        "noLint",
    ];
    NAMES.contains(&name)
}

fn run(written: &Value) -> Result<scenario::Claim, String> {
    let text = format!("[{written}]");
    let stream = yaml::parse(&text);
    let Some(document) = stream.documents.first() else {
        return Err("a claim is missing".to_owned());
    };
    let (expectations, problems) = read_expectations(&document.root);
    if let Some(problem) = problems.first() {
        return Err(format!("{} ({})", problem.message, problem.span.of(&text)));
    }
    let first = expectations.into_iter().next();
    first.map(|expectation| expectation.claim).ok_or_else(|| format!("{written} is no claim"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Claim, String> {
        Claim::try_from(serde_yaml::from_str::<Value>(text).unwrap())
    }

    #[test]
    fn a_claim_is_of_a_run_or_of_the_quiz() {
        assert!(matches!(read("{runs: {container: app, count: 1}}").unwrap().is, Is::Run(_)));
        assert!(matches!(read("{native: proxy}").unwrap().is, Is::Own(_)));
        assert!(matches!(read("{never: {native: proxy}}").unwrap().is, Is::Never(_)));
        assert!(matches!(
            read("{any: [{qos: Guaranteed}, {phase: {at: 2s, is: Running}}]}").unwrap().is,
            Is::Own(_)
        ));
    }

    #[test]
    fn nothing_of_a_claim_is_ignored() {
        for (text, part) in [
            ("{native: a, init: b}", "exactly one field"),
            ("{nativ: a}", "unknown variant `nativ`"),
            ("{probe: {container: a, type: slow}}", "unknown variant `slow`"),
            ("{value: {path: spec, iz: 3}}", "unknown field `iz`"),
            ("{runs: {container: app, cuont: 1}}", "has no field `cuont`"),
            ("{on: {kubernetes: '1.28', holds: [{runs: {}}]}}", "needs `container`"),
            ("{on: {kubernetes: '1.99', holds: []}}", "Kubernetes 1.99 is not known"),
            ("{gate: {name: SidecarContainer, version: '1.29'}}", "no feature gate"),
            ("{kubectl: {at: soon, command: kubectl get pods}}", "no length of time"),
            ("{image: {image: 'registry.example/shop:1', port: 80}}", "nothing is known of"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(part), "{text}: {said}");
        }
    }

    #[test]
    fn a_claim_is_written_as_it_is_read() {
        let claim = read("{sharesVolume: {containers: [a, b]}}").unwrap();
        let json = serde_json::to_string(&claim).unwrap();
        assert_eq!(json, r#"{"sharesVolume":{"containers":["a","b"]}}"#);
        assert_eq!(serde_json::from_str::<Claim>(&json).unwrap(), claim);
    }
}

//! What a person may choose of a container, and how a Scenario says it.

use crate::process::scenario::write;
use crate::yaml::{Content, Node};

/// What stands in a pattern for a length of time.
const TIME: &str = "T";
/// What stands in a pattern for a number.
const NUMBER: &str = "N";

/// A field of a container of a Scenario.
#[derive(Debug)]
pub(super) struct Control {
    /// The field: `onStopSignal`.
    pub(super) key: &'static str,
    /// What it is called.
    pub(super) name: &'static str,
    /// What may be said.
    pub(super) choices: &'static [Choice],
}

/// One of the things that may be said.
#[derive(Debug)]
pub(super) struct Choice {
    /// In words, in front of its time and its number.
    pub(super) title: &'static str,
    /// As YAML.
    pattern: &'static str,
    /// The time to begin with, where it has one.
    pub(super) time: &'static str,
    /// The number to begin with, where it has one.
    pub(super) number: &'static str,
}

const fn choice(
    title: &'static str,
    pattern: &'static str,
    time: &'static str,
    number: &'static str,
) -> Choice {
    Choice { title, pattern, time, number }
}

const PROBE: &[Choice] = &[
    choice("always passes", "[{from: 0s, result: success}]", "", ""),
    choice("always fails", "[{from: 0s, result: failure}]", "", ""),
    choice("fails until", "[{from: 0s, result: failure}, {from: T, result: success}]", "10s", ""),
    choice("fails from", "[{from: 0s, result: success}, {from: T, result: failure}]", "20s", ""),
];

/// All of them.
pub(super) const CONTROLS: [Control; 8] = [
    Control {
        key: "startsAfter",
        name: "Starts up in",
        choices: &[choice("takes", "T", "5s", "")],
    },
    Control {
        key: "runs",
        name: "Runs",
        choices: &[
            choice("until it is stopped", "[{}]", "", ""),
            choice("exits after", "[{exitsAfter: T, exitCode: N}]", "5s", "1"),
        ],
    },
    Control { key: "startup", name: "Startup probe", choices: PROBE },
    Control { key: "readiness", name: "Readiness probe", choices: PROBE },
    Control { key: "liveness", name: "Liveness probe", choices: PROBE },
    Control {
        key: "onStopSignal",
        name: "On stop signal",
        choices: &[
            choice("exits after", "{exitsAfter: T, exitCode: N}", "3s", "0"),
            choice("ignores it", "{ignored: true}", "", ""),
        ],
    },
    Control {
        key: "image",
        name: "Image pull",
        choices: &[
            choice("takes", "{pull: T}", "5s", ""),
            choice("fails: not found", "{error: not found}", "", ""),
        ],
    },
    Control {
        key: "memory",
        name: "Memory",
        choices: &[choice("runs out after", "{oomAfter: T}", "10s", "")],
    },
];

impl Choice {
    /// What the Scenario says where this is chosen.
    pub(super) fn written(&self, time: &str, number: &str) -> String {
        let mut out = String::new();
        for letter in self.pattern.chars() {
            match letter {
                'T' => out.push_str(time),
                'N' => out.push_str(number),
                other => out.push(other),
            }
        }
        out
    }

    /// The time and the number where a value says this; nothing where it says something else.
    pub(super) fn read(&self, value: &Node) -> Option<(String, String)> {
        let mut said = (self.time.to_owned(), self.number.to_owned());
        fits(value, &write::parsed(self.pattern), &mut said).then_some(said)
    }
}

/// Whether a value is as a pattern wants it; what stands for time and number is taken over.
fn fits(value: &Node, pattern: &Node, said: &mut (String, String)) -> bool {
    match (&value.content, &pattern.content) {
        (Content::Mapping(own), Content::Mapping(wanted)) => {
            own.len() == wanted.len()
                && wanted.iter().all(|wanted| {
                    value.get(&wanted.name).is_some_and(|own| fits(own, &wanted.value, said))
                })
        }
        (Content::Sequence(own), Content::Sequence(wanted)) => {
            own.len() == wanted.len()
                && own.iter().zip(wanted).all(|(own, wanted)| fits(own, wanted, said))
        }
        (Content::Scalar(own), Content::Scalar(wanted)) => {
            match wanted.text.as_str() {
                TIME => said.0.clone_from(&own.text),
                NUMBER => said.1.clone_from(&own.text),
                _ => return value.means(pattern),
            }
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_as_the_same_choice() {
        for control in &CONTROLS {
            for (place, choice) in control.choices.iter().enumerate() {
                let value = write::parsed(&choice.written("7s", "3"));
                let read: Vec<_> = control.choices.iter().map(|other| other.read(&value)).collect();
                let (time, number) = read.get(place).unwrap().clone().unwrap();
                assert_eq!(read.iter().flatten().count(), 1, "{}", choice.title);
                assert_eq!(time == "7s", choice.pattern.contains(TIME), "{}", choice.title);
                assert_eq!(number == "3", choice.pattern.contains(NUMBER), "{}", choice.title);
            }
        }
    }
}

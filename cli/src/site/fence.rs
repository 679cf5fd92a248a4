//! The words after the three backticks.

use podlife_core::features::Version;
use podlife_core::time::SimDuration;

/// What a fenced block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// A manifest.
    Yaml(Yaml),
    /// An example of the gallery: its name, and how it is shown.
    Example(String, Yaml),
    /// What must come out of the manifest above.
    Claim(Claim),
    /// A drawing: its name, and what it shows in words.
    Picture {
        /// The file below `pictures`, without its ending.
        name: String,
        /// A sentence.
        alt: String,
    },
    /// Numbers that readers change, and what follows from them.
    Calculator,
    /// Questions that lead to an answer.
    Decide,
    /// What kubectl shows for the states that readers choose.
    Decoder,
    /// All images that are known.
    Images,
    /// The myths of all pages.
    Myths,
    /// A step of a lab: what has to be done.
    Task,
    /// Anything else, in the language that is named.
    Text(String),
}

/// How a manifest is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Yaml {
    /// With its timeline.
    pub(super) live: bool,
    /// Not at all.
    pub(super) hidden: bool,
    /// Folded, as the solution of a step.
    pub(super) solution: bool,
    /// How long to watch.
    pub(super) until: Option<SimDuration>,
    /// The Kubernetes that is asked.
    pub(super) version: Version,
    /// What it shows.
    pub(super) title: Option<String>,
    /// On the page of a rule: whether the rule has something to say of it.
    pub(super) fails: Option<bool>,
}

/// What is claimed of the manifest above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// What a command prints at an instant: the command and the instant.
    Prints(&'static str, String),
    /// What a container has logged: its name, where it is given, and the instant.
    Logs(Option<String>, String),
    /// Commands and their answers at an instant.
    Terminal(String),
    /// All rows of the table of `kubectl get pods`.
    Watch,
    /// The API server's refusals.
    Errors,
    /// The API server's warnings.
    Warnings,
    /// Fields that the API server drops without a word.
    Dropped,
    /// `kubectl events`.
    Events,
    /// What the rules say.
    Lint,
    /// What happens, one line each.
    Order,
    /// Lines of a file that nobody has read.
    Lost,
    /// What the scheduler counts.
    Resources,
    /// What each Kubernetes makes of it.
    Versions,
    /// What comes of it when something else happens: what is chosen, and the instant.
    Choices(String, String),
    /// The manifest after a fix.
    Fixed,
    /// Expectations, which are never shown.
    Expect,
}

/// Claims that print what a command prints, with the command.
const PRINTED: [(&str, &str); 7] = [
    ("get", "kubectl get pods"),
    ("wide", "kubectl get pods -o wide"),
    ("labels", "kubectl get pods --show-labels"),
    ("describe", "kubectl describe pods"),
    ("kubectl-events", "kubectl events"),
    ("jobs", "kubectl get jobs"),
    ("describe-job", "kubectl describe jobs"),
];

/// The words behind the first one.
type Words<'a> = [(&'a str, Option<&'a str>)];

impl Fence {
    /// Reads the info string; what is wrong with it is told in a sentence.
    pub(super) fn parse(info: &str) -> Result<Self, String> {
        let words = words(info)?;
        let words: Vec<_> =
            words.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
        let Some(((what, given), rest)) = words.split_first() else {
            return Ok(Self::Text(String::new()));
        };
        let value = |wanted: &str| rest.iter().find(|(key, _)| *key == wanted)?.1;
        match (*what, given) {
            ("yaml", None) => return yaml(rest).map(Self::Yaml),
            ("example", None) => {
                let Some(((name, None), rest)) = rest.split_first() else {
                    return Err("write `example NAME`".to_owned());
                };
                return Ok(Self::Example((*name).to_owned(), yaml(rest)?));
            }
            ("picture", None) => {
                let (Some((name, None)), Some(alt)) = (rest.first(), value("alt")) else {
                    return Err("write `picture NAME alt=\"what it shows\"`".to_owned());
                };
                return Ok(Self::Picture { name: (*name).to_owned(), alt: alt.to_owned() });
            }
            ("calculator", None) => return Ok(Self::Calculator),
            ("decide", None) => return Ok(Self::Decide),
            ("decoder", None) => return Ok(Self::Decoder),
            ("images", None) => return Ok(Self::Images),
            ("myths", None) => return Ok(Self::Myths),
            ("task", None) => return Ok(Self::Task),
            _ => {}
        }
        match claim(what, rest)? {
            Some(claim) => Ok(Self::Claim(claim)),
            None => Ok(Self::Text((*what).to_owned())),
        }
    }
}

/// The claim of a first word; nothing where it is another language.
fn claim(what: &str, words: &Words<'_>) -> Result<Option<Claim>, String> {
    let value = |wanted: &str| words.iter().find(|(key, _)| *key == wanted)?.1.map(str::to_owned);
    let at = || {
        let at = value("at").filter(|at| SimDuration::parse(at).is_some());
        at.ok_or_else(|| format!("write `{what} at=12s`"))
    };
    if what == "get" && words.first() == Some(&("watch", None)) {
        return Ok(Some(Claim::Watch));
    }
    if let Some((_, command)) = PRINTED.iter().find(|(name, _)| *name == what) {
        return Ok(Some(Claim::Prints(command, at()?)));
    }
    Ok(Some(match what {
        "kubectl" => Claim::Terminal(at()?),
        "logs" => Claim::Logs(value("container"), at()?),
        "errors" => Claim::Errors,
        "warnings" => Claim::Warnings,
        "dropped" => Claim::Dropped,
        "events" => Claim::Events,
        "lint" => Claim::Lint,
        "order" => Claim::Order,
        "lost" => Claim::Lost,
        "resources" => Claim::Resources,
        "versions" => {
            at()?;
            Claim::Versions
        }
        "choices" => {
            let title = value("title").ok_or("write `choices at=12s title=\"what is chosen\"`")?;
            Claim::Choices(title, at()?)
        }
        "fixed" => Claim::Fixed,
        "expect" => Claim::Expect,
        _ => return Ok(None),
    }))
}

fn yaml(words: &Words<'_>) -> Result<Yaml, String> {
    let mut yaml = Yaml::default();
    for (key, value) in words {
        match (*key, *value) {
            ("live", None) => yaml.live = true,
            ("hidden", None) => yaml.hidden = true,
            ("solution", None) => yaml.solution = true,
            ("kubernetes", Some(version)) => {
                let known = Version::parse(version);
                yaml.version = known.ok_or_else(|| format!("Kubernetes {version} is not known"))?;
            }
            ("fragment" | "refused", None) => {}
            ("fail", None) => yaml.fails = Some(true),
            ("pass", None) => yaml.fails = Some(false),
            ("title", Some(title)) => yaml.title = Some(title.to_owned()),
            ("until", Some(until)) => {
                let until = SimDuration::parse(until);
                yaml.until = Some(until.ok_or("write `until` as `300ms`, `5s` or `2m`")?);
            }
            (word, _) => return Err(format!("`{word}` is no word of a yaml block")),
        }
    }
    Ok(yaml)
}

/// `key`, `key=value` and `key="a value"`, apart by spaces or commas.
fn words(info: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let mut words = Vec::new();
    let mut rest = info.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let end = rest.find([' ', ',', '=']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            words.push((key.to_owned(), None));
            rest = after.trim_start_matches([' ', ',']);
            continue;
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quote is not closed")?,
            None => value.split_at(value.find([' ', ',']).unwrap_or(value.len())),
        };
        words.push((key.to_owned(), Some(value.to_owned())));
        rest = after.trim_start_matches([' ', ',']);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_live_block_are_read() {
        let fence = Fence::parse("yaml live title=\"Two words\" until=40s");
        let yaml = Yaml {
            live: true,
            title: Some("Two words".to_owned()),
            until: SimDuration::parse("40s"),
            ..Yaml::default()
        };
        assert_eq!(fence, Ok(Fence::Yaml(yaml)));
        let failing = Yaml { fails: Some(true), ..Yaml::default() };
        assert_eq!(Fence::parse("yaml,fail"), Ok(Fence::Yaml(failing)));
    }

    #[test]
    fn a_word_that_means_nothing_is_told() {
        assert!(Fence::parse("yaml lively").is_err());
        assert!(Fence::parse("yaml until=soon").is_err());
        assert!(Fence::parse("yaml title=\"open").is_err());
        assert!(Fence::parse("get").is_err());
        assert!(Fence::parse("example").is_err());
        assert!(Fence::parse("picture pod").is_err());
        assert_eq!(Fence::parse("console"), Ok(Fence::Text("console".to_owned())));
    }

    #[test]
    fn a_claim_knows_its_command_and_its_instant() {
        let claim = |info: &str| match Fence::parse(info) {
            Ok(Fence::Claim(claim)) => claim,
            other => panic!("{other:?}"),
        };
        assert_eq!(claim("get at=5s"), Claim::Prints("kubectl get pods", "5s".to_owned()));
        assert_eq!(claim("get watch"), Claim::Watch);
        assert_eq!(
            claim("logs at=5s container=a"),
            Claim::Logs(Some("a".to_owned()), "5s".to_owned())
        );
    }
}

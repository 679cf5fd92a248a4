//! The words after the three backticks.

use podlife_core::time::SimDuration;

/// What a fenced block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// A manifest.
    Yaml(Yaml),
    /// What must come out of the manifest above.
    Claim(Claim),
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
    /// How long to watch.
    pub(super) until: Option<SimDuration>,
    /// What it shows.
    pub(super) title: Option<String>,
    /// On the page of a rule: whether the rule has something to say of it.
    pub(super) fails: Option<bool>,
}

/// What is claimed of the manifest above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The table of `kubectl get pods` at an instant.
    Get(String),
    /// All its rows.
    Watch,
    /// The API server's refusals.
    Errors,
    /// The API server's warnings.
    Warnings,
    /// `kubectl events`.
    Events,
    /// What the rules say.
    Lint,
    /// What happens, one line each.
    Order,
    /// Expectations, which are never shown.
    Expect,
}

impl Fence {
    /// Reads the info string; what is wrong with it is told in a sentence.
    pub(super) fn parse(info: &str) -> Result<Self, String> {
        let words = words(info)?;
        let mut words = words.iter().map(|(key, value)| (key.as_str(), value.as_deref()));
        let claim = match words.next() {
            None => return Ok(Self::Text(String::new())),
            Some(("yaml", None)) => return yaml(words).map(Self::Yaml),
            Some(("get", None)) => match words.next() {
                Some(("at", Some(at))) if SimDuration::parse(at).is_some() => {
                    Claim::Get(at.to_owned())
                }
                Some(("watch", None)) => Claim::Watch,
                _ => return Err("write `get at=12s` or `get watch`".to_owned()),
            },
            Some(("errors", None)) => Claim::Errors,
            Some(("warnings", None)) => Claim::Warnings,
            Some(("events", None)) => Claim::Events,
            Some(("lint", None)) => Claim::Lint,
            Some(("order", None)) => Claim::Order,
            Some(("expect", None)) => Claim::Expect,
            Some((language, _)) => return Ok(Self::Text(language.to_owned())),
        };
        Ok(Self::Claim(claim))
    }
}

fn yaml<'a>(words: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Result<Yaml, String> {
    let mut yaml = Yaml::default();
    for (key, value) in words {
        match (key, value) {
            ("live", None) => yaml.live = true,
            ("hidden", None) => yaml.hidden = true,
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
        assert_eq!(Fence::parse("console"), Ok(Fence::Text("console".to_owned())));
    }
}

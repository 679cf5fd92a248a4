//! Flags as kubectl reads them.
//!
//! Upstream: github.com/spf13/pflag, flag.go.

/// What a command was given besides its name.
#[derive(Debug, Default)]
pub(super) struct Flags {
    /// What is no flag.
    pub(super) args: Vec<String>,
    /// What stands behind `--`.
    pub(super) behind: Option<Vec<String>>,
    given: Vec<(&'static str, String)>,
}

/// The flags of every command: names, letters, and `=` behind those that take a value.
const GLOBAL: &str = "namespace|n= context= cluster= user= kubeconfig= request-timeout= server|s= v= help|h as= token= \
    insecure-skip-tls-verify match-server-version warnings-as-errors kuberc= profile= tls-server-name=";

/// One of them.
struct Flag {
    name: &'static str,
    letter: Option<char>,
    takes_value: bool,
    /// What it says where it has no value; of a flag that takes one in any case nothing.
    alone: &'static str,
}

fn all(own: &'static str) -> impl Iterator<Item = Flag> {
    own.split_ascii_whitespace().chain(GLOBAL.split_ascii_whitespace()).map(|word| {
        let (word, alone) = word.split_once('?').unwrap_or((word, "true"));
        let (word, takes_value) = match word.strip_suffix('=') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let (name, letter) = word.split_once('|').unwrap_or((word, ""));
        Flag { name, letter: letter.chars().next(), takes_value, alone }
    })
}

/// How many words in front of the command are flags with their values.
pub(super) fn before(words: &[String]) -> Result<usize, String> {
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
        let name = word.trim_start_matches('-');
        let known = all("").find(|flag| {
            name == flag.name || flag.letter.is_some_and(|letter| name == letter.to_string())
        });
        match known {
            Some(flag) if flag.name == "help" => break,
            Some(flag) => at += 1 + usize::from(flag.takes_value),
            None if all("").any(|flag| {
                name.strip_prefix(flag.name).is_some_and(|rest| rest.starts_with('='))
                    || flag.letter.is_some_and(|letter| name.starts_with(letter))
            }) =>
            {
                at += 1;
            }
            None => return Err(unknown(word, "kubectl")),
        }
    }
    Ok(at)
}

fn unknown(word: &str, command: &str) -> String {
    let name = word.split('=').next().unwrap_or_default();
    let what = if name.starts_with("--") {
        format!("unknown flag: {name}")
    } else {
        let letter = name.chars().nth(1).unwrap_or('-');
        format!("unknown shorthand flag: '{letter}' in {name}")
    };
    format!("error: {what}\nSee '{command} --help' for usage.")
}

impl Flags {
    /// Reads the words behind a command that has these flags of its own, written as in [`GLOBAL`]; `?value` is what a
    /// flag says that may stand without one.
    pub(super) fn parse(verb: &str, own: &'static str, words: &[String]) -> Result<Self, String> {
        let mut flags = Self::default();
        let mut words = words.iter();
        let command = format!("kubectl {verb}");
        while let Some(word) = words.next() {
            if word == "--" {
                flags.behind = Some(words.cloned().collect());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                let Some(flag) = all(own).find(|flag| flag.name == name) else {
                    return Err(unknown(word, &command));
                };
                let value = match value {
                    Some(value) => value,
                    None if flag.takes_value => words.next().cloned().ok_or_else(|| {
                        format!("error: flag needs an argument: --{name}\nSee '{command} --help' for usage.")
                    })?,
                    None => flag.alone.to_owned(),
                };
                flags.given.push((flag.name, value));
                continue;
            }
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                flags.args.push(word.clone());
                continue;
            };
            for (at, letter) in letters.char_indices() {
                let Some(flag) = all(own).find(|flag| flag.letter == Some(letter)) else {
                    let rest = letters.get(at..).unwrap_or_default();
                    return Err(unknown(&format!("-{rest}"), &command));
                };
                let rest = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                if !flag.takes_value {
                    flags.given.push((flag.name, flag.alone.to_owned()));
                    continue;
                }
                let value = if rest.is_empty() {
                    words.next().cloned().ok_or_else(|| {
                        format!(
                            "error: flag needs an argument: '{letter}' in -{letters}\nSee '{command} --help' for usage."
                        )
                    })?
                } else {
                    rest.strip_prefix('=').unwrap_or(rest).to_owned()
                };
                flags.given.push((flag.name, value));
                break;
            }
        }
        Ok(flags)
    }

    /// Whether a flag is on.
    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value != "false")
    }

    /// What a flag says; the last one counts.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let of_name = |(known, _): &&(&str, String)| *known == name;
        self.given.iter().rev().find(of_name).map(|(_, value)| value.as_str())
    }

    /// What stands behind an answer that is only a rehearsal; nothing where it is none.
    ///
    /// Upstream: `PrintFlagsWithDryRunStrategy`, staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go.
    pub(super) fn dry_run(&self) -> Option<&'static str> {
        match self.value("dry-run")? {
            "none" => None,
            "server" => Some(" (server dry run)"),
            _ => Some(" (dry run)"),
        }
    }

    /// The namespace that is asked.
    pub(super) fn namespace(&self) -> &str {
        self.value("namespace").unwrap_or("default")
    }

    /// The values of all the flags of a name.
    pub(super) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = move |(known, _): &&(&str, String)| *known == name;
        self.given.iter().filter(of_name).map(|(_, value)| value.as_str())
    }
}

/// The names and letters of a command's flags, with dashes.
pub(super) fn names(own: &'static str) -> Vec<String> {
    all(own).map(|flag| format!("--{}", flag.name)).collect()
}

//! `.podlife.yaml`, read by the reader that reads manifests: every mistake has its place.

use podlife_core::decode::near_of;
use podlife_core::diagnostic::{Diagnostic, Severity, Stage};
use podlife_core::features::Version;
use podlife_core::lint::{Preset, rule};
use podlife_core::text::Span;
use podlife_core::yaml::{self, Content, Entry, Node};

use super::{LEVELS, level_named, unknown_rule};

/// The keys of the file.
const KEYS: [&str; 5] = ["kubernetes", "preset", "rules", "failOn", "exclude"];

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) kubernetes: Option<Version>,
    pub(super) preset: Option<Preset>,
    pub(super) rules: Vec<(&'static str, Option<Severity>)>,
    pub(super) fail_on: Option<Severity>,
    pub(super) exclude: Vec<String>,
}

impl File {
    /// Reads a text as far as it can be read, with everything that is wrong with it.
    pub(super) fn read(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader { file: Self::default(), problems: Vec::new() };
        let stream = yaml::parse(text);
        if let Some(second) = stream.documents.get(1) {
            reader.problem(Span::at(second.span.start), "the settings are one document", None);
        }
        if let Some(document) = stream.documents.first() {
            reader.problems.extend(document.diagnostics.iter().cloned());
            for twice in &document.duplicates {
                reader.problem(twice.key, "this is said twice", Some("leave one of them out"));
            }
            if document.failed.is_none() {
                reader.whole(&document.root);
            }
        }
        (reader.file, reader.problems)
    }
}

struct Reader {
    file: File,
    problems: Vec<Diagnostic>,
}

impl Reader {
    fn problem(&mut self, span: Span, message: &str, help: Option<&str>) {
        let mut problem = Diagnostic::new(Stage::Yaml, "settings", Severity::Error, span, message);
        problem.help = help.map(ToOwned::to_owned);
        self.problems.push(problem);
    }

    /// That a word is none of those that are known.
    fn unknown(&mut self, span: Span, what: &str, word: &str, known: &[&'static str]) {
        let help = match near_of(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", known.join(", ")),
        };
        self.problem(span, &format!("there is no {what} `{word}`"), Some(&help));
    }

    fn whole(&mut self, root: &Node) {
        if !matches!(root.content, Content::Mapping(_)) && !root.is_null() {
            self.problem(root.span, "the settings are keys with values", Some("preset: strict"));
        }
        for entry in root.entries() {
            match entry.name.as_str() {
                "kubernetes" => self.kubernetes(&entry.value),
                "preset" => self.preset(&entry.value),
                "failOn" => self.fail_on(&entry.value),
                "rules" => self.rules(&entry.value),
                "exclude" => self.exclude(&entry.value),
                other => self.unknown(entry.key, "key", other, &KEYS),
            }
        }
    }

    /// The word that a value is: as it is written, `off` and `1.30` too.
    fn word(&mut self, node: &Node, example: &str) -> Option<String> {
        match &node.content {
            Content::Scalar(scalar) if !scalar.text.is_empty() => Some(scalar.text.clone()),
            Content::Scalar(_) | Content::Sequence(_) | Content::Mapping(_) => {
                self.problem(node.span, "one word belongs here", Some(example));
                None
            }
        }
    }

    fn kubernetes(&mut self, node: &Node) {
        let Some(word) = self.word(node, "kubernetes: \"1.36\"") else { return };
        self.file.kubernetes = Version::parse(&word);
        if self.file.kubernetes.is_none() {
            let help = format!("write {} to {}", Version::OLDEST, Version::NEWEST);
            let message = format!("Kubernetes `{word}` is not known");
            self.problem(node.span, &message, Some(&help));
        }
    }

    fn preset(&mut self, node: &Node) {
        let Some(word) = self.word(node, "preset: strict") else { return };
        self.file.preset = Preset::named(&word);
        if self.file.preset.is_none() {
            let names: Vec<&str> = Preset::names().collect();
            self.unknown(node.span, "preset", &word, &names);
        }
    }

    fn fail_on(&mut self, node: &Node) {
        let Some(word) = self.word(node, "failOn: warning") else { return };
        if let Some(Some(severity)) = level_named(&word) {
            self.file.fail_on = Some(severity);
        } else {
            self.unknown(node.span, "severity", &word, LEVELS.get(1..).unwrap_or_default());
        }
    }

    fn rules(&mut self, node: &Node) {
        if node.entries().is_empty() && !node.is_null() {
            let help = "classic-sidecar: warning";
            self.problem(node.span, "rules are named with their levels", Some(help));
        }
        for entry in node.entries() {
            self.rule(entry);
        }
    }

    fn rule(&mut self, entry: &Entry) {
        let known = rule(&entry.name);
        if known.is_none() {
            self.problem(entry.key, &unknown_rule(&entry.name), None);
        }
        let Some(word) = self.word(&entry.value, "classic-sidecar: warning") else { return };
        match (known, level_named(&word)) {
            (Some(known), Some(level)) => self.file.rules.push((known.name, level)),
            (None, Some(_)) => {}
            (_, None) => self.unknown(entry.value.span, "level", &word, &LEVELS),
        }
    }

    fn exclude(&mut self, node: &Node) {
        if node.items().is_empty() && !node.is_null() {
            self.problem(node.span, "a list of patterns belongs here", Some("- charts/**"));
        }
        for item in node.items() {
            let Some(pattern) = self.word(item, "- charts/**") else { continue };
            if pattern.starts_with('!') {
                let message = "nothing can be taken in again";
                self.problem(item.span, message, Some("name what is left out alone"));
            } else {
                self.file.exclude.push(pattern);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read() {
        let text = "kubernetes: 1.30\npreset: exam\nfailOn: info\nrules:\n  classic-sidecar: off\n  G01: error\nexclude:\n- charts/**\n";
        let (file, problems) = File::read(text);
        assert_eq!(problems, []);
        let expected = File {
            kubernetes: Version::parse("1.30"),
            preset: Some(Preset::Exam),
            rules: vec![("classic-sidecar", None), ("latest-tag", Some(Severity::Error))],
            fail_on: Some(Severity::Info),
            exclude: vec!["charts/**".to_owned()],
        };
        assert_eq!(file, expected);
        for nothing in ["", "# nothing\n", "rules:\nexclude: []\n"] {
            let (file, problems) = File::read(nothing);
            assert_eq!(file, File::default());
            assert!(problems.is_empty() || nothing.contains("[]"), "{problems:?}");
        }
    }

    /// What is marked and what is said of it.
    fn problems(text: &str) -> Vec<(String, String)> {
        let (_, problems) = File::read(text);
        let told = problems.into_iter().map(|it| {
            let help = it.help.unwrap_or_default();
            (it.span.of(text).to_owned(), format!("{}; {help}", it.message))
        });
        told.collect()
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        for (text, marked, said) in [
            ("preest: strict\n", "preest", "there is no key `preest`; did you mean `preset`?"),
            ("fail-on: info\n", "fail-on", "did you mean `failOn`?"),
            ("preset: strickt\n", "strickt", "did you mean `strict`?"),
            ("rules: {clasic-sidecar: off}\n", "clasic-sidecar", "did you mean `classic-sidecar`?"),
            ("rules: {classic-sidecar: warn}\n", "warn", "write off, info, warning, error"),
            ("rules: [classic-sidecar]\n", "[classic-sidecar]", "rules are named"),
            ("failOn: off\n", "off", "write info, warning, error"),
            ("failOn: {a: b}\n", "{a: b}", "one word belongs here"),
            ("kubernetes: 1.99\n", "1.99", "write 1.27 to 1.37"),
            ("exclude: charts\n", "charts", "a list of patterns"),
            ("exclude: ['!charts']\n", "'!charts'", "nothing can be taken in again"),
            ("preset: strict\npreset: exam\n", "preset", "this is said twice"),
            ("- a\n", "- a", "the settings are keys"),
        ] {
            let problems = problems(text);
            let found = problems.iter().any(|(at, it)| at == marked && it.contains(said));
            assert!(found, "{text}: {problems:?}");
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        }
        assert!(!problems("a: [b\n").is_empty());
        assert_eq!(problems("a: b\nc: d\n---\nx: y\n").len(), 3);
    }
}

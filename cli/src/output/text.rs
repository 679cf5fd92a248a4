//! What a terminal shows of a check.

use podlife_core::diagnostic::Severity;

use super::{Looked, Paint, clean, finding};

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) files: usize,
    /// Of these, the ones with findings.
    pub(crate) files_with: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) infos: usize,
    /// Allowed by comments and annotations.
    pub(crate) allowed: usize,
    /// Findings that a safe fix puts right.
    pub(crate) fixes: usize,
}

impl Counts {
    /// Those of one text.
    pub(crate) fn of(looked: &Looked<'_>) -> Self {
        let mut counts = Self { files: 1, allowed: looked.allowed().count(), ..Self::default() };
        for found in looked.findings() {
            counts.files_with = 1;
            counts.fixes += usize::from(found.fixes.iter().any(|fix| fix.safe));
            *match found.severity {
                Severity::Error => &mut counts.errors,
                Severity::Warning => &mut counts.warnings,
                Severity::Info => &mut counts.infos,
            } += 1;
        }
        counts
    }

    /// Those of one more text.
    pub(crate) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.files_with += other.files_with;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.allowed += other.allowed;
        self.fixes += other.fixes;
    }

    /// The last lines of a check.
    pub(crate) fn summary(self, paint: Paint) -> String {
        let found: Vec<String> = [
            (self.errors, "error", Severity::Error),
            (self.warnings, "warning", Severity::Warning),
            (self.infos, "info", Severity::Info),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, word, severity)| paint.severity(severity, &counted(count, word)))
        .collect();
        let files = counted(self.files, "file");
        let mut summary = match found.split_last() {
            None => format!("Nothing found in {files}.\n"),
            Some((last, [])) => format!("{last}{}\n", self.in_files()),
            Some((last, others)) => {
                format!("{} and {last}{}\n", others.join(", "), self.in_files())
            }
        };
        if self.allowed > 0 {
            summary.push_str(&format!(
                "{} allowed by comments or annotations.\n",
                counted(self.allowed, "finding")
            ));
        }
        if self.fixes > 0 {
            summary
                .push_str(&format!("`podlife fix --write` puts {} of them right.\n", self.fixes));
        }
        summary
    }

    fn in_files(self) -> String {
        if self.files == 1 {
            return " in 1 file.".to_owned();
        }
        format!(" in {} of {}.", self.files_with, counted(self.files, "file"))
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Every finding with its lines; in front, unless it shall be quiet, what kubectl would say.
pub(crate) fn print(looked: &Looked<'_>, is_quiet: bool, paint: Paint) -> String {
    let mut out = String::new();
    let said = looked.analysis.documents.iter().map(|document| &document.kubectl);
    for said in said.filter(|said| !is_quiet && !said.is_empty()) {
        out.push_str(&clean(said));
        out.push('\n');
    }
    let path = &looked.input.path;
    for (place, found) in looked.findings().enumerate() {
        if place == 0 && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&finding(path, looked.lines, found, paint));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_counts_what_there_is() {
        let none = Counts { files: 1, ..Counts::default() };
        assert_eq!(none.summary(Paint::none()), "Nothing found in 1 file.\n");
        let mut some = Counts { files_with: 1, errors: 1, infos: 2, allowed: 2, ..none };
        assert_eq!(
            some.summary(Paint::none()),
            "1 error and 2 infos in 1 file.\n2 findings allowed by comments or annotations.\n"
        );
        some.add(Counts { files: 3, files_with: 1, warnings: 1, fixes: 1, ..Counts::default() });
        assert_eq!(
            some.summary(Paint::none()),
            "1 error, 1 warning and 2 infos in 2 of 4 files.\n2 findings allowed by comments or annotations.\n\
             `podlife fix --write` puts 1 of them right.\n"
        );
    }
}

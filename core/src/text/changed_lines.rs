//! What changes between two texts, as lines for people to read.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Becomes {
    /// It stays.
    Same,
    /// It goes.
    Gone,
    /// It comes.
    New,
}

/// A line before or after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedLine {
    /// What becomes of it.
    pub becomes: Becomes,
    /// Its number, from 1: that of the text before where it goes, else that of the text after.
    pub line: usize,
    /// What it says, without its end.
    pub text: String,
}

/// The lines that change, in runs, each with so many lines around it that stay.
pub fn changed_lines(before: &str, after: &str, around: usize) -> Vec<Vec<ChangedLine>> {
    let diff = TextDiff::from_lines(before, after);
    let run = |ops: &Vec<similar::DiffOp>| {
        let changes = ops.iter().flat_map(|op| diff.iter_changes(op));
        changes
            .map(|change| {
                let becomes = match change.tag() {
                    ChangeTag::Equal => Becomes::Same,
                    ChangeTag::Delete => Becomes::Gone,
                    ChangeTag::Insert => Becomes::New,
                };
                let index = change.new_index().or(change.old_index()).unwrap_or_default();
                let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
                ChangedLine { becomes, line: index + 1, text }
            })
            .collect()
    };
    diff.grouped_ops(around).iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_change_stand_among_some_that_stay() {
        let runs = changed_lines("a\nb\nc\nd\ne\nf\n", "a\nb\nC\nd\ne\nf\ng\n", 1);
        let lines: Vec<String> = runs
            .iter()
            .flatten()
            .map(|line| format!("{:?} {} {}", line.becomes, line.line, line.text))
            .collect();
        let expected = ["Same 2 b", "Gone 3 c", "New 3 C", "Same 4 d", "Same 6 f", "New 7 g"];
        assert_eq!((runs.len(), lines), (2, expected.map(str::to_owned).to_vec()));
    }
}

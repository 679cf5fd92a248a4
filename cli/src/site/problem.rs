//! What is wrong with the content, and where.

use std::fmt;
use std::path::{Path, PathBuf};

/// One problem at one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) file: PathBuf,
    /// From 1; 0 where it is about the whole file.
    pub(super) line: usize,
    pub(super) message: String,
}

impl Problem {
    pub(super) fn new(file: &Path, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_path_buf(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.line {
            0 => write!(f, "{file}: {}", self.message),
            line => write!(f, "{file}:{line}: {}", self.message),
        }
    }
}

/// Everything that is made; where something is wrong, all problems instead.
pub(super) fn all<T>(
    made: impl IntoIterator<Item = Result<T, Vec<Problem>>>,
) -> Result<Vec<T>, Vec<Problem>> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for made in made {
        match made {
            Ok(it) => all.push(it),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

/// All problems, one a line.
pub(super) fn told(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!("the content has problems, nothing is written\n{}", lines.join("\n"))
}

//! Columns as kubectl lines them up.
//!
//! Upstream: text/tabwriter of Go: a cell ends with a tab; cells above each other, without a line between them that has
//! none there, make a column; what follows the last tab of a line belongs to none.

/// How wide columns are beyond their widest cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    /// No column is narrower.
    pub(crate) least: usize,
    /// Spaces behind the widest cell.
    pub(crate) padding: usize,
}

/// `kubectl describe`.
pub(crate) const DESCRIBE: Columns = Columns { least: 0, padding: 2 };
/// `kubectl get`.
pub(crate) const GET: Columns = Columns { least: 6, padding: 3 };

impl Columns {
    /// The text with its tabs turned into spaces.
    pub(crate) fn align(self, text: &str) -> String {
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        let mut aligned = String::new();
        self.block(&lines, &mut Vec::new(), &mut aligned);
        aligned
    }

    /// Rows of as many cells each; the last cell is not padded.
    pub(crate) fn rows(self, rows: &[Vec<String>]) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for row in rows {
            widths.resize(row.len().saturating_sub(1), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(self.least).max(cell.chars().count() + self.padding);
            }
        }
        let mut aligned = String::new();
        for row in rows {
            let line: Vec<&str> = row.iter().map(String::as_str).collect();
            write(&line, &widths, &mut aligned);
        }
        aligned
    }

    /// Writes lines of which the widths of the first columns are known.
    fn block(self, lines: &[Vec<&str>], widths: &mut Vec<usize>, aligned: &mut String) {
        let column = widths.len();
        let width = |line: &[&str]| -> Option<usize> {
            let cell = line.get(column).filter(|_| column + 1 < line.len())?;
            Some(cell.chars().count())
        };
        let mut rest = lines;
        while let Some(first) = rest.first() {
            let has_column = width(first).is_some();
            let count = rest.iter().take_while(|line| width(line).is_some() == has_column).count();
            let (part, after) = rest.split_at(count);
            rest = after;
            if has_column {
                let widest = part.iter().filter_map(|line| width(line)).max().unwrap_or_default();
                widths.push((widest + self.padding).max(self.least));
                self.block(part, widths, aligned);
                widths.pop();
            } else {
                for line in part {
                    write(line, widths, aligned);
                }
            }
        }
    }
}

fn write(line: &[&str], widths: &[usize], aligned: &mut String) {
    for (position, cell) in line.iter().enumerate() {
        aligned.push_str(cell);
        if let Some(width) = widths.get(position) {
            for _ in cell.chars().count()..*width {
                aligned.push(' ');
            }
        }
    }
    aligned.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_the_cell_ends_a_column() {
        let text = "IP:\t1\nIPs:\n  IP:\t1\nControlled By:\tJob/x\na:\n";
        let aligned = "IP:  1\nIPs:\n  IP:           1\nControlled By:  Job/x\na:\n";
        assert_eq!(DESCRIBE.align(text), aligned);
    }
}

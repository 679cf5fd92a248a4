//! What changes, as `diff -u` prints it.

use similar::{ChangeTag, TextDiff};

use crate::output::{Paint, clean};

/// The lines that change with three lines around them; nothing where none does.
pub(super) fn unified(path: &str, before: &str, after: &str, paint: Paint) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if out.is_empty() {
            let path = clean(path);
            out.push_str(&paint.bold(&format!("--- {path}\n+++ {path}")));
            out.push('\n');
        }
        out.push_str(&paint.frame(&hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let line = change.value();
            let said = line.strip_suffix('\n').unwrap_or(line);
            // Where nobody looks at colours the bytes are for a program.
            let said = if paint.is_on() { clean(said) } else { said.into() };
            out.push_str(&match change.tag() {
                ChangeTag::Equal => format!(" {said}"),
                ChangeTag::Delete => paint.removed(&format!("-{said}")),
                ChangeTag::Insert => paint.added(&format!("+{said}")),
            });
            out.push('\n');
            if !line.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_one_that_patch_reads() {
        let before = "a\nb\nc\nd\ne\nf\ng";
        let after = "a\nb\nc\nd\nE\r\nf\ng\n";
        assert_eq!(
            unified("x.yaml", before, after, Paint::none()),
            "--- x.yaml\n+++ x.yaml\n@@ -2,6 +2,6 @@\n b\n c\n d\n-e\n+E\r\n f\n-g\n\\ No newline at end of file\n+g\n"
        );
        assert_eq!(unified("x.yaml", "a\n", "a\n", Paint::none()), "");
    }
}

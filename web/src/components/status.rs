use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use yew::prelude::*;

use crate::components::element::tag;
use crate::state::instants::happened;

/// Shows `status` as the API holds it now; lines that the last change brought are marked.
pub(crate) fn status(run: &RunReport, now: SimTime) -> Html {
    let all = &run.status;
    let count = happened(all, now, |status| status.at);
    let newest = count.checked_sub(1).and_then(|index| all.get(index));
    let before = count.checked_sub(2).and_then(|index| all.get(index));
    let old: Vec<&str> = before.iter().flat_map(|status| status.yaml.lines()).collect();
    let shown = tag("pre", "status").set("tabindex", "0").label("Status");
    let Some(newest) = newest else {
        return shown.text("{}").into();
    };
    let line = |(index, line): (usize, &str)| -> Html {
        let is_marked = before.is_some() && is_new(&old, &newest.yaml, index);
        tag("span", if is_marked { "status__new" } else { "" }).text(line).text("\n").into()
    };
    shown.all(newest.yaml.lines().enumerate().map(line)).into()
}

/// Whether a line stands outside of what both texts begin and end with.
fn is_new(old: &[&str], new: &str, index: usize) -> bool {
    let new: Vec<&str> = new.lines().collect();
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    index >= head && index + tail.min(new.len().saturating_sub(head)) < new.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_between_the_equal_ends_are_new() {
        let old = ["a: 1", "b: 2", "c: 3"];
        let new: Vec<bool> = (0..3).map(|index| is_new(&old, "a: 1\nb: 9\nc: 3", index)).collect();
        assert_eq!(new, [false, true, false]);
    }
}

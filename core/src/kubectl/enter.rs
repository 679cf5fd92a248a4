//! A command with what it does to the text: for a terminal beside an editor.

use serde::Serialize;

use crate::analysis::{Analysis, Options, what_if};
use crate::kubectl::answer;
use crate::text::{Edit, Span, apply};
use crate::time::SimTime;

/// An answer as plain data, with the edits of the text that let its actions count.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entered {
    /// What is printed at once, in order: 1 is standard output, 2 standard error.
    pub output: Vec<(u32, String)>,
    /// What is printed later, and when.
    pub later: Vec<(SimTime, String)>,
    /// Whether the command goes on, be there something to print later or not.
    pub goes_on: bool,
    /// The actions that the text gets, each as one line of YAML.
    pub actions: Vec<String>,
    /// The edits that write them into it.
    pub edits: Vec<Edit>,
}

/// What cannot be written.
const NO_WAY: &str =
    "podlife: this cannot be put into the Scenario as it is written: change it in the text\n";

/// The answer to a command line at an instant after the creation of a text's objects, and what it changes of the text.
///
/// `analysis` is what these options made of the text.
pub fn enter(
    text: &str,
    options: &Options,
    analysis: &Analysis,
    at: SimTime,
    line: &str,
) -> Entered {
    let answer = answer(analysis, at, line);
    let mut entered = Entered {
        output: answer.output,
        later: answer.later,
        goes_on: answer.goes_on,
        ..Entered::default()
    };
    let mut changed = text.to_owned();
    for requested in answer.actions {
        let Some(edits) = what_if(&changed, options, requested.document, &requested.change) else {
            entered.output.push((2, NO_WAY.to_owned()));
            continue;
        };
        changed = apply(&changed, &edits);
        entered.actions.push(requested.text);
        entered.edits = edits;
    }
    if entered.actions.len() > 1 {
        entered.edits = vec![difference(text, &changed)];
    }
    entered
}

/// The one edit that makes one text of another.
fn difference(old: &str, new: &str) -> Edit {
    let both = |(one, other): &(char, char)| one == other;
    let head: usize =
        old.chars().zip(new.chars()).take_while(both).map(|(letter, _)| letter.len_utf8()).sum();
    let (old_rest, new_rest) =
        (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
    let tail: usize = ends.take_while(both).map(|(letter, _)| letter.len_utf8()).sum();
    let middle = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    Edit::replace(Span::new(head, old.len() - tail), middle.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: one}
spec: {containers: [{name: app, image: nginx:1.29}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two}
spec: {containers: [{name: app, image: nginx:1.29}]}
";

    fn entered(text: &str, at: u64, line: &str) -> Entered {
        let options = Options::default();
        enter(text, &options, &Analysis::of(text, &options), SimTime(at), line)
    }

    fn printed(entered: &Entered) -> String {
        entered.output.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn what_a_command_changes_counts_once_its_edits_are_made() {
        let deleted = entered(PODS, 8_000, "kubectl delete pod one");
        assert_eq!(printed(&deleted), "pod \"one\" deleted from default namespace\n");
        assert_eq!(deleted.actions, ["{at: 8s, delete: {}}"]);
        let text = apply(PODS, &deleted.edits);
        let rows = printed(&entered(&text, 8_000, "kubectl get pods --no-headers"));
        let states: Vec<&str> =
            rows.lines().filter_map(|row| row.split_whitespace().nth(2)).collect();
        assert_eq!(states, ["Terminating", "Running"]);
    }

    #[test]
    fn several_actions_are_one_edit() {
        let deleted = entered(PODS, 8_000, "kubectl delete pods --all");
        assert_eq!((deleted.actions.len(), deleted.edits.len()), (2, 1));
        let text = apply(PODS, &deleted.edits);
        let rows = printed(&entered(&text, 8_000, "kubectl get pods --no-headers"));
        assert_eq!(rows.matches("Terminating").count(), 2);
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        let text = "apiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec: &spec {actions: &actions []}\n---\n";
        let deleted = entered(&format!("{text}{PODS}"), 8_000, "kubectl delete pod one");
        assert_eq!(deleted.edits.is_empty(), printed(&deleted).ends_with(NO_WAY));
    }

    #[test]
    fn a_resize_and_a_debug_container_are_actions() {
        let line = r#"kubectl patch pod one --subresource resize -p '{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"100m"}}}]}}'"#;
        let resized = entered(PODS, 8_000, line);
        assert_eq!(printed(&resized), "pod/one patched\n");
        assert_eq!(resized.actions, ["{at: 8s, resize: {container: app, requests: {cpu: 100m}}}"]);
        let added = entered(PODS, 8_000, "kubectl debug one --image=busybox:1.36 -c peek --quiet");
        assert_eq!(printed(&added), "");
        let text = apply(PODS, &added.edits);
        let said = "kubectl get pod one -o jsonpath={.spec.ephemeralContainers[*].name}";
        assert_eq!(printed(&entered(&text, 8_000, said)), "peek");
    }

    #[test]
    fn a_command_that_goes_on_says_so_even_where_nothing_comes_any_more() {
        assert!(entered(PODS, 0, "kubectl get pods -w").goes_on);
        assert!(entered(PODS, 600_000, "kubectl logs -f one").goes_on);
        assert!(!entered(PODS, 0, "kubectl get pods").goes_on);
        assert!(!entered(PODS, 0, "kubectl get pods -w | grep one").goes_on);
    }

    #[test]
    fn the_difference_of_two_texts_is_one_edit() {
        for (old, new) in [("aab", "aaab"), ("größe", "große"), ("", "x"), ("same", "same")] {
            assert_eq!(apply(old, &[difference(old, new)]), new);
        }
    }
}

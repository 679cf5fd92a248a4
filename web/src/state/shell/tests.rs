use super::*;

const WATCH: &str = "kubectl get pods -w";

fn said(text: &str) -> Entered {
    Entered { output: vec![(1, text.to_owned())], ..Entered::default() }
}

fn watch(later: &[u64]) -> Entered {
    let later = later.iter().map(|at| (SimTime(*at), format!("row {at}\n"))).collect();
    Entered { later, goes_on: true, ..said("table\n") }
}

/// A terminal in which the first two commands were answered.
fn begun(later: &[u64]) -> Shell {
    let mut shell = Shell::default();
    let asked = shell.renew("shop", false, false);
    assert_eq!(asked.iter().map(|(_, _, line)| line.as_str()).collect::<Vec<_>>(), BEGINNING);
    let mut answers = [said("pod/shop created\n"), watch(later)].into_iter();
    for (id, _, _) in asked {
        shell.answered(id, answers.next().unwrap());
    }
    shell
}

fn enter(shell: &mut Shell, now: u64, line: &str, said: Entered) {
    shell.type_(line);
    let (id, at, asked) = shell.enter(SimTime(now)).unwrap();
    assert_eq!((at, asked.as_str()), (SimTime(now), line));
    shell.answered(id, said);
}

fn read(shell: &Shell, now: u64) -> String {
    shell.screen(SimTime(now)).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn rows_come_and_go_with_the_playhead() {
    let shell = begun(&[1000, 2000]);
    let start = "$ kubectl create -f pod.yaml\npod/shop created\n$ kubectl get pods -w\ntable\n";
    assert_eq!(read(&shell, 999), start);
    assert_eq!(read(&shell, 2000), format!("{start}row 1000\nrow 2000\n"));
    assert_eq!(read(&shell, 1000), format!("{start}row 1000\n"));
}

#[test]
fn what_goes_on_prints_below_what_was_typed_meanwhile() {
    let mut shell = begun(&[1000, 2000]);
    enter(&mut shell, 1500, "kubectl logs shop", said("hello"));
    let all = read(&shell, 2000);
    assert!(all.ends_with("row 1000\n1.5 s $ kubectl logs shop\nhello\nrow 2000\n"), "{all}");
    assert!(read(&shell, 0).ends_with("hello\n"), "what was typed stays");
}

#[test]
fn one_command_goes_on_at_a_time_and_can_be_ended() {
    let mut shell = begun(&[1000, 2000]);
    enter(&mut shell, 1500, WATCH, watch(&[2000, 3000]));
    assert_eq!(read(&shell, 9000).matches("row 2000").count(), 1);
    shell.interrupt(SimTime(2500));
    let all = read(&shell, 9000);
    assert!(all.ends_with("row 2000\n^C\n"), "{all}");
    // Another text asks only the beginning again.
    let asked: Vec<usize> = shell.renew("shop", false, false).into_iter().map(|it| it.0).collect();
    assert_eq!(asked, [0, 1]);
}

#[test]
fn what_is_typed_before_the_pod_is_known_stays_below_the_beginning() {
    let mut shell = Shell::default();
    enter(&mut shell, 0, "kubectl get nodes", said("a node\n"));
    shell.type_("kubectl logs shop");
    let (late, ..) = shell.enter(SimTime::ZERO).unwrap();
    assert_eq!(shell.renew("shop", false, false).len(), 2);
    assert_eq!(shell.typed(late), Some("kubectl logs shop"));
    shell.answered(late, said("order 1\n"));
    let all = read(&shell, 0);
    assert!(all.starts_with("$ kubectl create"), "{all}");
    let typed = "0.0 s $ kubectl get nodes\na node\n0.0 s $ kubectl logs shop\norder 1\n";
    assert!(all.ends_with(typed), "{all}");
}

#[test]
fn another_text_asks_again_and_another_pod_begins_anew() {
    let mut shell = begun(&[1000]);
    enter(&mut shell, 500, "kubectl get events", said("none"));
    assert_eq!(shell.renew("shop", false, false).len(), 2);
    assert!(read(&shell, 0).contains("none"));
    let broken = shell.renew("shop", true, true);
    assert_eq!(broken.len(), 1, "a text that cannot be played leaves the rows");
    shell.type_("kubectl logs other");
    let (late, ..) = shell.enter(SimTime::ZERO).unwrap();
    assert_eq!(shell.renew("other", false, false).len(), 2);
    assert!(!read(&shell, 0).contains("none"));
    assert_eq!(shell.typed(late), Some("kubectl logs other"), "what has no answer yet stays");
}

#[test]
fn a_cleared_screen_shows_only_what_comes_after() {
    let mut shell = begun(&[1000, 2000]);
    shell.type_("clear");
    assert_eq!(shell.enter(SimTime(1500)), None);
    assert_eq!(read(&shell, 9000), "row 2000\n");
}

#[test]
fn the_history_is_walked_and_what_was_typed_comes_back() {
    let mut shell = begun(&[]);
    for line in ["one", "two", "two"] {
        enter(&mut shell, 0, line, said(""));
    }
    shell.type_("thr");
    let mut seen = Vec::new();
    for before in [true, true, true, false, false, false] {
        shell.recall(before);
        seen.push(shell.draft.clone());
    }
    assert_eq!(seen, ["two", "one", "one", "two", "thr", "thr"]);
}

#[test]
fn a_word_is_completed_as_far_as_it_is_clear() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let mut shell = Shell::default();
    shell.type_("kubectl de");
    shell.completed("kubectl de", words(&["delete", "describe"]), true);
    assert_eq!(shell.draft, "kubectl de");
    assert_eq!(shell.notice, "2 possibilities: delete, describe");
    shell.type_("kubectl des");
    shell.completed("kubectl de", words(&["delete"]), true);
    assert_eq!(shell.draft, "kubectl des", "an old answer is not taken");
    shell.completed("kubectl des", words(&["describe"]), true);
    assert_eq!(shell.draft, "kubectl describe ");
    shell.type_("kubectl get pods -o js");
    shell.completed("kubectl get pods -o js", words(&["json", "jsonpath="]), true);
    assert_eq!(shell.draft, "kubectl get pods -o json");
    shell.take("jsonpath=");
    assert_eq!(shell.draft, "kubectl get pods -o jsonpath=");
}

#[test]
fn what_is_written_into_the_text_is_said() {
    let mut shell = begun(&[9000]);
    let actions = vec!["{at: 8s, delete: {}}".to_owned()];
    let deleted = Entered { actions, ..said("pod \"shop\" deleted\n") };
    enter(&mut shell, 8000, "kubectl delete pod shop", deleted);
    let all = read(&shell, 9000);
    assert!(
        all.contains("deleted\npodlife: written into the manifest as a Scenario action: {at: 8s"),
        "{all}"
    );
    assert!(all.ends_with("back\nrow 9000\n"), "{all}");
}

#[test]
fn a_container_that_kubectl_chose_is_explained_once() {
    let defaulted = || Entered {
        output: vec![(2, "Defaulted container \"a\" out of: a, b\n".to_owned())],
        ..Entered::default()
    };
    let mut shell = begun(&[]);
    enter(&mut shell, 0, "kubectl logs shop", defaulted());
    enter(&mut shell, 0, "kubectl logs shop", defaulted());
    assert_eq!(read(&shell, 0).matches("podlife: -c NAME").count(), 1);
}

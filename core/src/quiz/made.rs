//! Questions that the simulator makes: a Pod that chance puts together, and what becomes of it.
//!
//! The same number makes the same question, so that a link can name one.

use crate::quiz::chance::Chance;
use crate::quiz::drawn;
use crate::quiz::moments::Moment;
use crate::quiz::proof::prove;
use crate::quiz::publish::publish;
use crate::quiz::question::{Asks, Choice, Drawn, FormName, InForm, Kind, Question};

/// How many Pods are tried for a question: some of them have nothing that can be asked clearly.
const TRIES: u64 = 24;

/// The question of a number; nothing where chance puts no clear one together.
pub fn made(seed: u64) -> Option<Question> {
    (0..TRIES).find_map(|attempt| {
        let question = draft(&mut Chance(seed.wrapping_mul(TRIES).wrapping_add(attempt)))?;
        prove(&question).is_empty().then(|| publish(question, &format!("made/{seed}"), &|_| None).0)
    })
}

/// What chance says of one container.
struct Part {
    name: &'static str,
    form: FormName,
    /// When its process ends by itself, in seconds, and how; nothing where it runs on.
    ends: Option<(u64, i32)>,
    /// How long it takes to stop, in seconds.
    stops: u64,
    /// From when its startup probe succeeds, in seconds; nothing without one.
    startup: Option<u64>,
}

const HELPERS: [&str; 5] = ["proxy", "log-shipper", "metrics", "cache", "reloader"];
const STEPS: [&str; 4] = ["migrate", "fetch", "wait", "render"];
const APPS: [&str; 4] = ["app", "web", "api", "worker"];

fn draft(chance: &mut Chance) -> Option<Question> {
    let policy = chance.one_of(&["Always", "Always", "OnFailure", "Never"])?;
    let mut parts = Vec::new();
    if chance.is(7) {
        let fails = chance.is(2);
        parts.push(Part {
            name: chance.one_of(&STEPS)?,
            form: FormName::Init,
            ends: Some((chance.between(2, 9), i32::from(fails))),
            stops: 0,
            startup: None,
        });
    }
    let form = if chance.is(6) { FormName::Native } else { FormName::Classic };
    let helper = Part {
        name: chance.one_of(&HELPERS)?,
        form,
        ends: if chance.is(3) {
            Some((chance.between(3, 12), chance.one_of(&[0, 1, 1])?))
        } else {
            None
        },
        stops: chance.between(0, 6),
        startup: if form == FormName::Native && chance.is(4) {
            Some(chance.between(2, 9))
        } else {
            None
        },
    };
    let helper_name = helper.name;
    let helper_goes_first = chance.is(5);
    parts.insert(if helper_goes_first { 0 } else { parts.len() }, helper);
    let ends = if policy == "Always" && chance.is(7) {
        None
    } else {
        Some((chance.between(6, 20), chance.one_of(&[0, 0, 1])?))
    };
    parts.push(Part {
        name: chance.one_of(&APPS)?,
        form: FormName::Classic,
        ends,
        stops: chance.between(0, 8),
        startup: None,
    });
    let deleted = if chance.is(5) { Some(chance.between(20, 40)) } else { None };
    let grace = chance.one_of(&[5, 10, 30])?;
    asked(chance, &parts, policy, deleted, grace, helper_name)
}

fn asked(
    chance: &mut Chance,
    parts: &[Part],
    policy: &str,
    deleted: Option<u64>,
    grace: u64,
    helper: &str,
) -> Option<Question> {
    let question = blank(&manifest(parts, policy, grace), &scenario(parts, deleted));
    let said = told(parts, deleted);
    if chance.is(3) {
        let events = events(parts, deleted.is_some());
        return Some(Question {
            kind: Kind::OrderEvents,
            title: "In which order?".to_owned(),
            prompt: format!("{said} Put these events into their order."),
            events,
            ..question
        });
    }
    let at = match deleted {
        Some(deleted) if chance.is(6) => deleted + chance.between(1, 9),
        _ => chance.between(4, 45),
    };
    let form = parts.iter().find(|part| part.name == helper)?.form;
    let mut question = Question {
        title: "Which row?".to_owned(),
        asks: Some(Asks::Row),
        at: Some(format!("{at}s")),
        prompt: format!("{said} What does `kubectl get pods` print after {at} s?"),
        ..question
    };
    let run = question.run();
    let mut texts: Vec<String> = Vec::new();
    for choice in rows(chance, at, helper, form) {
        // What comes out like another choice is none.
        let Ok(text) = drawn::text(&question, &choice, &run) else { continue };
        if !texts.contains(&text) {
            texts.push(text);
            question.choices.push(choice);
        }
    }
    Some(question)
}

/// The first events of the parts, a few of them.
fn events(parts: &[Part], is_deleted: bool) -> Vec<Moment> {
    let mut events = Vec::new();
    for Part { name, ends, .. } in parts {
        let (text, start) = (format!("`{name}` starts"), Some((*name).to_owned()));
        events.push(Moment { text, start, ..Moment::default() });
        if ends.is_some() || is_deleted {
            let text = format!("`{name}` ends for the first time");
            events.push(Moment { text, finish: Some((*name).to_owned()), ..Moment::default() });
        }
    }
    events.truncate(6);
    events
}

/// The row of an instant, of others, and of the helper in another form.
fn rows(chance: &mut Chance, at: u64, helper: &str, form: FormName) -> Vec<Choice> {
    let choice = |from: Drawn, correct: bool, feedback: String| Choice {
        text: String::new(),
        correct,
        claim: Vec::new(),
        drawn: Some(from),
        feedback,
    };
    let right = "That is what the run shows at this instant.".to_owned();
    let mut choices = vec![choice(Drawn::default(), true, right)];
    let (form, words) = match form {
        FormName::Native => (FormName::Classic, "an entry of `containers`"),
        FormName::Classic | FormName::Init => (FormName::Native, "a native sidecar"),
    };
    let form = Some(InForm { container: helper.to_owned(), form });
    let feedback = format!("This would be right if `{helper}` were {words}.");
    choices.push(choice(Drawn { form, ..Drawn::default() }, false, feedback));
    let instants = [
        at.saturating_sub(chance.between(4, 9)),
        at + chance.between(4, 12),
        at + chance.between(13, 60),
    ];
    for instant in instants {
        let word = if instant < at { "earlier" } else { "later" };
        let feedback = format!("That is the row {word}, at {instant} s.");
        let from = Drawn { at: Some(format!("{instant}s")), ..Drawn::default() };
        choices.push(choice(from, false, feedback));
    }
    choices
}

fn blank(manifest: &str, scenario: &str) -> Question {
    Question {
        id: None,
        kind: Kind::Predict,
        title: String::new(),
        entry: None,
        difficulty: 2,
        exams: vec!["general".to_owned()],
        domain: "Beyond the exams".to_owned(),
        prompt: String::new(),
        kubernetes: None,
        manifest: manifest.to_owned(),
        scenario: Some(scenario.to_owned()),
        screen: Vec::new(),
        hints: vec![
            "Entries of `initContainers` start one after the other; with `restartPolicy: Always` the next one waits only until it has started.".to_owned(),
            "READY counts native sidecars and the entries of `containers`. STATUS looks at `initContainers` first.".to_owned(),
        ],
        explanation: "The run below is the proof: play it, and look at the rows and at what each moment follows from.".to_owned(),
        learn: "lifecycle/startup".to_owned(),
        sources: vec!["pkg/kubelet/kuberuntime/kuberuntime_manager.go: computePodActions".to_owned()],
        choices: Vec::new(),
        asks: None,
        at: None,
        of: None,
        events: Vec::new(),
        expect: Vec::new(),
        solution: None,
        other: Vec::new(),
        wrong: Vec::new(),
    }
}

/// What the processes do, in sentences.
fn told(parts: &[Part], deleted: Option<u64>) -> String {
    let mut said: Vec<String> = Vec::new();
    for part in parts {
        let name = part.name;
        said.push(match part.ends {
            Some((after, 0)) => format!("Each run of `{name}` ends well after {after} s."),
            Some((after, code)) => {
                format!("Each run of `{name}` ends with code {code} after {after} s.")
            }
            None => format!("`{name}` runs on."),
        });
        if let Some(from) = part.startup {
            said.push(format!("Its startup probe succeeds from {from} s on."));
        }
        if deleted.is_some() && part.form != FormName::Init && part.stops > 0 {
            said.push(format!("`{name}` needs {} s to stop.", part.stops));
        }
    }
    if let Some(deleted) = deleted {
        said.push(format!("The Pod is deleted after {deleted} s."));
    }
    said.join(" ")
}

fn manifest(parts: &[Part], policy: &str, grace: u64) -> String {
    let container = |part: &Part| {
        let mut lines = format!("  - name: {0}\n    image: registry.example/{0}:1.4\n", part.name);
        if part.form == FormName::Native {
            lines.push_str("    restartPolicy: Always\n");
        }
        if part.startup.is_some() {
            lines.push_str("    startupProbe:\n      tcpSocket: {port: 9000}\n      periodSeconds: 1\n      failureThreshold: 30\n");
        }
        lines
    };
    let of = |is_init: bool| -> String {
        parts
            .iter()
            .filter(|part| (part.form != FormName::Classic) == is_init)
            .map(container)
            .collect()
    };
    let inits = of(true);
    let list = if inits.is_empty() { String::new() } else { format!("  initContainers:\n{inits}") };
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  restartPolicy: {policy}\n  terminationGracePeriodSeconds: {grace}\n{list}  containers:\n{}",
        of(false)
    )
}

fn scenario(parts: &[Part], deleted: Option<u64>) -> String {
    let mut text =
        "apiVersion: podlife.dev/v1alpha1\nkind: Scenario\nspec:\n  until: 180s\n  containers:\n"
            .to_owned();
    for part in parts {
        text.push_str(&format!("  - name: {}\n", part.name));
        if let Some((after, code)) = part.ends {
            text.push_str(&format!("    runs: [{{exitsAfter: {after}s, exitCode: {code}}}]\n"));
        }
        text.push_str(&format!("    onStopSignal: {{exitsAfter: {}s, exitCode: 0}}\n", part.stops));
        if let Some(from) = part.startup {
            text.push_str(&format!(
                "    startup: [{{from: 0s, result: failure}}, {{from: {from}s, result: success}}]\n"
            ));
        }
    }
    if let Some(deleted) = deleted {
        text.push_str(&format!("  actions:\n  - at: {deleted}s\n    delete: {{}}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::{Answer, grade};

    #[test]
    fn a_number_makes_one_question_that_is_proved() {
        let (mut rows, mut orders) = (0, 0);
        for seed in 0..30 {
            let question = made(seed).unwrap_or_else(|| panic!("{seed} makes no question"));
            assert_eq!(Some(&question), made(seed).as_ref(), "{seed}");
            if question.kind == Kind::Predict {
                rows += 1;
                assert!(
                    question.choices.len() >= 3
                        && question.choices.iter().all(|choice| !choice.text.is_empty())
                );
                assert!(grade(&question, &Answer::Choices(question.right())).correct, "{seed}");
            } else {
                orders += 1;
                assert!(question.events.len() >= 3);
            }
        }
        assert!(rows > 10 && orders > 2, "{rows} rows, {orders} orders");
    }
}

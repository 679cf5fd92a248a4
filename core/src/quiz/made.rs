//! Questions that the simulator makes: a Pod that chance puts together, and what becomes of it.
//!
//! The same number makes the same question, so that a link can name one.

use crate::quiz::chance::Chance;
use crate::quiz::drawn;
use crate::quiz::moments::Moment;
use crate::quiz::proof::prove;
use crate::quiz::publish::publish;
use crate::quiz::question::{Asks, Choice, Drawn, FormName, InForm, Kind, Question};
use crate::time::{SimDuration, SimTime};

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
    let (manifest, scenario) = (manifest(parts, policy, grace), scenario(parts, deleted));
    let at = match deleted {
        Some(deleted) if chance.is(6) => deleted + chance.between(1, 9),
        _ => chance.between(4, 45),
    };
    let other_form = |form: FormName| match form {
        FormName::Native => FormName::Classic,
        FormName::Classic | FormName::Init => FormName::Native,
    };
    let form = parts.iter().find(|part| part.name == helper).map(|part| other_form(part.form))?;
    let choice = |from: Drawn, feedback: String| Choice {
        text: String::new(),
        correct: false,
        claim: Vec::new(),
        drawn: Some(from),
        feedback,
    };
    let other_words =
        if form == FormName::Classic { "an entry of `containers`" } else { "a native sidecar" };
    let as_other =
        Drawn { form: Some(InForm { container: helper.to_owned(), form }), ..Drawn::default() };
    let right =
        |feedback: &str| Choice { correct: true, ..choice(Drawn::default(), feedback.to_owned()) };
    let asks_order = chance.is(3);
    let mut question =
        Question { title: "What happens?".to_owned(), ..blank(&manifest, &scenario) };
    let said = told(parts, deleted);
    if asks_order {
        question.kind = Kind::OrderEvents;
        "In which order?".clone_into(&mut question.title);
        question.prompt = format!("{said} Put these events into their order.");
        for part in parts {
            let start = Moment {
                text: format!("`{}` starts", part.name),
                start: Some(part.name.to_owned()),
                ..Moment::default()
            };
            question.events.push(start);
            if part.ends.is_some() || deleted.is_some() {
                let text = format!("`{}` ends for the first time", part.name);
                question.events.push(Moment {
                    text,
                    finish: Some(part.name.to_owned()),
                    ..Moment::default()
                });
            }
        }
        question.events.truncate(6);
        return Some(question);
    }
    let at_text = |seconds: u64| format!("{seconds}s");
    question.kind = Kind::Predict;
    question.asks = Some(Asks::Row);
    question.at = Some(at_text(at));
    "Which row?".clone_into(&mut question.title);
    let shown = SimTime::ZERO + SimDuration::from_secs(at);
    question.prompt = format!("{said} What does `kubectl get pods` print after {shown}?");
    question.choices = vec![
        right("That is what the run shows at this instant."),
        choice(as_other, format!("This would be right if `{helper}` were {other_words}.")),
    ];
    let instants = [
        at.saturating_sub(chance.between(4, 9)),
        at + chance.between(4, 12),
        at + chance.between(13, 60),
    ];
    for instant in instants {
        let then = SimTime::ZERO + SimDuration::from_secs(instant);
        let other = Drawn { at: Some(at_text(instant)), ..Drawn::default() };
        let word = if instant < at { "earlier" } else { "later" };
        question.choices.push(choice(other, format!("That is the row {word}, at {then}.")));
    }
    // What comes out like another choice is none.
    let run = question.run();
    let mut texts: Vec<String> = Vec::new();
    let choices = std::mem::take(&mut question.choices);
    for choice in choices {
        let Ok(text) = drawn::text(&question, &choice, &run) else { continue };
        if !texts.contains(&text) {
            texts.push(text);
            question.choices.push(choice);
        }
    }
    Some(question)
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

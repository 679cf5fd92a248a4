use podlife_core::analysis::RunReport;
use podlife_core::time::SimTime;
use podlife_core::view::kubectl_get::PodTable;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::components::element::{Element, button, tag, text};
use crate::state::shell::{Kind, Shell, ShellAction};
use crate::state::words::{say, word};

/// How many words are offered.
const MOST_OFFERS: usize = 12;

/// Commands about the simulated cluster, and what they answer at the playhead.
pub(crate) fn terminal(
    shell: &Shell,
    pod: Option<&str>,
    now: SimTime,
    on: &Callback<ShellAction>,
) -> Html {
    let piece = |(kind, words): (Kind, String)| -> Html {
        let class = match kind {
            Kind::Plain => return text(&words),
            Kind::Instant | Kind::Note => "terminal__source",
            Kind::Prompt => "terminal__prompt",
            Kind::Said => "terminal__said",
            Kind::Error => "terminal__error",
            Kind::Newest => "terminal__newest",
        };
        tag("span", class).text(&words).into()
    };
    let lines =
        tag("code", "terminal__lines").english().all(shell.screen(now).into_iter().map(piece));
    let log = tag("pre", "terminal").set("role", "log").set("tabindex", "0").named("Output");
    tag("section", "shell")
        .named("Terminal")
        .add(log.add(lines))
        .add(offers(shell, pod, on))
        .add(line(shell, now, on))
        .add(tag("p", "for-hearing").set("role", "status").text(&shell.notice))
        .into()
}

/// What may be typed next: commands to try, or words.
fn offers(shell: &Shell, pod: Option<&str>, on: &Callback<ShellAction>) -> Html {
    let mut offers = tag("div", "shell__offers").set("role", "group");
    let offer = |words: &str, name: &str, act: Box<dyn Fn() -> ShellAction>| -> Html {
        let on = on.reform(move |()| act());
        button("shell__offer", &on, ()).english().label(name).text(words).into()
    };
    if shell.draft.trim().is_empty() {
        let Some(pod) = pod else { return offers.into() };
        offers = offers.named("Try").add(tag("span", "").text("kubectl"));
        let commands = ["get pods -w", "events", "describe pod #", "logs #", "delete pod #"];
        return offers
            .all(commands.map(|command| {
                let command = command.replace('#', pod);
                let line = format!("kubectl {command}");
                let run = line.clone();
                offer(&command, &line, Box::new(move || ShellAction::Run(run.clone())))
            }))
            .into();
    }
    let words = shell.candidates.iter().take(MOST_OFFERS).map(|word| {
        let taken = word.clone();
        offer(word, word, Box::new(move || ShellAction::Take(taken.clone())))
    });
    offers.named("Completions").all(words).into()
}

/// Where commands are typed.
fn line(shell: &Shell, now: SimTime, on: &Callback<ShellAction>) -> Html {
    let (is_empty, lets_go) = (shell.draft.trim().is_empty(), shell.lets_go);
    let (keys, typed) = (on.clone(), on.clone());
    let keydown = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let action = match (event.key().as_str(), event.ctrl_key()) {
            ("Enter", _) => ShellAction::Enter,
            ("ArrowUp", false) => ShellAction::Recall(true),
            ("ArrowDown", false) => ShellAction::Recall(false),
            ("Tab", false) if !is_empty && !lets_go && !event.shift_key() => ShellAction::Complete,
            ("Escape", _) => ShellAction::LetGo,
            ("l", true) => ShellAction::Clear,
            ("c", true) if is_empty => ShellAction::Interrupt,
            _ => return,
        };
        event.prevent_default();
        keys.emit(action);
    };
    let field = tag("input", "shell__field")
        .named("Command")
        .set("aria-describedby", "shell-hint")
        .set("placeholder", "kubectl get pods -o wide")
        .set("autocomplete", "off")
        .set("autocapitalize", "off")
        .set("autocorrect", "off")
        .set("spellcheck", "false")
        .set("enterkeyhint", "go")
        .property("value", shell.draft.as_str())
        .input(move |draft| typed.emit(ShellAction::Type(draft)))
        .keydown(keydown);
    let enter = on.reform(|()| ShellAction::Enter);
    let hint = say(if lets_go {
        word("Tab leaves")
    } else {
        word("Tab completes, Esc then Tab leaves, ↑ repeats")
    });
    tag("div", "shell__line")
        .add(tag("span", "terminal__source").set("aria-hidden", "true").text(&now.to_string()))
        .add(tag("span", "terminal__prompt").set("aria-hidden", "true").text("$"))
        .add(field)
        .add(tag("span", "shell__hint").set("id", "shell-hint").text(hint))
        .add(button("shell__run", &enter, ()).say("Run"))
        .into()
}

/// A screen that stays at its last line.
pub(crate) fn screen(label: &str, class: &str, lines: Element) -> Html {
    tag("pre", class).set("tabindex", "0").label(label).add(lines).into()
}

/// The lines of a terminal in which a command was typed.
pub(crate) fn prompt(command: &str) -> Element {
    tag("code", "terminal__lines").english().add(sign()).text(command)
}

fn sign() -> Element {
    tag("span", "terminal__prompt").text("$ ")
}

/// The heading and the first `count` rows; the newest stands out.
pub(crate) fn rows(run: &RunReport, count: usize) -> Html {
    // All rows are printed, so that the columns keep their places while the rows come.
    let lines = run.rows.iter().map(|row| (row, row.at)).collect();
    let table = PodTable { lines }.to_string();
    let line = |(index, line): (usize, &str)| -> Html {
        let newest = if index == count && index > 0 { "terminal__newest" } else { "" };
        tag("span", newest).text(line).text("\n").into()
    };
    table.lines().take(count + 1).enumerate().map(line).collect()
}

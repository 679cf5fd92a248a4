//! Says what happens while it happens, one line a step with the time it took.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A value, or a sentence about what went wrong.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// A step that prints nothing of its own: its line ends with the time it took.
pub(crate) fn quiet<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    print!("{title} … ");
    // A line that cannot be shown yet is shown with the next one.
    let _ = std::io::stdout().flush();
    let start = Instant::now();
    let outcome = work();
    println!("{}{}", if outcome.is_ok() { "" } else { "failed, " }, seconds(start.elapsed()));
    outcome
}

/// A step whose commands print as they go: a headline before, the time after.
pub(crate) fn loud<T>(title: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("{title}");
    let start = Instant::now();
    let outcome = work();
    println!(
        "{title}: {}, {}",
        if outcome.is_ok() { "done" } else { "failed" },
        seconds(start.elapsed())
    );
    outcome
}

/// Runs a command that prints for itself.
pub(crate) fn run(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} ended with {status}", described(command))),
        Err(error) => Err(format!("{} does not start: {error}", described(command))),
    }
}

/// Runs a command and keeps what it prints to show it only if it fails.
pub(crate) fn run_silently(command: &mut Command) -> Outcome {
    capture(command).map(|_| ())
}

/// Runs a command and gives what it printed on standard output.
pub(crate) fn capture(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{} does not start: {error}", described(command)))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} ended with {}\n{stdout}{stderr}", described(command), output.status))
}

/// `3.2 s`, or `4 min 10 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        return format!("{:.1} s", time.as_secs_f64());
    }
    format!("{} min {} s", whole / 60, whole % 60)
}

fn described(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", line.join(" "))
}

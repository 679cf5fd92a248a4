//! A look at a Pod from outside: it is played up to an instant, and then asked.

use crate::process::machine::Page;
use crate::process::scenario::Scenario;
use crate::sim::processes::Purpose;
use crate::sim::workload::{NODE_IP, Workload};
use crate::sim::world::{World, casts};
use crate::time::{SimDuration, SimTime};

/// How long a command is waited for.
pub const LONGEST_COMMAND: SimDuration = SimDuration::from_secs(60);

/// What somebody does.
#[derive(Clone, Copy, Debug)]
pub enum Visit<'a> {
    /// `kubectl exec`
    Exec {
        /// The container.
        container: &'a str,
        /// The command.
        words: &'a [String],
    },
    /// A request from the node.
    Request {
        /// To which port of the Pod.
        port: u16,
        /// The path.
        path: &'a str,
        /// How the client names itself.
        agent: &'a str,
    },
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The container does not run.
    NotRunning,
    /// The runtime cannot start the command, in its words.
    Failed(String),
    /// The command was run.
    Ran {
        /// Standard output.
        stdout: String,
        /// Standard error.
        stderr: String,
        /// Nothing where it is still running after [`LONGEST_COMMAND`].
        exit_code: Option<i32>,
        /// Whether it left something: a file, a line, a process, a signal.
        acts: bool,
        /// What had to be assumed of it.
        notes: Vec<String>,
    },
    /// The request was made.
    Fetched {
        /// What it brought.
        page: Page,
        /// The container that listens.
        container: Option<String>,
        /// Whether it left something, as a line of a log.
        acts: bool,
    },
}

/// Plays a workload whose defaults have been set up to an instant, and asks one of its Pods; nothing where there is no
/// such Pod.
pub fn visit(
    workload: &Workload<'_>,
    scenario: &Scenario,
    at: SimTime,
    pod: &str,
    visit: Visit<'_>,
) -> Option<Answer> {
    let casts = casts(workload, scenario);
    let mut world = World::new(workload, scenario, &casts);
    world.advance(at, true);
    let place = world.pods.all.iter().position(|known| known.trace.pod == pod)?;
    let of = world.pods.all.get_mut(place)?;
    of.now = at;
    of.run_machine();
    let before = of.machine.changes();
    match visit {
        Visit::Request { port, path, agent } => {
            let listener = of.machine.listener(port);
            let page = if of.ask(port, path, agent, Purpose::Exec(listener.unwrap_or_default())) {
                let mut until = Some(at);
                while let Some(now) = until.filter(|now| *now <= at + LONGEST_COMMAND) {
                    world.advance(now, true);
                    let is_there = world.pods.all.get(place)?.fetched.is_some();
                    until = world.next_at().filter(|_| !is_there);
                }
                world.pods.all.get_mut(place)?.fetched.take().unwrap_or(Page::Silence)
            } else {
                of.machine.fetch(at, port, path, [NODE_IP, agent])
            };
            let of = world.pods.all.get_mut(place)?;
            of.run_machine();
            let container = listener.and_then(|place| of.trace.containers.get(place));
            Some(Answer::Fetched {
                page,
                container: container.map(|of| of.name.clone()),
                acts: of.machine.changes() != before,
            })
        }
        Visit::Exec { container, words } => {
            let index = of.trace.container(container)?;
            if !of.machine.runs(index) {
                return Some(Answer::NotRunning);
            }
            let program = words.first().map(String::as_str).unwrap_or_default();
            if let Some(error) = of.machine.exec_error(index, program) {
                return Some(Answer::Failed(error));
            }
            let Some(exec) = of.exec(index, words) else { return Some(Answer::NotRunning) };
            let known = of.machine.notes(index).len();
            let limit = at + LONGEST_COMMAND;
            let mut until = at;
            loop {
                world.advance(until, true);
                let of = world.pods.all.get(place)?;
                let notes = of.machine.notes(index).into_iter().skip(known);
                let notes = notes.map(|note| note.text).collect();
                if let Some((exit_code, stdout)) = &of.exec_end {
                    let (_, stderr) = exec.printed();
                    let acts = of.machine.changes() != before;
                    let (stdout, exit_code) = (stdout.clone(), Some(*exit_code));
                    return Some(Answer::Ran { stdout, stderr, exit_code, acts, notes });
                }
                let next = world.next_at().filter(|next| *next <= limit);
                let Some(next) = next else {
                    let (stdout, stderr) = exec.printed();
                    return Some(Answer::Ran {
                        stdout,
                        stderr,
                        exit_code: None,
                        acts: true,
                        notes,
                    });
                };
                until = next;
            }
        }
    }
}

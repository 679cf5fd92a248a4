//! The processes of the Pod, as far as nothing else describes them: what the machine tells becomes entries.

use k8s_openapi::api::core::v1::{Container as Spec, HTTPGetAction, Volume, VolumeMount};

use crate::process::container_port;
use crate::process::machine::{
    CommandId, Exec, Kept, Machine, Page, Reply, Report, Setting, signals,
};
use crate::process::scenario::{Action, Scenario};
use crate::sim::container::Container;
use crate::sim::pod_worker::Phase;
use crate::sim::prober::{output, probe_of};
use crate::sim::runtime::reason_of;
use crate::sim::trace::{EntryId, HookKind, LostLines, ProbeKind, Role};
use crate::sim::workload::{Instance, NODE, NODE_IP};
use crate::sim::{Sim, Wake, rules};
use crate::time::SimTime;

/// Why a command is run in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Probe(usize, ProbeKind),
    Hook(usize, HookKind),
    /// Somebody looks at it.
    Exec(usize),
}

/// A command that is run in a container, as long as somebody waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Running {
    command: CommandId,
    purpose: Purpose,
}

impl Running {
    /// Whether it runs in a container.
    pub(super) fn is_in(&self, container: usize) -> bool {
        let (Purpose::Probe(of, _) | Purpose::Hook(of, _) | Purpose::Exec(of)) = self.purpose;
        of == container
    }
}

/// How a command or a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) success: bool,
    pub(super) exit_code: i32,
    /// What the kubelet says of a failure.
    pub(super) output: String,
}

/// The machine of a Pod.
pub(super) fn machine(
    pod: &Instance<'_>,
    containers: &[Container<'_>],
    scenario: &Scenario,
    kept: Vec<Kept>,
    created: SimTime,
) -> Machine {
    let setting = Setting {
        name: pod.name.clone(),
        namespace: pod.namespace,
        uid: pod.uid(),
        labels: pod.labels(),
        annotations: pod.annotations(),
        spec: pod.spec,
        ip: pod.ip(),
        node: (NODE, NODE_IP),
        kept,
        neighbors: pod.neighbors,
        outside: &scenario.network,
        created,
    };
    let specs: Vec<(&Spec, bool)> =
        containers.iter().map(|of| (of.spec, of.role == Role::Init)).collect();
    Machine::new(&setting, &specs)
}

impl Sim<'_> {
    /// Something happened to the machine from outside: what comes of it is looked at right away.
    pub(super) fn wake_machine(&mut self) {
        let Some(at) = self.machine.next_at() else { return };
        let at = at.max(self.now);
        if self.machine_at.is_none_or(|planned| planned > at || planned < self.now) {
            self.machine_at = Some(at);
            self.queue.push(at, Wake::Process);
        }
    }

    /// The machine goes on.
    pub(super) fn on_process(&mut self) {
        if self.machine_at.is_some_and(|planned| planned <= self.now) {
            self.machine_at = None;
        }
        self.run_machine();
        self.wake_machine();
    }

    /// Lets everything happen in the machine that is due, and takes over what the kubelet can learn of it.
    pub(super) fn run_machine(&mut self) {
        for report in self.machine.advance(self.now) {
            match report {
                Report::Exited { container, exit_code } => {
                    self.on_process_exit(container, exit_code);
                }
                Report::CommandEnded { command, exit_code, output } => {
                    self.on_command_end(command, exit_code, output);
                }
                Report::Answered { command, page } => self.on_answer(command, page),
            }
        }
        self.trace.logs.append(&mut self.machine.take_log());
    }

    fn on_process_exit(&mut self, container: usize, exit_code: i32) {
        let Some(of) = self.containers.get(container) else { return };
        let Some(start) = of.instances.last().map(|record| record.start) else { return };
        let (cause, rule) = match of.signalled {
            Some(signalled) => (signalled, rules::EXIT_ON_SIGNAL),
            None => (start, rules::EXIT),
        };
        self.end_process(container, exit_code, reason_of(exit_code), Some(cause), rule);
    }

    /// A container's process gets a signal; whether it is one that nothing else describes.
    pub(super) fn signal_process(&mut self, container: usize, signal: i32, entry: EntryId) -> bool {
        let Some(of) = self.containers.get_mut(container).filter(|of| !of.is_described()) else {
            return false;
        };
        if signal != signals::CONT && signal != signals::STOP {
            of.signalled = Some(entry);
        }
        self.machine.signal(self.now, container, signal);
        self.wake_machine();
        true
    }

    /// Why the runtime cannot start a command in a container, where that is known; no exit code comes of it.
    ///
    /// Upstream: `execInContainer`, containerd's internal/cri/server/container_execsync.go.
    pub(super) fn exec_error(&self, container: usize, words: &[String]) -> Option<String> {
        let why = self.machine.exec_error(container, words.first()?)?;
        Some(format!(
            "rpc error: code = Unknown desc = failed to exec in container: failed to start exec: OCI runtime exec failed: \
             exec failed: unable to start container process: {why}"
        ))
    }

    /// A command is run in a container.
    pub(super) fn run_command(&mut self, container: usize, words: &[String], purpose: Purpose) {
        let command = self.machine.run_command(self.now, container, words);
        self.commands.push(Running { command, purpose });
        self.wake_machine();
    }

    /// Somebody runs a command in a container; nothing where that does not run.
    pub(super) fn exec(&mut self, container: usize, words: &[String]) -> Option<Exec> {
        let exec = self.machine.exec(self.now, container, words)?;
        self.commands.push(Running { command: exec.command, purpose: Purpose::Exec(container) });
        self.exec_end = None;
        self.wake_machine();
        Some(exec)
    }

    /// Nobody waits for a command any longer; whether one was running.
    pub(super) fn give_up_command(&mut self, purpose: Purpose) -> bool {
        let Some(at) = self.commands.iter().position(|running| running.purpose == purpose) else {
            return false;
        };
        let running = self.commands.swap_remove(at);
        self.machine.kill_command(self.now, running.command);
        self.wake_machine();
        true
    }

    /// Why a command is run, or a request made, that has ended; it is not waited for any longer.
    fn take_command(&mut self, command: CommandId) -> Option<Purpose> {
        let at = self.commands.iter().position(|running| running.command == command)?;
        Some(self.commands.swap_remove(at).purpose)
    }

    fn on_command_end(&mut self, command: CommandId, exit_code: i32, output: String) {
        if let Some(purpose) = self.take_command(command) {
            let outcome = Outcome { success: exit_code == 0, exit_code, output };
            self.on_outcome(purpose, outcome);
        }
    }

    /// Processes have answered a request: to a hook any answer is good.
    fn on_answer(&mut self, command: CommandId, page: Page) {
        let Some(purpose) = self.take_command(command) else { return };
        let (container, get, least) = match purpose {
            Purpose::Probe(container, kind) => {
                let spec = self.containers.get(container).map(|of| of.spec);
                let probe = spec.and_then(|spec| probe_of(spec, kind));
                (container, probe.and_then(|probe| probe.http_get.as_ref()), 400)
            }
            Purpose::Hook(container, kind) => {
                let hook = self.hook(container, kind);
                (container, hook.and_then(|hook| hook.http_get.as_ref()), u16::MAX)
            }
            Purpose::Exec(_) => {
                self.fetched = Some(page);
                return;
            }
        };
        let (Some(of), Some(get)) = (self.containers.get(container), get) else { return };
        let (success, output) = match page {
            Page::Http(status, _) => output::status(status, least),
            Page::Broken(line) => (false, output::broken(get, of.spec, &self.pod.ip(), &line)),
            Page::Refused | Page::Silence => (false, String::new()),
        };
        self.on_outcome(purpose, Outcome { success, exit_code: 0, output });
    }

    fn on_outcome(&mut self, purpose: Purpose, outcome: Outcome) {
        match purpose {
            Purpose::Probe(container, kind) => self.on_probe_outcome(container, kind, outcome),
            Purpose::Hook(container, HookKind::PostStart) => {
                self.on_post_start_outcome(container, outcome);
            }
            Purpose::Hook(container, HookKind::PreStop) => {
                self.on_pre_stop_outcome(container, outcome.success);
            }
            Purpose::Exec(_) => self.exec_end = Some((outcome.exit_code, outcome.output)),
        }
    }

    /// What the kubelet's request to a container brings; nothing where processes answer it in their own time.
    pub(super) fn request(
        &mut self,
        container: usize,
        get: &HTTPGetAction,
        agent: &str,
        purpose: Purpose,
    ) -> Option<Reply> {
        self.run_machine();
        let port = self.containers.get(container).and_then(|of| container_port(&get.port, of.spec));
        let Some(port) = port.and_then(|port| u16::try_from(port).ok()) else {
            return Some(Reply::Refused);
        };
        let path = get.path.as_deref().unwrap_or("/");
        if let Some(host) = get.host.as_deref().filter(|host| *host != self.pod.ip()) {
            let answers = self.machine.answers(self.now, host, port);
            return Some(if answers { Reply::Status(200) } else { Reply::Refused });
        }
        if self.ask(port, path, agent, purpose) {
            return None;
        }
        let reply = self.machine.request(self.now, port, path, NODE_IP, agent);
        self.wake_machine();
        Some(reply)
    }

    /// Makes a request where processes answer in their own time; whether it is so.
    pub(super) fn ask(&mut self, port: u16, path: &str, agent: &str, purpose: Purpose) -> bool {
        let command = self.machine.ask(self.now, port, path, agent);
        self.commands.extend(command.map(|command| Running { command, purpose }));
        self.fetched = None;
        self.wake_machine();
        command.is_some()
    }

    /// Whether somebody takes the kubelet's connection.
    pub(super) fn accepts(&mut self, port: u16) -> bool {
        self.run_machine();
        let accepts = self.machine.accepts(self.now, port);
        self.wake_machine();
        accepts
    }

    /// Somebody calls the app.
    pub(super) fn on_request(&mut self, action: &Action) {
        if let Action::Request { port, path, .. } = action {
            self.run_machine();
            let agent = "curl/8.10.1";
            // Nobody waits for what processes answer.
            if self.machine.ask(self.now, *port, path, agent).is_none() {
                self.machine.request(self.now, *port, path, NODE_IP, agent);
            }
            self.run_machine();
            self.wake_machine();
        }
    }

    /// What nobody has read of files that go with the Pod is in the trace, where that has ended.
    pub(super) fn note_lost_lines(&mut self) {
        if !matches!(self.worker.phase, Phase::Terminated | Phase::Done) {
            return;
        }
        for unread in self.machine.unread() {
            let Some(volume) = self.volume_of(unread.reader, &unread.path) else { continue };
            let goes = volume.empty_dir.is_some() || volume.ephemeral.is_some();
            if goes {
                self.trace.lost.push(LostLines {
                    file: unread.path,
                    volume: volume.name.clone(),
                    writer: unread.writer,
                    reader: unread.reader,
                    lines: unread.lines,
                    first_at: unread.first_at,
                });
            }
        }
    }

    /// The volume that a file of a container stands in.
    fn volume_of(&self, container: usize, path: &str) -> Option<&Volume> {
        let mounts = self.containers.get(container)?.spec.volume_mounts.iter().flatten();
        let below = |mount: &&VolumeMount| {
            let rest = path.strip_prefix(mount.mount_path.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.starts_with('/') || rest.is_empty())
        };
        let name = &mounts.filter(below).max_by_key(|mount| mount.mount_path.len())?.name;
        self.spec.volumes.iter().flatten().find(|volume| volume.name == *name)
    }

    /// What has to be told of each container is in the trace.
    pub(super) fn note_assumptions(&mut self) {
        for (place, container) in self.trace.containers.iter_mut().enumerate() {
            container.notes.append(&mut self.machine.notes(place));
        }
    }
}

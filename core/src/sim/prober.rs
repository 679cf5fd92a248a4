//! Probe workers: one for each probe of each app container and native sidecar, for the life of the Pod.
//!
//! Upstream: pkg/kubelet/prober/worker.go and prober_manager.go.

pub(super) mod output;

use k8s_openapi::api::core::v1::Probe;

use crate::process::machine::Reply;
use crate::process::{Behavior, ProbeAnswer, container_port};
use crate::sim::container::Container;
use crate::sim::processes::{Outcome, Purpose};
use crate::sim::trace::{EntryId, EventType, ProbeKind, What};
use crate::sim::{Sim, Wake, latency, rules};
use crate::time::{SimDuration, SimTime};

/// All probe workers of the Pod.
#[derive(Debug, Default)]
pub(super) struct Prober {
    workers: Vec<Worker>,
    /// The place of each container's workers among them, by kind of probe.
    places: Vec<[Option<usize>; 3]>,
    /// How many checks there were.
    checks: u64,
}

/// A check that goes on.
#[derive(Debug)]
struct Check {
    number: u64,
    /// The run of the container that it asks.
    run: usize,
    began: SimTime,
    /// Whether all is well, and what is said where it is not; nothing while a command runs that tells it.
    finding: Option<(bool, String)>,
}

/// One probe of one container.
#[derive(Debug)]
struct Worker {
    container: usize,
    kind: ProbeKind,
    period: SimDuration,
    timeout: SimDuration,
    initial_delay_seconds: u64,
    success_threshold: u64,
    failure_threshold: u64,
    /// The run of the container that the result belongs to.
    run: Option<usize>,
    /// The stored result; nothing while a startup probe has not been decided.
    result: Option<bool>,
    /// The entry by which the result came about.
    decided: Option<EntryId>,
    /// The result of the newest check, and how often it came in a row. Both outlive the container's restarts.
    last: Option<bool>,
    in_a_row: u64,
    on_hold: bool,
    /// The check that goes on.
    check: Option<Check>,
    /// Its time came while it was checking: the next pass follows right away.
    missed: bool,
    stopped: bool,
    ticket: u64,
}

impl Worker {
    fn new(container: usize, kind: ProbeKind, probe: &Probe) -> Self {
        let count = |value: Option<i32>, default: u64| {
            value
                .and_then(|value| u64::try_from(value).ok())
                .filter(|value| *value > 0)
                .unwrap_or(default)
        };
        Self {
            container,
            kind,
            period: SimDuration::from_secs(count(probe.period_seconds, 10)),
            timeout: SimDuration::from_secs(count(probe.timeout_seconds, 1)),
            initial_delay_seconds: count(probe.initial_delay_seconds, 0),
            success_threshold: count(probe.success_threshold, 1),
            failure_threshold: count(probe.failure_threshold, 3),
            run: None,
            result: None,
            decided: None,
            last: None,
            in_a_row: 0,
            on_hold: false,
            check: None,
            missed: false,
            stopped: false,
            ticket: 0,
        }
    }

    /// The value of a container that has not been checked.
    fn initial_value(&self) -> Option<bool> {
        match self.kind {
            ProbeKind::Startup => None,
            ProbeKind::Readiness => Some(false),
            ProbeKind::Liveness => Some(true),
        }
    }
}

impl Prober {
    pub(super) fn new(containers: &[Container<'_>]) -> Self {
        let mut workers = Vec::new();
        let mut places = vec![[None; 3]; containers.len()];
        for (index, container) in
            containers.iter().enumerate().filter(|(_, container)| !container.is_init())
        {
            let probes = [
                (ProbeKind::Startup, &container.spec.startup_probe),
                (ProbeKind::Readiness, &container.spec.readiness_probe),
                (ProbeKind::Liveness, &container.spec.liveness_probe),
            ];
            for (kind, probe) in probes {
                if let Some(probe) = probe {
                    let place = places.get_mut(index).and_then(|of| of.get_mut(kind as usize));
                    if let Some(place) = place {
                        *place = Some(workers.len());
                    }
                    workers.push(Worker::new(index, kind, probe));
                }
            }
        }
        Self { workers, places, checks: 0 }
    }

    fn next_check(&mut self) -> u64 {
        self.checks += 1;
        self.checks
    }

    fn place(&self, container: usize, kind: ProbeKind) -> Option<usize> {
        *self.places.get(container)?.get(kind as usize)?
    }

    fn worker(&self, container: usize, kind: ProbeKind) -> Option<&Worker> {
        self.workers.get(self.place(container, kind)?)
    }

    fn worker_mut(&mut self, container: usize, kind: ProbeKind) -> Option<&mut Worker> {
        let place = self.place(container, kind)?;
        self.workers.get_mut(place)
    }

    /// The probe that wants the running container stopped, if there is one.
    pub(super) fn failed(&self, container: usize, run: usize) -> Option<ProbeKind> {
        [ProbeKind::Liveness, ProbeKind::Startup].into_iter().find(|kind| {
            self.worker(container, *kind)
                .is_some_and(|worker| worker.run == Some(run) && worker.result == Some(false))
        })
    }

    /// The entry by which a probe's result came about.
    pub(super) fn decided(&self, container: usize, kind: ProbeKind) -> Option<EntryId> {
        self.worker(container, kind).and_then(|worker| worker.decided)
    }

    /// Whether a running container counts as started.
    ///
    /// Upstream: `isContainerStarted`, pkg/kubelet/prober/prober_manager.go.
    pub(super) fn is_started(&self, container: usize, run: usize) -> bool {
        self.worker(container, ProbeKind::Startup)
            .is_none_or(|worker| worker.run == Some(run) && worker.result == Some(true))
    }

    /// Whether a running container is shown as started: as long as the worker has not looked at this run, what was
    /// shown before stays.
    pub(super) fn shows_started(&self, container: usize, run: usize, before: bool) -> bool {
        match self.worker(container, ProbeKind::Startup) {
            Some(worker) if worker.run != Some(run) => before,
            Some(worker) => worker.result == Some(true),
            None => true,
        }
    }

    /// Whether a started container is ready.
    pub(super) fn is_ready(&self, container: usize, run: usize) -> bool {
        self.worker(container, ProbeKind::Readiness)
            .is_none_or(|worker| worker.run == Some(run) && worker.result == Some(true))
    }

    /// Ends what may not act during a termination: liveness and startup probes of app containers.
    ///
    /// Upstream: `StopLivenessAndStartup`, pkg/kubelet/prober/prober_manager.go.
    pub(super) fn stop_liveness_and_startup(&mut self, containers: &[Container<'_>]) {
        for worker in &mut self.workers {
            let is_app = containers.get(worker.container).is_some_and(Container::is_app);
            worker.stopped |= is_app && worker.kind != ProbeKind::Readiness;
        }
    }
}

impl Sim<'_> {
    /// Sets up the workers: their clocks start now, before any container exists.
    pub(super) fn add_probes(&mut self) {
        let tickets: Vec<(usize, ProbeKind)> =
            self.prober.workers.iter().map(|worker| (worker.container, worker.kind)).collect();
        for (container, kind) in tickets {
            self.wake_in(SimDuration::ZERO, Wake::Probe { container, kind, ticket: 0 });
        }
    }

    /// Asks the readiness worker for an extra pass; its clock restarts from there.
    ///
    /// Upstream: `UpdatePodStatus`, pkg/kubelet/prober/prober_manager.go.
    pub(super) fn kick_readiness(&mut self, container: usize) {
        let Some(worker) = self.prober.worker_mut(container, ProbeKind::Readiness) else { return };
        worker.ticket += 1;
        let ticket = worker.ticket;
        self.wake_in(latency::PROBE, Wake::Probe { container, kind: ProbeKind::Readiness, ticket });
    }

    /// A worker's time has come, or somebody asked it for an extra pass.
    pub(super) fn on_probe(&mut self, container: usize, kind: ProbeKind, ticket: u64) {
        let over = self.worker.phase == crate::sim::pod_worker::Phase::Done;
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        if worker.ticket != ticket || worker.stopped || over {
            return;
        }
        let period = worker.period;
        worker.missed = worker.check.is_some();
        if !worker.missed {
            self.do_probe(container, kind);
        }
        self.wake_in(period, Wake::Probe { container, kind, ticket });
    }

    /// A worker's pass.
    ///
    /// Upstream: `doProbe`, pkg/kubelet/prober/worker.go.
    fn do_probe(&mut self, container: usize, kind: ProbeKind) {
        let Some(of) = self.containers.get(container) else { return };
        let (stored_running, started, runs_now) = (of.stored_running, of.started, of.is_running());
        let record = of.instances.last().map(|record| (record.run, record.started_at));
        let now = self.now;
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        let mut changed = false;
        if let Some(run) = stored_running
            && worker.run != Some(run)
        {
            worker.run = Some(run);
            worker.result = worker.initial_value();
            worker.on_hold = false;
            changed = kind != ProbeKind::Liveness;
        }
        if worker.on_hold {
        } else if stored_running.is_none() {
            changed = worker.run.is_some() && worker.result != Some(false);
            if worker.run.is_some() {
                worker.result = Some(false);
            }
        } else if let Some((run, started_at)) = record
            && runs_now
            && Some(run) == stored_running
            && now.since(started_at.whole_seconds()).whole_secs() >= worker.initial_delay_seconds
            && started == (kind != ProbeKind::Startup)
        {
            self.begin_check(container, kind, run, now.since(started_at));
        }
        if changed {
            self.trigger(self.worker.cause);
        }
    }

    fn begin_check(&mut self, container: usize, kind: ProbeKind, run: usize, since: SimDuration) {
        let Some(of) = self.containers.get(container) else { return };
        let spec = of.spec;
        let Some(probe) = probe_of(spec, kind) else { return };
        let said = said(of.behavior, kind).map(|answers| answer(answers, since));
        let refused = || {
            let words = probe.exec.as_ref().filter(|_| said.is_none())?.command.as_deref();
            self.exec_error(container, words.unwrap_or_default())
        };
        if let Some(error) = output::error(probe, spec).or_else(refused) {
            // What the kubelet cannot even try tells nothing about the container.
            let message =
                format!("{} probe errored and resulted in unknown state: {error}", name(kind));
            let start = of.instances.last().map(|record| record.start);
            let (type_, reason) = (EventType::Warning, "Unhealthy");
            self.event(type_, reason, message, Some(container), start, rules::PROBE);
            return;
        }
        // Nobody answers what a halted process is asked. The kernel still accepts connections for it, and a command is
        // a process of its own.
        let hangs = of.halted.is_some() && (probe.http_get.is_some() || probe.grpc.is_some());
        let (number, now) = (self.prober.next_check(), self.now);
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        let timeout = worker.timeout;
        worker.check = Some(Check { number, run, began: now, finding: None });
        let found = match (said, &probe.exec) {
            (None, Some(exec)) => {
                let words = exec.command.as_deref().unwrap_or_default();
                self.run_command(container, words, Purpose::Probe(container, kind));
                None
            }
            (None, None) => self.ask_server(container, kind, probe, timeout),
            (Some((success, takes)), _) => {
                let blocks = !success && probe.grpc.is_some();
                let takes = match takes {
                    _ if hangs => timeout,
                    // A gRPC client that finds no server keeps trying until its time is over.
                    SimDuration::ZERO if blocks => timeout,
                    SimDuration::ZERO => latency::PROBE,
                    takes => takes,
                };
                let late = takes >= timeout;
                let said = output::output(probe, spec, &self.pod.ip(), late, success);
                Some((success && !late, takes, said))
            }
        };
        // A process tells it in its own time.
        let Some((success, takes, said)) = found else {
            self.wake_in(timeout, Wake::ProbeTimeout { container, kind, check: number });
            return;
        };
        self.finish_check(container, kind, SimDuration(takes.0.min(timeout.0)), success, said);
    }

    /// What a request or a connection finds: whether that is well, how long it takes, and what is said of it. Nothing
    /// where processes answer in their own time.
    fn ask_server(
        &mut self,
        container: usize,
        kind: ProbeKind,
        probe: &Probe,
        timeout: SimDuration,
    ) -> Option<(bool, SimDuration, String)> {
        let spec = self.containers.get(container)?.spec;
        let ip = self.pod.ip();
        let said = |late: bool, answers: bool| output::output(probe, spec, &ip, late, answers);
        if let Some(get) = &probe.http_get {
            let purpose = Purpose::Probe(container, kind);
            return Some(match self.request(container, get, "kube-probe/1.36", purpose)? {
                Reply::Refused => (false, latency::PROBE, said(false, false)),
                Reply::Silence => (false, timeout, said(true, false)),
                Reply::Status(status) => {
                    let (success, text) = output::status(status, 400);
                    (success, latency::PROBE, text)
                }
            });
        }
        let port = match (&probe.tcp_socket, &probe.grpc) {
            (Some(socket), _) => container_port(&socket.port, spec),
            (None, Some(grpc)) => Some(grpc.port),
            (None, None) => None,
        };
        let host = probe.tcp_socket.as_ref().and_then(|socket| socket.host.as_deref());
        let elsewhere = host.filter(|host| *host != ip);
        let port = port.and_then(|port| u16::try_from(port).ok());
        let accepts = port.is_some_and(|port| match elsewhere {
            Some(host) => self.machine.answers(self.now, host, port),
            None => self.accepts(port),
        });
        let takes = if probe.grpc.is_some() && !accepts { timeout } else { latency::PROBE };
        Some((accepts, takes, said(false, false)))
    }

    /// What a check finds is known; it ends in some time.
    fn finish_check(
        &mut self,
        container: usize,
        kind: ProbeKind,
        takes: SimDuration,
        success: bool,
        output: String,
    ) {
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        let Some(check) = &mut worker.check else { return };
        check.finding = Some((success, output));
        let check = check.number;
        self.wake_in(takes, Wake::ProbeEnd { container, kind, check });
    }

    /// The command of a check has ended.
    pub(super) fn on_probe_outcome(&mut self, container: usize, kind: ProbeKind, outcome: Outcome) {
        let now = self.now;
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        let Some(check) = &worker.check else { return };
        let rest = (check.began + latency::PROBE).since(now);
        self.finish_check(container, kind, rest, outcome.success, outcome.output);
    }

    /// The command of a check runs longer than its probe allows: it is killed, and the check has failed.
    pub(super) fn on_probe_timeout(&mut self, container: usize, kind: ProbeKind, check: u64) {
        let Some(worker) = self.prober.worker(container, kind) else { return };
        let Some(running) = &worker.check else { return };
        if running.number != check || running.finding.is_some() {
            return;
        }
        self.give_up_command(Purpose::Probe(container, kind));
        let spec = self.containers.get(container).map(|of| of.spec);
        let said = spec.and_then(|spec| {
            Some(output::output(probe_of(spec, kind)?, spec, &self.pod.ip(), true, false))
        });
        self.finish_check(container, kind, SimDuration::ZERO, false, said.unwrap_or_default());
    }

    /// A check has ended; a pass that was due meanwhile follows.
    pub(super) fn on_probe_end(&mut self, container: usize, kind: ProbeKind, check: u64) {
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        let Some(ended) = worker.check.take_if(|running| running.number == check) else { return };
        self.end_check(container, kind, ended);
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        if std::mem::take(&mut worker.missed) && !worker.stopped {
            self.do_probe(container, kind);
        }
    }

    fn end_check(&mut self, container: usize, kind: ProbeKind, check: Check) {
        let Some((success, output)) = check.finding else { return };
        let Some(of) = self.containers.get(container) else { return };
        let start = of.instances.last().map(|record| record.start);
        let still_runs = of.is_running();
        let Some(worker) = self.prober.worker_mut(container, kind) else { return };
        // A check that meets the end of its container tells nothing.
        if !still_runs || worker.run != Some(check.run) || worker.stopped {
            return;
        }
        worker.in_a_row = if worker.last == Some(success) { worker.in_a_row + 1 } else { 1 };
        worker.last = Some(success);
        let threshold = if success { worker.success_threshold } else { worker.failure_threshold };
        let enough = worker.in_a_row >= threshold;
        let before = worker.result;
        let probed = self.record(What::Probed(container, kind, success), &[start], rules::PROBE);
        if !success {
            let message = format!("{} probe failed: {output}", name(kind));
            self.event(
                EventType::Warning,
                "Unhealthy",
                message,
                Some(container),
                Some(probed),
                rules::PROBE,
            );
        }
        if !enough {
            return;
        }
        if let Some(worker) = self.prober.worker_mut(container, kind) {
            worker.result = Some(success);
            worker.decided = Some(probed);
            if kind == ProbeKind::Startup || (kind == ProbeKind::Liveness && !success) {
                worker.on_hold = true;
                worker.in_a_row = 0;
            }
        }
        if before == Some(success) {
            return;
        }
        match kind {
            ProbeKind::Startup if success => self.set_started(container, probed),
            ProbeKind::Readiness => self.set_ready(container, success, probed),
            ProbeKind::Liveness if success => return,
            ProbeKind::Startup | ProbeKind::Liveness => {}
        }
        self.trigger(Some(probed));
    }
}

fn name(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Startup => "Startup",
        ProbeKind::Readiness => "Readiness",
        ProbeKind::Liveness => "Liveness",
    }
}

pub(super) fn probe_of(
    spec: &k8s_openapi::api::core::v1::Container,
    kind: ProbeKind,
) -> Option<&Probe> {
    match kind {
        ProbeKind::Startup => spec.startup_probe.as_ref(),
        ProbeKind::Readiness => spec.readiness_probe.as_ref(),
        ProbeKind::Liveness => spec.liveness_probe.as_ref(),
    }
}

/// What a scenario says that a probe finds.
fn said(behavior: &Behavior, kind: ProbeKind) -> Option<&[ProbeAnswer]> {
    let answers = match kind {
        ProbeKind::Startup => &behavior.startup,
        ProbeKind::Readiness => &behavior.readiness,
        ProbeKind::Liveness => &behavior.liveness,
    };
    answers.as_deref()
}

/// What a check finds that begins that long after the start of the container, and how long it takes.
fn answer(answers: &[ProbeAnswer], since: SimDuration) -> (bool, SimDuration) {
    match answers.iter().rev().find(|answer| answer.from <= since) {
        Some(answer) => (answer.success, answer.takes),
        // Before its first entry says otherwise, a described probe fails: the process is not there yet.
        None => (answers.is_empty(), SimDuration::ZERO),
    }
}

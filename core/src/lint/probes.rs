//! What rules ask of probes.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a query looks for some kinds of entries among many"
)]

use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::lint::mend::one_line;
use crate::lint::subject::{Member, Subject};
use crate::process::start_up;
use crate::sim::trace::{ProbeKind, What};
use crate::text::FieldPath;
use crate::time::{SimDuration, SimTime};

/// A probe of a container.
pub(super) struct Asked<'a> {
    /// Which.
    pub(super) kind: ProbeKind,
    /// What its field is called: `livenessProbe`.
    pub(super) field: &'static str,
    /// Where it stands.
    pub(super) path: FieldPath,
    /// The probe.
    pub(super) probe: &'a Probe,
}

/// A container that a probe killed before it could serve.
pub(super) struct KilledEarly {
    /// How long it had, in whole seconds.
    pub(super) had: u64,
    /// How long it needs, in whole seconds.
    pub(super) needs: u64,
    /// `about`, where that is only known of such programs.
    pub(super) about: &'static str,
    /// When a run shows it.
    pub(super) at: Option<SimTime>,
}

impl<'a> Member<'a> {
    /// Its probes.
    pub(super) fn probes(&self) -> impl Iterator<Item = Asked<'a>> + use<'a> {
        let container = self.container;
        let all = [
            (ProbeKind::Startup, "startupProbe", &container.startup_probe),
            (ProbeKind::Readiness, "readinessProbe", &container.readiness_probe),
            (ProbeKind::Liveness, "livenessProbe", &container.liveness_probe),
        ];
        let path = self.path.clone();
        all.into_iter().filter_map(move |(kind, field, probe)| {
            let probe = probe.as_ref()?;
            Some(Asked { kind, field, path: path.child(field), probe })
        })
    }
}

impl<'a> Asked<'a> {
    /// The port that it asks, and where that stands.
    pub(super) fn port(&self) -> Option<(IntOrString, FieldPath)> {
        let probe = self.probe;
        let (port, field) = if let Some(get) = &probe.http_get {
            (get.port.clone(), "httpGet.port")
        } else if let Some(socket) = &probe.tcp_socket {
            (socket.port.clone(), "tcpSocket.port")
        } else {
            (IntOrString::Int(probe.grpc.as_ref()?.port), "grpc.port")
        };
        Some((port, self.path.child(field)))
    }

    /// The host that it asks, where that is not the Pod's own address.
    pub(super) fn host(&self) -> Option<&'a str> {
        let probe = self.probe;
        let get = probe.http_get.as_ref().and_then(|get| get.host.as_deref());
        let socket = probe.tcp_socket.as_ref().and_then(|socket| socket.host.as_deref());
        get.or(socket).filter(|host| !host.is_empty())
    }

    /// The words of the command that it runs.
    pub(super) fn command(&self) -> Option<&'a [String]> {
        self.probe.exec.as_ref()?.command.as_deref()
    }

    /// `periodSeconds` and the others, with their defaults.
    pub(super) fn period(&self) -> i32 {
        self.probe.period_seconds.filter(|seconds| *seconds > 0).unwrap_or(10)
    }

    /// `failureThreshold`.
    pub(super) fn failures(&self) -> i32 {
        self.probe.failure_threshold.filter(|count| *count > 0).unwrap_or(3)
    }

    /// `timeoutSeconds`.
    pub(super) fn timeout(&self) -> i32 {
        self.probe.timeout_seconds.filter(|seconds| *seconds > 0).unwrap_or(1)
    }

    /// How long it may go on failing, in seconds.
    pub(super) fn patience(&self) -> i64 {
        i64::from(self.period()) * i64::from(self.failures())
    }

    /// How long it may take from the start on until it passes, in seconds.
    pub(super) fn budget(&self) -> i64 {
        i64::from(self.probe.initial_delay_seconds.unwrap_or_default()) + self.patience()
    }

    /// What it asks, as the lines of YAML that say so.
    pub(super) fn handler(&self) -> Option<String> {
        let port = |port: &IntOrString| match port {
            IntOrString::Int(number) => number.to_string(),
            IntOrString::String(name) => one_line(name),
        };
        let probe = self.probe;
        let mut text = String::new();
        if let Some(get) = &probe.http_get {
            text.push_str("httpGet: {path: ");
            text.push_str(&one_line(get.path.as_deref().unwrap_or("/")));
            text.push_str(", port: ");
            text.push_str(&port(&get.port));
            if get.scheme.as_deref() == Some("HTTPS") {
                text.push_str(", scheme: HTTPS");
            }
            for header in get.http_headers.iter().flatten() {
                let is_first = !text.contains("httpHeaders");
                text.push_str(if is_first { ", httpHeaders: [{name: " } else { ", {name: " });
                text.push_str(&one_line(&header.name));
                text.push_str(", value: ");
                text.push_str(&one_line(&header.value));
                text.push('}');
            }
            if text.contains("httpHeaders") {
                text.push(']');
            }
        } else if let Some(socket) = &probe.tcp_socket {
            text.push_str("tcpSocket: {port: ");
            text.push_str(&port(&socket.port));
        } else if let Some(grpc) = &probe.grpc {
            text.push_str("grpc: {port: ");
            text.push_str(&grpc.port.to_string());
            if let Some(service) = grpc.service.as_deref().filter(|name| !name.is_empty()) {
                text.push_str(", service: ");
                text.push_str(&one_line(service));
            }
        } else {
            let words: Vec<String> = self.command()?.iter().map(|word| one_line(word)).collect();
            text.push_str("exec: {command: [");
            text.push_str(&words.join(", "));
            text.push(']');
        }
        if let Some(host) = self.host() {
            text.push_str(", host: ");
            text.push_str(&one_line(host));
        }
        text.push('}');
        Some(text)
    }
}

impl Subject<'_> {
    /// Whether a container is killed by a probe before it has served, and would have served had it been left alone.
    pub(super) fn killed_early(
        &self,
        member: &Member<'_>,
        asked: &Asked<'_>,
    ) -> Option<KilledEarly> {
        let said = self.scenario.container(member.name());
        let needs = start_up(member.container, said)?;
        let is_said = said.is_some_and(|said| said.starts_after.is_some());
        let budget = u64::try_from(asked.budget()).ok()?;
        if needs < SimDuration::from_secs(budget) {
            return None;
        }
        let (mut had, mut at) = (budget, None);
        if self.trace.is_some() {
            let mut started = None;
            for (when, what) in self.entries(member) {
                match what {
                    What::Started(..) => started = started.or(Some(when)),
                    // It answers in time.
                    What::Probed(_, kind, true) if *kind == asked.kind => return None,
                    What::StopBegan(_) => {
                        had = when.since(started?).whole_secs();
                        at = Some(when);
                        break;
                    }
                    _ => {}
                }
            }
            at?;
        }
        // A process that needs 29.5 s has not had enough of 29 s.
        let needs = needs.0.div_ceil(1000);
        let about = if is_said { "" } else { "about " };
        (had <= needs).then_some(KilledEarly { had, needs, about, at })
    }
}

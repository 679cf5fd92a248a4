//! Probes and lifecycle hooks.
//!
//! Upstream: validateProbe, validateLifecycle and validateHandler, pkg/apis/core/validation/validation.go, v1.36.

use k8s_openapi::api::core::v1::{
    ExecAction, GRPCAction, HTTPGetAction, Lifecycle, LifecycleHandler, Probe, SleepAction,
    TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::errors::Errors;
use super::pod::{Scope, list, text};
use super::{formats, ports};
use crate::features::Gate;
use crate::text::FieldPath;

/// validateLivenessProbe, which is validateStartupProbe, too.
pub(super) fn liveness(errors: &mut Errors, probe: Option<&Probe>, path: &FieldPath) {
    let Some(probe) = probe else { return };
    validate_probe(errors, probe, path);
    let threshold = probe.success_threshold.unwrap_or_default();
    if threshold != 1 {
        errors.invalid(&path.child("successThreshold"), threshold, "must be 1");
    }
}

/// validateReadinessProbe.
pub(super) fn readiness(errors: &mut Errors, probe: Option<&Probe>, path: &FieldPath) {
    let Some(probe) = probe else { return };
    validate_probe(errors, probe, path);
    if let Some(seconds) = probe.termination_grace_period_seconds {
        let detail = "must not be set for readinessProbes";
        errors.invalid(&path.child("terminationGracePeriodSeconds"), seconds, detail);
    }
}

/// validateProbe.
fn validate_probe(errors: &mut Errors, probe: &Probe, path: &FieldPath) {
    let handler = Handler {
        exec: probe.exec.as_ref(),
        http_get: probe.http_get.as_ref(),
        tcp_socket: probe.tcp_socket.as_ref(),
        grpc: probe.grpc.as_ref(),
        sleep: None,
        grace: None,
    };
    handler.validate(errors, path);
    for (field, value) in [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ] {
        errors.nonnegative(&path.child(field), i64::from(value.unwrap_or_default()));
    }
    if let Some(seconds) = probe.termination_grace_period_seconds
        && seconds <= 0
    {
        let detail = "must be greater than 0";
        errors.invalid(&path.child("terminationGracePeriodSeconds"), seconds, detail);
    }
}

/// validateLifecycle.
pub(super) fn lifecycle(
    errors: &mut Errors,
    lifecycle: &Lifecycle,
    scope: &Scope<'_>,
    path: &FieldPath,
) {
    let grace = scope.grace();
    for (field, hook) in [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            hook_handler(hook, grace).validate(errors, &path.child(field));
        }
    }
    if let Some(signal) = &lifecycle.stop_signal {
        let os = scope.spec.os.as_ref().map(|os| os.name.as_str());
        stop_signal(errors, signal, os, &path.child("stopSignal"));
    }
}

/// validateStopSignal; only where the gate ContainerStopSignals is on there is something to look at.
fn stop_signal(errors: &mut Errors, signal: &str, os: Option<&str>, path: &FieldPath) {
    let known: Vec<&str> = match os {
        None => {
            let detail = "may not be set for containers with empty `spec.os.name`";
            errors.forbidden(path, detail);
            return;
        }
        Some("windows") => vec!["SIGKILL", "SIGTERM"],
        Some(_) => LINUX_SIGNALS.split(' ').collect(),
    };
    if !known.contains(&signal) {
        errors.not_supported(path, signal, &known);
    }
}

/// supportedStopSignalsLinux, sorted as text.
const LINUX_SIGNALS: &str = "SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT \
    SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMAX-1 SIGRTMAX-10 SIGRTMAX-11 SIGRTMAX-12 \
    SIGRTMAX-13 SIGRTMAX-14 SIGRTMAX-2 SIGRTMAX-3 SIGRTMAX-4 SIGRTMAX-5 SIGRTMAX-6 SIGRTMAX-7 SIGRTMAX-8 SIGRTMAX-9 \
    SIGRTMIN SIGRTMIN+1 SIGRTMIN+10 SIGRTMIN+11 SIGRTMIN+12 SIGRTMIN+13 SIGRTMIN+14 SIGRTMIN+15 SIGRTMIN+2 \
    SIGRTMIN+3 SIGRTMIN+4 SIGRTMIN+5 SIGRTMIN+6 SIGRTMIN+7 SIGRTMIN+8 SIGRTMIN+9 SIGSEGV SIGSTKFLT SIGSTOP SIGSYS \
    SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ";

fn hook_handler(hook: &LifecycleHandler, grace: Option<i64>) -> Handler<'_> {
    Handler {
        exec: hook.exec.as_ref(),
        http_get: hook.http_get.as_ref(),
        tcp_socket: hook.tcp_socket.as_ref(),
        grpc: None,
        sleep: hook.sleep.as_ref(),
        grace,
    }
}

/// commonHandler: what a probe or hook does, and the time that a hook may take.
struct Handler<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HTTPGetAction>,
    tcp_socket: Option<&'a TCPSocketAction>,
    grpc: Option<&'a GRPCAction>,
    sleep: Option<&'a SleepAction>,
    grace: Option<i64>,
}

impl Handler<'_> {
    /// validateHandler: the first handler is checked, any other forbidden.
    fn validate(&self, errors: &mut Errors, path: &FieldPath) {
        let set = [
            ("exec", self.exec.is_some()),
            ("httpGet", self.http_get.is_some()),
            ("tcpSocket", self.tcp_socket.is_some()),
            ("grpc", self.grpc.is_some()),
            ("sleep", self.sleep.is_some()),
        ];
        let mut fields = set.into_iter().filter(|(_, is_set)| *is_set).map(|(field, _)| field);
        match fields.next() {
            Some(field) => self.first(errors, &path.child(field)),
            None => errors.required(path, "must specify a handler type"),
        }
        for field in fields {
            errors.forbidden(&path.child(field), "may not specify more than 1 handler type");
        }
    }

    fn first(&self, errors: &mut Errors, path: &FieldPath) {
        if let Some(exec) = self.exec {
            if list(&exec.command).is_empty() {
                errors.required(&path.child("command"), "");
            }
        } else if let Some(http) = self.http_get {
            http_get(errors, http, path);
        } else if let Some(tcp) = self.tcp_socket {
            ports::number_or_name(errors, &tcp.port, &path.child("port"));
        } else if let Some(grpc) = self.grpc {
            ports::number_or_name(errors, &IntOrString::Int(grpc.port), &path.child("port"));
        } else if let (Some(sleep), Some(grace)) = (self.sleep, self.grace) {
            validate_sleep(errors, sleep.seconds, grace, path);
        }
    }
}

/// validateSleepAction.
fn validate_sleep(errors: &mut Errors, seconds: i64, grace: i64, path: &FieldPath) {
    let may_be_zero = errors.has(Gate::PodLifecycleSleepActionAllowZero);
    let least = i64::from(!may_be_zero);
    if (least..=grace).contains(&seconds) {
        return;
    }
    let sign = if may_be_zero { "non-negative" } else { "greater than 0" };
    let mut detail =
        format!("must be {sign} and less than terminationGracePeriodSeconds ({grace})");
    if !may_be_zero && errors.version().has(32) {
        detail.push_str(
            ". Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.",
        );
    }
    errors.invalid(path, seconds, detail);
}

/// validateHTTPGetAction.
fn http_get(errors: &mut Errors, http: &HTTPGetAction, path: &FieldPath) {
    if text(&http.path).is_empty() {
        errors.required(&path.child("path"), "");
    }
    ports::number_or_name(errors, &http.port, &path.child("port"));
    let schemes = &["HTTP", "HTTPS"];
    if !schemes.contains(&text(&http.scheme)) {
        errors.not_supported(&path.child("scheme"), text(&http.scheme), schemes);
    }
    for header in list(&http.http_headers) {
        let complaints = formats::http_header_name(&header.name);
        errors.invalid_each(&path.child("httpHeaders"), &header.name, complaints);
    }
}

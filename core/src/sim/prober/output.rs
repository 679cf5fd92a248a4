//! What a failed check says.
//!
//! Upstream: pkg/probe/{exec,http,tcp,grpc}.

use k8s_openapi::api::core::v1::{Container, HTTPGetAction, Probe};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::process::container_port;

/// The output of a check that failed, or that took longer than its time-out.
///
/// A server that is not there yet refuses the connection: that is what is assumed of a failure.
/// `answers` where the server is there all the same, and only late.
pub(super) fn output(
    probe: &Probe,
    container: &Container,
    ip: &str,
    timed_out: bool,
    answers: bool,
) -> String {
    let seconds = probe.timeout_seconds.filter(|seconds| *seconds > 0).unwrap_or(1);
    if let Some(exec) = &probe.exec {
        let command = exec.command.as_deref().unwrap_or_default().join(" ");
        return if timed_out {
            format!("command timed out: \"{command}\" timed out after {seconds}s")
        } else {
            String::new()
        };
    }
    if let Some(get) = &probe.http_get {
        return http(get, container, ip, timed_out);
    }
    if let Some(socket) = &probe.tcp_socket {
        let host = socket.host.as_deref().unwrap_or(ip);
        let port = port_number(&socket.port, container);
        let why = if timed_out { "i/o timeout" } else { "connect: connection refused" };
        return format!("dial tcp {host}:{port}: {why}");
    }
    if let Some(grpc) = &probe.grpc {
        if answers {
            return format!("timeout: health rpc did not complete within {seconds}s");
        }
        return format!(
            "timeout: failed to connect service \"{ip}:{}\" within {seconds}s: context deadline exceeded",
            grpc.port
        );
    }
    String::new()
}

/// Why the kubelet cannot even try, where it cannot: the port has a name that no port of the container has.
///
/// Upstream: `ResolveContainerPort`, pkg/probe/util.go.
pub(super) fn error(probe: &Probe, container: &Container) -> Option<String> {
    let get = probe.http_get.as_ref().map(|get| &get.port);
    let port = get.or(probe.tcp_socket.as_ref().map(|socket| &socket.port));
    port.and_then(|port| unknown_port(port, container))
}

/// What Go says about the name of a port that no port of the container has.
pub(in crate::sim) fn unknown_port(port: &IntOrString, container: &Container) -> Option<String> {
    match port {
        IntOrString::String(name) if container_port(port, container).is_none() => {
            Some(format!("strconv.Atoi: parsing \"{name}\": invalid syntax"))
        }
        IntOrString::String(_) | IntOrString::Int(_) => None,
    }
}

/// What a request says that nobody answers, or nobody in time.
pub(in crate::sim) fn http(
    get: &HTTPGetAction,
    container: &Container,
    ip: &str,
    timed_out: bool,
) -> String {
    let host = get.host.as_deref().unwrap_or(ip);
    let port = port_number(&get.port, container);
    let url = url(get, host, port);
    if timed_out {
        format!("{url}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
    } else {
        format!("{url}: dial tcp {host}:{port}: connect: connection refused")
    }
}

/// What a request is called.
fn url(get: &HTTPGetAction, host: &str, port: i32) -> String {
    let scheme = get.scheme.as_deref().unwrap_or("HTTP").to_ascii_lowercase();
    let path = get.path.as_deref().unwrap_or("/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("Get \"{scheme}://{host}:{port}{slash}{path}\"")
}

/// What a request says to which something else came than HTTP, or not enough of it: the first line of that.
///
/// Source: `mapRoundTripError` of Go's net/http, transport.go, and `ReadResponse`, response.go.
pub(in crate::sim) fn broken(
    get: &HTTPGetAction,
    container: &Container,
    ip: &str,
    line: &str,
) -> String {
    let url = url(get, ip, port_number(&get.port, container));
    let why = match line {
        "" => return format!("{url}: EOF"),
        line if line.starts_with("HTTP/") => "unexpected EOF".to_owned(),
        line => format!("malformed HTTP response {line:?}"),
    };
    format!("{url}: net/http: HTTP/1.x transport connection broken: {why}")
}

/// Whether a status that is less than a number is a success, and what is said where it is none.
pub(in crate::sim) fn status(status: u16, end: u16) -> (bool, String) {
    let text = format!("HTTP probe failed with statuscode: {status}");
    ((200..end).contains(&status), text)
}

/// A port as Go prints the struct.
pub(in crate::sim) fn go_port(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => format!("{{0 {number} }}"),
        IntOrString::String(name) => format!("{{1 0 {name}}}"),
    }
}

/// The number of a port that may be named; 0 where no port has the name.
fn port_number(port: &IntOrString, container: &Container) -> i32 {
    container_port(port, container).unwrap_or_default()
}

//! Connections that processes answer, in their own time: what one side writes the other one reads.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::rc::Rc;

use crate::process::machine::kernel::Kernel;
use crate::process::machine::network::{Answer, Service};
use crate::process::machine::open::{Open, Pipe};

/// One side of a connection.
#[derive(Debug)]
pub(in crate::process) struct Connection {
    /// What the other side says.
    pub(in crate::process) from: Rc<Open>,
    /// What this one says.
    pub(in crate::process) to: Rc<Open>,
}

/// The connections to a server that it has not taken yet.
pub(in crate::process) type Backlog = Rc<RefCell<VecDeque<Connection>>>;

impl Kernel {
    /// Connects to a port where a process answers; the client's side.
    pub(in crate::process) fn connect(&mut self, port: u16, asked: IpAddr) -> Option<Connection> {
        let Service::Talks(backlog) = &self.network.listener(port, asked)?.service else {
            return None;
        };
        let ((from, to), (other_from, other_to)) = (Pipe::ends(), Pipe::ends());
        backlog.borrow_mut().push_back(Connection { from, to: other_to });
        self.pipe_moved();
        Some(Connection { from: other_from, to })
    }

    /// Connects to a port and hangs up; whether somebody took the connection.
    pub(in crate::process) fn touch(&mut self, port: u16, asked: IpAddr) -> bool {
        drop(self.connect(port, asked));
        self.network.listener(port, asked).is_some()
    }
}

/// A request for a path.
pub(in crate::process) fn request(path: &str, host: &str, port: u16, agent: &str) -> String {
    let own = match agent {
        "Wget" => "Connection: close\r\n",
        agent if agent.starts_with("kube-") => "Accept: */*\r\nConnection: close\r\n",
        _ => "Accept: */*\r\n",
    };
    format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: {agent}\r\n{own}\r\n")
}

/// The answer that a text is; nothing as long as more of it has to come.
pub(in crate::process) fn answer(text: &str, has_ended: bool) -> Option<Answer> {
    let first = text.lines().next().unwrap_or_default();
    let status = first.strip_prefix("HTTP/").and_then(|rest| rest.split_whitespace().nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let blank = ["\n\r\n", "\n\n"].into_iter().filter_map(|end| {
        let at = text.find(end)?;
        Some((at, at + end.len()))
    });
    let (Some(status), Some((head, body))) = (status, blank.min()) else {
        let is_other = status.is_none() && text.contains('\n');
        return (has_ended || is_other).then(|| Answer::Broken(first.to_owned()));
    };
    let body = text.get(body..).unwrap_or_default();
    let mut headers = text.get(..head).unwrap_or_default().lines();
    let length = headers.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let (end, is_whole) = match length {
        Some(length) => (body.floor_char_boundary(length), body.len() >= length),
        None => (body.len(), false),
    };
    let body = body.get(..end).unwrap_or_default();
    (is_whole || has_ended).then(|| Answer::Http(status, body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_at_its_length_or_at_its_end() {
        let http = |status, body: &str| Some(Answer::Http(status, body.to_owned()));
        let broken = |line: &str| Some(Answer::Broken(line.to_owned()));
        for (text, going_on, ended) in [
            ("", None, broken("")),
            ("hel", None, broken("hel")),
            ("hello\n", broken("hello"), broken("hello")),
            ("HTTP/1.1 200 OK\r\n", None, broken("HTTP/1.1 200 OK")),
            ("HTTP/1.1 200 OK\r\n\r\nok", None, http(200, "ok")),
            ("HTTP/1.0 503 Busy\n\nno\n", None, http(503, "no\n")),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok\n", http(200, "ok"), http(200, "ok")),
            ("HTTP/1.1 200 OK\nContent-Length: 5\n\nok", None, http(200, "ok")),
        ] {
            assert_eq!((answer(text, false), answer(text, true)), (going_on, ended), "{text:?}");
        }
    }
}

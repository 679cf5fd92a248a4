//! What processes do and when, by scripts.

use k8s_openapi::api::core::v1::{Container, EmptyDirVolumeSource, PodSpec, Volume, VolumeMount};

use super::super::*;
use crate::process::machine::deeds::Act;

/// What a container printed, with the instants, and the exit code of each container that has ended.
struct Played {
    machine: Machine,
    printed: Vec<(u64, usize, String)>,
    ended: Vec<(u64, usize, i32)>,
}

impl Played {
    /// Starts containers of an image, each with a command.
    fn start(image: &str, commands: &[&[&str]], change: impl Fn(&mut PodSpec)) -> Self {
        let container = |(at, words): (usize, &&[&str])| Container {
            name: format!("c{at}"),
            image: Some(image.to_owned()),
            command: Some(words.iter().map(ToString::to_string).collect()),
            ..Container::default()
        };
        let containers = commands.iter().enumerate().map(container).collect();
        let mut spec = PodSpec { containers, ..PodSpec::default() };
        change(&mut spec);
        let all: Vec<(&Container, bool)> = spec.containers.iter().map(|of| (of, false)).collect();
        let mut machine = Machine::new(&Setting::of(&spec), &all);
        for at in 0..all.len() {
            machine.start(SimTime::ZERO, at, 0, false);
        }
        Self { machine, printed: Vec::new(), ended: Vec::new() }
    }

    /// Goes on up to an instant.
    fn until(&mut self, end: u64) -> &mut Self {
        while let Some(at) = self.machine.next_at().filter(|at| at.0 <= end) {
            for report in self.machine.advance(at) {
                if let Report::Exited { container, exit_code } = report {
                    self.ended.push((at.0, container, exit_code));
                }
            }
            let log = self.machine.take_log();
            self.printed.extend(log.into_iter().map(|line| (line.at.0, line.container, line.text)));
        }
        self
    }

    fn signal(&mut self, at: u64, signal: i32) -> &mut Self {
        self.until(at);
        self.machine.signal(SimTime(at), 0, signal);
        self
    }

    fn lines(&self) -> Vec<&str> {
        self.printed.iter().map(|(_, _, text)| text.as_str()).collect()
    }
}

fn sh(script: &str) -> Played {
    Played::start("busybox:1.36", &[&["sh", "-c", script]], |_| {})
}

/// Scripts with what they print, when and how they end.
#[test]
fn scripts_take_their_time() {
    for (script, printed, ended) in [
        ("sleep 2; echo a; sleep 1; exit 3", &[(2001, "a")][..], Some((3002, 3))),
        (
            "sleep 2 && echo two & sleep 1 && echo one & wait; echo all",
            &[(1001, "one"), (2001, "two"), (2001, "all")],
            Some((2001, 0)),
        ),
        ("for i in 1 2; do echo $i; sleep 1; done", &[(0, "1"), (1001, "2")], Some((2002, 0))),
        ("echo a | while read x; do echo got $x; done", &[(0, "got a")], Some((0, 0))),
        ("x=$(sleep 1; echo b); echo $x", &[(1001, "b")], Some((1001, 0))),
        ("sleep 5 & sleep 1; kill $!; wait $!; echo $?", &[(1001, "143")], Some((1001, 0))),
        ("(sleep 1; exit 4) & wait $!; echo $?", &[(1001, "4")], Some((1001, 0))),
        ("set -e; false; echo never", &[], Some((0, 1))),
        ("trap 'echo left' EXIT; exit 2", &[(0, "left")], Some((0, 2))),
        ("yes | head -n 2", &[(0, "y"), (0, "y")], Some((0, 0))),
        ("echo -n half; sleep 1", &[(1000, "half")], Some((1000, 0))),
        (
            "until [ -f /tmp/x ]; do sleep 1; done & sleep 2; touch /tmp/x; wait; echo seen",
            &[(2002, "seen")],
            Some((2002, 0)),
        ),
        ("sleep x", &[(0, "sleep: invalid number 'x'")], Some((0, 1))),
        ("nosuch; echo $?", &[(0, "sh: nosuch: not found"), (0, "127")], Some((0, 0))),
        ("if", &[(0, "sh: syntax error: unexpected end of file")], Some((0, 2))),
    ] {
        let mut played = sh(script);
        played.until(60_000);
        let lines: Vec<(u64, &str)> =
            played.printed.iter().map(|(at, _, text)| (*at, text.as_str())).collect();
        assert_eq!(lines, printed, "{script}");
        assert_eq!(played.ended.first().map(|(at, _, code)| (*at, *code)), ended, "{script}");
    }
}

#[test]
fn process_1_gets_the_signals_that_it_handles() {
    // Command, what it prints after SIGTERM at 5 s, and when and how it ends.
    for (script, printed, ended) in [
        ("sleep 100; echo never", "", None),
        ("trap 'echo bye; exit 0' TERM; sleep 100", "", None),
        ("trap 'echo bye; exit 0' TERM; sleep 100 & wait $!", "bye", Some((5000, 0))),
        (
            "trap 'echo bye; sleep 2; exit 4' TERM; while :; do sleep 1; done",
            "bye",
            Some((7006, 4)),
        ),
        ("trap '' TERM; sleep 100 & wait $!", "", None),
        ("exec nginx -g 'daemon off;'", "", Some((5020, 0))),
        ("sleep 100 & exec tail -f /dev/null", "", None),
    ] {
        let image = if script.contains("nginx") { "nginx:1.27-alpine" } else { "busybox:1.36" };
        let mut played = Played::start(image, &[&["sh", "-c", script]], |_| {});
        played.signal(5000, signals::TERM).until(60_000);
        assert_eq!(played.lines().concat(), printed, "{script}");
        assert_eq!(played.ended.first().map(|(at, _, code)| (*at, *code)), ended, "{script}");
    }
    let mut shared = Played::start("busybox:1.36", &[&["sleep", "100"]], |spec| {
        spec.share_process_namespace = Some(true);
    });
    shared.signal(5000, signals::TERM).until(60_000);
    assert_eq!(shared.ended, [(5000, 0, 143)]);
    let mut watched = Played::start("busybox:1.36", &[&["timeout", "3", "sleep", "100"]], |_| {});
    assert_eq!(
        watched.until(60_000).ended,
        [],
        "as process 1 what timeout watches ignores its signal"
    );
    let mut watched = Played::start("debian:12", &[&["timeout", "3", "sleep", "100"]], |_| {});
    assert_eq!(watched.until(60_000).ended, [(3000, 0, 124)]);
    let mut init = Played::start("ubuntu:24.04", &[&["tini", "--", "sleep", "100"]], |_| {});
    assert_eq!(init.signal(5000, signals::TERM).until(60_000).ended, [(5000, 0, 143)]);
}

#[test]
fn containers_meet_on_localhost() {
    let client = "until wget -qO- http://localhost:8080/; do sleep 1; done";
    let server = "sleep 3; mkdir /w; echo pong > /w/index.html; exec httpd -f -p 8080 -h /w";
    let mut played =
        Played::start("busybox:1.36", &[&["sh", "-c", client], &["sh", "-c", server]], |_| {});
    played.until(60_000);
    let refused = "wget: can't connect to remote host (127.0.0.1): Connection refused";
    assert_eq!(played.lines(), [refused, refused, refused, "pong"]);
    assert_eq!(played.ended.len(), 1);
    assert!(played.machine.accepts(SimTime(9000), 8080));
    assert_eq!(
        played.machine.request(SimTime(9000), 8080, "/none", "10.0.0.1", "x"),
        Reply::Status(404)
    );
    played.machine.kill(SimTime(10_000), 1);
    assert_eq!(played.machine.request(SimTime(10_000), 8080, "/", "10.0.0.1", "x"), Reply::Refused);
    let second = "httpd -f -p 80 || echo taken";
    let mut played = Played::start(
        "busybox:1.36",
        &[&["httpd", "-f", "-p", "80"], &["sh", "-c", second]],
        |_| {},
    );
    played.until(1000);
    assert_eq!(played.lines().last(), Some(&"taken"));
}

/// `nc` at the other end of itself, of `wget` and of who comes from outside.
#[test]
fn a_connection_leads_from_program_to_program() {
    let http = r"printf 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi\n'";
    let served =
        format!("nc -lk -p 80 -e {http} & sleep 1; wget -qO- localhost; wget -qO- localhost");
    let piped = format!("{http} | nc -l -p 80 & sleep 1; wget -qO- localhost:80/x");
    for (script, printed) in [
        (
            "nc -l -p 80 -e echo hi & sleep 1; nc localhost 80; nc localhost 80 || echo gone",
            "hi gone",
        ),
        ("nc -lk -p 80 -e echo hi & sleep 1; nc localhost 80; nc localhost 80", "hi hi"),
        ("nc -ll -p 80 -e echo hi & sleep 1; nc localhost 80; nc localhost 80", "hi hi"),
        ("nc -lkp 80 -e echo hi & sleep 1; nc localhost 80; ps | grep -c '\\[echo\\]'", "hi 0"),
        ("nc -lp 80 -e sh -c 'read x; echo got $x' & sleep 1; echo it | nc localhost 80", "got it"),
        ("nc -lp 80 -e cat & sleep 1; (echo a; sleep 1; echo b) | nc localhost 80", "a b"),
        ("echo no | nc -lp 80 & sleep 1; echo yes | nc localhost 80; wait", "yes no"),
        ("nc -lp 80 </dev/null & sleep 1; nc -z localhost 80; wait $!; echo ended $?", "ended 0"),
        (
            "nc -lp 80 -e nosuch & sleep 1; nc localhost 80; wait $!; echo $?",
            "sh: nosuch: not found 127",
        ),
        (
            "nc -lp 80 -s 127.0.0.1 & sleep 1; nc -z $(hostname -i) 80 || nc -z localhost 80 && echo local",
            "local",
        ),
        ("nc -lp 80 -s 192.168.7.7; echo $?", "nc: bind: Cannot assign requested address 1"),
        ("nc -lp 80 -s nowhere; echo $?", "nc: bad address 'nowhere' 1"),
        ("nc -lp 80 & sleep 1; nc -lp 80; echo $?", "nc: bind: Address already in use 1"),
        (
            "nc -vlp 80 & sleep 1; nc -vz localhost 80",
            "listening on [::]:80 ... localhost (127.0.0.1:80) open",
        ),
        ("nc -lp 80 -w 2; echo $?; date +%S", "nc: timeout 1 02"),
        ("nc -lp 80 -e sleep 9 & sleep 1; nc -w 2 localhost 80; echo $?; date +%S", "0 05"),
        ("nc -lp 80 & sleep 1; kill $!; wait $!; echo $?", "punt! 143"),
        (
            "nc -lkp 80 -e sleep 9 & sleep 1; wget -qT 2 localhost; date +%S",
            "wget: download timed out 03",
        ),
        ("nc -lkp 80 -e echo hi & sleep 1; wget -q localhost", "wget: error getting response"),
        (served.as_str(), "hi hi"),
        (
            piped.as_str(),
            "GET /x HTTP/1.1\r Host: localhost:80\r User-Agent: Wget\r Connection: close\r \r hi",
        ),
    ] {
        let mut played = sh(script);
        played.until(20_000);
        assert_eq!(played.lines().join(" "), printed, "{script}");
    }
}

#[test]
fn who_comes_from_outside_waits_for_the_process() {
    let script =
        r#"while true; do nc -lp 80 -e sh -c 'sleep 1; printf "HTTP/1.0 503 \n\nno"'; done"#;
    let mut played = Played::start("busybox:1.36", &[&["sh", "-c", script]], |_| {});
    played.until(100);
    let ask = |machine: &mut Machine, at| machine.ask(SimTime(at), 80, "/", "kube-probe/1.36");
    let first = ask(&mut played.machine, 200).unwrap();
    let mut reports = Vec::new();
    let mut go_on = |machine: &mut Machine, end: u64| {
        while let Some(at) = machine.next_at().filter(|at| at.0 <= end) {
            reports.extend(machine.advance(at).into_iter().map(|report| (at.0, report)));
        }
    };
    go_on(&mut played.machine, 500);
    assert!(!played.machine.accepts(SimTime(500), 80), "it listens no more, and serves");
    go_on(&mut played.machine, 3000);
    // Nobody waits for the second one any longer.
    let second = ask(&mut played.machine, 3000).unwrap();
    played.machine.kill_command(SimTime(3500), second);
    go_on(&mut played.machine, 6000);
    assert!(played.machine.accepts(SimTime(6000), 80));
    let page = Page::Http(503, "no".to_owned());
    assert_eq!(reports, [(1201, Report::Answered { command: first, page })]);
}

#[test]
fn commands_of_probes_see_what_the_process_does() {
    let mut played = sh("sleep 2; touch /tmp/ready; sleep 100");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (at, line, expected) in [
        (1000, "test -f /tmp/ready", 1),
        (3000, "test -f /tmp/ready", 0),
        (3000, "[ -s /tmp/ready ]", 1),
        (3000, "cat /tmp/none", 1),
        (3000, "nosuch", 127),
        (3000, "sh -c false||true", 0),
    ] {
        played.until(at);
        let command = played.machine.run_command(SimTime(at), 0, &words(line));
        let reports: Vec<Report> =
            (0..10).flat_map(|later| played.machine.advance(SimTime(at + later))).collect();
        let code = reports.iter().find_map(|report| match report {
            Report::CommandEnded { command: of, exit_code, .. } if *of == command => {
                Some(*exit_code)
            }
            Report::CommandEnded { .. } | Report::Exited { .. } | Report::Answered { .. } => None,
        });
        assert_eq!(code, Some(expected), "{line}");
    }
}

#[test]
fn nothing_hangs_and_nothing_grows_without_an_end() {
    for script in [
        "while :; do :; done",
        "while true; do date; done",
        "f() { f; }; f",
        "f() { f | f & }; f",
        "x=a; while :; do x=$x$x; done",
        "yes",
        "yes | cat > /tmp/x",
        "cat /dev/zero | wc -c",
        "seq 1 1000000000 | tail -n 1",
        "eval 'eval \"eval echo\"'; while eval :; do eval :; done",
        "sh -c 'sh -c \"while :; do :; done\"'",
        "until false; do echo; done | grep x",
        "trap 'kill $$' TERM; kill $$; while :; do kill $$; done",
    ] {
        let mut played = sh(script);
        let mut steps = 0;
        while let Some(at) = played.machine.next_at().filter(|at| at.0 < 900_000) {
            played.machine.advance(at);
            steps += 1;
            assert!(steps < 100_000, "{script} is still busy at {at}");
        }
    }
}

#[test]
fn what_never_changes_is_known() {
    for (script, endless) in [
        ("while true; do sleep 1; done", true),
        ("while :; do date > /tmp/x; (sleep 5); done", true),
        ("while true; do sleep 1; [ -f /tmp/x ] && exit 0; done", false),
        ("sleep 100; exit 1", false),
        ("tail -f /dev/null", true),
        ("for i in 1 2 3; do sleep 100; done", false),
    ] {
        let mut played = sh(script);
        played.until(5000);
        assert_eq!(played.machine.is_endless(), endless, "{script}");
    }
}

#[test]
fn what_others_can_notice_is_noted_once() {
    let mounted = |spec: &mut PodSpec| {
        spec.volumes = Some(vec![Volume {
            name: "logs".to_owned(),
            empty_dir: Some(EmptyDirVolumeSource::default()),
            ..Volume::default()
        }]);
        for container in &mut spec.containers {
            container.volume_mounts = Some(vec![VolumeMount {
                name: "logs".to_owned(),
                mount_path: "/logs".to_owned(),
                ..VolumeMount::default()
            }]);
        }
    };
    let server = "httpd -p 8080; while true; do echo x >> /logs/app.log; sleep 1; done";
    let client = "nc -z localhost 9090; sleep 1; nc -z localhost 8080; test -s /logs/app.log; touch /own; \
                  grep -c x /etc/hosts; httpd -f -p 8080";
    let scripts: [&[&str]; 2] = [&["sh", "-c", server], &["sh", "-c", client]];
    let mut played = Played::start("busybox:1.36", &scripts, mounted);
    played.until(5000);
    let deeds: Vec<_> =
        played.machine.deeds().into_iter().map(|deed| (deed.container, deed.act)).collect();
    let asks =
        |port, reached| Act::Asks { host: "localhost".to_owned(), port, is_own: true, reached };
    for expected in [
        (0, Act::Listens { port: 8080, is_local: false }),
        (0, Act::Writes("/logs/app.log".to_owned())),
        (1, asks(9090, false)),
        (1, asks(8080, true)),
        (1, Act::Reads("/logs/app.log".to_owned())),
        (1, Act::Writes("/own".to_owned())),
        (1, Act::Collides { port: 8080, holder: 0 }),
    ] {
        assert_eq!(deeds.iter().filter(|deed| **deed == expected).count(), 1, "{deeds:#?}");
    }
    assert_eq!(deeds.len(), 7, "{deeds:#?}");
}

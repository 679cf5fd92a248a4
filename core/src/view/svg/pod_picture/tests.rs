use crate::sim::trace::Role;
use crate::text::Span;
use crate::view::picture::{Box, Call, Mount, Picture, Port, Service, Volume, words};

use super::pod_picture;

fn container(name: &str, role: Role) -> Box {
    Box {
        name: name.to_owned(),
        role,
        image: "web:1".to_owned(),
        turn: 0,
        state: "running, ready".to_owned(),
        runs: true,
        at: Span::new(10, 13),
        ports: Vec::new(),
        calls: Vec::new(),
        mounts: Vec::new(),
    }
}

fn mount(path: &str, reads: bool, writes: bool) -> Mount {
    let (path, sub_path) = (path.to_owned(), String::new());
    Mount { volume: 0, path, sub_path, is_read_only: false, reads, writes }
}

fn shop(app: &str) -> Picture {
    let mut first = container(app, Role::App);
    first.ports.push(Port { number: 8080, label: ":8080 http".to_owned() });
    first.mounts.push(mount("/var/log/shop", false, true));
    let mut second = container("shipper", Role::App);
    second.mounts.push(mount("/logs", true, false));
    second.mounts.push(mount("/spare", false, false));
    second.calls.push(Call {
        label: "localhost:8080".to_owned(),
        to: Some((0, 8080)),
        is_seen: false,
    });
    Picture {
        pod: "shop".to_owned(),
        namespaces: vec!["Network: shared, one IP.".to_owned(), "IPC: shared.".to_owned()],
        containers: vec![first, second],
        volumes: vec![Volume {
            name: "logs".to_owned(),
            kind: "emptyDir".to_owned(),
            at: Span::new(40, 44),
        }],
        services: vec![Service { name: "shop".to_owned(), ways: vec![(80, 8080, Some(0))] }],
    }
}

/// The texts of a picture with their places: where they begin, where they end, and their height.
fn labels(picture: &str) -> Vec<(i64, i64, i64, String)> {
    let mut labels = Vec::new();
    for text in picture.split("<text x=\"").skip(1) {
        let (x, rest) = text.split_once('"').unwrap();
        let y = rest.split("y=\"").nth(1).unwrap().split('"').next().unwrap();
        let (head, words) = rest.split_once('>').unwrap();
        let words = words.split("</text>").next().unwrap();
        let (x, y): (i64, i64) = (x.parse().unwrap(), y.parse().unwrap());
        let letter = if head.contains("name") { 76 } else { 60 };
        let wide = i64::try_from(words.chars().count()).unwrap() * letter / 10;
        let from = if head.contains("\"end\"") { x - wide } else { x };
        labels.push((from, from + wide, y, words.to_owned()));
    }
    labels
}

#[test]
fn no_label_is_cut_and_none_overlaps_another() {
    for name in ["app", "a-name-that-is-as-long-as-names-of-containers-may-be-at-the-most"] {
        for width in [0, 240, 330, 360, 559, 560, 580, 900] {
            let picture = pod_picture(&shop(name), width);
            let wide = i64::from(width.max(240));
            let labels = labels(&picture);
            for (place, (from, to, y, words)) in labels.iter().enumerate() {
                assert!(*from >= 0 && *to <= wide, "{words} at {from}..{to} of {wide}");
                for (other_from, other_to, other_y, other) in labels.iter().skip(place + 1) {
                    let is_apart =
                        to <= other_from || other_to <= from || (y - other_y).abs() >= 11;
                    assert!(is_apart, "{words} and {other} at {width}");
                }
            }
            let whole: String = labels.iter().map(|label| label.3.as_str()).collect();
            assert!(whole.contains(name), "{width}: {whole}");
        }
    }
}

#[test]
fn who_reads_and_writes_is_said_and_what_is_not_seen_is_dashed() {
    let picture = pod_picture(&shop("app"), 700);
    for words in [
        "writes /var/log/shop rw",
        "reads /logs rw",
        "may write /spare rw",
        "may call localhost:8080",
        ":80→8080",
    ] {
        assert!(picture.contains(words), "{words}");
    }
    assert_eq!(picture.matches("class=\"way guess\"").count(), 2);
    assert_eq!(picture.matches("class=\"way\"").count(), 3);
    assert_eq!(picture.matches("tabindex=\"0\" data-at=").count(), 3);
    assert_eq!(
        words(&shop("app")),
        [
            "Network: shared, one IP.",
            "IPC: shared.",
            "app, app container, running, ready, image web:1; port :8080 http; writes volume logs at /var/log/shop (rw).",
            "shipper, app container, running, ready, image web:1; may connect to localhost:8080 of app; reads volume logs at /logs (rw); may write volume logs at /spare (rw).",
            "Volume logs, emptyDir: app writes, shipper reads, shipper may write.",
            "Service shop leads port 80 to 8080, app.",
        ]
    );
}

#[test]
fn hostile_names_come_out_as_text_and_elements_are_closed() {
    let hostile = "\"><img src=x onerror=alert(1)><script>javascript:alert(1)</script>";
    let mut shop = shop(hostile);
    shop.pod = hostile.to_owned();
    shop.volumes[0].name = hostile.to_owned();
    shop.volumes[0].kind = hostile.to_owned();
    shop.services[0].name = hostile.to_owned();
    shop.containers[0].image = hostile.to_owned();
    shop.containers[0].mounts[0].path = hostile.to_owned();
    for width in [330, 900] {
        let picture = pod_picture(&shop, width);
        assert!(!picture.contains("<img") && !picture.contains("<script"), "{picture}");
        assert!(!picture.contains("\"\""), "no attribute ends early");
        for (open, close) in [("<g ", "</g>"), ("<text ", "</text>"), ("<svg ", "</svg>")] {
            assert_eq!(picture.matches(open).count(), picture.matches(close).count(), "{open}");
        }
    }
}

#[test]
fn the_same_pod_gives_the_same_picture() {
    assert_eq!(pod_picture(&shop("app"), 580), pod_picture(&shop("app"), 580));
    assert!(pod_picture(&Picture::default(), 580).ends_with("</svg>"));
}

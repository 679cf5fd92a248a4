use serde_json::Value;

use crate::analysis::{Analysis, Options};
use crate::features::Version;
use crate::time::SimTime;

use super::{Export, Wanted, export};

/// A Pod whose names and images are what somebody would write who wants to break a page.
const HOSTILE: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: '"><img src=x onerror=alert(1)>'
spec:
  initContainers:
  - {name: '<script>alert(1)</script>', image: 'javascript:alert(1)', restartPolicy: Always}
  containers:
  - {name: "a:b;c#d%%e\u0001", image: '"><svg onload=alert(1)>', command: [sh, -c, 'echo ``` >x; sleep 3; exit 1']}
# ````
"#;

const SHOP: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  terminationGracePeriodSeconds: 10
  initContainers:
  - {name: proxy, image: envoyproxy/envoy:v1.34.0, restartPolicy: Always, startupProbe: {tcpSocket: {port: 9901}}}
  containers:
  - name: app
    image: nginx:latest
    lifecycle: {preStop: {sleep: {seconds: 4}}}
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  actions:
  - {at: 20s, delete: {}}
";

const LINK: &str = "https://podlife.dev/#v1=abc&at=12000";

fn made(text: &str, format: &str) -> Export {
    let analysis =
        Analysis::of(text, &Options { path: "pod.yaml".to_owned(), ..Options::default() });
    let wanted = Wanted { format, at: SimTime(12_000), link: LINK, version: Version::default() };
    export(text, &analysis, &wanted)
}

#[test]
fn a_file_is_called_as_the_pod_is() {
    for (format, name) in [
        ("svg dark", "shop.svg"),
        ("png", "shop.png"),
        ("mermaid", "shop.mmd"),
        ("json", "shop.json"),
        ("trace", "shop.trace.json"),
    ] {
        assert_eq!(made(SHOP, format).name, name);
    }
    assert_eq!(made(HOSTILE, "svg").name, "img-src-x-onerror-alert-1.svg");
    assert_eq!(made("kind: Pod\nmetadata: {name: ../../etc}\n", "issue").name, "etc.md");
}

#[test]
fn what_cannot_be_made_says_why() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";
    for format in ["svg", "png", "json", "trace", "mermaid", "frame"] {
        let export = made(service, format);
        assert_eq!(
            (export.how, export.text.as_str()),
            ("", "There is no Pod to play in this manifest.")
        );
    }
    for format in ["link", "issue", "element", "print"] {
        assert_ne!(made(service, format).how, "", "{format}");
        assert_ne!(made("", format).how, "", "{format}");
    }
    assert_eq!(made(SHOP, "gif").how, "");
}

#[test]
fn a_picture_stands_alone_in_its_theme() {
    for (format, ground) in [("svg", "#fff"), ("svg dark legend", "#151922")] {
        let svg = made(SHOP, format).text;
        assert!(svg.contains(&format!("fill=\"{ground}\"")), "{svg}");
        for foreign in [
            "var(",
            "light-dark",
            "color-mix",
            "<script",
            "http://",
            "https://",
            "@import",
            "url(http",
        ] {
            let svg = svg.replace("http://www.w3.org/2000/svg", "");
            assert!(!svg.contains(foreign), "{foreign}: {svg}");
        }
        for (open, close) in [("<g", "</g>"), ("<text", "</text>"), ("<svg", "</svg>")] {
            assert_eq!(svg.matches(open).count(), svg.matches(close).count(), "{open}");
        }
        // Two attributes of one name are no XML.
        for tag in svg.split('<').filter_map(|piece| piece.split('>').next()) {
            for name in
                [" y=", " x=", " height=", " width=", " class=", " transform=", " rx=", " r="]
            {
                assert!(tag.matches(name).count() < 2, "<{tag}>");
            }
        }
    }
    let legend = made(SHOP, "svg legend").text;
    for words in ["native sidecar", "stop signal", "hook", "probe succeeded", "from outside"] {
        assert!(legend.contains(&format!(">{words}</text></g>")), "{words}");
    }
    assert!(!made(SHOP, "svg").text.contains("stop signal"));
}

#[test]
fn hostile_names_come_out_as_text() {
    for format in ["svg legend", "png dark", "print", "frame", "element"] {
        let text = made(HOSTILE, format).text;
        assert!(!text.is_empty(), "{format}");
        for broken in ["<script>", "<img", "<svg onload", "\u{1}"] {
            assert!(!text.contains(broken), "{format}: {broken} in {text}");
        }
    }
    // Between quotation marks of an attribute, they are not ended either.
    let frame = made(HOSTILE, "frame").text;
    assert!(frame.contains("title=\"Timeline of Pod &quot;&gt;&lt;img"), "{frame}");
    assert_eq!(frame.matches('"').count(), 12, "{frame}");
}

#[test]
fn what_is_copied_for_an_issue_is_complete_and_cannot_be_broken() {
    let issue = made(SHOP, "issue").text;
    for part in [
        "Kubernetes 1.36 · at 12.0 s · [open in Podlife](https://podlife.dev/#v1=abc&at=12000)",
        "```yaml\napiVersion: v1\n",
        "$ kubectl get pods -w\nNAME   READY",
        "Problems:\n\n```text\n",
    ] {
        assert!(issue.contains(part), "{part} in {issue}");
    }
    assert!(!issue.contains("Terminating"), "what comes later is not told: {issue}");
    let hostile = made(HOSTILE, "issue").text;
    assert!(hostile.contains("`````yaml\n") && hostile.contains("\n`````\n"), "{hostile}");
    let link = made("kind: Pod\nmetadata: {name: 'a](javascript:x)`b'}\n", "link").text;
    assert_eq!(link, format!("[Pod `a(javascript:x)b` in Podlife]({LINK})"));
}

#[test]
fn a_trace_is_in_order_and_its_stretches_never_overlap() {
    for text in [SHOP, HOSTILE, include_str!("../../../content/examples/job-classic-sidecar.yaml")]
    {
        let trace: Value = serde_json::from_str(&made(text, "trace").text).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        assert!(events.len() > 10);
        let times: Vec<u64> = events.iter().map(|event| event["ts"].as_u64().unwrap()).collect();
        assert!(times.is_sorted());
        let mut ends = std::collections::BTreeMap::new();
        for event in events {
            let place = (event["pid"].as_u64().unwrap(), event["tid"].as_u64().unwrap());
            match event["ph"].as_str().unwrap() {
                "X" => {
                    let (start, length) =
                        (event["ts"].as_u64().unwrap(), event["dur"].as_u64().unwrap());
                    let before = ends.insert(place, start + length).unwrap_or(0);
                    assert!(before <= start, "{event}");
                }
                "i" => assert_eq!(event["s"], "t"),
                "M" => assert!(event["args"].is_object()),
                other => panic!("{other}"),
            }
        }
        let names = events.iter().filter(|event| event["name"] == "thread_name").count();
        assert!(names >= 4);
    }
}

#[test]
fn the_run_as_json_is_json_and_names_its_shape() {
    let run: Value = serde_json::from_str(&made(SHOP, "json").text).unwrap();
    assert_eq!(run["schema"], super::SCHEMA);
    assert_eq!(run["pods"][0]["containers"][0]["role"], "sidecar");
    let schema: Value = serde_json::from_str(super::SCHEMA_TEXT).unwrap();
    assert_eq!(schema["$id"], super::SCHEMA);
    serde_json::from_str::<Value>(&made(HOSTILE, "json").text).unwrap();
}

#[test]
fn the_same_text_gives_the_same_files() {
    for format in ["svg legend", "mermaid", "json", "trace", "issue", "print"] {
        assert_eq!(made(SHOP, format), made(SHOP, format));
    }
}

//! The views of resources and of the Pod's picture say of any manifest what the scheduler counts, in pieces of a page
//! that are whole.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::fs;

use podlife_core::analysis::{Analysis, Options, ViewOf};
use podlife_core::quantity::Quantity;
use podlife_core::resources::{limits, requests};
use podlife_core::sim::workload::Workload;
use podlife_core::text::FieldPath;
use podlife_core::time::SimTime;
use podlife_core::view::pod::stored_spec;
use podlife_core::view::resources::Resources;
use podlife_tests::{manifests, root};

/// The examples, the manifests of the suites, recorded ones, and those that run somewhere, where they are there.
fn texts() -> Vec<String> {
    let mut texts = manifests();
    for lines in ["tests/recorded/manifests.jsonl", "../shared/conformance/validation/real.jsonl"] {
        let lines = fs::read_to_string(root().join(lines)).unwrap_or_default();
        let manifest = |line: &str| {
            let manifest: serde_json::Value = serde_json::from_str(line).unwrap();
            manifest["yaml"].as_str().unwrap_or_default().to_owned()
        };
        texts.extend(lines.lines().map(manifest));
    }
    texts
}

#[test]
fn the_largest_phase_is_what_the_scheduler_counts() {
    let mut count = 0;
    let options = Options { only_check: true, ..Options::default() };
    for text in texts() {
        for document in Analysis::of(&text, &options).documents {
            let Some(workload) = document.object.as_ref().and_then(Workload::of) else { continue };
            let spec = stored_spec(&workload.pod);
            let found = Resources::of(&spec, &FieldPath::parse("spec"), document.source());
            let (requests, limits) = (requests(&spec), limits(&spec));
            for total in &found.totals {
                let none = Quantity::default();
                let pod = total.pod.as_ref().unwrap_or(&total.containers);
                let sum = pod.plus(total.overhead.as_ref().unwrap_or(&none));
                let resource = &total.resource;
                assert_eq!(&sum, requests.get(resource).unwrap_or(&none), "{resource} of {text}");
                assert_eq!(total.limits.as_ref(), limits.get(resource), "{resource} of {text}");
                let decides = total.phases.iter().filter(|phase| phase.decides);
                assert_eq!(decides.count(), 1, "{resource} of {text}");
                count += 1;
            }
            let is_told = |resource: &&String| found.total(resource).is_some();
            assert_eq!(requests.keys().filter(is_told).count(), requests.len(), "{text}");
            let is_whole = found.breaks.is_empty() && !found.rows.is_empty();
            assert_eq!(is_whole, found.qos == "Guaranteed", "{text}");
        }
    }
    assert!(count > 60, "only {count} resources are asked for");
}

#[test]
fn each_view_of_any_manifest_is_a_whole_piece_of_a_page() {
    for text in texts().iter().step_by(4) {
        let analysis = Analysis::of(text, &Options::default());
        for (what, width) in [("resources", 0), ("pod", 330), ("pod", 700)] {
            let of = ViewOf { what, at: SimTime(5000), width, ..ViewOf::default() };
            let page = analysis.view_of(text, &of).remove(0);
            for name in ["g", "svg", "table", "tr", "td", "th", "button", "li", "ul", "p", "div"] {
                let open = page.matches(&format!("<{name} ")).count();
                let open = open + page.matches(&format!("<{name}>")).count();
                assert_eq!(open, page.matches(&format!("</{name}>")).count(), "{name} in {page}");
            }
            assert!(!page.contains("<script") && !page.contains("\"\"\""), "{page}");
            for place in page.split("data-at=\"").skip(1) {
                let (start, end) = place.split('"').next().unwrap().split_once(' ').unwrap();
                let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
                assert!(start <= end, "{place}");
            }
        }
    }
}

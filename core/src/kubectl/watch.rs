//! `kubectl get pods --watch`: what comes after the table.

use crate::kubectl::Answer;
use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::flags::Flags;
use crate::kubectl::get::{Asked, Table};
use crate::kubectl::select::Selector;
use crate::time::SimTime;
use crate::view::kubectl_get::rows;
use crate::view::pod_yaml::pod_json;
use crate::view::tabwriter;

/// Adds the rows of the Pods that are watched, each when it changes, up to the end of what was played.
///
/// Upstream: `watch`, staging/src/k8s.io/kubectl/pkg/cmd/get/get.go; its writer remembers how wide its columns are.
pub(super) fn pods(
    cluster: &Cluster<'_>,
    asked: &[Asked],
    shown: &[Vec<Item>],
    table: &Table,
    flags: &Flags,
    answer: &mut Answer,
) {
    let [Asked { resource, names }] = asked else { return };
    if resource.plural != "pods" {
        answer
            .complain(&format!("podlife: of {} no changes are told: watch pods", resource.plural));
        return;
    }
    let Ok(labels) = Selector::labels(flags.value("selector").unwrap_or_default()) else { return };
    let header = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"].map(str::to_owned);
    let is_shown = shown.iter().any(|list| !list.is_empty());
    let mut before: Vec<Vec<String>> = Vec::new();
    if is_shown || table.has_header {
        before.push(header.to_vec());
        before.extend(shown.iter().flatten().map(|item| item.cells.clone()));
    }
    let mut changes: Vec<(SimTime, Vec<String>)> = Vec::new();
    for document in &cluster.analysis.documents {
        for trace in document.story.iter().flat_map(|story| &story.pods) {
            let Some(instance) = document.instance(trace) else { continue };
            let is_named = names.is_empty() || names.contains(&instance.name);
            let is_in = flags.has("all-namespaces") || instance.namespace == flags.namespace();
            let metadata = crate::view::pod::pod_at(&instance, trace, trace.created);
            let fits = metadata.is_none_or(|pod| labels.fits_labels(&pod_json(&pod)));
            if !is_named || !is_in || !fits {
                continue;
            }
            let rows = rows(trace);
            let later = rows.iter().filter(|row| row.at > cluster.at);
            changes.extend(later.map(|row| (row.at, row.cells(row.at))));
            // The last look at what is gone.
            if let (Some(end), Some(last)) = (trace.removed(), rows.last())
                && end > cluster.at
            {
                changes.push((end, last.cells(end)));
            }
        }
    }
    changes.sort_by_key(|(at, _)| *at);
    let mut has_header = is_shown || !table.has_header;
    for (at, mut cells) in changes {
        if table.namespaces {
            cells.insert(0, flags.namespace().to_owned());
        }
        before.push(cells);
        let text = tabwriter::GET.rows(&before);
        let mut lines: Vec<&str> = text.lines().collect();
        let last = lines.pop().unwrap_or_default();
        let mut said = String::new();
        if !has_header {
            said.push_str(lines.first().copied().unwrap_or_default());
            said.push('\n');
            has_header = true;
        }
        said.push_str(last);
        said.push('\n');
        answer.later.push((at, said));
    }
}

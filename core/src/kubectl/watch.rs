//! `kubectl get pods --watch`: what comes after the table.

use crate::kubectl::Answer;
use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::flags::Flags;
use crate::kubectl::get::{Asked, Table};
use crate::kubectl::select::Selector;
use crate::time::SimTime;
use crate::view::kubectl_get::{rows, wide};
use crate::view::pod::pod_at;
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
    answer.goes_on = true;
    let Ok(labels) = Selector::labels(flags.value("selector").unwrap_or_default()) else { return };
    let fields = Selector::fields(flags.value("field-selector").unwrap_or_default());
    let fields = fields.unwrap_or_default();
    let is_shown = shown.iter().any(|list| !list.is_empty()) && !flags.has("watch-only");
    let mut before: Vec<Vec<String>> = Vec::new();
    if table.has_header {
        before.push(table.header(resource));
    }
    before.extend(shown.iter().flatten().map(|item| table.row(item, false)));
    let mut changes: Vec<(SimTime, Vec<String>)> = Vec::new();
    for document in &cluster.analysis.documents {
        for trace in document.story.iter().flat_map(|story| &story.pods) {
            let Some(instance) = document.instance(trace) else { continue };
            let is_named = names.is_empty() || names.contains(&instance.name);
            let is_in = flags.has("all-namespaces") || instance.namespace == flags.namespace();
            if !is_named || !is_in {
                continue;
            }
            let mut last = None;
            for row in rows(trace) {
                let Some(pod) = pod_at(&instance, trace, row.at) else { continue };
                let item = Item {
                    resource,
                    namespace: instance.namespace.to_owned(),
                    name: instance.name.clone(),
                    value: pod_json(&pod),
                    cells: row.cells(row.at),
                    wide: wide(&pod).to_vec(),
                };
                if row.at > cluster.at
                    && labels.fits_labels(&item.value)
                    && fields.fits_fields(&item.value)
                {
                    changes.push((row.at, table.row(&item, false)));
                }
                last = Some((row, item));
            }
            // The last look at what is gone.
            if let (Some(end), Some((row, item))) = (trace.removed(), last)
                && end > cluster.at
                && labels.fits_labels(&item.value)
                && fields.fits_fields(&item.value)
            {
                changes.push((end, table.row(&Item { cells: row.cells(end), ..item }, false)));
            }
        }
    }
    changes.sort_by_key(|(at, _)| *at);
    let mut has_header = is_shown || !table.has_header;
    let mut widest = widest(&before);
    for (at, cells) in changes {
        let mut said = String::new();
        if let Some(header) = before.first().filter(|_| !has_header) {
            said.push_str(&last_line(&[widest.clone(), header.clone()]));
            has_header = true;
        }
        let both = [widest, cells];
        said.push_str(&last_line(&both));
        widest = self::widest(&both);
        answer.later.push((at, said));
    }
}

/// The longest cell of each column.
fn widest(rows: &[Vec<String>]) -> Vec<String> {
    let mut widest: Vec<String> = Vec::new();
    for row in rows {
        widest.resize(widest.len().max(row.len()), String::new());
        for (known, cell) in widest.iter_mut().zip(row) {
            if cell.chars().count() > known.chars().count() {
                known.clone_from(cell);
            }
        }
    }
    widest
}

fn last_line(rows: &[Vec<String>]) -> String {
    let text = tabwriter::GET.rows(rows);
    let line = text.lines().next_back().unwrap_or_default();
    format!("{line}\n")
}

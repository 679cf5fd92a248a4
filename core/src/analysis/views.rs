//! The views of a Pod that follow the text and the playhead: what it reserves, and what is in it.

use crate::analysis::{Analysis, DocumentAnalysis, picture};
use crate::sim::trace::{SpecChange, What};
use crate::sim::workload::Workload;
use crate::text::FieldPath;
use crate::time::SimTime;
use crate::view::markup::{escaped, push};
use crate::view::picture::{Picture, words};
use crate::view::pod::{change_spec, stored_spec};
use crate::view::resources::{self, Prices, Resources};
use crate::view::status_yaml::{html, status_yaml};
use crate::view::svg::pod_picture;

/// Which view is wanted, and of what.
#[derive(Clone, Copy, Debug, Default)]
pub struct ViewOf<'a> {
    /// `status`, `resources` or `pod`.
    pub what: &'a str,
    /// The playhead.
    pub at: SimTime,
    /// How many pixels wide it may be.
    pub width: u32,
    /// How many Pods, and what a person pays.
    pub prices: Prices<'a>,
}

impl Analysis {
    /// A view as a piece of a page, and the sentences that go with it; one sentence where there is no Pod.
    pub fn view_of(&self, text: &str, of: &ViewOf<'_>) -> Vec<String> {
        let played = self.played().map(|(document, _)| document);
        let document = played.or_else(|| self.documents.iter().find(|it| it.object.is_some()));
        let shown = document.and_then(|document| match of.what {
            "resources" => resources_of(document, text, of),
            "status" => status_of(document, of.at),
            _ => self.picture_of(document, text, of),
        });
        shown.unwrap_or_else(|| {
            vec!["<p class=\"dock__empty\">Nothing to show before there is a Pod.</p>".to_owned()]
        })
    }
}

impl Analysis {
    /// What the picture of a Pod shows.
    pub fn picture(&self, document: &DocumentAnalysis, text: &str, at: SimTime) -> Option<Picture> {
        let subject = document.subject(text)?;
        picture::of(&subject, &self.neighbors, at)
    }

    fn picture_of(
        &self,
        document: &DocumentAnalysis,
        text: &str,
        of: &ViewOf<'_>,
    ) -> Option<Vec<String>> {
        let picture = self.picture(document, text, of.at)?;
        let mut page = pod_picture(&picture, of.width);
        page.push_str("<details><summary>In words</summary><ul>");
        for line in words(&picture) {
            push(&mut page, &["<li>", &escaped(&line), "</li>"]);
        }
        page.push_str("</ul></details>");
        Some(vec![page])
    }
}

/// The status of the newest Pod at an instant, in which what the last change brought is marked.
fn status_of(document: &DocumentAnalysis, at: SimTime) -> Option<Vec<String>> {
    let pods = &document.story.as_ref()?.pods;
    let trace = pods.iter().rfind(|trace| trace.created <= at).or_else(|| pods.first())?;
    let mut told = document.full_statuses(trace);
    told.retain(|(since, _)| *since <= at);
    let mut told = told.iter().rev().map(|(_, status)| status_yaml(status));
    let newest = told.next().unwrap_or_else(|| "{}".to_owned());
    Some(vec![html(&newest, told.next().as_deref())])
}

fn resources_of(document: &DocumentAnalysis, text: &str, of: &ViewOf<'_>) -> Option<Vec<String>> {
    let object = document.object.as_ref()?;
    let mut instance = Workload::of(object)?.pod;
    instance.features = document.scenario.features;
    let mut spec = stored_spec(&instance);
    let mut note = String::new();
    if let Some(trace) = document.trace() {
        change_spec(&mut spec, trace, of.at);
        for entry in trace.entries.iter().take_while(|entry| entry.at <= of.at) {
            if let What::SpecChanged { container, change: SpecChange::Resources(_) } = &entry.what
                && let Some(container) = trace.containers.get(*container)
            {
                note =
                    format!("Resized: {} has other resources since {}.", container.name, entry.at);
            }
        }
    }
    let path = document.subject(text).map_or_else(FieldPath::root, |subject| subject.spec_path());
    let resources = Resources::of(&spec, &path, document.source());
    let replicas = document.subject(text).and_then(|subject| subject.pods());
    let replicas = replicas.unwrap_or(1);
    let mut view = vec![resources::html(&resources, &note), replicas.to_string()];
    view.extend(resources::cost(&resources, i64::from(replicas), of.prices));
    Some(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Options;

    const SHOP: &str = "\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      shareProcessNamespace: true
      containers:
      - name: app
        image: python:3.13
        command: [sh, -c, 'while true; do echo line >> /var/log/out; sleep 1; done']
        ports: [{containerPort: 8080, name: http}]
        resources: {limits: {cpu: 500m}}
        volumeMounts: [{name: logs, mountPath: /var/log}]
      - name: shipper
        image: busybox:1.37
        command: [tail, -F, /logs/out]
        env: [{name: APP, value: 'http://localhost:8080/'}]
        volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
      volumes: [{name: logs, emptyDir: {}}]
";

    fn view(text: &str, what: &str) -> Vec<String> {
        let of = ViewOf { what, at: SimTime(20_000), width: 700, ..ViewOf::default() };
        Analysis::of(text, &Options::default()).view_of(text, &of)
    }

    #[test]
    fn the_run_tells_who_writes_and_who_reads() {
        let picture = view(SHOP, "pod").remove(0);
        for line in [
            "<li>app, app container, running, ready, image python:3.13; port :8080 http; writes volume logs at /var/log (rw).</li>",
            "may connect to localhost:8080 of app; reads volume logs at /logs (ro).</li>",
            "<li>Volume logs, emptyDir: app writes, shipper reads.</li>",
            "<li>Service shop leads port 80 to 8080, app.</li>",
            "<li>Processes: shared,",
        ] {
            assert!(picture.contains(line), "{line} in {picture}");
        }
    }

    #[test]
    fn a_template_gets_what_its_pods_get_and_its_replicas_count() {
        let [page, replicas, cost] = <[String; 3]>::try_from(view(SHOP, "resources")).unwrap();
        assert!(page.contains("500m <small>from the limit</small>"), "{page}");
        assert_eq!((replicas.as_str(), cost.as_str()), ("3", "3 Pods reserve cpu 1500m."));
        let at = SHOP.find("500m").unwrap();
        assert!(page.contains(&format!("data-at=\"{at} {}\">500m<", at + 4)), "{page}");
    }

    #[test]
    fn the_status_is_the_one_at_the_playhead_and_its_change_is_marked() {
        let status = |at| {
            let of = ViewOf { what: "status", at: SimTime(at), ..ViewOf::default() };
            Analysis::of(SHOP, &Options::default()).view_of(SHOP, &of).remove(0)
        };
        assert!(status(0).contains("phase: Pending"), "{}", status(0));
        let running = status(20_000);
        assert!(running.contains("<mark>phase: Running</mark>"), "{running}");
        assert!(running.contains("\nqosClass: Burstable\n"), "{running}");
    }

    #[test]
    fn without_a_pod_there_is_one_sentence() {
        for text in ["", "kind: [", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"] {
            for what in ["pod", "resources", "status"] {
                let view = view(text, what);
                assert!(view.len() == 1 && view[0].contains("before there is a Pod"), "{view:?}");
            }
        }
    }
}

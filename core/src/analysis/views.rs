//! The views of a Pod that follow the text and the playhead: what it reserves.

use crate::analysis::{Analysis, DocumentAnalysis};
use crate::sim::trace::{SpecChange, What};
use crate::sim::workload::Workload;
use crate::text::FieldPath;
use crate::time::SimTime;
use crate::view::pod::{change_spec, stored_spec};
use crate::view::resources::{self, Prices, Resources};

/// Which view is wanted, and of what.
#[derive(Clone, Copy, Debug, Default)]
pub struct ViewOf<'a> {
    /// `resources` or `pod`.
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
            _ => None,
        });
        shown.unwrap_or_else(|| {
            vec!["<p class=\"dock__empty\">Nothing to show before there is a Pod.</p>".to_owned()]
        })
    }
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

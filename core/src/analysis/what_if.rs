//! What a text would have to say for its Pods to live another life.

use crate::analysis::scenarios::{self, Scenarios};
use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::decode::flattened;
use crate::process::scenario::write::Change;
use crate::text::{Edit, Span, apply};
use crate::yaml;

/// The edits that make the Scenario of a document's Pods say something; one that is missing is put at the end.
///
/// `document` is the place of the manifest in the stream. Nothing where its Pods cannot be played, where the Scenario
/// of [`Options::scenario`] is theirs, or where theirs is written in a way that cannot be changed without changing more.
pub fn what_if(
    text: &str,
    options: &Options,
    document: usize,
    change: &Change,
) -> Option<Vec<Edit>> {
    let restored = flattened::reindent(text);
    let read = restored.as_deref().unwrap_or(text);
    let analysis = Analysis::as_it_stands(read, options);
    let stream = yaml::parse(read);
    let said: Vec<_> = stream.documents.iter().filter(|it| scenarios::is_scenario(it)).collect();
    let scenarios = Scenarios::read(&said, options.scenario.as_deref(), options.version);
    let played: Vec<&DocumentAnalysis> =
        analysis.documents.iter().filter(|document| document.story.is_some()).collect();
    let of = played.iter().position(|known| known.index == document)?;
    let names: Vec<&str> = played.iter().map(|document| document.decoded.name.as_str()).collect();
    let edits = scenarios.change(read, &names, of, change)?;
    let whole = Span::new(0, text.len());
    Some(if restored.is_some() { vec![Edit::replace(whole, apply(read, &edits))] } else { edits })
}

//! Fixes, again and again until none is left.

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Diagnostic, Fix, Stage};
use podlife_core::text::{Span, apply, fingerprint};
use podlife_core::yaml;

/// More rounds than any chain of fixes has that follow one another.
const ROUNDS: usize = 100;

/// A file without a kind may be somebody else's: it is made a Pod where that is asked for.
const ASKED_FOR: &str = "pod-fragment";

/// Which fixes are applied.
pub(super) struct Wanted<'a> {
    /// Those of these findings alone; of all where none is named.
    pub(super) rules: &'a [&'static str],
    /// Also those that may change what the manifest does.
    pub(super) all: bool,
}

impl Wanted<'_> {
    /// The fix to apply to a finding.
    fn fix<'f>(&self, found: &'f Diagnostic) -> Option<&'f Fix> {
        if !self.names(found) {
            return None;
        }
        let asks = found.code == ASKED_FOR && self.rules.is_empty();
        found.fixes.iter().find(|fix| self.all || (fix.safe && !asks))
    }

    fn names(&self, found: &Diagnostic) -> bool {
        let named = self.rules.is_empty() || self.rules.contains(&found.code.as_str());
        named && found.stage != Stage::Run
    }
}

/// A text that was fixed.
pub(super) struct Fixed {
    pub(super) text: String,
    /// `rule: title` of each fix, in the order of their application.
    pub(super) applied: Vec<String>,
    /// How many findings that are left have a fix that is not wanted.
    pub(super) left: usize,
}

/// Applies fixes until no wanted one is left; what was found before the first one and after the last one stands beside
/// the text, where there was any.
pub(super) fn fixed(
    text: &str,
    options: &Options,
    wanted: &Wanted<'_>,
) -> (Fixed, Option<(Analysis, Analysis)>) {
    let mut analysis = Analysis::of(text, options);
    let mut before = None;
    let mut now = text.to_owned();
    let mut applied = Vec::new();
    let mut seen = vec![fingerprint(text)];
    while seen.len() <= ROUNDS {
        let chosen = chosen(&analysis, wanted);
        let Some((next, titles, then)) = step(&now, &analysis, &chosen, options) else { break };
        applied.extend(titles);
        now = next;
        before.get_or_insert(std::mem::replace(&mut analysis, then));
        // Who comes here again comes back to this text.
        let name = fingerprint(&now);
        if seen.contains(&name) {
            break;
        }
        seen.push(name);
    }
    let is_left = |found: &&Diagnostic| wanted.names(found) && !found.fixes.is_empty();
    let left = analysis.diagnostics.iter().filter(is_left).count();
    (Fixed { text: now, applied, left }, before.map(|before| (before, analysis)))
}

/// One fix for each finding, without those that touch another one.
fn chosen<'a>(analysis: &'a Analysis, wanted: &Wanted<'_>) -> Vec<(&'a Diagnostic, &'a Fix)> {
    let mut chosen: Vec<(&Diagnostic, &Fix)> = Vec::new();
    let mut taken: Vec<Span> = Vec::new();
    for found in &analysis.diagnostics {
        let Some(fix) = wanted.fix(found) else { continue };
        let spans = || fix.edits.iter().map(|edit| edit.span);
        let touches =
            |span: Span| taken.iter().any(|it| it.start <= span.end && span.start <= it.end);
        if !spans().any(touches) {
            taken.extend(spans());
            chosen.push((found, fix));
        }
    }
    chosen
}

/// The text after some fixes, together if that can be read, else with the first that can be read.
fn step(
    text: &str,
    before: &Analysis,
    chosen: &[(&Diagnostic, &Fix)],
    options: &Options,
) -> Option<(String, Vec<String>, Analysis)> {
    let attempt = |fixes: &[(&Diagnostic, &Fix)]| {
        let edits: Vec<_> = fixes.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
        let mut next = apply(text, &edits);
        if next == text {
            return None;
        }
        let titles = fixes.iter().map(|(found, fix)| titled(found, fix));
        let mut titles: Vec<String> = titles.collect();
        if fixes.iter().all(|(found, _)| found.stage == Stage::Yaml) {
            next = same_in_next_lines(next, &mut titles);
        }
        let then = Analysis::of(&next, options);
        (readable(&then) >= readable(before)).then_some((next, titles, then))
    };
    if chosen.is_empty() {
        return None;
    }
    attempt(chosen).or_else(|| chosen.iter().find_map(|one| attempt(std::slice::from_ref(one))))
}

/// The text after the fixes of these titles where they are wanted again: what is no YAML hides what comes behind it.
fn same_in_next_lines(mut text: String, titles: &mut Vec<String>) -> String {
    for _ in 0..text.lines().count() {
        let documents = yaml::parse(&text).documents;
        let found = documents.iter().flat_map(|document| &document.diagnostics);
        let mut fixes = found.flat_map(|found| found.fixes.iter().map(move |fix| (found, fix)));
        let again = fixes.find(|(found, fix)| fix.safe && titles.contains(&titled(found, fix)));
        let Some((found, fix)) = again else { break };
        titles.push(titled(found, fix));
        text = apply(&text, &fix.edits);
    }
    text
}

/// What a fix is called among those that were applied.
fn titled(found: &Diagnostic, fix: &Fix) -> String {
    format!("{}: {}", found.code, fix.title)
}

/// How many documents the API server can read.
fn readable(analysis: &Analysis) -> usize {
    analysis.documents.iter().filter(|document| document.decode.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Wanted<'_> = Wanted { rules: &[], all: false };

    const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}   # kept
spec:
  containers:
  - name: 'app'
    imagee: \"nginx:1.29\"  # why
    prots: [{containerPort: 80}]
";

    fn fixes(text: &str, wanted: &Wanted<'_>) -> Fixed {
        fixed(text, &Options::default(), wanted).0
    }

    #[test]
    fn fixes_follow_one_another_and_leave_the_rest() {
        let done = fixes(POD, &WANTED);
        assert_eq!(done.text, POD.replace("imagee", "image").replace("prots", "ports"));
        assert_eq!(done.applied.len(), 2, "{:?}", done.applied);
        let again = fixes(&done.text, &WANTED);
        assert_eq!((again.text, again.applied.len()), (done.text, 0));
    }

    #[test]
    fn each_line_may_hide_the_next() {
        let labels: Vec<String> = (0..60).map(|number| format!("\t\tname-{number}: x\n")).collect();
        let labels = labels.concat();
        let tabs = POD.replace("imagee", "image").replace(
            "metadata: {name: web}   # kept\n",
            &format!("metadata:\n\tname: web\n\tlabels:\n{labels}"),
        );
        let done = fixes(&tabs, &WANTED);
        assert_eq!(done.text, tabs.replace('\t', "  ").replace("prots", "ports"));
        assert_eq!(fixes(&done.text, &WANTED).applied.len(), 0);
    }

    #[test]
    fn a_piece_of_a_pod_is_made_one_where_that_is_asked_for() {
        let piece = "containers:\n- name: app\n  image: nginx:1.29\n";
        let done = fixes(piece, &WANTED);
        assert_eq!((done.text.as_str(), done.left), (piece, 1));
        let named = Wanted { rules: &["pod-fragment"], all: false };
        assert!(fixes(piece, &named).text.contains("kind: Pod"));
        let other = Wanted { rules: &["latest-tag"], all: true };
        assert_eq!(fixes(piece, &other).text, piece);
    }
}

//! A live example: the picture of its run, its YAML, and a way to play it.

use std::fmt::Write as _;

use podlife_core::analysis::{Analysis, Options, parted};
use podlife_core::features::Version;
use podlife_core::view::events::story_events;
use podlife_core::view::svg;
use podlife_core::view::timeline::{self, Doing, MarkKind, Timeline};

use super::code::yaml_lines;
use super::fence::Yaml;
use super::html::{body, escaped, inline};
use super::permalink;

/// A run as pages show it.
pub(super) struct Run {
    /// Its lanes.
    pub(super) timeline: Timeline,
    /// Its events, a line each; those that came again stand once, with how often.
    events: String,
}

/// The run of a text; the API server's words where there is none.
pub(super) fn play(text: &str, shown: &Yaml) -> Result<Run, String> {
    let options = Options { until: shown.until, version: shown.version, ..Options::default() };
    let analysis = Analysis::of(text, &options);
    let Some((_, story)) = analysis.played() else {
        let told = analysis.documents.first().map(|document| document.kubectl.clone());
        return Err(told.unwrap_or_else(|| "there is no manifest".to_owned()));
    };
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    for event in story_events(story) {
        let what = format!("{}  {}", event.reason, event.message.trim());
        match lines.iter_mut().find(|(_, known, _)| *known == what) {
            Some((_, _, count)) => *count += 1,
            None => lines.push((event.at.to_string(), what, 1)),
        }
    }
    let mut events = String::new();
    for (at, what, count) in lines {
        let again = if count > 1 { format!(" (×{count})") } else { String::new() };
        let _ = writeln!(events, "{at:>6}  {what}{again}");
    }
    Ok(Run { timeline: timeline::story_timeline(story), events })
}

/// How the manifest of a card begins.
const MANIFEST: &str = "<details open><summary>Manifest</summary>";

/// What a card shows.
pub(super) struct Card<'a> {
    /// The manifest with its scenario.
    pub(super) text: &'a str,
    pub(super) run: &'a Run,
    pub(super) title: &'a str,
    /// How it is played.
    pub(super) shown: &'a Yaml,
    /// The name of the example that it is.
    pub(super) example: Option<&'a str>,
}

impl Card<'_> {
    /// Everything that a reader without JavaScript needs.
    pub(super) fn html(&self, root: &str) -> String {
        let run = &self.run.timeline;
        let (manifest, scenario) = parted(self.text);
        let mut data =
            self.shown.until.map(|until| format!(" data-until=\"{until}\"")).unwrap_or_default();
        let version = self.shown.version;
        let mut open = match self.example {
            Some(example) => format!("./?example={example}"),
            None => permalink::fragment(self.text),
        };
        if version != Version::default() {
            let _ = write!(data, " data-kubernetes=\"{version}\"");
            let _ = write!(open, "&kubernetes={version}");
        }
        let mut out = format!(
            "<figure class=\"live\"{data}><figcaption><span><b>Live example</b> {}</span><a href=\"{root}{open}\">Open in playground</a></figcaption>\n<div class=\"pt-box\">{}</div>\n",
            inline(self.title),
            svg::fluid(run),
        );
        out.push_str(&key(run));
        out.push_str(MANIFEST);
        let _ = write!(out, "{}</details>", yaml_lines(&manifest));
        if let Some(scenario) = scenario {
            fold(&mut out, "What its processes do", &yaml_lines(&scenario));
        }
        let events = body(self.run.events.trim_end_matches('\n'));
        fold(&mut out, "Events", &format!("<pre tabindex=\"0\">{events}</pre>"));
        out.push_str("</figure>\n");
        out
    }
}

/// A card with something between its picture and its manifest.
pub(super) fn with(card: &str, html: &str) -> String {
    card.replacen(MANIFEST, &[html, MANIFEST].concat(), 1)
}

fn fold(out: &mut String, title: &str, body: &str) {
    let _ = write!(out, "<details><summary>{title}</summary>{body}</details>");
}

/// The signs that this picture uses, in words.
fn key(run: &Timeline) -> String {
    let does = |wanted: &[Doing]| {
        run.lanes
            .iter()
            .flat_map(|lane| &lane.segments)
            .any(|segment| wanted.contains(&segment.doing))
    };
    let probes = run.lanes.iter().flat_map(|lane| &lane.marks).any(|mark| match mark.kind {
        MarkKind::ProbeSuccess | MarkKind::ProbeFailure => true,
        MarkKind::Term | MarkKind::Kill | MarkKind::Exit | MarkKind::Outside => false,
    });
    let mut hatched = Vec::new();
    for (doing, word) in [
        (Doing::Starting, "not started yet"),
        (Doing::NotReady, "not ready"),
        (Doing::Stopping, "stopping"),
    ] {
        if does(&[doing]) {
            hatched.push(word);
        }
    }
    let mut out = String::new();
    if !hatched.is_empty() {
        let _ = write!(out, "<li>{}</li>", escaped(&hatched.join(", ")));
    }
    if does(&[Doing::BackOff]) {
        out.push_str("<li class=\"is-back-off\">waiting in back-off</li>");
    }
    if probes {
        out.push_str("<li class=\"is-probe\">probe failed, succeeded</li>");
    }
    if run.lanes.iter().any(|lane| lane.assumed.is_some()) {
        out.push_str("<li class=\"is-assumed\">lighter: assumed</li>");
    }
    if out.is_empty() { out } else { format!("<ul>{out}</ul>\n") }
}

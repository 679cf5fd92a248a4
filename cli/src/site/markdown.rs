//! Markdown with executed blocks becomes HTML.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "most events of the Markdown reader pass as they are"
)]

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use podlife_core::analysis::parted;
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset, html,
};

use super::content::Content;
use super::fence::{Claim, Fence, Yaml};
use super::html::{escaped, link, slug, unescaped};
use super::layout::Heading;
use super::problem::Problem;
use super::{calculator, code, decide, decoder, gathered, lab, live};

/// What pages use besides plain Markdown.
pub(super) const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES).union(Options::ENABLE_STRIKETHROUGH);

/// A text and where it stands.
pub(super) struct Source<'a> {
    pub(super) file: &'a Path,
    /// The number of the text's first line.
    pub(super) first_line: usize,
    pub(super) text: &'a str,
    /// The way to the root of the site.
    pub(super) root: &'a str,
    /// The rule that it is the page of.
    pub(super) rule: Option<&'a str>,
    /// Where examples and drawings are found.
    pub(super) content: &'a Content,
}

/// A page's content.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) html: String,
    /// The headings of the second level.
    pub(super) headings: Vec<Heading>,
}

/// Renders a text; tells every problem with its line.
pub(super) fn render(source: &Source<'_>) -> Result<Rendered, Vec<Problem>> {
    let parser = Parser::new_ext(source.text, OPTIONS);
    let events: Vec<_> = TextMergeWithOffset::new(parser.into_offset_iter()).collect();
    let mut renderer = Renderer {
        source,
        out: Vec::new(),
        headings: Vec::new(),
        ids: Vec::new(),
        problems: Vec::new(),
        manifest: false,
        card: None,
    };
    renderer.events(&events);
    if !renderer.problems.is_empty() {
        return Err(renderer.problems);
    }
    let mut html = String::new();
    html::push_html(&mut html, renderer.out.into_iter());
    Ok(Rendered { html, headings: renderer.headings })
}

type Placed<'a> = (Event<'a>, Range<usize>);

struct Renderer<'a> {
    source: &'a Source<'a>,
    out: Vec<Event<'a>>,
    headings: Vec<Heading>,
    /// The names of all headings so far.
    ids: Vec<String>,
    problems: Vec<Problem>,
    /// Whether a claim has a manifest above it.
    manifest: bool,
    /// Where that is in what is written, where it is a live example.
    card: Option<usize>,
}

impl<'a> Renderer<'a> {
    fn events(&mut self, events: &[Placed<'a>]) {
        let mut rest = events;
        while let Some(((event, place), after)) = rest.split_first() {
            rest = after;
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let (body, after) = inside(after);
                    self.code_block(kind, &plain(body), place);
                    rest = after;
                }
                Event::Start(Tag::HtmlBlock) => {
                    let (body, after) = inside(after);
                    self.html_block(&plain(body));
                    rest = after;
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let (body, after) = inside(after);
                    self.heading(*level as usize, body);
                    rest = after;
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    let (body, after) = inside(after);
                    self.quote(body, place);
                    rest = after;
                }
                Event::Start(Tag::Table(_)) => {
                    self.raw("<div class=\"table\" tabindex=\"0\">");
                    self.out.push(event.clone());
                }
                Event::End(TagEnd::Table) => {
                    self.out.push(event.clone());
                    self.raw("</div>\n");
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let (title, id) = (title.clone(), id.clone());
                    let (link_type, dest_url) = (*link_type, self.link(dest_url));
                    let tag = Tag::Link { link_type, dest_url, title, id };
                    self.out.push(Event::Start(tag));
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let (title, id) = (title.clone(), id.clone());
                    let (link_type, dest_url) = (*link_type, self.link(dest_url));
                    let tag = Tag::Image { link_type, dest_url, title, id };
                    self.out.push(Event::Start(tag));
                }
                // What looks like HTML is text.
                Event::InlineHtml(text) | Event::Html(text) => {
                    self.out.push(Event::Text(text.clone()));
                }
                other => self.out.push(other.clone()),
            }
        }
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
    }

    fn problem(&mut self, place: &Range<usize>, message: impl Into<String>) {
        let above = self.source.text.get(..place.start).unwrap_or_default();
        let line = self.source.first_line + above.matches('\n').count();
        self.problems.push(Problem::new(self.source.file, line, message));
    }

    fn link(&self, address: &str) -> CowStr<'a> {
        link(self.source.root, address).into()
    }

    fn heading(&mut self, level: usize, body: &[Placed<'a>]) {
        let text = plain(body);
        let mut id = slug(&text);
        while self.ids.contains(&id) {
            id.push_str("-2");
        }
        self.ids.push(id.clone());
        self.raw(format!("<h{level} id=\"{id}\">"));
        let begin = self.out.len();
        self.events(body);
        if level == 2 {
            let inner = self.out.iter().skip(begin).cloned();
            // The list of headings makes a link of each.
            let inner = inner.filter(|event| {
                !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link))
            });
            let mut text = String::new();
            html::push_html(&mut text, inner);
            self.headings.push(Heading { id, text });
        }
        self.raw(format!("</h{level}>\n"));
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'a>, text: &str, place: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        match Fence::parse(info) {
            Err(message) => self.problem(place, message),
            Ok(Fence::Text(language)) => self.raw(code::plain(text, &language)),
            Ok(Fence::Yaml(yaml)) => self.yaml(&yaml, text, place),
            Ok(Fence::Example(name, shown)) => self.example(&name, &shown, place),
            Ok(Fence::Picture { name, alt }) => self.picture(&name, &alt, place),
            Ok(Fence::Calculator) => self.made(calculator::html(text), place),
            Ok(Fence::Decide) => self.made(decide::html(text, self.source.root), place),
            Ok(Fence::Decoder) => self.made(Ok(decoder::html()), place),
            Ok(Fence::Images) => self.raw(gathered::images()),
            Ok(Fence::Myths) => match gathered::myths(self.source.content, self.source.root) {
                Ok((html, headings)) => {
                    self.raw(html);
                    self.headings.extend(headings);
                }
                Err(problems) => self.problems.extend(problems),
            },
            Ok(Fence::Task) => self.made(lab::task_html(text), place),
            Ok(Fence::Claim(_)) if !self.manifest => {
                self.problem(place, "a claim stands below the manifest that it is about");
            }
            Ok(Fence::Claim(claim)) => self.claim(&claim, text, place),
        }
    }

    fn made(&mut self, made: Result<String, String>, place: &Range<usize>) {
        match made {
            Ok(html) => self.raw(html),
            Err(told) => self.problem(place, told),
        }
    }

    /// What a claim looks like; what else may be played of a live example stands in its card.
    fn claim(&mut self, claim: &Claim, text: &str, place: &Range<usize>) {
        let is_played = matches!(claim, Claim::Choices(..) | Claim::Versions);
        let card = self.card.filter(|_| is_played);
        if card.is_none() && matches!(claim, Claim::Choices(..)) {
            self.problem(place, "choices stand below the live example that they change");
        }
        let html = code::claim(claim, text, self.source.root, card.is_some());
        match card.and_then(|card| self.out.get_mut(card)) {
            Some(Event::Html(card)) => *card = live::with(card, &html).into(),
            _ => self.raw(html),
        }
    }

    fn picture(&mut self, name: &str, alt: &str, place: &Range<usize>) {
        match self.source.content.pictures.get(name) {
            Some(svg) => {
                let labelled = format!("<svg role=\"img\" aria-label=\"{}\"", escaped(alt));
                self.raw(format!("{}\n", svg.trim_end().replacen("<svg", &labelled, 1)));
            }
            None => self.problem(place, format!("there is no drawing `{name}`")),
        }
    }

    /// An example of the gallery, with its timeline.
    fn example(&mut self, name: &str, shown: &Yaml, place: &Range<usize>) {
        self.manifest = true;
        let Some(example) = self.source.content.example(name) else {
            self.problem(place, format!("there is no example `{name}`"));
            return;
        };
        match live::play(&example.text, shown) {
            Ok(run) => {
                let card = live::Card {
                    text: &example.text,
                    run: &run,
                    title: shown.title.as_deref().unwrap_or(&example.title),
                    shown,
                    example: Some(name),
                };
                self.card(&card);
            }
            Err(told) => self.problem(place, format!("a live block needs a run: {told}")),
        }
    }

    /// A live example, which claims are about from here on.
    fn card(&mut self, card: &live::Card<'_>) {
        self.card = Some(self.out.len());
        self.raw(card.html(self.source.root));
    }

    fn yaml(&mut self, yaml: &Yaml, text: &str, place: &Range<usize>) {
        (self.manifest, self.card) = (true, None);
        let root = self.source.root;
        if yaml.hidden {
            return;
        }
        if yaml.solution {
            self.raw(code::solution(text));
            return;
        }
        let label = yaml.title.as_deref().unwrap_or(match yaml.fails {
            Some(true) => "Found",
            Some(false) => "Fine",
            None => "YAML",
        });
        // On the page of a rule a Scenario is there to show something.
        let shows_a_run = self.source.rule.is_some() && parted(text).1.is_some();
        if yaml.live || shows_a_run {
            match live::play(text, yaml) {
                Ok(run) => {
                    let title = if yaml.live { yaml.title.as_deref() } else { Some(label) };
                    let title = title.unwrap_or(&run.timeline.pod);
                    let card = live::Card { text, run: &run, title, shown: yaml, example: None };
                    self.card(&card);
                }
                Err(told) => self.problem(place, format!("a live block needs a run: {told}")),
            }
        } else {
            self.raw(code::yaml(text, root, label));
        }
        if let (Some(rule), Some(true)) = (self.source.rule, yaml.fails) {
            self.raw(code::findings(text, rule));
        }
    }

    /// The one element that pages may use is the project's own; anything else is text.
    fn html_block(&mut self, text: &str) {
        if let Some(element) = element(text) {
            self.raw(element);
        } else {
            self.raw("<p>");
            self.out.push(Event::Text(text.trim_end().to_owned().into()));
            self.raw("</p>\n");
        }
    }

    /// A quote that begins with `[!MYTH]` or `[!NOTE]` is a box.
    fn quote(&mut self, body: &[Placed<'a>], place: &Range<usize>) {
        let text = plain(body);
        let begins_with_text = matches!(body.first(), Some((Event::Start(Tag::Paragraph), _)));
        let marker = text.strip_prefix("[!").filter(|_| begins_with_text);
        let marker = marker.and_then(|rest| rest.split_once(']'));
        let class = match marker.map(|(name, _)| name) {
            None => {
                self.out.push(Event::Start(Tag::BlockQuote(None)));
                self.events(body);
                self.out.push(Event::End(TagEnd::BlockQuote(None)));
                return;
            }
            Some("MYTH") => "myth",
            Some("NOTE") => "note",
            Some(other) => {
                self.problem(place, format!("`[!{other}]` is neither `[!MYTH]` nor `[!NOTE]`"));
                return;
            }
        };
        let length = text.find(']').map_or(0, |end| end + 1);
        let body = without(body, length);
        self.raw(format!("<div class=\"{class}\">\n"));
        self.events(&lines_apart(&body));
        self.raw("</div>\n");
    }
}

/// What is in an element that has begun, and what follows its end.
fn inside<'all, 'a>(after: &'all [Placed<'a>]) -> (&'all [Placed<'a>], &'all [Placed<'a>]) {
    let mut depth = 0_usize;
    let is_end = |(event, _): &Placed<'_>| match event {
        Event::Start(_) => {
            depth += 1;
            false
        }
        Event::End(_) if depth == 0 => true,
        Event::End(_) => {
            depth -= 1;
            false
        }
        _ => false,
    };
    let length = after.iter().position(is_end).unwrap_or(after.len());
    (after.get(..length).unwrap_or_default(), after.get(length + 1..).unwrap_or_default())
}

/// The events without the first so many bytes of their text, and without the line's end after it.
fn without<'a>(body: &[Placed<'a>], mut length: usize) -> Vec<Placed<'a>> {
    let mut kept = Vec::new();
    let mut marker_ended = false;
    for (event, place) in body {
        match event {
            Event::Text(text) if length > 0 => {
                let cut = length.min(text.len());
                length -= cut;
                let rest = text.get(cut..).unwrap_or_default().trim_start();
                if !rest.is_empty() {
                    marker_ended = true;
                    kept.push((Event::Text(rest.to_owned().into()), place.clone()));
                }
            }
            Event::SoftBreak | Event::HardBreak if length == 0 && !marker_ended => {
                marker_ended = true;
            }
            other => kept.push((other.clone(), place.clone())),
        }
    }
    kept
}

/// A line that begins with a strong word is a paragraph of its own.
fn lines_apart<'a>(body: &[Placed<'a>]) -> Vec<Placed<'a>> {
    let mut apart = Vec::new();
    for (index, (event, place)) in body.iter().enumerate() {
        let next = body.get(index + 1).map(|(event, _)| event);
        if matches!(event, Event::SoftBreak) && matches!(next, Some(Event::Start(Tag::Strong))) {
            apart.push((Event::End(TagEnd::Paragraph), place.clone()));
            apart.push((Event::Start(Tag::Paragraph), place.clone()));
        } else {
            apart.push((event.clone(), place.clone()));
        }
    }
    apart
}

fn plain(body: &[Placed<'_>]) -> String {
    let mut text = String::new();
    for (event, _) in body {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// What the script knows of a timeline: the table in content/docs/guides/embed.md.
const ATTRIBUTES: [&str; 11] = [
    "view", "start", "until", "version", "play", "spoiler", "src", "scenario", "theme", "load",
    "label",
];

/// `<podlife-timeline …><pre><code>…</code></pre></podlife-timeline>`, written anew; nothing for anything else.
fn element(text: &str) -> Option<String> {
    let rest = text.trim().strip_prefix("<podlife-timeline")?;
    let (attributes, rest) = rest.split_once('>')?;
    let yaml = rest
        .trim()
        .strip_suffix("</podlife-timeline>")?
        .trim()
        .strip_prefix("<pre><code>")?
        .strip_suffix("</code></pre>")?;
    let (attributes, yaml) = (written_anew(attributes)?, code::yaml_lines(&unescaped(yaml)));
    Some(format!("<podlife-timeline{attributes}>{yaml}</podlife-timeline>\n"))
}

/// The attributes of a timeline, written anew; nothing where the script does not know one.
fn written_anew(attributes: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|sign: char| sign == '=' || sign.is_whitespace());
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if !ATTRIBUTES.contains(&name) {
            return None;
        }
        let _ = write!(out, " {name}");
        rest = after;
        if let Some(value) = after.strip_prefix("=\"") {
            let (value, after) = value.split_once('"')?;
            let _ = write!(out, "=\"{}\"", escaped(&unescaped(value)));
            rest = after;
        }
        rest = rest.trim_start();
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use podlife_core::analysis::{self, Analysis};
    use podlife_core::export::{Wanted, export};

    use super::super::problem::told;
    use super::*;

    fn page(text: &str) -> Result<Rendered, Vec<Problem>> {
        render(&Source {
            file: Path::new("a.md"),
            first_line: 5,
            text,
            root: "../../",
            rule: None,
            content: &Content::default(),
        })
    }

    fn rendered(text: &str) -> String {
        page(text).map_or_else(|problems| told(&problems), |page| page.html)
    }

    #[test]
    fn html_in_a_page_is_text() {
        let html = rendered("a <b onclick=x>bold</b> word\n\n<script>alert(1)</script>\n");
        assert!(!html.contains("<b ") && !html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn a_heading_is_written_as_everything_else() {
        let page = page("## A <b onclick=x> [`b`](/learn/) ![c](/d.svg)\n").unwrap();
        assert_eq!(
            page.html,
            "<h2 id=\"a-b-c\">A &lt;b onclick=x&gt; <a href=\"../../learn/\"><code>b</code></a> <img src=\"../../d.svg\" alt=\"c\" /></h2>\n"
        );
        let [heading] = page.headings.as_slice() else { panic!("{:?}", page.headings) };
        assert!(
            heading.text.starts_with("A &lt;b onclick=x&gt; <code>b</code> <img"),
            "{heading:?}"
        );
    }

    #[test]
    fn a_quote_ends_with_its_own_end() {
        assert_eq!(
            rendered("> a\n>\n> > b\n>\n> c\n"),
            "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n<p>c</p>\n</blockquote>\n"
        );
        assert_eq!(
            rendered("> [!NOTE]\n> a\n>\n> > b\n>\n> c\n"),
            "<div class=\"note\">\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n<p>c</p>\n</div>\n"
        );
    }

    #[test]
    fn the_element_that_is_copied_from_the_playground_is_read_back() {
        let text = "kind: Pod\n# it's \"a\" < b & c\n";
        let analysis = Analysis::of(text, &analysis::Options::default());
        let wanted = Wanted { format: "element", ..Wanted::default() };
        let exported = export(text, &analysis, &wanted).text;
        let (_, element) = exported.split_once("\n\n").unwrap();
        let html = rendered(element);
        let comment = "<i># it's \"a\" &lt; b &amp; c</i>";
        assert!(html.contains("<podlife-timeline><pre") && html.contains(comment), "{html}");
        // As releases before have written it.
        let html = rendered(
            "<podlife-timeline>\n<pre><code>a: it&#39;s\n</code></pre>\n</podlife-timeline>\n",
        );
        assert!(html.contains("<b>a</b>: it's"), "{html}");
    }

    #[test]
    fn the_projects_own_element_is_kept_with_the_attributes_that_it_knows() {
        let html = rendered(
            "<podlife-timeline until=\"5s\" spoiler label=\"two words\">\n<pre><code>kind: Pod\n# a &lt; b\n</code></pre>\n</podlife-timeline>\n",
        );
        let tag = "<podlife-timeline until=\"5s\" spoiler label=\"two words\"><pre";
        assert!(html.contains(tag), "{html}");
        assert!(html.contains("# a &lt; b"), "{html}");
        let html = rendered(
            "<podlife-timeline onclick=\"x\"><pre><code></code></pre></podlife-timeline>\n",
        );
        assert!(html.contains("&lt;podlife-timeline"), "{html}");
    }

    #[test]
    fn a_myth_is_a_box_with_a_paragraph_for_each_side() {
        let html =
            rendered("> [!MYTH]\n> **Often said** \"x\"\n> **What happens** `y`.\n> And z.\n");
        assert_eq!(
            html,
            "<div class=\"myth\">\n<p><strong>Often said</strong> \"x\"</p>\n<p><strong>What happens</strong> <code>y</code>.\nAnd z.</p>\n</div>\n"
        );
        assert!(rendered("> [!HINT]\n> x\n").contains("\na.md:5: `[!HINT]`"));
        assert!(rendered("> a quote\n").contains("<blockquote>"));
    }

    #[test]
    fn problems_name_their_line() {
        let told = rendered("text\n\n```get at=5s\nNAME\n```\n");
        assert!(told.ends_with("\na.md:7: a claim stands below the manifest that it is about"));
        assert!(
            rendered("```yaml live\nkind: [\n```\n").contains("\na.md:5: a live block needs a run")
        );
        assert!(rendered("```yaml until=x\n```\n").contains("\na.md:5: write `until`"));
    }

    #[test]
    fn addresses_from_the_root_become_relative() {
        assert!(rendered("[p](/) [q](/quiz.html) [r](#s) [k](https://k8s.io/)\n").contains(
            "<a href=\"../.././\">p</a> <a href=\"../../quiz.html\">q</a> <a href=\"#s\">r</a> <a href=\"https://k8s.io/\">k</a>"
        ));
    }
}

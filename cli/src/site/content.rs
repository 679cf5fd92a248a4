//! Reads the content folder: pages, examples, questions.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use k8s_openapi::jiff::civil::Date;
use podlife_core::quiz::DOMAINS;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::problem::Problem;
use crate::quiz::TOPIC_FILE;

/// The sections in the order of the navigation, with their names.
pub(super) const SECTIONS: [(&str, &str); 8] = [
    ("learn", "Learn"),
    ("patterns", "Patterns"),
    ("lifecycle", "Lifecycle"),
    ("operate", "Operate"),
    ("labs", "Labs"),
    ("reference", "Reference"),
    ("exam", "Exam"),
    ("guides", "Guides"),
];

/// Other folders that pages and what they fetch are written to.
const OTHERS: [&str; 5] = ["examples", "quiz", "rules", "schemas", "words"];

/// Whether a folder at the root of the site holds pages, or what they fetch.
pub(super) fn is_of_pages(folder: &str) -> bool {
    OTHERS.contains(&folder) || SECTIONS.iter().any(|(section, _)| *section == folder)
}

/// The ways through the pages: the name in front matters, the title, and for whom it is.
pub(super) const TRACKS: [(&str, &str, &str); 4] = [
    ("beginner", "Beginner", "From the first sidecar to a Pod that you can read like a clock."),
    ("ckad", "CKAD", "What the exam for developers asks about multi-container Pods."),
    ("cka", "CKA and troubleshooting", "From what kubectl shows to the cause."),
    ("migration", "Migration", "From classic sidecars to native ones."),
];

/// What the site is made of.
#[derive(Default)]
pub(super) struct Content {
    /// In the order of the navigation.
    pub(super) pages: Vec<Page>,
    /// In their own order.
    pub(super) examples: Vec<Example>,
    /// In their own order.
    pub(super) topics: Vec<Topic>,
    /// By topic and name.
    pub(super) questions: Vec<Question>,
    /// Drawings by name, as SVG.
    pub(super) pictures: BTreeMap<String, String>,
    /// The words of the interface in other languages than English.
    pub(super) words: Vec<Catalogue>,
}

/// The words of the interface in a language.
pub(super) struct Catalogue {
    pub(super) file: PathBuf,
    /// The language's code: `de`.
    pub(super) language: String,
    pub(super) text: String,
}

/// A page of the docs.
pub(super) struct Page {
    pub(super) file: PathBuf,
    pub(super) section: String,
    pub(super) slug: String,
    pub(super) matter: Matter,
    /// The text below the front matter.
    pub(super) body: String,
    /// The number of the body's first line.
    pub(super) first_line: usize,
}

/// What stands between the `---` lines of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Matter {
    /// A sentence.
    pub(super) title: String,
    /// The same in a word or two.
    pub(super) nav: String,
    /// Its place in the section.
    pub(super) order: u32,
    /// A sentence for search engines.
    pub(super) summary: String,
    /// The topic of the questions at its end.
    pub(super) quiz: Option<String>,
    /// Its place on each of the [`TRACKS`] that it is on.
    #[serde(default)]
    pub(super) tracks: BTreeMap<String, u32>,
    /// The day on which its facts were last compared with Kubernetes: `2026-11-22`.
    #[serde(deserialize_with = "day")]
    pub(super) checked: Date,
    /// Whether it is walked through in the playground.
    #[serde(default)]
    pub(super) lab: bool,
}

/// An example: a manifest that is worth watching.
pub(super) struct Example {
    pub(super) file: PathBuf,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) order: u32,
    /// What it is about, in the order of the first of each: `Log shipping`.
    pub(super) group: String,
    /// The name of the example that does it right.
    pub(super) fix: Option<String>,
    /// What is wrong with it, where neither a finding nor `kubectl get` tells.
    pub(super) wrong: Option<String>,
    /// The manifest and its scenario, without the header.
    pub(super) text: String,
}

/// What questions are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    /// The name of its folder.
    #[serde(skip)]
    pub(super) name: String,
    /// In a word or two.
    pub(super) title: String,
    /// What one learns there.
    pub(super) summary: String,
    /// Its place among the others.
    pub(super) order: u32,
    /// The domain of each exam that it belongs to, where a question names another one's.
    pub(super) domains: BTreeMap<String, String>,
}

/// A question as it is written.
pub(super) struct Question {
    pub(super) file: PathBuf,
    pub(super) topic: String,
    pub(super) slug: String,
    pub(super) head: QuestionHead,
    pub(super) text: String,
}

/// What pages say of a question; what else is wrong with it, its check tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct QuestionHead {
    pub(super) title: String,
    pub(super) learn: String,
}

/// A day as front matters write it.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no day such as `2026-11-22`")))
}

impl Page {
    /// Its address below the root of the site.
    pub(super) fn address(&self) -> String {
        format!("{}/{}/", self.section, self.slug)
    }
}

impl Content {
    /// The example of a name.
    pub(super) fn example(&self, slug: &str) -> Option<&Example> {
        self.examples.iter().find(|example| example.slug == slug)
    }

    /// The pages of a track in its order.
    pub(super) fn track(&self, name: &str) -> Vec<&Page> {
        let mut pages: Vec<&Page> =
            self.pages.iter().filter(|page| page.matter.tracks.contains_key(name)).collect();
        pages.sort_by_key(|page| page.matter.tracks.get(name).copied());
        pages
    }

    /// Reads everything; tells everything that cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let docs = nested(&folder.join("docs"), "md", &mut problems);
        let quiz = nested(&folder.join("quiz"), "yaml", &mut problems);
        let examples = flat(&folder.join("examples"), "yaml", &mut problems);
        let pictures = flat(&folder.join("pictures"), "svg", &mut problems);
        let pictures = pictures.into_iter().map(|read| (read.slug(), read.text)).collect();
        let words = flat(&folder.join("words"), "yaml", &mut problems).into_iter().map(|read| {
            let language = read.slug();
            Catalogue { file: read.file, language, text: read.text }
        });
        let words = words.collect();
        let mut pages = keep(docs.into_iter().map(page), &mut problems);
        let mut examples = keep(examples.into_iter().map(example), &mut problems);
        pages.sort_by_key(|page| {
            let section = SECTIONS.iter().position(|(name, _)| *name == page.section);
            (section, page.matter.order, page.slug.clone())
        });
        examples.sort_by_key(|example| (example.order, example.slug.clone()));
        let (heads, questions): (Vec<_>, Vec<_>) =
            quiz.into_iter().partition(|read| read.file.ends_with(TOPIC_FILE));
        let mut topics = keep(heads.iter().map(topic), &mut problems);
        topics.sort_by_key(|topic| topic.order);
        let questions: Vec<_> = questions.into_iter().map(question).collect();
        for question in &questions {
            if !topics.iter().any(|topic| topic.name == question.topic) {
                let message = format!("its folder has no `{TOPIC_FILE}`");
                problems.push(Problem::new(&question.file, 0, message));
            }
        }
        for page in &pages {
            let topic = page.matter.quiz.as_deref();
            if let Some(topic) = topic
                && !questions.iter().any(|question| question.topic == topic)
            {
                let message = format!("`quiz: {topic}` names a topic without questions");
                problems.push(Problem::new(&page.file, 1, message));
            }
        }
        if problems.is_empty() {
            Ok(Self { pages, examples, topics, questions, pictures, words })
        } else {
            Err(problems)
        }
    }
}

fn keep<T>(made: impl Iterator<Item = Result<T, Problem>>, problems: &mut Vec<Problem>) -> Vec<T> {
    made.filter_map(|made| made.map_err(|problem| problems.push(problem)).ok()).collect()
}

/// A file and its text.
struct Read {
    file: PathBuf,
    text: String,
}

impl Read {
    fn slug(&self) -> String {
        name(self.file.file_stem())
    }

    fn folder(&self) -> String {
        name(self.file.parent().and_then(Path::file_name))
    }
}

fn name(part: Option<&std::ffi::OsStr>) -> String {
    part.unwrap_or_default().to_string_lossy().into_owned()
}

fn page(read: Read) -> Result<Page, Problem> {
    let (section, slug) = (read.folder(), read.slug());
    let wrong = |line: usize, message: String| Problem::new(&read.file, line, message);
    if !SECTIONS.iter().any(|(name, _)| *name == section) {
        return Err(wrong(0, format!("`{section}` is no section of the docs")));
    }
    let parts = read.text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((matter, body)) = parts else {
        return Err(wrong(1, "a page begins with its front matter between two `---` lines".into()));
    };
    let first_line = matter.lines().count() + 3;
    let matter: Matter = serde_yaml::from_str(matter).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line() + 1);
        wrong(line, error.to_string())
    })?;
    let is_track = |track: &&String| TRACKS.iter().any(|(name, ..)| name == track);
    if let Some(track) = matter.tracks.keys().find(|track| !is_track(track)) {
        return Err(wrong(1, format!("`{track}` is no track")));
    }
    let body = body.to_owned();
    Ok(Page { file: read.file, section, slug, matter, body, first_line })
}

fn example(read: Read) -> Result<Example, Problem> {
    let mut lines = read.text.lines().peekable();
    let mut field = |line: usize, key: &str| {
        let value = lines.next().and_then(|line| line.strip_prefix(&format!("# {key}: ")));
        value
            .map(str::to_owned)
            .ok_or_else(|| Problem::new(&read.file, line, format!("this line is `# {key}: …`")))
    };
    let (title, summary, order) = (field(1, "title")?, field(2, "summary")?, field(3, "order")?);
    let group = field(4, "group")?;
    let order = order.parse().map_err(|_| Problem::new(&read.file, 3, "the order is a number"))?;
    let mut may_be = |key: &str| {
        let line = lines.next_if(|line| line.starts_with(key))?;
        line.strip_prefix(key).map(str::to_owned)
    };
    may_be("# entry: ");
    let (fix, wrong) = (may_be("# fix: "), may_be("# wrong: "));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    let (slug, file) = (read.slug(), read.file);
    Ok(Example { file, slug, title, summary, order, group, fix, wrong, text })
}

fn topic(read: &Read) -> Result<Topic, Problem> {
    let wrong = |error: serde_yaml::Error| Problem::new(&read.file, 0, error.to_string());
    let topic: Topic = serde_yaml::from_str(&read.text).map_err(wrong)?;
    let is_domain = |(exam, domain): &(&String, &String)| {
        let known = DOMAINS.iter().find(|(name, _)| name == exam);
        known.is_some_and(|(_, domains)| domains.contains(&domain.as_str()))
    };
    match topic.domains.iter().find(|it| !is_domain(it)) {
        Some((exam, domain)) => {
            Err(Problem::new(&read.file, 0, format!("`{domain}` is no domain of {exam}")))
        }
        None => Ok(Topic { name: read.folder(), ..topic }),
    }
}

fn question(read: Read) -> Question {
    let head = serde_yaml::from_str(&read.text).unwrap_or_default();
    Question { topic: read.folder(), slug: read.slug(), head, text: read.text, file: read.file }
}

/// The files of the folders in a folder, sorted by path.
fn nested(folder: &Path, extension: &str, problems: &mut Vec<Problem>) -> Vec<Read> {
    let folders: Vec<PathBuf> =
        entries(folder, problems).into_iter().filter(|entry| entry.is_dir()).collect();
    folders.iter().flat_map(|folder| flat(folder, extension, problems)).collect()
}

fn flat(folder: &Path, extension: &str, problems: &mut Vec<Problem>) -> Vec<Read> {
    let mut read = Vec::new();
    for file in entries(folder, problems) {
        if file.extension().is_none_or(|found| found != extension) {
            continue;
        }
        match fs::read_to_string(&file) {
            Ok(text) => read.push(Read { file, text }),
            Err(error) => problems.push(Problem::new(&file, 0, format!("cannot be read: {error}"))),
        }
    }
    read
}

fn entries(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let read = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
    let mut entries = read.unwrap_or_else(|error| {
        problems.push(Problem::new(folder, 0, format!("cannot be read: {error}")));
        Vec::new()
    });
    entries.sort();
    entries
}

//! What surrounds every page: head, navigation, the list of its headings.

use std::fmt::Write as _;

use k8s_openapi::jiff::civil::Date;
use podlife_core::features::Version;
use podlife_core::view::svg::{SHARED_STYLE, SIGNS, STYLE};

use super::File;
use super::content::{Content, SECTIONS};
use super::html::{bare, escaped, fill, inline};

/// The places of the site: which part of it, its name, its address below the root.
const PLACES: [(Place, &str, &str); 5] = [
    (Place::Playground, "Playground", "./"),
    (Place::Learn, "Learn", "learn/"),
    (Place::Examples, "Examples", "examples/"),
    (Place::Quiz, "Quiz", "quiz.html"),
    (Place::Rules, "Rules", "rules/"),
];

/// What needs the style of the widgets.
const WIDGETS: [&str; 4] =
    ["class=\"calc\"", "class=\"decide\"", "class=\"decoder\"", "class=\"note task\""];

/// A part of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The application.
    Playground,
    /// The docs.
    Learn,
    /// The examples.
    Examples,
    /// The questions.
    Quiz,
    /// The rules.
    Rules,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// Its name in the address.
    pub(super) id: String,
    /// As HTML.
    pub(super) text: String,
}

impl Heading {
    pub(super) fn new(id: &str, text: impl Into<String>) -> Self {
        Self { id: id.to_owned(), text: text.into() }
    }

    /// As a part of the page.
    pub(super) fn html(&self) -> String {
        format!("<h2 id=\"{}\">{}</h2>", self.id, self.text)
    }
}

/// What is in a page.
pub(super) struct Shown<'a> {
    /// Its address below the root of the site, which ends in a slash.
    pub(super) address: &'a str,
    pub(super) place: Place,
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    pub(super) headings: &'a [Heading],
    /// Whether it lists other pages.
    pub(super) is_list: bool,
    /// The day on which its facts were last compared with Kubernetes.
    pub(super) checked: Option<Date>,
    /// As HTML.
    pub(super) main: &'a str,
}

/// What all pages share.
pub(super) struct Layout {
    /// The sections with pages in them: name, pages.
    sections: Vec<(&'static str, Vec<Entry>)>,
    /// Where the site is published.
    base: String,
}

struct Entry {
    nav: String,
    address: String,
}

impl Layout {
    pub(super) fn of(content: &Content, base: &str) -> Self {
        let sections = SECTIONS.iter().map(|(section, name)| {
            let pages = content.pages.iter().filter(|page| page.section == *section);
            let entry = |page: &super::content::Page| Entry {
                nav: page.matter.nav.clone(),
                address: page.address(),
            };
            (*name, pages.map(entry).collect::<Vec<_>>())
        });
        let sections = sections.filter(|(_, pages)| !pages.is_empty()).collect();
        Self { sections, base: base.trim_end_matches('/').to_owned() }
    }

    /// A page with everything around it.
    pub(super) fn file(&self, shown: &Shown<'_>) -> File {
        self.file_from(&root(shown.address), shown)
    }

    /// The same with the way to the root of the site.
    fn file_from(&self, root: &str, shown: &Shown<'_>) -> File {
        // Only pages with pictures need their signs and their style.
        let has_pictures = shown.main.contains("<svg class=\"pt\"");
        let (signs, mut sheets) = if has_pictures {
            (
                format!("<svg class=\"signs\" aria-hidden=\"true\">{}</svg>", signs(shown.main)),
                format!("<link rel=\"stylesheet\" href=\"{root}pictures.css\">\n"),
            )
        } else {
            (String::new(), String::new())
        };
        let is_any = |parts: &[&str]| parts.iter().any(|part| shown.main.contains(part));
        if is_any(&["class=\"drawing\""]) {
            let _ = writeln!(sheets, "<link rel=\"stylesheet\" href=\"{root}drawing.css\">");
        }
        if is_any(&["<tr data-"]) {
            let _ = writeln!(sheets, "<link rel=\"stylesheet\" href=\"{root}choices.css\">");
        }
        if is_any(&WIDGETS) {
            let _ = writeln!(sheets, "<link rel=\"stylesheet\" href=\"{root}widgets.css\">");
        }
        if shown.is_list {
            let _ = writeln!(sheets, "<link rel=\"stylesheet\" href=\"{root}lists.css\">");
        }
        let text = fill(
            include_str!("page.html"),
            &[
                ("title", &bare(shown.title)),
                ("summary", &bare(shown.summary)),
                ("root", root),
                ("places", &places(root, shown.place)),
                ("side", &self.side(root, shown.address)),
                ("main", shown.main),
                ("toc", &toc(shown.headings)),
                ("signs", &signs),
                ("sheets", &sheets),
                ("base", &escaped(&self.base)),
                ("checked", &checked(shown)),
                ("version", &Version::RECORDED.to_string()),
            ],
        );
        File { path: format!("{}index.html", shown.address), text }
    }

    /// The navigation, which folds; on narrow screens it is folded at first.
    ///
    /// A page names the pages of its own section, and the others by their first page: it does not grow with the site.
    fn side(&self, root: &str, current: &str) -> String {
        let mut out = String::from(
            "<details class=\"side\"><summary>Contents</summary><nav aria-label=\"Docs\">\n",
        );
        for (name, pages) in &self.sections {
            let is_here = pages.iter().any(|page| page.address == current);
            if let (false, Some(first)) = (is_here, pages.first()) {
                let _ = writeln!(out, "<p><a href=\"{root}{}\">{name}</a></p>", first.address);
                continue;
            }
            let _ = write!(out, "<details open><summary>{name}</summary><ul>");
            for page in pages {
                let here = if page.address == current { " aria-current=\"page\"" } else { "" };
                // It stands beside this page.
                let place = page.address.split_once('/').map_or("", |(_, place)| place);
                let nav = inline(&page.nav);
                let _ = write!(out, "<li><a href=\"../{place}\"{here}>{nav}</a></li>");
            }
            out.push_str("</ul></details>\n");
        }
        out.push_str("</nav></details>");
        out
    }

    /// What is shown where there is no page: below any path, so that its addresses begin with that of the site.
    pub(super) fn not_found(&self) -> File {
        let root = escaped(&path(&self.base));
        let main = format!(
            "<h1>There is no such page</h1>\n<p>It may have moved. <a href=\"{root}learn/\">Learn</a> names every page, and the <a href=\"{root}./\">playground</a> takes any manifest.</p>"
        );
        let shown = Shown {
            address: "",
            place: Place::Learn,
            title: "There is no such page",
            summary: "The address leads nowhere.",
            headings: &[],
            is_list: false,
            checked: None,
            main: &main,
        };
        let mut file = self.file_from(&root, &shown);
        "404.html".clone_into(&mut file.path);
        file
    }
}

/// The signs that the pictures of a page use.
fn signs(main: &str) -> String {
    let is_used =
        |line: &&str| match line.split_once("id=\"").and_then(|(_, id)| id.split_once('"')) {
            // The other patterns are like this one.
            Some(("pt-init", _)) => main.contains("url(#pt-"),
            Some((id, _)) => main.contains(&format!("#{id}")),
            None => true,
        };
    SIGNS.lines().filter(is_used).collect()
}

/// When the facts of a page were compared with which Kubernetes.
fn checked(shown: &Shown<'_>) -> String {
    let said = |day| format!("<p>Kubernetes {}, checked <time>{day}</time></p>", Version::RECORDED);
    shown.checked.map(said).unwrap_or_default()
}

/// The style of the pictures. The pages have all colors, so that the fallbacks are left out.
pub(super) fn pictures() -> File {
    let style = [SHARED_STYLE, STYLE].concat();
    let mut text = String::new();
    let mut rest = style.as_str();
    while let Some((before, after)) = rest.split_once(",light-dark(") {
        text.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    File { path: "pictures.css".to_owned(), text: text.replace('\n', "") }
}

/// Every page for search engines.
pub(super) fn site_map(files: &[File], content: &Content, base: &str) -> File {
    let base = base.trim_end_matches('/');
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let pages = files.iter().filter_map(|file| file.path.strip_suffix("index.html"));
    for address in ["", "quiz.html"].into_iter().chain(pages) {
        let page = content.pages.iter().find(|page| page.address() == address);
        let changed = page
            .map(|page| format!("<lastmod>{}</lastmod>", page.matter.checked))
            .unwrap_or_default();
        let _ =
            writeln!(text, "<url><loc>{}/{}</loc>{changed}</url>", escaped(base), escaped(address));
    }
    text.push_str("</urlset>\n");
    File { path: "sitemap.xml".to_owned(), text }
}

/// The way from a page up to the root of the site.
pub(super) fn root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// The path of an address without a slash at its end: `/pods/` of `https://example.com/pods`.
fn path(base: &str) -> String {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    host.split_once('/').map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}/"))
}

fn places(root: &str, current: Place) -> String {
    let mut out = String::new();
    for (place, name, address) in PLACES {
        let here = if place == current { " aria-current=\"true\"" } else { "" };
        let _ = write!(out, "<a href=\"{root}{address}\"{here}>{name}</a>");
    }
    out
}

fn toc(headings: &[Heading]) -> String {
    if headings.len() < 2 {
        return String::new();
    }
    let mut out = String::from(
        "<nav class=\"toc\" aria-labelledby=\"toc\"><h2 id=\"toc\">On this page</h2><ul>",
    );
    for heading in headings {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", heading.id, heading.text);
    }
    out.push_str("</ul></nav>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_signs_that_its_pictures_use() {
        let of = |main: &str| -> Vec<String> {
            let ids = signs(main);
            ids.split("id=\"").skip(1).map(|id| id.split('"').next().unwrap().to_owned()).collect()
        };
        assert_eq!(of("<use href=\"#pt-dot\"/>"), ["pt-dot"]);
        assert_eq!(of("<rect fill=\"url(#pt-app)\"/>"), ["pt-init", "pt-app"]);
        assert_eq!(signs(""), "<defs></defs>");
    }

    #[test]
    fn the_root_is_reached_from_every_depth() {
        assert_eq!(root(""), "");
        assert_eq!(root("learn/"), "../");
        assert_eq!(root("learn/probes/"), "../../");
    }

    #[test]
    fn the_path_of_the_site_is_that_of_its_address() {
        assert_eq!(path("https://podlife.dev"), "/");
        assert_eq!(path("https://docs.example.com/a/pods"), "/a/pods/");
    }
}

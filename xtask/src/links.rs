//! Every link within the site leads somewhere, wherever the site is served from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::files::{below, read_text};
use crate::step::Outcome;

/// Fragments that carry a document instead of naming a place.
const SHARED_TEXT: &str = "v1=";

/// An attribute of a tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// The tag's name in small letters.
    pub(crate) tag: String,
    /// The attribute's name in small letters.
    pub(crate) name: String,
    /// Its value, with `&amp;` resolved.
    pub(crate) value: String,
}

/// Fails when a page links to what is not there.
pub(crate) fn check(dist: &Path) -> Outcome {
    let files = below(dist)?;
    let mut pages = BTreeMap::new();
    for file in
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "html"))
    {
        pages.insert(file.clone(), attributes(&read_text(file)?));
    }
    let anchors: BTreeMap<&Path, BTreeSet<&str>> =
        pages.iter().map(|(page, all)| (page.as_path(), ids(all))).collect();
    let mut complaints = Vec::new();
    let mut count = 0;
    for (page, all) in &pages {
        let shown = page.strip_prefix(dist).unwrap_or(page).display();
        for link in all.iter().filter(|attribute| is_link(attribute)) {
            count += 1;
            if let Err(why) = follow(dist, page, &link.value, &anchors) {
                complaints.push(format!(
                    "{shown}: <{} {}=\"{}\"> {why}",
                    link.tag, link.name, link.value
                ));
            }
        }
    }
    println!("  {} pages, {count} links within the site", pages.len());
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

fn follow(
    dist: &Path,
    page: &Path,
    link: &str,
    anchors: &BTreeMap<&Path, BTreeSet<&str>>,
) -> Outcome {
    let (address, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = address.split('?').next().unwrap_or_default();
    // What is shown below any path names that of the site: the one of its own domain, here.
    let is_anywhere = page == dist.join("404.html");
    if path.starts_with('/') && !is_anywhere {
        return Err("breaks where the site lies under a sub-path".to_owned());
    }
    if is_anywhere && !path.is_empty() && !path.starts_with('/') {
        return Err("breaks where the page is shown below another path".to_owned());
    }
    let target = if path.is_empty() {
        page.to_path_buf()
    } else {
        join(page.parent().unwrap_or(dist), path)
    };
    if !target.starts_with(dist) {
        return Err("leads out of the site".to_owned());
    }
    let target = if target.is_dir() { target.join("index.html") } else { target };
    if !target.is_file() {
        return Err("leads nowhere".to_owned());
    }
    let names_a_place = !fragment.is_empty() && !fragment.starts_with(SHARED_TEXT);
    match anchors.get(target.as_path()) {
        Some(known) if names_a_place && !known.contains(fragment) => {
            Err("names a place that the page has not".to_owned())
        }
        Some(_) | None => Ok(()),
    }
}

fn is_link(attribute: &Attribute) -> bool {
    let value = attribute.value.as_str();
    let elsewhere = value.starts_with("//")
        || value.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme));
    matches!(attribute.name.as_str(), "href" | "src" | "poster" | "action")
        && !value.is_empty()
        && !elsewhere
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

fn ids(attributes: &[Attribute]) -> BTreeSet<&str> {
    attributes
        .iter()
        .filter(|attribute| attribute.name == "id")
        .map(|attribute| attribute.value.as_str())
        .collect()
}

/// Joins and resolves `.` and `..` without asking the file system.
fn join(folder: &Path, relative: &str) -> PathBuf {
    let mut joined = folder.to_path_buf();
    for component in Path::new(relative).components() {
        match component {
            Component::Normal(name) => joined.push(name),
            Component::ParentDir => {
                joined.pop();
            }
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    joined
}

/// The attributes of all tags of a page, in order. Comments and the text of scripts and styles are passed over.
pub(crate) fn attributes(html: &str) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name_end =
            after.find(|character: char| !character.is_ascii_alphanumeric() && character != '-');
        let (tag, after) = after.split_at(name_end.unwrap_or(after.len()));
        let tag = tag.to_ascii_lowercase();
        rest = if tag.is_empty() { after } else { read_tag(&tag, after, &mut found) };
        if matches!(tag.as_str(), "script" | "style") {
            rest = rest.split_once(&format!("</{tag}")).map_or("", |(_, after)| after);
        }
    }
    found
}

/// Reads up to the end of a tag and gives what follows.
fn read_tag<'a>(tag: &str, text: &'a str, found: &mut Vec<Attribute>) -> &'a str {
    let mut rest =
        text.trim_start_matches(|character: char| character.is_whitespace() || character == '/');
    while !rest.is_empty() && !rest.starts_with('>') {
        let end =
            rest.find(|character: char| character.is_whitespace() || "=>/".contains(character));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => read_value(after.trim_start()),
            None => ("", after),
        };
        let (name, value) = (name.to_ascii_lowercase(), value.replace("&amp;", "&"));
        found.push(Attribute { tag: tag.to_owned(), name, value });
        rest = after
            .trim_start_matches(|character: char| character.is_whitespace() || character == '/');
        // An `=` without a name would stand here for ever.
        rest = rest.strip_prefix('=').unwrap_or(rest);
    }
    rest.strip_prefix('>').unwrap_or(rest)
}

fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = text.find(|character: char| character.is_whitespace() || character == '>');
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::{attributes, follow, is_link};

    #[test]
    fn tags_are_read_and_what_only_looks_like_one_is_not() {
        let html = "<!-- <a href=no> --><A HREF='x?a&amp;b' hidden>1 < 2</a><script>\"<a href=no>\"</script><img src=y />";
        let read: Vec<_> = attributes(html)
            .into_iter()
            .map(|it| format!("{} {} {}", it.tag, it.name, it.value))
            .collect();
        assert_eq!(read, ["a href x?a&b", "a hidden ", "img src y"]);
    }

    #[test]
    fn addresses_elsewhere_are_left_alone() {
        let links = attributes(
            "<a href='https://kubernetes.io/'><a href='data:,'><a href='//host'><a href=''><a href='a/b:c'>",
        );
        assert_eq!(links.iter().filter(|link| is_link(link)).count(), 1);
    }

    #[test]
    fn a_link_must_stay_within_the_site_and_name_a_place_that_is_there() {
        let dist = Path::new("/site");
        let page = Path::new("/site/learn/probes/index.html");
        let anchors = BTreeMap::from([(page, BTreeSet::from(["why"]))]);
        let answer = |link| follow(dist, page, link, &anchors).err();
        assert_eq!(answer("../../../x").as_deref(), Some("leads out of the site"));
        assert_eq!(
            answer("/style.css").as_deref(),
            Some("breaks where the site lies under a sub-path")
        );
        assert_eq!(answer("../gone/").as_deref(), Some("leads nowhere"));
        let lost = dist.join("404.html");
        let answer = |link| follow(dist, &lost, link, &anchors).err();
        assert_eq!(answer("/gone/").as_deref(), Some("leads nowhere"));
        assert_eq!(
            answer("docs.css").as_deref(),
            Some("breaks where the page is shown below another path")
        );
    }
}

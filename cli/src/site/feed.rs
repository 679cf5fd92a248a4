//! The feed of what is new on the pages.

use std::cmp::Reverse;
use std::fmt::Write as _;

use k8s_openapi::jiff::civil::Date;

use super::File;
use super::content::Content;
use super::html::{bare, escaped};

/// How many pages it tells of.
const MOST: usize = 50;

/// `feed.xml`: the pages whose facts were compared last, the newest first.
pub(super) fn file(content: &Content, base: &str) -> File {
    let base = escaped(base.trim_end_matches('/'));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\n<title>Podlife</title>\n<link>{base}/</link>\n<description>What is new about Pods, each page proved by runs.</description>\n<language>en</language>\n"
    );
    let mut pages: Vec<_> = content.pages.iter().collect();
    pages.sort_by_key(|page| Reverse(page.matter.checked));
    for page in pages.into_iter().take(MOST) {
        let link = format!("{base}/{}", page.address());
        let _ = writeln!(
            text,
            "<item><title>{}</title><link>{link}</link><guid isPermaLink=\"false\">{link}{}</guid><pubDate>{}</pubDate><description>{}</description></item>",
            bare(&page.matter.title),
            page.matter.checked,
            day(page.matter.checked),
            bare(&page.matter.summary)
        );
    }
    text.push_str("</channel></rss>\n");
    File { path: "feed.xml".to_owned(), text }
}

/// `2026-11-22` as feeds write it.
fn day(date: Date) -> String {
    date.strftime("%a, %d %b %Y 00:00:00 GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::{Date, day};

    #[test]
    fn a_day_is_written_as_feeds_write_it() {
        assert_eq!(day(Date::constant(2026, 11, 22)), "Sun, 22 Nov 2026 00:00:00 GMT");
    }
}

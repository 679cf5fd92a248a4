//! Text as HTML holds it.

pub(super) use podlife_core::view::markup::{coded as inline, escaped};

/// A sentence where nothing can be marked up, as in a title.
pub(super) fn bare(sentence: &str) -> String {
    escaped(&sentence.replace('`', ""))
}

/// Text for the body of an element alone, where quotes are themselves.
pub(super) fn body(text: &str) -> String {
    escaped(text).replace("&quot;", "\"")
}

/// Text that was escaped, by us or by another one.
pub(super) fn unescaped(html: &str) -> String {
    let out = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    out.replace("&#39;", "'").replace("&amp;", "&")
}

/// An address from the root of the site as a page writes it; any other stays as it is.
pub(super) fn link(root: &str, address: &str) -> String {
    match address.strip_prefix('/') {
        Some("") => format!("{root}./"),
        Some(path) => format!("{root}{path}"),
        None => address.to_owned(),
    }
}

/// Fills the `{{slots}}` of a template, from left to right and once each.
pub(super) fn fill(template: &str, slots: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        let value = slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, value)| value);
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The part of an address that names a heading: small letters, digits and hyphens.
pub(super) fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for character in heading.chars() {
        if character.is_alphanumeric() {
            slug.extend(character.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() && character != '\'' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_slot_is_not_filled_again() {
        assert_eq!(fill("<{{a}}|{{b}}|{{none}}>", &[("a", "{{b}}"), ("b", "x")]), "<{{b}}|x|>");
    }

    #[test]
    fn headings_become_short_addresses() {
        assert_eq!(slug("SIGTERM goes to process 1"), "sigterm-goes-to-process-1");
        assert_eq!(slug("What `Init:1/3` says"), "what-init-1-3-says");
        assert_eq!(slug("It's done."), "its-done");
    }

    #[test]
    fn a_backtick_alone_makes_no_code() {
        assert_eq!(inline("`a<b>` & c"), "<code>a&lt;b&gt;</code> &amp; c");
        assert_eq!(inline("a ` b"), "a ` b");
    }

    #[test]
    fn a_title_has_no_signs_of_markdown() {
        assert_eq!(bare("What `a<b>` says"), "What a&lt;b&gt; says");
    }

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["a < b && \"c\"", "&lt;", "&amp;quot;"] {
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(unescaped("it&#39;s"), "it's");
    }

    #[test]
    fn addresses_from_the_root_are_written_from_the_page() {
        let links = ["/", "/rules/", "https://k8s.io/", "#here"].map(|it| link("../", it));
        assert_eq!(links, [".././", "../rules/", "https://k8s.io/", "#here"]);
    }
}

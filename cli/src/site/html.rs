//! Text as HTML holds it.

/// Text for the body of an element or for an attribute in double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// Text for the body of an element alone, where quotes are themselves.
pub(super) fn body(text: &str) -> String {
    escaped(text).replace("&quot;", "\"")
}

/// A sentence in which only `code` is marked up.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str("<code>");
            out.push_str(&escaped(part));
            out.push_str("</code>");
        } else {
            out.push_str(&escaped(part));
        }
    }
    out
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
    fn only_code_is_marked_up_in_a_sentence() {
        assert_eq!(inline("`a<b>` & c"), "<code>a&lt;b&gt;</code> &amp; c");
    }
}

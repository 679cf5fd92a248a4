//! How the page is arranged, as a word of a link: parts with dots between, `tab:events.words.pane:yaml`.
//!
//! The usual is left out, so that the same arrangement is the same word; a part that nobody knows any more is passed
//! over. Whoever adds a way to look at a run adds a part.

use super::look::{Look, LookAction};

/// The word for an arrangement; `tabs` are the names of the outputs.
pub(crate) fn word(look: &Look, as_words: bool, tabs: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(tab) = tabs.get(look.tab).filter(|_| look.tab > 0) {
        parts.push(["tab:", &tab.to_ascii_lowercase()].concat());
    }
    if as_words {
        parts.push("words".to_owned());
    }
    if look.pane != Look::default().pane {
        parts.push(["pane:", look.pane].concat());
    }
    parts.join(".")
}

/// Arranges the page as a word says; whether the run is shown as words.
pub(crate) fn arrange(
    look: &mut Look,
    word: &str,
    tabs: &[&str],
    panes: &[(&'static str, &str)],
) -> bool {
    let mut as_words = false;
    for part in word.split('.') {
        let (name, value) = part.split_once(':').unwrap_or((part, ""));
        match name {
            "tab" => {
                if let Some(tab) = tabs.iter().position(|tab| tab.eq_ignore_ascii_case(value)) {
                    look.apply(LookAction::Tab(tab));
                }
            }
            "pane" => {
                if let Some((pane, _)) = panes.iter().find(|(pane, _)| *pane == value) {
                    look.apply(LookAction::Pane(pane));
                }
            }
            "words" => as_words = true,
            _ => {}
        }
    }
    as_words
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABS: [&str; 3] = ["Terminal", "Events", "Status"];
    const PANES: [(&str, &str); 2] = [("yaml", "YAML"), ("timeline", "Timeline")];

    #[test]
    fn an_arrangement_comes_back_from_its_word() {
        let mut look = Look::default();
        assert_eq!(word(&look, false, &TABS), "");
        look.apply(LookAction::Tab(2));
        look.apply(LookAction::Pane("yaml"));
        let written = word(&look, true, &TABS);
        assert_eq!(written, "tab:status.words.pane:yaml");
        let mut other = Look::default();
        assert!(arrange(&mut other, &written, &TABS, &PANES));
        assert_eq!((other.tab, other.pane), (2, "yaml"));
    }

    #[test]
    fn what_nobody_knows_is_passed_over() {
        let mut look = Look::default();
        let odd = "tab:gone.pane:cellar.compare:native.words:x..:";
        assert!(arrange(&mut look, odd, &TABS, &PANES));
        assert_eq!((look.tab, look.pane), (0, "timeline"));
    }
}

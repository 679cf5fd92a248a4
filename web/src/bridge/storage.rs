//! What the browser keeps from one visit to the next. It may refuse; then nothing is kept.

use gloo::utils::window;
use web_sys::Storage;

use super::page;

/// What is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    /// The text of the playground.
    Text,
    /// Texts of the person's own that a link has taken the place of.
    Kept,
    /// `light`, `dark` or `contrast`; absent for the system's.
    Theme,
    /// Which rules are asked, by the name of a preset; absent for the default.
    Rules,
    /// `yes` where the manifest is a plain text area; absent otherwise.
    Plain,
    /// The version of Kubernetes; absent for the default.
    Version,
    /// What is known of earlier answers on the quiz page.
    Quiz,
    /// The round of questions that is not over.
    Round,
    /// The mock exam that is not over.
    Exam,
    /// `off` where keys of one letter do nothing.
    Keys,
    /// How often it is said what happens while it plays, in seconds; absent for the usual.
    Said,
}

impl Key {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "podlife.text",
            Self::Kept => "podlife.kept",
            Self::Theme => "podlife.theme",
            Self::Rules => "podlife.rules",
            Self::Plain => "podlife.plain",
            Self::Version => "podlife.kubernetes",
            Self::Quiz => "podlife.progress",
            Self::Round => "podlife.round",
            Self::Exam => "podlife.exam",
            Self::Keys => "podlife.keys",
            Self::Said => "podlife.said",
        }
    }
}

/// Where it is kept: the text also for each tab by itself, so that a reload does not bring another tab's.
fn storages(key: Key) -> impl Iterator<Item = Storage> {
    let is_own = !(page::is_framed() && matches!(key, Key::Text | Key::Kept | Key::Theme));
    let of_tab = matches!(key, Key::Text).then(|| window().session_storage());
    let of_all = window().local_storage();
    let all = of_tab.into_iter().chain([of_all]).filter(move |_| is_own);
    all.filter_map(|storage| storage.ok().flatten())
}

/// What was kept last; in somebody else's page nothing was.
pub(crate) fn read(key: Key) -> Option<String> {
    storages(key).find_map(|storage| storage.get_item(key.name()).ok().flatten())
}

/// Keeps `value`; an empty one forgets what was kept.
pub(crate) fn write(key: Key, value: &str) {
    for storage in storages(key) {
        // A full or forbidden storage costs the memory of this visit and nothing else.
        let _ = if value.is_empty() {
            storage.remove_item(key.name())
        } else {
            storage.set_item(key.name(), value)
        };
    }
}

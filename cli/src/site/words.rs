//! The words of the interface in other languages: a catalogue for each, and the list of them.

use std::collections::BTreeMap;

use serde_json::json;
use serde_yaml::{Mapping, Value};

use super::File;
use super::content::{Catalogue, Content};
use super::problem::{Problem, all};

/// The language of the code; its name in a catalogue has the own name of the catalogue's language beside it.
const ENGLISH: &str = "English";

/// `words/<language>.json` for each catalogue, and `words/index.json` with the languages by their own names.
pub(super) fn files(content: &Content) -> Result<Vec<File>, Vec<Problem>> {
    let mut languages = BTreeMap::from([("en", ENGLISH.to_owned())]);
    let read = |catalogue: &Catalogue| {
        let wrong = |message| vec![Problem::new(&catalogue.file, 0, message)];
        read(&catalogue.text).map_err(wrong)
    };
    let mut files = Vec::new();
    for (catalogue, words) in content.words.iter().zip(all(content.words.iter().map(read))?) {
        let name = words.get(ENGLISH).cloned().unwrap_or_default();
        languages.insert(&catalogue.language, name);
        let path = format!("words/{}.json", catalogue.language);
        files.push(File { path, text: json!(words).to_string() });
    }
    files.push(File { path: "words/index.json".to_owned(), text: json!(languages).to_string() });
    Ok(files)
}

/// The words of a catalogue by the English ones; why it is none.
fn read(text: &str) -> Result<BTreeMap<String, String>, String> {
    // A map of ours would take the last of two with the same key.
    let all: Mapping = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    let mut words = BTreeMap::new();
    for (english, other) in all {
        let (Value::String(english), Value::String(other)) = (english, other) else {
            return Err("a catalogue has words and nothing else".to_owned());
        };
        if values(&english) != values(&other) {
            return Err(format!("`{other}` has not the values of `{english}`"));
        }
        // Programs read a catalogue line by line.
        if other.is_empty() || other.contains('\n') || english.contains('\n') {
            return Err(format!("`{english}` needs one line"));
        }
        if words.last_key_value().is_some_and(|(before, _)| *before > english) {
            return Err(format!("`{english}` is not in its place: keys are sorted"));
        }
        words.insert(english, other);
    }
    if words.contains_key(ENGLISH) {
        Ok(words)
    } else {
        Err(format!("`{ENGLISH}` is missing, which says the language's own name"))
    }
}

/// How many values are put into words.
fn values(words: &str) -> usize {
    words.matches("{}").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_has_each_key_once_with_its_values_in_order() {
        let good = "Close: Schließen\nEnglish: Deutsch\n'{} of {}': '{} von {}'\n";
        assert_eq!(read(good).unwrap()["{} of {}"], "{} von {}");
        for (bad, why) in [
            ("Close: a\nClose: b\nEnglish: c\n", "duplicate"),
            ("'{} of {}': '{} von'\nEnglish: c\n", "values"),
            ("English: c\nClose: a\n", "sorted"),
            ("English: c\nNo: false\n", "nothing else"),
            ("Close: ''\nEnglish: c\n", "one line"),
            ("Close: a\n", "own name"),
        ] {
            let told = read(bad).unwrap_err();
            assert!(told.contains(why), "{bad}: {told}");
        }
    }
}

use podlife_core::kubectl::Entered;

use super::{all, edit, owned, time};
use crate::json::Json;

/// What a terminal said to commands.
pub(crate) fn entered(text: &str) -> Vec<Entered> {
    let printed = |json: &Json| match json.list() {
        [stream, text] => (u32::try_from(stream.number()).unwrap_or_default(), owned(text)),
        _ => (1, String::new()),
    };
    let later = |json: &Json| match json.list() {
        [at, text] => (time(at), owned(text)),
        _ => Default::default(),
    };
    all(&Json::parse(text), |json| Entered {
        output: all(json.get("output"), printed),
        later: all(json.get("later"), later),
        goes_on: json.get("goes_on").truth().unwrap_or_default(),
        actions: all(json.get("actions"), owned),
        edits: all(json.get("edits"), edit),
    })
}

/// A list of words.
pub(crate) fn words(text: &str) -> Vec<String> {
    all(&Json::parse(text), owned)
}

#[cfg(test)]
mod tests {
    use podlife_core::text::{Edit, Span};
    use podlife_core::time::SimTime;

    use super::*;

    #[test]
    fn what_a_terminal_says_is_read_as_serde_writes_it() {
        let written = vec![Entered {
            output: vec![(1, "a\tb\n".to_owned()), (2, "\"c\"".to_owned())],
            later: vec![(SimTime(1200), "later\n".to_owned())],
            goes_on: true,
            actions: vec!["{at: 8s, delete: {}}".to_owned()],
            edits: vec![Edit::replace(Span::new(1, 2), "x")],
        }];
        assert_eq!(entered(&serde_json::to_string(&written).unwrap()), written);
        assert_eq!(words("[\"get\",\"logs\"]"), ["get", "logs"]);
    }
}

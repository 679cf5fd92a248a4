//! Whether the fields of the API that a question speaks of are written as the API has them.

use std::collections::BTreeSet;

use crate::decode::near_of;
use crate::quiz::parse::Fault;
use crate::quiz::question::Question;
use crate::schema::Struct;

/// Fields of objects that are not in the table of the API: those of a Service.
const OTHERS: [&str; 8] = [
    "targetPort",
    "nodePort",
    "clusterIP",
    "sessionAffinity",
    "publishNotReadyAddresses",
    "externalTrafficPolicy",
    "internalTrafficPolicy",
    "minAvailable",
];

/// Says which words between backticks look like a field of the API, are none, and are near one.
pub(super) fn check(question: &Question, faults: &mut Vec<Fault>) {
    let known = Struct::all().iter().flat_map(|known| known.fields.iter().map(|field| field.name));
    let fields: BTreeSet<&'static str> = known.chain(OTHERS).collect();
    let shown = question.text();
    let mut texts: Vec<(String, &str)> = vec![
        ("prompt".to_owned(), &question.prompt),
        ("explanation".to_owned(), &question.explanation),
    ];
    for (index, hint) in question.hints.iter().enumerate() {
        texts.push((format!("hints[{index}]"), hint));
    }
    for (index, choice) in question.choices.iter().enumerate() {
        // A wrong answer may name what is not there.
        if choice.correct {
            texts.push((format!("choices[{index}].text"), &choice.text));
            texts.push((format!("choices[{index}].feedback"), &choice.feedback));
        }
    }
    for (index, expected) in question.expect.iter().enumerate() {
        texts.push((format!("expect[{index}].says"), &expected.says));
    }
    for (place, text) in texts {
        for word in names(text) {
            if fields.contains(word) || shown.contains(word) {
                continue;
            }
            if let Some(near) = near_of(word, fields.iter().copied()) {
                faults.push(Fault::new(
                    &place,
                    format!("there is no field `{word}`: did you mean `{near}`?"),
                ));
            }
        }
    }
}

/// The words between backticks that are written as names of fields are: `periodSeconds`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split('`').skip(1).step_by(2);
    let words = code.flat_map(|code| code.split(|c: char| !c.is_ascii_alphanumeric()));
    words.filter(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.contains(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_of_fields_stand_between_backticks() {
        let found: Vec<&str> = names(
            "A `readinessProbe` has `spec.periodSeconds`, not perSecond, `exit 1` or `Ready`.",
        )
        .collect();
        assert_eq!(found, ["readinessProbe", "periodSeconds"]);
    }
}

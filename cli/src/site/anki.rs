//! The questions as notes that Anki imports: a text with tabs between the fields.
//!
//! Source: <https://docs.ankiweb.net/importing/text-files.html>.

use podlife_core::quiz::{Answer, Question, grade};

use super::html::escaped;

/// What the file begins with: how it is to be read.
const HEAD: &str = "#separator:tab\n#html:true\n#notetype:Basic\n#deck:Podlife\n#tags column:3\n";

/// The file of these questions.
pub(super) fn notes<'a>(questions: impl Iterator<Item = &'a Question>) -> String {
    let mut out = HEAD.to_owned();
    for question in questions {
        out.push_str(&note(question));
    }
    out
}

fn note(question: &Question) -> String {
    let mut front =
        format!("<b>{}</b><br>{}", escaped(&question.title), escaped(question.prompt.trim()));
    for screen in &question.screen {
        let text = format!("$ {}\n{}", screen.command, screen.output.trim_end());
        front.push_str(&format!("<pre>{}</pre>", escaped(&text)));
    }
    if !question.manifest.is_empty() {
        front.push_str(&format!("<pre>{}</pre>", escaped(question.manifest.trim_end())));
    }
    let options = question.choices.iter().map(|choice| &choice.text);
    front.push_str(&list(options.chain(question.events.iter().map(|event| &event.text))));
    let mut back = String::new();
    if question.events.is_empty() {
        back.push_str(&list(
            question.choices.iter().filter(|choice| choice.correct).map(|choice| &choice.text),
        ));
    } else {
        // The mark has the events in their right order.
        let mark = grade(question, &Answer::Order(Vec::new()));
        back.push_str(&list(mark.items.iter().map(|item| &item.text)).replace("ul>", "ol>"));
    }
    if let Some(solution) = &question.solution {
        back.push_str(&format!("<pre>{}</pre>", escaped(solution.trim_end())));
    }
    back.push_str(&escaped(question.explanation.trim()));
    let id = question.id.as_deref().unwrap_or_default();
    let topic = id.split('/').next().unwrap_or_default();
    format!("{}\t{}\tpodlife::{topic}\n", line(&front), line(&back))
}

fn list<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    let items: Vec<String> = texts.map(|text| format!("<li>{}</li>", escaped(text))).collect();
    if items.is_empty() { String::new() } else { format!("<ul>{}</ul>", items.concat()) }
}

/// A field holds neither tabs nor line breaks.
fn line(html: &str) -> String {
    html.replace('\t', " ").replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_of_three_fields() {
        let question: Question = serde_json::from_str(
            r#"{"id":"init/a","kind":"single-choice","title":"T","difficulty":1,"exams":["CKA"],"domain":"D","prompt":"What\tis <this>?",
                "explanation":"Why & how","learn":"x","sources":["s"],"manifest":"a: 1\nb: 2\n",
                "choices":[{"text":"x","correct":true,"feedback":"f"},{"text":"y","feedback":"f"}]}"#,
        )
        .expect("a question");
        let text = notes([question].iter());
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        let fields: Vec<&str> = line.split('\t').collect();
        let [front, back, tags] = fields.as_slice() else { panic!("{fields:?}") };
        assert!(front.contains("is &lt;this&gt;?") && front.contains("a: 1<br>b: 2"), "{front}");
        assert_eq!((*back, *tags), ("<ul><li>x</li></ul>Why &amp; how", "podlife::init"));
    }
}

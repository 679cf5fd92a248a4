//! The questions as notes that Anki imports: a text with tabs between the fields.
//!
//! Source: <https://docs.ankiweb.net/importing/text-files.html>.

use podlife_core::quiz::{Answer, Question, grade};
use pulldown_cmark::{Event, Parser, html};

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
    let (title, prompt) = (phrase(&question.title), markdown(&question.prompt));
    let mut front = format!("<b>{title}</b>{prompt}");
    for screen in &question.screen {
        let text = format!("$ {}\n{}", screen.command, screen.output.trim_end());
        front.push_str(&format!("<pre>{}</pre>", escaped(&text)));
    }
    if !question.manifest.is_empty() {
        front.push_str(&format!("<pre>{}</pre>", escaped(question.manifest.trim_end())));
    }
    let options = question.choices.iter().map(|choice| &choice.text);
    let options = options.chain(question.events.iter().map(|event| &event.text));
    front.push_str(&list(
        "ul",
        options.chain(question.expect.iter().map(|expected| &expected.says)),
    ));
    let mut back = String::new();
    if question.events.is_empty() {
        let right = question.choices.iter().filter(|choice| choice.correct);
        back.push_str(&list("ul", right.map(|choice| &choice.text)));
    } else {
        // The mark has the events in their right order.
        let mark = grade(question, &Answer::Order(Vec::new()));
        back.push_str(&list("ol", mark.items.iter().map(|item| &item.text)));
    }
    if let Some(solution) = &question.solution {
        back.push_str(&format!("<pre>{}</pre>", escaped(solution.trim_end())));
    }
    back.push_str(&markdown(&question.explanation));
    let id = question.id.as_deref().unwrap_or_default();
    let topic = id.split('/').next().unwrap_or_default();
    format!("{}\t{}\tpodlife::{topic}\n", line(&front), line(&back))
}

fn list<'a>(tag: &str, texts: impl Iterator<Item = &'a String>) -> String {
    let items: Vec<String> = texts.map(|text| format!("<li>{}</li>", phrase(text))).collect();
    if items.is_empty() { String::new() } else { format!("<{tag}>{}</{tag}>", items.concat()) }
}

/// Markdown as HTML; what looks like HTML in it is text.
#[expect(clippy::wildcard_enum_match_arm, reason = "most events pass as they are")]
fn markdown(text: &str) -> String {
    let events = Parser::new(text).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        // A field has no line breaks but those of code.
        Event::SoftBreak => Event::Text(" ".into()),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out.trim_end().replace(">\n<", "><")
}

/// The same of a sentence, which needs no paragraph.
fn phrase(text: &str) -> String {
    let html = markdown(text);
    let inner = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).map_or(html.clone(), str::to_owned)
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
                "explanation":"Why &\n**how**\n\nTwo","learn":"x","sources":["s"],"manifest":"a: 1\nb: 2\n",
                "choices":[{"text":"it `runs`","correct":true,"feedback":"f"},{"text":"y","feedback":"f"}]}"#,
        )
        .expect("a question");
        let text = notes([question].iter());
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        let fields: Vec<&str> = line.split('\t').collect();
        let [front, back, tags] = fields.as_slice() else { panic!("{fields:?}") };
        assert!(front.contains("is &lt;this&gt;?") && front.contains("a: 1<br>b: 2"), "{front}");
        assert!(front.contains("<li>it <code>runs</code></li>"), "{front}");
        assert_eq!(
            (*back, *tags),
            (
                "<ul><li>it <code>runs</code></li></ul><p>Why &amp; <strong>how</strong></p><p>Two</p>",
                "podlife::init"
            )
        );
    }
}

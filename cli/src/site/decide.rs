//! Questions that lead to an answer. Without JavaScript all of them are there, and each answer is a link to the next.

use std::fmt::Write as _;

use serde::Deserialize;

use super::html::{escaped, inline, link};

/// What stands in a `decide` fence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Decide {
    title: String,
    questions: Vec<Question>,
    ends: Vec<End>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    id: String,
    ask: String,
    #[serde(default)]
    why: String,
    yes: String,
    no: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    id: String,
    result: String,
    because: String,
    link: String,
    label: String,
}

impl Decide {
    /// What is wrong with it in a sentence: every end has to be reached, and every answer has to lead on.
    fn fault(&self) -> Option<String> {
        let mut reached: Vec<&str> =
            self.questions.first().map(|first| first.id.as_str()).into_iter().collect();
        let mut place = 0;
        while let Some(id) = reached.get(place).copied() {
            place += 1;
            let Some(question) = self.questions.iter().find(|question| question.id == id) else {
                if self.ends.iter().any(|end| end.id == id) {
                    continue;
                }
                return Some(format!("`{id}` is neither a question nor an end"));
            };
            for next in [&question.yes, &question.no] {
                if !reached.contains(&next.as_str()) {
                    reached.push(next);
                }
            }
        }
        let ids = self.questions.iter().map(|it| &it.id).chain(self.ends.iter().map(|it| &it.id));
        ids.filter(|id| !reached.contains(&id.as_str()))
            .map(|id| format!("nothing leads to `{id}`"))
            .next()
    }
}

/// The questions and the answers.
pub(super) fn html(text: &str, root: &str) -> Result<String, String> {
    let decide: Decide = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    if let Some(fault) = decide.fault() {
        return Err(fault);
    }
    let mut out = format!("<section class=\"decide\"><p><b>{}</b></p><ol>", inline(&decide.title));
    for question in &decide.questions {
        let _ = write!(
            out,
            "<li id=\"decide-{}\" tabindex=\"-1\"><p>{}</p>",
            escaped(&question.id),
            inline(&question.ask)
        );
        if !question.why.is_empty() {
            let _ = write!(out, "<p class=\"decide__why\">{}</p>", inline(&question.why));
        }
        let _ = write!(
            out,
            "<p class=\"decide__ways\"><a class=\"button\" href=\"#decide-{}\">Yes</a> <a class=\"button\" href=\"#decide-{}\">No</a></p></li>",
            escaped(&question.yes),
            escaped(&question.no)
        );
    }
    out.push_str("</ol><ul>");
    for end in &decide.ends {
        let _ = write!(
            out,
            "<li id=\"decide-{}\" tabindex=\"-1\"><p><b>{}</b> {}</p><p><a href=\"{}\">{}</a></p></li>",
            escaped(&end.id),
            inline(&end.result),
            inline(&end.because),
            escaped(&link(root, &end.link)),
            inline(&end.label)
        );
    }
    out.push_str("</ul></section>\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(yes: &str) -> Result<String, String> {
        let text = format!(
            "title: T\nquestions:\n- {{id: q, ask: 'A?', yes: {yes}, no: b}}\nends:\n- {{id: a, result: A, because: x, link: /p/, label: P}}\n- {{id: b, result: B, because: y, link: 'https://x.example/', label: P}}\n"
        );
        html(&text, "../")
    }

    #[test]
    fn every_answer_leads_on_and_every_end_is_reached() {
        let html = told("a").unwrap();
        assert!(html.contains("href=\"#decide-a\">Yes</a>"), "{html}");
        assert!(html.contains("href=\"../p/\"") && html.contains("href=\"https://x.example/\""));
        assert_eq!(told("b").unwrap_err(), "nothing leads to `a`");
        assert_eq!(told("c").unwrap_err(), "`c` is neither a question nor an end");
    }
}

//! `podlife kubectl`.

use std::io::Write;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::kubectl::answer_words;
use podlife_core::time::SimTime;

use crate::KubectlArguments;
use crate::input;
use crate::outcome::{Failure, Out};

/// Answers one command about the text's Pods at an instant; it ends with the command's exit code.
pub(crate) fn run(arguments: &KubectlArguments, out: &mut Out) -> Result<bool, Failure> {
    let input = input::read(&arguments.path)?;
    let scenario = arguments.scenario.as_deref().map(input::read).transpose()?;
    let options = Options {
        version: arguments.which.asked(),
        until: arguments.until,
        scenario: scenario.map(|scenario| scenario.text),
        path: input.path.clone(),
        ..Options::default()
    };
    let analysis = Analysis::of(&input.text, &options);
    let stories = analysis.documents.iter().filter_map(|document| document.story.as_ref());
    let end = stories.map(|story| story.end).max().unwrap_or_default();
    let at = arguments.at.map_or(end, |at| SimTime::ZERO + at);
    let mut words = arguments.command.clone();
    if !["kubectl", "k", "curl"].contains(&words.first().map(String::as_str).unwrap_or_default()) {
        words.insert(0, "kubectl".to_owned());
    }
    let answer = answer_words(&analysis, at, &words);
    for (stream, text) in &answer.output {
        if *stream == 1 {
            write!(out, "{text}")?;
        } else {
            out.flush()?;
            eprint!("{text}");
        }
    }
    for (_, text) in &answer.later {
        write!(out, "{text}")?;
    }
    for action in &answer.actions {
        out.flush()?;
        eprintln!("podlife: as an action of a Scenario: {}", action.text);
    }
    out.flush()?;
    match u8::try_from(answer.exit_code) {
        Ok(0) => Ok(true),
        code => Err(Failure::Exit(code.unwrap_or(1))),
    }
}

//! `podlife default`.

use std::io::Write;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::defaults;
use serde_json::json;

use crate::input;
use crate::outcome::{Failure, Out};
use crate::parallel::side_by_side;
use crate::{DefaultArguments, DefaultOutput};

/// Prints every object as it would be stored; whether all of them could be read.
pub(crate) fn run(arguments: &DefaultArguments, out: &mut Out) -> Result<bool, Failure> {
    let version = arguments.which.asked();
    let inputs = input::read_all(&arguments.paths)?;
    side_by_side(&inputs, out, |input, out| {
        let path = input.path.clone();
        let options = Options { version, path, only_check: true, ..Options::default() };
        let mut fine = true;
        let mut is_first = inputs.first().is_some_and(|first| std::ptr::eq(first, input));
        for document in &Analysis::of(&input.text, &options).documents {
            let Some(object) = &document.object else { continue };
            fine &= document.decode.is_empty();
            let object = defaults::stored(object);
            match arguments.output {
                DefaultOutput::Json => {
                    let line =
                        json!({"path": input.path, "document": document.index, "object": object});
                    writeln!(out, "{line}")?;
                }
                DefaultOutput::Yaml => {
                    let yaml = serde_yaml::to_string(&object).map_err(|error| error.to_string())?;
                    if !std::mem::take(&mut is_first) {
                        writeln!(out, "---")?;
                    }
                    write!(out, "{yaml}")?;
                }
            }
        }
        Ok(fine)
    })
}

//! `podlife default`.

use std::io::Write;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::defaults;
use serde_json::json;

use crate::input;
use crate::outcome::{Failure, Out};
use crate::{DefaultArguments, DefaultOutput};

/// Prints every object as it would be stored; whether all of them could be read.
pub(crate) fn run(arguments: &DefaultArguments, out: &mut Out) -> Result<bool, Failure> {
    let mut fine = true;
    let mut first = true;
    let version = arguments.which.asked();
    for input in input::read_all(&arguments.paths)? {
        let options =
            Options { version, path: input.path.clone(), only_check: true, ..Options::default() };
        let analysis = Analysis::of(&input.text, &options);
        for document in &analysis.documents {
            let Some(object) = &document.object else { continue };
            fine &= document.decode.is_empty();
            let object = defaults::stored(object);
            match arguments.output {
                DefaultOutput::Json => {
                    writeln!(
                        out,
                        "{}",
                        json!({"path": input.path, "document": document.index, "object": object})
                    )?;
                }
                DefaultOutput::Yaml => {
                    if !std::mem::take(&mut first) {
                        writeln!(out, "---")?;
                    }
                    write!(
                        out,
                        "{}",
                        serde_yaml::to_string(&object).map_err(|error| error.to_string())?
                    )?;
                }
            }
        }
    }
    Ok(fine)
}

//! `podlife default`.

use std::io::Write;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::object::Object;
use serde_json::{Value, json};

use crate::input;
use crate::outcome::{Failure, Out};
use crate::{DefaultArguments, DefaultOutput};

/// Prints every object as it would be stored; whether all of them could be read.
pub(crate) fn run(arguments: &DefaultArguments, out: &mut Out) -> Result<bool, Failure> {
    let mut fine = true;
    let mut first = true;
    for input in input::read_all(&arguments.paths)? {
        let options = Options { path: input.path.clone(), only_check: true, ..Options::default() };
        let analysis = Analysis::of(&input.text, &options);
        for document in &analysis.documents {
            let Some(object) = &document.object else { continue };
            fine &= document.decode.is_empty();
            let object = to_json(object)?;
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

fn to_json(object: &Object) -> Result<Value, String> {
    match object {
        Object::Pod(object) => serde_json::to_value(object),
        Object::PodTemplate(object) => serde_json::to_value(object),
        Object::Deployment(object) => serde_json::to_value(object),
        Object::ReplicaSet(object) => serde_json::to_value(object),
        Object::StatefulSet(object) => serde_json::to_value(object),
        Object::DaemonSet(object) => serde_json::to_value(object),
        Object::Job(object) => serde_json::to_value(object),
        Object::CronJob(object) => serde_json::to_value(object),
    }
    .map_err(|error| error.to_string())
}

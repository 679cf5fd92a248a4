//! What `kubectl create` prints.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create.go and pkg/cmd/util/helpers.go (`checkErr`).

use crate::validation::{FieldError, Warning};

/// What is known of a create.
#[derive(Clone, Copy, Debug)]
pub struct Create<'a> {
    /// What the text is called: `pod.yaml`.
    pub path: &'a str,
    /// `kind`, as written.
    pub kind: &'a str,
    /// `apiVersion`, as written.
    pub api_version: &'a str,
    /// `metadata.name`, as written.
    pub name: &'a str,
    /// Whether it is of a kind that is looked at.
    pub known: bool,
    /// kubectl's words where the text is not YAML.
    pub failed: Option<&'a str>,
    /// The API server's words where it does not decode.
    pub decode: &'a [String],
    /// The API server's refusals.
    pub errors: &'a [FieldError],
    /// The API server's warnings.
    pub warnings: &'a [Warning],
}

/// The lines on the terminal, without a line break at the end.
pub fn outcome(create: &Create<'_>) -> String {
    let Create { path, kind, api_version, name, .. } = create;
    if let Some(failed) = create.failed {
        return format!("error: error parsing {path}: {failed}");
    }
    if kind.is_empty() || api_version.is_empty() {
        let missing: Vec<&str> = [("apiVersion not set", api_version), ("kind not set", kind)]
            .into_iter()
            .filter(|(_, value)| value.is_empty())
            .map(|(missing, _)| missing)
            .collect();
        let missing = if let [one] = missing.as_slice() {
            (*one).to_owned()
        } else {
            format!("[{}]", missing.join(", "))
        };
        return format!(
            "error: error validating \"{path}\": error validating data: {missing}; if you choose to ignore these \
             errors, turn validation off with --validate=false"
        );
    }
    if !create.decode.is_empty() {
        let said = create.decode.join(", ");
        let version = api_version.rsplit('/').next().unwrap_or_default();
        return format!(
            "Error from server (BadRequest): error when creating \"{path}\": {kind} in version \"{version}\" cannot be \
             handled as a {kind}: {said}"
        );
    }
    if !create.known {
        return String::new();
    }
    match create.errors {
        [] => {
            let warnings =
                create.warnings.iter().map(|warning| format!("Warning: {}\n", warning.message));
            let group = api_version
                .split_once('/')
                .map(|(group, _)| format!(".{group}"))
                .unwrap_or_default();
            format!(
                "{}{}{group}/{name} created",
                warnings.collect::<String>(),
                kind.to_ascii_lowercase()
            )
        }
        [error] => format!("The {kind} \"{name}\" is invalid: {}", error.message),
        errors => {
            let mut lines: Vec<&str> = Vec::new();
            for error in errors {
                if !lines.contains(&error.message.as_str()) {
                    lines.push(&error.message);
                }
            }
            format!("The {kind} \"{name}\" is invalid: \n* {}", lines.join("\n* "))
        }
    }
}

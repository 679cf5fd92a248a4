//! `kubectl explain`: which fields there are, and of what type. What they mean is not part of the tables here.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl.

use crate::features::Version;
use crate::kubectl::flags::Flags;
use crate::kubectl::resources::{Resource, find};
use crate::kubectl::{Answer, Outcome};
use crate::schema::{Field, Struct, Value};

pub(super) const FLAGS: &str = "recursive api-version= output|o=";

pub(super) fn explain(flags: &Flags, answer: &mut Answer) -> Outcome {
    let [path] = flags.args.as_slice() else {
        return Err(if flags.args.is_empty() {
            "error: You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of \
             supported resources."
                .to_owned()
        } else {
            "error: We accept only this format: explain RESOURCE".to_owned()
        });
    };
    let mut steps = path.split('.');
    let resource = find(steps.next().unwrap_or_default())?;
    let Some(mut of) = Struct::named(resource.kind) else {
        return Err(format!("podlife: the fields of {} are not known here", resource.plural));
    };
    let (mut last, mut is_leaf): (Option<&Field>, bool) = (None, false);
    for step in steps.filter(|step| !step.is_empty()) {
        let field = of.field_in(step, Version::RECORDED).filter(|_| !is_leaf);
        let Some(field) = field else {
            return Err(format!("error: field \"{step}\" does not exist"));
        };
        last = Some(field);
        let below = if let Value::Object(name) = field.value { Struct::named(name) } else { None };
        is_leaf = below.is_none();
        of = below.unwrap_or(of);
    }
    answer.line(&heading(resource, last));
    if !is_leaf {
        answer.line("FIELDS:");
        list(of, 1, flags.has("recursive"), &mut vec![of.name], answer);
        answer.line("");
    }
    Ok(())
}

fn heading(resource: &Resource, field: Option<&Field>) -> String {
    let mut said = String::new();
    if !resource.group.is_empty() {
        said.push_str(&format!("GROUP:      {}\n", resource.group));
    }
    said.push_str(&format!("KIND:       {}\nVERSION:    {}\n", resource.kind, resource.version));
    if let Some(field) = field {
        said.push_str(&format!("\nFIELD: {} <{}>\n", field.name, field.explained_type()));
    }
    said.push_str(
        "\nDESCRIPTION:\n    podlife: what it means stands in https://kubernetes.io/docs/reference/kubernetes-api/\n",
    );
    said
}

fn list(of: &Struct, level: usize, deep: bool, above: &mut Vec<&'static str>, answer: &mut Answer) {
    for field in of.fields.iter().filter(|field| field.is_in(Version::RECORDED)) {
        let required = if field.required { " -required-" } else { "" };
        let indent = "  ".repeat(level);
        answer.line(&format!("{indent}{}\t<{}>{required}", field.name, field.explained_type()));
        if let (true, Value::Object(name)) = (deep, field.value)
            && let Some(below) = Struct::named(name).filter(|_| !above.contains(&name))
        {
            above.push(name);
            list(below, level + 1, deep, above, answer);
            above.pop();
        }
    }
}

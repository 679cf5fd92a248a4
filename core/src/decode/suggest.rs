//! What an unknown field may have meant.

use crate::features::Version;
use crate::schema::{Field, Struct, Value};

/// The field of the same struct whose name is nearest, if it is near enough.
pub(super) fn near(name: &str, structure: &Struct, version: Version) -> Option<&'static str> {
    let known = structure.fields.iter().filter(|field| field.is_in(version));
    near_of(name, known.map(|field| field.name))
}

/// The one of some names that was meant by another, if one is near enough.
pub fn near_of(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let plain = simplified(name);
    let limit = (plain.chars().count() / 3).clamp(1, 3);
    names
        .map(|known| (distance(&plain, &simplified(known)), known))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Where a field belongs that its struct does not have.
pub(super) struct Elsewhere<'around> {
    /// The same in words.
    pub(super) help: String,
    /// Into this neighbor.
    pub(super) below: Option<&'static Field>,
    /// Into this one of those around.
    pub(super) outer: Option<&'around str>,
}

impl Elsewhere<'_> {
    fn only(help: String) -> Self {
        Self { help, below: None, outer: None }
    }
}

/// Where a field of exactly this name belongs: into a struct below, or one of those around.
pub(super) fn elsewhere<'around>(
    name: &str,
    structure: &'static Struct,
    around: &[&'around str],
) -> Option<Elsewhere<'around>> {
    if structure.name == "ResourceRequirements" && matches!(name, "cpu" | "memory") {
        let help = format!("`{name}` belongs under `requests` and under `limits`");
        return Some(Elsewhere::only(help));
    }
    // Of the handlers of a probe and a hook, the one that most people mean.
    let (usual, others): (Vec<&Field>, Vec<&Field>) = structure
        .fields
        .iter()
        .partition(|field| matches!(field.name, "httpGet" | "exec" | "containers"));
    for field in usual.into_iter().chain(others) {
        let Some(below) = field.object() else { continue };
        let is_wanted = below.field(name).is_some() && below.fields.len() < 60;
        if is_wanted && !matches!(field.name, "status" | "managedFields" | "ephemeralContainers") {
            let help = format!("`{name}` belongs under `{}`", field.name);
            return Some(Elsewhere { below: Some(field), ..Elsewhere::only(help) });
        }
    }
    for outer in around {
        let holders = ["PodSpec", "Container", "PodTemplateSpec", "Pod", "Probe", "Volume"];
        let holder = holders.into_iter().filter_map(Struct::named).find(|holder| {
            holder
                .field(outer)
                .and_then(crate::schema::Field::object)
                .is_some_and(|inner| inner.field(name).is_some() && inner.name != structure.name)
        });
        if holder.is_some() {
            let help = format!("`{name}` is a field of `{outer}`: move it out, one level or more");
            return Some(Elsewhere { outer: Some(outer), ..Elsewhere::only(help) });
        }
    }
    let help = match (structure.name, name) {
        ("PodSpec", _) if is_field(name, "Pod") => format!("`{name}` belongs beside `spec`"),
        (_, _) if is_field(name, "PodSpec") => format!("`{name}` is a field of the Pod's `spec`"),
        (_, _) if is_field(name, "Container") => format!("`{name}` is a field of a container"),
        (_, _) => return None,
    };
    Some(Elsewhere::only(help))
}

fn is_field(name: &str, structure: &str) -> bool {
    Struct::named(structure)
        .and_then(|structure| structure.field(name))
        .is_some_and(|field| !matches!(field.value, Value::String) || name != "name")
}

/// The name without case and what people put between words.
fn simplified(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// How many characters have to be put in, taken out, changed or swapped with their neighbor.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut left_before = None;
    for (row, left) in left.chars().enumerate() {
        let mut current = Vec::with_capacity(right.len() + 1);
        current.push(row + 1);
        for (column, &other) in right.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, column) + usize::from(left != other))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let other_before = column.checked_sub(1).and_then(|column| right.get(column).copied());
            if left_before == Some(other) && other_before == Some(left) {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = last;
        last = current;
        left_before = Some(left);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_field_is_meant() {
        let near = |structure: &str, name: &str| {
            near(name, Struct::named(structure).unwrap(), Version::default())
        };
        assert_eq!(near("Container", "imagee"), Some("image"));
        assert_eq!(near("EnvVar", "value_from"), Some("valueFrom"));
        assert_eq!(near("Container", "enviroment"), None);
        assert_eq!(near("PodSpec", "container"), Some("containers"));
        assert_eq!(near("PodSpec", "initcontainers"), Some("initContainers"));
        assert_eq!(near("Probe", "initalDelaySeconds"), Some("initialDelaySeconds"));
        assert_eq!(near("Container", "iamge"), Some("image"));
    }

    #[test]
    fn a_field_that_stands_too_high_or_too_low_is_told_where_to_go() {
        let elsewhere = |structure: &str, name: &str, around: &[&str]| {
            elsewhere(name, Struct::named(structure).unwrap(), around)
                .map_or_else(String::new, |elsewhere| elsewhere.help)
        };
        assert_eq!(elsewhere("Probe", "command", &[]), "`command` belongs under `exec`");
        assert_eq!(elsewhere("PodSpec", "image", &[]), "`image` belongs under `containers`");
        assert_eq!(
            elsewhere("Container", "volumes", &["containers", "spec"]),
            "`volumes` is a field of `spec`: move it out, one level or more"
        );
    }
}

//! Field errors, worded and printed as the API server does.
//!
//! Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go, v1.36.

use std::fmt;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde_json::{Value, json};

use crate::features::{Features, Gate, Version};
use crate::object::Source;
use crate::quantity::Quantity;
use crate::text::FieldPath;

/// What is wrong with a field: `field.ErrorType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorType {
    /// A value is missing.
    Required,
    /// The value breaks a rule.
    Invalid,
    /// The value is not one of those there are.
    NotSupported,
    /// No value may be given here.
    Forbidden,
    /// The value is there already.
    Duplicate,
    /// The value names something that is not there.
    NotFound,
    /// The value is too long.
    TooLong,
    /// There are too many values.
    TooMany,
    /// The value is of another type.
    TypeInvalid,
    /// The API server itself failed.
    Internal,
}

impl ErrorType {
    /// The words that begin the message.
    fn words(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Forbidden => "Forbidden",
            Self::Duplicate => "Duplicate value",
            Self::NotFound => "Not found",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Internal => "Internal error",
        }
    }
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Required => "FieldValueRequired",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::Duplicate => "FieldValueDuplicate",
            Self::NotFound => "FieldValueNotFound",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Internal => "InternalError",
        })
    }
}

/// One thing that the API server refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// What is wrong.
    pub kind: ErrorType,
    /// Where.
    pub field: FieldPath,
    /// The explanation; often empty.
    pub detail: String,
    /// The whole line: `spec.containers[0].image: Required value`.
    pub message: String,
}

/// Collects errors in the order in which they are found.
#[derive(Debug, Default)]
pub(super) struct Errors {
    found: Vec<FieldError>,
    /// The feature gates of the cluster that is asked.
    features: Features,
    /// Where the object is written.
    source: Option<Source>,
}

impl Errors {
    pub(super) fn new(features: Features, source: &Source) -> Self {
        Self { found: Vec::new(), features, source: Some(source.clone()) }
    }

    /// A list without items, as JSON: null where it is not written, which the types cannot tell.
    pub(super) fn empty_list(&self, path: &FieldPath) -> Value {
        let node = self.source.as_ref().and_then(|source| source.root.at(path));
        if node.is_some_and(|node| !node.is_null()) { json!([]) } else { Value::Null }
    }

    /// Whether a feature gate is on.
    pub(super) fn has(&self, gate: Gate) -> bool {
        self.features.has(gate)
    }

    pub(super) fn version(&self) -> Version {
        self.features.version()
    }

    pub(super) fn into_vec(self) -> Vec<FieldError> {
        self.found
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn required(&mut self, path: &FieldPath, detail: impl Into<String>) {
        self.push(ErrorType::Required, path, None, detail.into());
    }

    pub(super) fn forbidden(&mut self, path: &FieldPath, detail: impl Into<String>) {
        self.push(ErrorType::Forbidden, path, None, detail.into());
    }

    pub(super) fn invalid(
        &mut self,
        path: &FieldPath,
        value: impl Shown,
        detail: impl Into<String>,
    ) {
        self.push(ErrorType::Invalid, path, Some(&value.shown()), detail.into());
    }

    /// One error for each complaint about the value.
    pub(super) fn invalid_each<M: Into<String>>(
        &mut self,
        path: &FieldPath,
        value: &str,
        complaints: impl IntoIterator<Item = M>,
    ) {
        for complaint in complaints {
            self.invalid(path, value, complaint);
        }
    }

    pub(super) fn duplicate(&mut self, path: &FieldPath, value: impl Shown) {
        self.push(ErrorType::Duplicate, path, Some(&value.shown()), String::new());
    }

    pub(super) fn not_found(&mut self, path: &FieldPath, value: &str, detail: impl Into<String>) {
        self.push(ErrorType::NotFound, path, Some(&value.shown()), detail.into());
    }

    pub(super) fn not_supported(&mut self, path: &FieldPath, value: impl Shown, known: &[&str]) {
        let known: Vec<String> = known.iter().map(|value| quote(value)).collect();
        let detail = if known.is_empty() {
            String::new()
        } else {
            format!("supported values: {}", known.join(", "))
        };
        self.push(ErrorType::NotSupported, path, Some(&value.shown()), detail);
    }

    pub(super) fn too_long(&mut self, path: &FieldPath, most: usize) {
        let bytes = if most == 1 { "byte" } else { "bytes" };
        let detail = format!("may not be more than {most} {bytes}");
        self.push(ErrorType::TooLong, path, None, detail);
    }

    pub(super) fn too_many(&mut self, path: &FieldPath, actual: usize, most: usize) {
        let items = if most == 1 { "item" } else { "items" };
        let detail = format!("must have at most {most} {items}");
        self.push(ErrorType::TooMany, path, Some(&actual.to_string()), detail);
    }

    /// ValidateNonnegativeField.
    pub(super) fn nonnegative(&mut self, path: &FieldPath, value: i64) {
        if value < 0 {
            self.invalid(path, value, NEGATIVE);
        }
    }

    fn push(&mut self, kind: ErrorType, path: &FieldPath, value: Option<&str>, detail: String) {
        let mut message = format!("{path}: {}", kind.words());
        for part in value.into_iter().chain(Some(detail.as_str())).filter(|part| !part.is_empty()) {
            message.push_str(": ");
            message.push_str(part);
        }
        self.found.push(FieldError { kind, field: path.clone(), detail, message });
    }
}

/// IsNegativeErrorMsg.
pub(super) const NEGATIVE: &str = "must be greater than or equal to 0";
/// isNotPositiveErrorMsg.
pub(super) const NOT_POSITIVE: &str = "must be greater than zero";

/// InclusiveRangeError.
pub(super) fn range_error(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

/// A value as an error message prints it: strings quoted, numbers plain, the rest as JSON.
pub(super) trait Shown {
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        quote(self)
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        quote(self)
    }
}

impl<T: Shown + ?Sized> Shown for &T {
    fn shown(&self) -> String {
        (*self).shown()
    }
}

impl Shown for i32 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for i64 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for bool {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for Quantity {
    fn shown(&self) -> String {
        quote(&self.to_string())
    }
}

impl Shown for IntOrString {
    fn shown(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::String(text) => quote(text),
        }
    }
}

impl Shown for Value {
    fn shown(&self) -> String {
        self.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

/// The value of an API type, as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A string in double quotes, escaped as Go's `%q` does.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        quote_char(c, &mut quoted);
    }
    quoted.push('"');
    quoted
}

fn quote_char(c: char, quoted: &mut String) {
    match c {
        '"' => quoted.push_str("\\\""),
        '\\' => quoted.push_str("\\\\"),
        '\u{7}' => quoted.push_str("\\a"),
        '\u{8}' => quoted.push_str("\\b"),
        '\u{c}' => quoted.push_str("\\f"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        '\u{b}' => quoted.push_str("\\v"),
        c if c.is_ascii_control() => escape(quoted, 'x', 2, c),
        c if c.is_ascii() || is_printable(c) => quoted.push(c),
        c if u32::from(c) < 0x1_0000 => escape(quoted, 'u', 4, c),
        c => escape(quoted, 'U', 8, c),
    }
}

fn escape(quoted: &mut String, letter: char, digits: usize, c: char) {
    let code = format!("{:0digits$x}", u32::from(c));
    quoted.extend(['\\', letter]);
    quoted.push_str(&code);
}

/// Close to Go's `strconv.IsPrint`: no control, format or separator characters. A mark that goes with the
/// character before it is printed, so it is looked at behind one.
pub(super) fn is_printable(c: char) -> bool {
    !c.is_control()
        && (c == ' ' || !c.is_whitespace())
        && !format!("a{c}").escape_debug().to_string().starts_with("a\\u")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_printed_and_format_characters_escaped() {
        for text in ["e\u{301}", "\u{2764}\u{fe0f}", "\u{301}"] {
            assert_eq!(quote(text), format!("\"{text}\""));
        }
        assert_eq!(quote("a\u{200d}\u{ad}\u{a0}\u{e000}"), r#""a\u200d\u00ad\u00a0\ue000""#);
    }

    #[test]
    fn an_error_reads_as_the_api_server_prints_it() {
        let mut errors = Errors::default();
        let path = FieldPath::parse("spec.containers[0].image");
        errors.required(&path, "");
        errors.invalid(&path, " x\t", "must not have leading or trailing whitespace");
        errors.not_supported(&path, "a", &["B", "C"]);
        errors.too_many(&path, 21, 20);
        let messages: Vec<String> =
            errors.into_vec().into_iter().map(|error| error.message).collect();
        assert_eq!(
            messages,
            [
                "spec.containers[0].image: Required value",
                "spec.containers[0].image: Invalid value: \" x\\t\": must not have leading or trailing whitespace",
                "spec.containers[0].image: Unsupported value: \"a\": supported values: \"B\", \"C\"",
                "spec.containers[0].image: Too many: 21: must have at most 20 items",
            ]
        );
    }
}

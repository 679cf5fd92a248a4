//! Numbers and percentages of rolling updates.
//!
//! Upstream: ValidatePositiveIntOrPercent and its siblings, pkg/apis/apps/validation/validation.go, v1.36.

use std::num::{IntErrorKind, ParseIntError};

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::errors::{Errors, NEGATIVE};
use super::formats;
use crate::text::FieldPath;

/// ValidatePositiveIntOrPercent.
pub(super) fn int_or_percent(errors: &mut Errors, value: Option<&IntOrString>, path: &FieldPath) {
    match value {
        Some(IntOrString::String(text)) => errors.invalid_each(path, text, formats::percent(text)),
        Some(IntOrString::Int(number)) if *number < 0 => errors.invalid(path, *number, NEGATIVE),
        Some(IntOrString::Int(_)) | None => {}
    }
}

/// IsNotMoreThan100Percent.
pub(super) fn at_most_all(errors: &mut Errors, value: Option<&IntOrString>, path: &FieldPath) {
    let Some(text) = percent(value) else { return };
    if number(value) > 100 {
        errors.invalid(path, text, "must not be greater than 100%");
    }
}

fn percent(value: Option<&IntOrString>) -> Option<&str> {
    match value {
        Some(IntOrString::String(text)) if formats::percent(text).is_empty() => Some(text),
        _ => None,
    }
}

/// getIntOrPercentValue: the number, in whatever it counts.
pub(super) fn number(value: Option<&IntOrString>) -> i64 {
    match value {
        None => 0,
        Some(IntOrString::Int(number)) => i64::from(*number),
        Some(IntOrString::String(text)) => {
            let text = percent(value).map_or(text.as_str(), |text| text.trim_end_matches('%'));
            let number: Result<i64, _> = text.parse();
            let clamped = |wrong: ParseIntError| match wrong.kind() {
                IntErrorKind::PosOverflow => i64::MAX,
                IntErrorKind::NegOverflow => i64::MIN,
                IntErrorKind::Empty | IntErrorKind::InvalidDigit | IntErrorKind::Zero | _ => 0,
            };
            number.unwrap_or_else(clamped)
        }
    }
}

//! Whether a text is an amount.
//!
//! Upstream: `parseQuantityString` and `suffixHandler.interpret`, apimachinery's pkg/api/resource/quantity.go and
//! suffix.go.

const FORMAT: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX: &str = "unable to parse quantity's suffix";

/// Says in the API server's words why a text is no amount.
pub(super) fn refuse(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some(FORMAT);
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut end = digits(unsigned);
    if unsigned.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        end += 1;
        end += unsigned.get(end..).map_or(0, digits);
    }
    let suffix = unsigned.get(end..).unwrap_or_default();
    let letters = suffix.bytes().take_while(|byte| b"eEinumkKMGTP".contains(byte)).count();
    let rest = suffix.get(letters..).unwrap_or_default();
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    if digits(rest) < rest.len() {
        return Some(FORMAT);
    }
    let known = match suffix {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti"
        | "Pi" | "Ei" => true,
        other => {
            let exponent = other.strip_prefix(['e', 'E']);
            exponent.is_some_and(|exponent| exponent.parse::<i32>().is_ok())
        }
    };
    (!known).then_some(SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_from_what_only_looks_like_them() {
        for text in
            ["1", "0.5", ".5", "5.", "1e3", "1E-3", "100m", "1Gi", "-1", "+1", "1n", "1e100"]
        {
            assert_eq!(refuse(text), None, "{text}");
        }
        for text in ["1ki", "1K", "1e", "--1"] {
            assert_eq!(refuse(text), Some(SUFFIX), "{text}");
        }
        for text in ["", "1 Gi", "1GiB", "1gi", "inf", "1.0.0", "abc", "1,5", "[]"] {
            assert_eq!(refuse(text), Some(FORMAT), "{text}");
        }
    }
}

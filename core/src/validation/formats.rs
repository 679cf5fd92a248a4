//! Formats of names: what is wrong with a value, in the API server's words; nothing where it is right.
//!
//! Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, v1.36.

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const LABEL_WORDS: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_WORDS: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const QUALIFIED: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const QUALIFIED_WORDS: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/// What is wrong with a value.
pub(super) type Complaints = Vec<String>;

/// RegexError.
fn regex_error(words: &str, regex: &str, examples: &[&str]) -> String {
    let examples: Vec<String> = examples.iter().map(|example| format!("'{example}', ")).collect();
    format!("{words} (e.g. {}regex used for validation is '{regex}')", examples.join(" or "))
}

/// MaxLenError.
fn max_len_error(most: usize) -> String {
    format!("must be no more than {most} characters")
}

/// The same of label keys: apimachinery/pkg/api/validate/content/kube.go counts bytes.
fn max_bytes_error(most: usize) -> String {
    format!("must be no more than {most} bytes")
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// What the keys of labels and of ConfigMaps, and strict names of variables, are made of.
fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// `first` at both ends, `inner` between them.
fn matches(text: &str, first: fn(u8) -> bool, inner: fn(u8) -> bool) -> bool {
    let ends = [text.bytes().next(), text.bytes().last()];
    ends.into_iter().all(|end| end.is_some_and(first)) && text.bytes().all(inner)
}

fn is_label(text: &str) -> bool {
    matches(text, is_lower, |byte| is_lower(byte) || byte == b'-')
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

/// IsDNS1123Label.
pub(super) fn dns_label(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    if text.len() > 63 {
        complaints.push(max_len_error(63));
    }
    if !is_label(text) {
        complaints.push(if is_subdomain(text) {
            "must not contain dots".to_owned()
        } else {
            regex_error(LABEL_WORDS, LABEL, &["my-name", "123-abc"])
        });
    }
    complaints
}

/// IsDNS1123Subdomain.
pub(super) fn dns_subdomain(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    if text.len() > 253 {
        complaints.push(max_len_error(253));
    }
    if !is_subdomain(text) {
        complaints.push(regex_error(SUBDOMAIN_WORDS, SUBDOMAIN, &["example.com"]));
    }
    complaints
}

/// IsDNS1123SubdomainWithUnderscore.
pub(super) fn dns_subdomain_with_underscore(text: &str) -> Complaints {
    let inner = |byte| is_lower(byte) || matches!(byte, b'-' | b'_');
    let part = |part: &str| matches(part.strip_prefix('_').unwrap_or(part), is_lower, inner);
    let mut complaints = Vec::new();
    if text.len() > 253 {
        complaints.push(max_len_error(253));
    }
    if !text.split('.').all(part) {
        complaints.push(regex_error(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
            r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*",
            &["example.com"],
        ));
    }
    complaints
}

/// maskTrailingDash: a name that more is appended to may end with a hyphen.
pub(super) fn prefix(name: &str) -> String {
    match name.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => {
            let mut masked = rest.to_owned();
            masked.pop();
            masked.push('a');
            masked
        }
        _ => name.to_owned(),
    }
}

fn is_qualified(text: &str) -> bool {
    matches(text, |byte| byte.is_ascii_alphanumeric(), is_in_key)
}

/// IsQualifiedName: a name with an optional DNS prefix, as label keys have.
pub(super) fn qualified_name(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    let regex = || regex_error(QUALIFIED_WORDS, QUALIFIED, &["MyName", "my.name", "123-abc"]);
    let name = match text.split_once('/') {
        None => text,
        Some((_, rest)) if rest.contains('/') => {
            return vec![format!(
                "a valid label key {} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
                regex()
            )];
        }
        Some(("", name)) => {
            complaints.push("prefix part must be non-empty".to_owned());
            name
        }
        Some((prefix, name)) => {
            complaints.extend(dns_subdomain(prefix).iter().map(|words| {
                format!("prefix part {}", words.replace("253 characters", "253 bytes"))
            }));
            name
        }
    };
    if name.is_empty() {
        complaints.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        complaints.push(format!("name part {}", max_bytes_error(63)));
    }
    if !is_qualified(name) {
        complaints.push(format!("name part {}", regex()));
    }
    complaints
}

/// IsValidLabelValue.
pub(super) fn label_value(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    if text.len() > 63 {
        complaints.push(max_bytes_error(63));
    }
    if !text.is_empty() && !is_qualified(text) {
        complaints.push(regex_error(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
            &["MyValue", "my_value", "12345"],
        ));
    }
    complaints
}

/// IsValidPortNum.
pub(super) fn port_number(port: i32) -> Complaints {
    if (1..=65_535).contains(&port) {
        Vec::new()
    } else {
        vec![super::errors::range_error(1, 65_535)]
    }
}

/// IsValidPortName: IANA_SVC_NAME.
pub(super) fn port_name(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    let mut complain = |wrong: bool, words: &str| {
        if wrong {
            complaints.push(words.to_owned());
        }
    };
    complain(text.len() > 15, "must be no more than 15 characters");
    complain(
        text.is_empty() || !text.bytes().all(|byte| is_lower(byte) || byte == b'-'),
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
    );
    complain(
        !text.bytes().any(|byte| byte.is_ascii_lowercase()),
        "must contain at least one letter (a-z)",
    );
    complain(text.contains("--"), "must not contain consecutive hyphens");
    complain(text.starts_with('-') || text.ends_with('-'), "must not begin or end with a hyphen");
    complaints
}

/// IsRelaxedEnvVarName.
pub(super) fn env_name(text: &str) -> Complaints {
    if text.is_empty() {
        return vec!["environment variable name must be non-empty".to_owned()];
    }
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=') {
        return Vec::new();
    }
    vec!["a valid environment variable name must consist only of printable ASCII characters other than '='".to_owned()]
}

/// IsEnvVarName: what versions before IsRelaxedEnvVarName ask of a name.
pub(super) fn strict_env_name(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    let starts_well = text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    if !starts_well || !text.bytes().all(is_in_key) {
        complaints.push(regex_error(
            "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
            "[-._a-zA-Z][-._a-zA-Z0-9]*",
            &["my.env-name", "MY_ENV.NAME", "MyEnvName1"],
        ));
    }
    complaints.extend(parent_folder(text));
    complaints
}

/// hasChDirPrefix.
fn parent_folder(text: &str) -> Option<String> {
    match text {
        "." | ".." => Some(format!("must not be '{text}'")),
        _ => text.starts_with("..").then(|| "must not start with '..'".to_owned()),
    }
}

/// IsConfigMapKey.
pub(super) fn config_map_key(text: &str) -> Complaints {
    let mut complaints = Vec::new();
    if text.len() > 253 {
        complaints.push(max_len_error(253));
    }
    if text.is_empty() || !text.bytes().all(is_in_key) {
        complaints.push(regex_error(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "[-._a-zA-Z0-9]+",
            &["key.name", "KEY_NAME", "key-name"],
        ));
    }
    complaints.extend(parent_folder(text));
    complaints
}

/// IsHTTPHeaderName.
pub(super) fn http_header_name(text: &str) -> Complaints {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Vec::new();
    }
    vec![regex_error(
        "a valid HTTP header must consist of alphanumeric characters or '-'",
        "[-A-Za-z0-9]+",
        &["X-Header-Name"],
    )]
}

/// IsValidUserID and IsValidGroupID.
pub(super) fn user_id(id: i64) -> Complaints {
    if (0..=i64::from(i32::MAX)).contains(&id) {
        Vec::new()
    } else {
        vec![super::errors::range_error(0, i64::from(i32::MAX))]
    }
}

/// IsValidPercent.
pub(super) fn percent(text: &str) -> Complaints {
    let digits = text.strip_suffix('%').unwrap_or_default();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    vec![regex_error(
        "a valid percent string must be a numeric string followed by an ending '%'",
        "[0-9]+%",
        &["1%", "93%"],
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_lower_case_and_short() {
        assert_eq!(dns_label("web-1"), Vec::<String>::new());
        assert_eq!(dns_label("web.1"), ["must not contain dots"]);
        assert_eq!(
            dns_label("My_App"),
            [
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            ]
        );
        assert_eq!(dns_label(&"a".repeat(64)), ["must be no more than 63 characters"]);
    }

    #[test]
    fn a_port_name_has_a_letter_and_no_loose_hyphens() {
        assert_eq!(port_name("http"), Vec::<String>::new());
        assert_eq!(port_name("123456"), ["must contain at least one letter (a-z)"]);
        assert_eq!(port_name("a--b"), ["must not contain consecutive hyphens"]);
        assert_eq!(port_name("-a"), ["must not begin or end with a hyphen"]);
    }

    #[test]
    fn a_qualified_name_may_have_a_prefix() {
        assert_eq!(qualified_name("app.kubernetes.io/name"), Vec::<String>::new());
        assert_eq!(qualified_name("").len(), 2);
        assert_eq!(qualified_name("a/b/c").len(), 1);
    }
}

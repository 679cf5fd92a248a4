//! Whether a command is the one that a step of a lab asks for, however it is written.

/// Names that mean the same to kubectl and its shell.
const SAME: [&[&str]; 14] = [
    &["kubectl", "k"],
    &["pods", "pod", "po"],
    &["services", "service", "svc"],
    &["nodes", "node", "no"],
    &["jobs", "job"],
    &["deployments", "deployment", "deploy"],
    &["events", "event", "ev"],
    &["configmaps", "configmap", "cm"],
    &["-c", "--container"],
    &["-f", "--follow", "--filename"],
    &["-p", "--previous"],
    &["-w", "--watch"],
    &["-o", "--output"],
    &["-l", "--selector"],
];

/// What a step of a lab asks for: a command, and what it prints.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Its words.
    pub ran: &'a str,
    /// What it has to print.
    pub prints: Option<&'a str>,
    /// What it must not print.
    pub never: Option<&'a str>,
}

impl Asked<'_> {
    /// Whether a command line that printed this does it.
    pub fn is_done_by(&self, line: &str, printed: &str) -> bool {
        ran(self.ran, line)
            && self.prints.is_none_or(|text| printed.contains(text))
            && !self.never.is_some_and(|text| printed.contains(text))
    }
}

/// Whether the words of `wanted` occur in a command line in this order; others may stand between them.
///
/// `create|apply` stands for one of both. Short names, `pod/NAME`, `-owide`, `-c=NAME` and `--container=NAME` count as
/// their long and parted forms.
fn ran(wanted: &str, line: &str) -> bool {
    let line = line.trim();
    let given: Vec<String> =
        line.strip_prefix("$ ").unwrap_or(line).split_whitespace().flat_map(parts).collect();
    let mut given = given.iter();
    wanted.split_whitespace().flat_map(parts).all(|word| {
        let is_one_of = |given: &String| {
            word == *given || word.split('|').any(|choice| canonical(choice) == given)
        };
        given.any(is_one_of)
    })
}

/// A word in its usual form; a flag apart from its value, a name apart from its kind.
fn parts(word: &str) -> Vec<String> {
    let word = word.trim_matches(['"', '\'']);
    let parted = if word.starts_with("--") {
        word.split_once('=')
    } else if let Some((flag, value)) = short_flag(word) {
        Some((flag, value.strip_prefix('=').unwrap_or(value)))
    } else {
        // A path is none.
        let is_kind = |(kind, _): &(&str, &str)| canonical(kind) != *kind || is_known(kind);
        word.split_once('/').filter(is_kind)
    };
    match parted {
        Some((first, second)) => vec![canonical(first).to_owned(), second.to_owned()],
        None => vec![canonical(word).to_owned()],
    }
}

/// A flag of one letter that its value follows at once: `-cshipper`, `-c=shipper`.
fn short_flag(word: &str) -> Option<(&str, &str)> {
    let letter = word.strip_prefix('-')?.chars().next()?;
    let (flag, value) = word.split_at_checked(2).filter(|_| letter.is_ascii_alphabetic())?;
    // `-f|--follow` is one of two.
    (!value.is_empty() && !value.starts_with('|')).then_some((flag, value))
}

fn is_known(word: &str) -> bool {
    SAME.iter().any(|same| same.first() == Some(&word))
}

fn canonical(word: &str) -> &str {
    let found = SAME.iter().find(|same| same.contains(&word));
    found.and_then(|same| same.first().copied()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::{Asked, ran};

    #[test]
    fn a_command_is_known_in_its_forms() {
        for (wanted, line) in [
            ("kubectl get all", "k get all"),
            ("kubectl create|apply -f", "kubectl apply --filename=pod.yaml"),
            ("kubectl logs shop -c shipper", "kubectl logs pod/shop --container=shipper --tail 5"),
            ("kubectl logs -c shipper", "kubectl logs -c shipper shop"),
            ("kubectl get pods -o wide", "kubectl get po -owide"),
            ("kubectl logs shop -c shipper", "kubectl logs shop -cshipper"),
            ("kubectl logs shop -c shipper", "kubectl logs shop -c=shipper"),
            ("kubectl apply -f", "kubectl apply -fpod.yaml"),
            ("kubectl logs -f|--follow", "kubectl logs shop -f"),
            ("kubectl get pods", "$ kubectl -n default get pod"),
            ("kubectl logs -f", "kubectl logs --follow shop"),
            ("curl :31001", "curl http://x :31001"),
        ] {
            assert!(ran(wanted, line), "{wanted}: {line}");
        }
    }

    #[test]
    fn what_is_printed_counts_as_well() {
        let asked = Asked { ran: "kubectl logs", prints: Some("GET"), never: Some("404") };
        assert!(asked.is_done_by("kubectl logs shop", "GET / 200"));
        assert!(!asked.is_done_by("kubectl logs shop", "GET / 404"));
        assert!(!asked.is_done_by("kubectl logs shop", ""));
        assert!(!asked.is_done_by("kubectl get pods", "GET / 200"));
    }

    #[test]
    fn another_command_is_not() {
        for (wanted, line) in [
            ("kubectl get pods", "kubectl describe pods"),
            ("kubectl logs -c shipper", "kubectl logs -c app"),
            ("kubectl get pods", "pods get kubectl"),
            ("kubectl create|apply -f", "kubectl delete -f pod.yaml"),
            ("kubectl get all", ""),
        ] {
            assert!(!ran(wanted, line), "{wanted}: {line}");
        }
    }
}

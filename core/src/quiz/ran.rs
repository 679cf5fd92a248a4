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

/// Whether the words of `wanted` occur in a command line in this order; others may stand between them.
///
/// `create|apply` stands for one of both. Short names, `pod/NAME`, `-owide` and `--container=NAME` count as their long
/// and parted forms.
pub fn ran(wanted: &str, line: &str) -> bool {
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
    } else if let Some(value) = word.strip_prefix("-o").filter(|value| !value.is_empty()) {
        Some(("-o", value.trim_start_matches('=')))
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

fn is_known(word: &str) -> bool {
    SAME.iter().any(|same| same.first() == Some(&word))
}

fn canonical(word: &str) -> &str {
    let found = SAME.iter().find(|same| same.contains(&word));
    found.and_then(|same| same.first().copied()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::ran;

    #[test]
    fn a_command_is_known_in_its_forms() {
        for (wanted, line) in [
            ("kubectl get all", "k get all"),
            ("kubectl create|apply -f", "kubectl apply --filename=pod.yaml"),
            ("kubectl logs shop -c shipper", "kubectl logs pod/shop --container=shipper --tail 5"),
            ("kubectl logs -c shipper", "kubectl logs -c shipper shop"),
            ("kubectl get pods -o wide", "kubectl get po -owide"),
            ("kubectl get pods", "$ kubectl -n default get pod"),
            ("kubectl logs -f", "kubectl logs --follow shop"),
            ("curl :31001", "curl http://x :31001"),
        ] {
            assert!(ran(wanted, line), "{wanted}: {line}");
        }
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

//! Ids that stand for those a cluster draws at random: the same names give the same ids.

use crate::text::fingerprint;

/// A number for a name.
pub fn hash(name: &str) -> u64 {
    u64::from_str_radix(&fingerprint(name), 16).unwrap_or_default()
}

/// `count` hexadecimal digits for a name.
pub fn digits(name: &str, count: usize) -> String {
    let mut digits = fingerprint(name);
    while digits.len() < count {
        digits.push_str(&fingerprint(&digits));
    }
    digits.truncate(count);
    digits
}

/// `metadata.uid` of an object: a version 4 UUID by its looks.
pub fn uid(kind: &str, name: &str) -> String {
    let digits = digits(&format!("{kind}/{name}"), 30);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

/// `count` letters as the API server puts behind a name.
///
/// Upstream: `rand.String`, staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go.
pub fn letters(name: &str, count: usize) -> String {
    const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut number = hash(name);
    let mut letters = String::new();
    for _ in 0..count {
        let at = usize::try_from(number % 27).unwrap_or_default();
        letters.push(char::from(LETTERS.get(at).copied().unwrap_or(b'b')));
        number /= 27;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_those_of_a_cluster_and_never_change() {
        assert_eq!(uid("Pod", "web"), uid("Pod", "web"));
        assert_ne!(uid("Pod", "web"), uid("Job", "web"));
        assert_eq!(uid("Pod", "web").len(), 36);
        assert_eq!(digits("web", 64).len(), 64);
        assert_eq!(letters("web", 5).len(), 5);
    }
}

//! What `set` and `shopt` switch.

use crate::process::shell::run::Flavor;

/// What `set` switches.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) errexit: bool,
    pub(super) nounset: bool,
    pub(super) xtrace: bool,
    pub(super) pipefail: bool,
    pub(super) noglob: bool,
    pub(super) allexport: bool,
    pub(super) noclobber: bool,
    /// bash's `errtrace`: functions do what is trapped of `ERR`.
    pub(super) errtrace: bool,
    /// bash's `inherit_errexit`
    pub(super) inherits: bool,
    /// bash's `nullglob`
    pub(super) nullglob: bool,
    /// bash's `extglob`
    pub(super) extglob: bool,
}

/// The letters of `set`, and their names.
const NAMES: [(char, &str); 14] = [
    ('a', "allexport"),
    ('B', "braceexpand"),
    ('e', "errexit"),
    ('E', "errtrace"),
    ('h', "hashall"),
    ('m', "monitor"),
    ('C', "noclobber"),
    ('n', "noexec"),
    ('f', "noglob"),
    ('b', "notify"),
    ('u', "nounset"),
    (' ', "pipefail"),
    ('v', "verbose"),
    ('x', "xtrace"),
];

impl Switches {
    fn switch(&mut self, letter: char) -> Option<&mut bool> {
        Some(match letter {
            'e' => &mut self.errexit,
            'u' => &mut self.nounset,
            'x' => &mut self.xtrace,
            'f' => &mut self.noglob,
            'a' => &mut self.allexport,
            'C' => &mut self.noclobber,
            'E' => &mut self.errtrace,
            ' ' => &mut self.pipefail,
            _ => return None,
        })
    }

    /// Switches letters: `eu`.
    pub(super) fn set(&mut self, letters: &str, on: bool) {
        for letter in letters.chars() {
            if let Some(switch) = self.switch(letter) {
                *switch = on;
            }
        }
    }

    /// Switches what has a name; whether there is such a name.
    pub(super) fn name(&mut self, name: &str, on: bool) -> bool {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        if let Some(switch) = found.and_then(|(letter, _)| self.switch(*letter)) {
            *switch = on;
        }
        found.is_some()
    }

    /// What `set -o` prints, and `set +o` where `readable` does not hold.
    pub(super) fn all(mut self, readable: bool, flavor: Flavor) -> String {
        let mut all = String::new();
        if readable && flavor != Flavor::Bash {
            all.push_str("Current option settings\n");
        }
        for (letter, name) in NAMES {
            let on = self.switch(letter).is_some_and(|switch| *switch);
            all.push_str(&match (readable, on) {
                (true, true) => format!("{name:<15}\ton\n"),
                (true, false) => format!("{name:<15}\toff\n"),
                (false, true) => format!("set -o {name}\n"),
                (false, false) => format!("set +o {name}\n"),
            });
        }
        all
    }

    /// `$-`
    pub(super) fn letters(mut self, flavor: Flavor) -> String {
        let mut all = String::new();
        for letter in "aefuxC".chars() {
            if self.switch(letter).is_some_and(|switch| *switch) {
                all.push(letter);
            }
        }
        all + match flavor {
            Flavor::Busybox => "c",
            Flavor::Dash => "",
            Flavor::Bash => "hBc",
        }
    }
}

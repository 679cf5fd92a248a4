//! What is known of a container as its processes see it, and what had to be assumed of them.

use std::collections::VecDeque;

use crate::process::images::Stock;
use crate::process::machine::files::Space;
use crate::process::machine::kernel::{Kernel, Pid};
use crate::process::shell::Flavor;
use crate::time::SimDuration;

/// A container as its processes see it.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::process) struct Ground {
    pub(in crate::process) space: Space,
    /// The container's name.
    pub(in crate::process) name: String,
    /// Whether nothing is known of its image.
    pub(in crate::process) is_unknown: bool,
    /// Whether a program runs in it of which it is not known what files it writes.
    pub(in crate::process) runs_unknown: bool,
    /// Whether something configures its program: arguments, or files of a ConfigMap or a Secret.
    pub(in crate::process) is_configured: bool,
    /// The numbers of its user and group.
    pub(in crate::process) user: (i64, i64),
    /// The programs of its image.
    pub(in crate::process) stock: Stock,
    /// Whether somebody has put a file where programs stand.
    pub(in crate::process) has_programs: bool,
    /// The shell that its image has, where that is known.
    pub(in crate::process) shell: Option<Flavor>,
    /// Whether others wait for its end: an init container.
    pub(in crate::process) runs_to_end: bool,
    /// What it says it listens on.
    pub(in crate::process) ports: Vec<u16>,
    /// What its probes and hooks ask beside that: somebody listens there, most likely itself.
    pub(in crate::process) asked: Vec<u16>,
    /// Where its image listens by itself.
    pub(in crate::process) serves: &'static [u16],
    /// From the start of its server until that listens, where it is said.
    pub(in crate::process) starts_after: Option<SimDuration>,
    /// The signal that stops it.
    pub(in crate::process) stop_signal: i32,
    /// Its first process.
    pub(in crate::process::machine) first: Option<Pid>,
    pub(in crate::process) run: usize,
    pub(in crate::process::machine) lines: usize,
    /// What was printed since the last line end.
    pub(in crate::process::machine) partial: [String; 2],
    pub(in crate::process::machine) next_number: u32,
    /// The last of what it printed, for its termination message.
    pub(in crate::process) tail: VecDeque<String>,
}

/// Something that users are told about a container's commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// What was assumed.
    pub about: About,
}

/// What has to be assumed where nothing tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A process runs until it is stopped; which field of the container does not tell.
    Runs(&'static str),
    /// A process ends by itself; which field of the container does not tell.
    Ends(&'static str),
    /// A program that the command calls takes no time and succeeds.
    Calls,
    /// What is outside of the Pod answers.
    Answers {
        /// Its name or address.
        host: String,
    },
    /// Something that no Scenario says, or nothing: it was found.
    Other,
}

impl Ground {
    /// Whether its image has no other programs than busybox, or those of Debian.
    pub(in crate::process) fn is_complete(&self) -> bool {
        matches!(self.stock, Stock::Busybox | Stock::Alpine | Stock::Debian)
    }
}

impl Kernel {
    /// The first process of a container, while it runs.
    pub(in crate::process) fn first(&self, container: usize) -> Option<Pid> {
        self.grounds.get(container)?.first
    }

    /// Something that users are told about a container's commands; each is told once.
    pub(in crate::process) fn note(&mut self, container: usize, about: About, text: String) {
        if !self.notes.iter().any(|(of, known)| *of == container && known.text == text) {
            self.notes.push((container, Note { text, about }));
        }
    }

    /// A program of which nothing is known runs in a container: it may write any file.
    pub(in crate::process) fn mark_unknown(&mut self, container: usize) {
        if let Some(ground) = self.grounds.get_mut(container) {
            ground.runs_unknown = true;
        }
    }

    /// Whether a file that is missing may be there all the same: one of an unknown image, or written by an unknown
    /// program of a container that sees it.
    pub(in crate::process) fn may_have(&self, container: usize, path: &str) -> bool {
        let Some(ground) = self.grounds.get(container) else { return false };
        let is_on_volume = ground.space.mounts.iter().any(|mount| path.starts_with(&mount.path));
        let is_of_image =
            !is_on_volume && !["/tmp", "/run", "/var/run"].iter().any(|dir| path.starts_with(dir));
        let is_of_system = ["/proc/", "/sys/"].iter().any(|dir| path.starts_with(dir));
        ground.runs_unknown
            || is_of_system
            || (ground.is_unknown && is_of_image)
            || (is_on_volume && self.grounds.iter().any(|other| other.runs_unknown))
    }
}

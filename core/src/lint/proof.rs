//! What a run shows, as rules ask it. Without a run, or where a rule asks beyond its end, nothing is shown.

use crate::lint::subject::{Member, Subject};
use crate::process::machine::deeds::{Act, Deed};
use crate::sim::trace::{Run, Trace, What};
use crate::time::SimTime;

impl<'a> Subject<'a> {
    /// The run, and the place that a container has in it.
    fn place(&self, member: &Member<'_>) -> Option<(&'a Trace, usize)> {
        let trace = self.trace?;
        Some((trace, trace.container(member.name())?))
    }

    /// The runs of a container.
    pub(super) fn runs(&self, member: &Member<'_>) -> Vec<Run> {
        self.place(member).map(|(trace, place)| trace.runs(place)).unwrap_or_default()
    }

    /// What happens to a container, with the instants.
    pub(super) fn entries(
        &self,
        member: &Member<'_>,
    ) -> impl Iterator<Item = (SimTime, &'a What)> + use<'a> {
        let found = self.place(member);
        let entries = found.map(|(trace, place)| {
            let own =
                trace.entries.iter().filter(move |entry| entry.what.container() == Some(place));
            own.map(|entry| (entry.at, &entry.what))
        });
        entries.into_iter().flatten()
    }

    /// What a container does that others in the Pod can notice, each thing once.
    pub(super) fn deeds(&self, member: &Member<'_>) -> impl Iterator<Item = &'a Deed> + use<'a> {
        let found = self.place(member);
        let deeds = found
            .map(|(trace, place)| trace.deeds.iter().filter(move |deed| deed.container == place));
        deeds.into_iter().flatten()
    }

    /// The ports of the Pod that a container connects to, with the instant of the first try and whether it succeeded.
    pub(super) fn asks(&self, member: &Member<'_>) -> Vec<(SimTime, u16, bool)> {
        let asked = self.deeds(member).filter(|deed| !deed.by_kubelet);
        let port = |deed: &Deed| match deed.act {
            Act::Asks { port, is_own: true, reached, .. } => Some((deed.at, port, reached)),
            Act::Asks { .. }
            | Act::Listens { .. }
            | Act::Collides { .. }
            | Act::Reads(_)
            | Act::Writes(_) => None,
        };
        asked.filter_map(port).collect()
    }

    /// The container that listens on a port, by what the run shows, else by what it declares.
    pub(super) fn listener(&self, port: u16) -> Option<&Member<'a>> {
        let listens = |member: &&Member<'a>| {
            self.deeds(member)
                .any(|deed| matches!(deed.act, Act::Listens { port: own, .. } if own == port))
        };
        let declares = |member: &&Member<'a>| {
            let mut ports = member.container.ports.iter().flatten();
            ports.any(|own| own.container_port == i32::from(port))
        };
        self.staying().find(listens).or_else(|| self.staying().find(declares))
    }

    /// Whether a container waits for connections: it declares ports, or a run shows it listening.
    pub(super) fn serves(&self, member: &Member<'_>) -> bool {
        member.container.ports.iter().flatten().next().is_some()
            || self.deeds(member).any(|deed| matches!(deed.act, Act::Listens { .. }))
    }
}

//! What a run shows, as rules ask it. Without a run, or where a rule asks beyond its end, nothing is shown.

use crate::lint::subject::{Member, Subject};
use crate::process::machine::About;
use crate::process::machine::deeds::{Act, Deed};
use crate::sim::trace::{Role, Run, Trace, What};
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

    /// Since when an init container runs that does not end.
    pub(super) fn unended(&self, member: &Member<'_>) -> Option<SimTime> {
        let last = self.runs(member).pop().filter(|_| member.role == Role::Init)?;
        last.finished.is_none().then_some(last.started)
    }

    /// Whether it is a guess that a container's process goes on.
    pub(super) fn is_guess(&self, member: &Member<'_>) -> bool {
        let found = self.place(member).and_then(|(trace, place)| trace.containers.get(place));
        found.is_some_and(|own| own.notes.iter().any(|note| matches!(note.about, About::Runs(_))))
    }

    /// Whether a run of a container ended well.
    pub(super) fn ended_well(&self, member: &Member<'_>) -> bool {
        let runs = self.runs(member);
        let mut ends = runs.iter().filter_map(|run| run.finished.as_ref());
        ends.any(|end| end.exit_code == 0)
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
    pub fn deeds(&self, member: &Member<'_>) -> impl Iterator<Item = &'a Deed> + use<'a> {
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

    /// The container that listens on a port, by what the run shows, else by what it declares, else by what its arguments
    /// say, else by what is known of its image.
    pub fn listener(&self, port: u16) -> Option<&Member<'a>> {
        let listens = self.staying().find(|member| self.listens(member, port).is_some());
        let declares = || self.staying().find(|member| member.declares(port));
        let is_told = || self.staying().find(|member| member.told_port() == Some(port));
        let is_known = || self.staying().find(|member| member.usual_port() == Some(port));
        listens.or_else(declares).or_else(is_told).or_else(is_known)
    }

    /// Whether a container waits for connections: it declares ports, or a run shows it listening.
    pub(super) fn serves(&self, member: &Member<'_>) -> bool {
        member.container.ports.iter().flatten().next().is_some()
            || self.deeds(member).any(|deed| matches!(deed.act, Act::Listens { .. }))
    }

    /// The ends of a container's process that nobody asked for, with its exit codes.
    pub(super) fn own_ends(&self, member: &Member<'_>) -> Vec<(SimTime, i32)> {
        let mut ends = Vec::new();
        let mut is_told = false;
        for (at, what) in self.entries(member) {
            if let What::Finished { exit_code, .. } = what {
                if !is_told {
                    ends.push((at, *exit_code));
                }
            } else if matches!(what, What::Started(..)) {
                is_told = false;
            } else if matches!(
                what,
                What::StopBegan(_) | What::Term(_) | What::Kill(_) | What::Signal(..)
            ) {
                is_told = true;
            }
        }
        ends
    }

    /// The first end of a container that ends well by itself each time, and how often it did; nothing where it did so
    /// once, or calls programs of which nothing is known.
    pub(super) fn ends_well(&self, member: &Member<'_>) -> Option<(SimTime, usize)> {
        let ends = self.own_ends(member);
        let (first, _) = *ends.first()?;
        if ends.len() < 2 || ends.iter().any(|(_, code)| *code != 0) {
            return None;
        }
        let (trace, place) = self.place(member)?;
        let notes = &trace.containers.get(place)?.notes;
        (!notes.iter().any(|note| note.about == About::Calls)).then_some((first, ends.len()))
    }

    /// When a container begins to listen on a port.
    pub(super) fn listens(&self, member: &Member<'_>, port: u16) -> Option<SimTime> {
        let is_it =
            |deed: &&Deed| matches!(deed.act, Act::Listens { port: own, .. } if own == port);
        self.deeds(member).find(is_it).map(|deed| deed.at)
    }

    /// The first connection to a port of another container that nobody took.
    pub(super) fn in_vain(
        &self,
        member: &Member<'_>,
        other: &Member<'_>,
    ) -> Option<(SimTime, u16)> {
        let asks = self.asks(member);
        let is_it = |(_, port, reached): &&(SimTime, u16, bool)| {
            !reached && self.listener(*port).is_some_and(|it| it.name() == other.name())
        };
        asks.iter().find(is_it).map(|(at, port, _)| (*at, *port))
    }
}

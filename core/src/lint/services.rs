//! What Services lead to.

use crate::lint::ports::protocol;
use crate::lint::subject::{Member, Subject};
use crate::lint::together::Other;
use crate::text::{Edit, FieldPath};
use crate::yaml::{Node, write};

/// A port of a Service, and where it leads in a Pod.
#[derive(Clone, Debug)]
pub(super) struct Way<'a> {
    /// Its place: `spec.ports[0]`.
    pub(super) path: FieldPath,
    /// What is written there.
    pub(super) node: &'a Node,
    /// What says where it leads: `targetPort`, else `port`.
    pub(super) target: &'a Node,
}

impl<'a> Other<'a> {
    /// The ports of a Service.
    pub(super) fn ways(&self) -> impl Iterator<Item = Way<'a>> + use<'a> {
        let ports = self.root.get("spec").and_then(|spec| spec.get("ports"));
        let path = FieldPath::root().child("spec.ports");
        ports.map_or(&[][..], Node::items).iter().enumerate().filter_map(move |(index, node)| {
            let target = node.get("targetPort").filter(|target| !target.is_null());
            let target = target.or_else(|| node.get("port"))?;
            Some(Way { path: path.index(index), node, target })
        })
    }

    /// The edits that make a field of it say `value`.
    pub(super) fn put(&self, text: &str, path: &FieldPath, value: &str) -> Option<Vec<Edit>> {
        write::put(text, self.root, path, value)
    }
}

impl Way<'_> {
    /// `TCP` where nothing is said.
    pub(super) fn protocol(&self) -> &str {
        self.node.get("protocol").and_then(Node::as_str).unwrap_or("TCP")
    }

    /// Its name, or nothing.
    pub(super) fn name(&self) -> &str {
        self.node.get("name").and_then(Node::as_str).unwrap_or_default()
    }

    /// The number that it leads to in a Pod; nothing where no container has a port of the name.
    ///
    /// Upstream: `FindPort`, staging/src/k8s.io/endpointslice/utils.go: the app containers come first.
    pub(super) fn number(&self, pod: &Subject<'_>) -> Option<u16> {
        if let Some(number) = self.target.as_int() {
            return u16::try_from(number).ok();
        }
        let name = self.target.as_str()?;
        if let Ok(number) = name.parse() {
            return Some(number);
        }
        let sidecars = pod.sidecars();
        let members = pod.apps().chain(sidecars);
        let mut ports = members.flat_map(|member| member.container.ports.iter().flatten());
        let found = ports
            .find(|port| port.name.as_deref() == Some(name) && protocol(port) == self.protocol())?;
        u16::try_from(found.container_port).ok()
    }

    /// The container that it leads to in a Pod: the one that listens there, else the only one of which nobody knows
    /// where it listens.
    pub(super) fn server<'s, 'a>(&self, pod: &'s Subject<'a>) -> Option<&'s Member<'a>> {
        pod.listener(self.number(pod)?).or_else(|| {
            let mut others = pod.staying().filter(|member| !pod.is_known_to_listen(member));
            others.next().filter(|_| others.next().is_none())
        })
    }
}

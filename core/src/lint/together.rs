//! All documents of a text, as rules about several of them look at it.

use crate::lint::{Member, Subject};
use crate::text::Span;
use crate::yaml::{Entry, Node};

/// Everything that a rule may read of the documents of a text.
#[derive(Clone, Debug)]
pub struct Together<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The Pods, and the templates of Pods.
    pub pods: Vec<Subject<'a>>,
    /// The documents of other kinds.
    pub others: Vec<Other<'a>>,
}

/// A document that carries no Pod: a Service, a ConfigMap.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// `kind`, as written.
    pub kind: &'a str,
    /// `metadata.name`, as written.
    pub name: &'a str,
    /// `metadata.namespace`; `default` where it is left out.
    pub namespace: &'a str,
    /// The document.
    pub root: &'a Node,
}

impl<'a> Together<'a> {
    /// The documents of a kind.
    pub fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &Other<'a>> {
        self.others.iter().filter(move |other| other.kind == kind)
    }

    /// The Pods that the selector of a Service takes.
    pub fn selected(&self, service: &Other<'a>) -> impl Iterator<Item = &Subject<'a>> {
        let selector = service.root.get("spec").and_then(|spec| spec.get("selector"));
        self.labelled(service.namespace, selector)
    }

    /// The Pods of a namespace that have all of these labels; none where there are no labels.
    pub(super) fn labelled(
        &self,
        namespace: &'a str,
        labels: Option<&'a Node>,
    ) -> impl Iterator<Item = &Subject<'a>> {
        let wanted = labels.map(Node::entries).unwrap_or_default();
        let is_there = move |pod: &Subject<'_>| {
            !wanted.is_empty() && pod.namespace() == namespace && pod.lacks(wanted).next().is_none()
        };
        self.pods.iter().filter(move |pod| is_there(pod))
    }
}

impl Subject<'_> {
    /// The namespace of the object; `default` where it is left out.
    pub fn namespace(&self) -> &str {
        self.object.metadata().namespace.as_deref().unwrap_or("default")
    }

    /// Those of some labels that its Pods do not have.
    pub(super) fn lacks<'n>(&self, wanted: &'n [Entry]) -> impl Iterator<Item = &'n Entry> {
        let labels = self.metadata.and_then(|metadata| metadata.labels.as_ref());
        wanted.iter().filter(move |entry| {
            let own = labels.and_then(|all| all.get(&entry.name)).map(String::as_str);
            own.is_none() || own != entry.value.as_str()
        })
    }
}

impl<'a> Together<'a> {
    /// The containers that Services lead TCP connections to, each once, with the Service and the number of the port.
    pub(super) fn served(&self) -> Vec<(&Other<'a>, &Subject<'a>, &Member<'a>, u16)> {
        let mut all: Vec<(&Other<'a>, &Subject<'a>, &Member<'a>, u16)> = Vec::new();
        for service in self.of_kind("Service") {
            let Some(spec) = service.root.get("spec") else { continue };
            let wants = spec.get("publishNotReadyAddresses").map(|node| node.span.of(self.text));
            if wants == Some("true") {
                continue;
            }
            for way in service.ways().filter(|way| way.protocol() == "TCP") {
                for pod in self.selected(service).filter(|pod| !pod.is_job()) {
                    let server = way.number(pod).zip(way.server(pod));
                    let Some((number, member)) = server else { continue };
                    if !all.iter().any(|(.., known, _)| std::ptr::eq(*known, member)) {
                        all.push((service, pod, member, number));
                    }
                }
            }
        }
        all
    }
}

impl<'a> Other<'a> {
    /// A document; its kind and its name are empty where they are left out.
    pub fn of(root: &'a Node) -> Self {
        let text = |path: &[&str]| {
            let found = path.iter().try_fold(root, |node, name| node.get(name));
            found.and_then(Node::as_str)
        };
        Self {
            kind: text(&["kind"]).unwrap_or_default(),
            name: text(&["metadata", "name"]).unwrap_or_default(),
            namespace: text(&["metadata", "namespace"]).unwrap_or("default"),
            root,
        }
    }

    /// Where its name stands, or all of it.
    pub fn span(&self) -> Span {
        let name = self.root.get("metadata").and_then(|metadata| metadata.get("name"));
        name.map_or(self.root.span, |name| name.span)
    }
}

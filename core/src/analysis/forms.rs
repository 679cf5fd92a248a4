//! The same container as a classic sidecar, as a native one, and as an init container that runs to its end.

use crate::object::Kind;
use crate::text::{FieldPath, apply};
use crate::yaml::write::{move_across, put, put_behind, remove};
use crate::yaml::{self, Node};

/// Where a container may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An entry of `containers`.
    Classic,
    /// An entry of `initContainers` with `restartPolicy: Always`.
    Native,
    /// Any other entry of `initContainers`.
    Init,
}

impl Form {
    /// All of them, in the order of history.
    pub const ALL: [Self; 3] = [Self::Classic, Self::Native, Self::Init];

    /// Its name: `Native sidecar`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Classic => "Classic sidecar",
            Self::Native => "Native sidecar",
            Self::Init => "Init container",
        }
    }

    /// What makes a container one.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Classic => "an entry of containers",
            Self::Native => "an entry of initContainers with restartPolicy: Always",
            Self::Init => "an entry of initContainers without restartPolicy: it has to end",
        }
    }

    const fn list(self) -> &'static str {
        match self {
            Self::Classic => "containers",
            Self::Native | Self::Init => "initContainers",
        }
    }
}

/// A text in which a container has another form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formed {
    /// The text; nothing where the container cannot have this form.
    pub text: Option<String>,
    /// Why it cannot, or which fields had to go because the API server refuses them there.
    pub why: String,
}

/// What the API server refuses of an init container that runs to its end.
const REFUSED: [&str; 4] = ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle"];

/// The form that a container of a text has, where the text has it.
pub fn form_of(text: &str, document: usize, container: &str) -> Option<Form> {
    let stream = yaml::parse(text);
    Place::of(&stream, document, container).map(|place| place.form)
}

/// The text in which a container of a document has a form. Comments and the order of keys stay, and nothing else
/// changes.
pub fn formed(text: &str, document: usize, container: &str, form: Form) -> Formed {
    let refused = |why: &str| Formed { text: None, why: why.to_owned() };
    let now = Now { document, container };
    let Some(before) = now.look(text, |place| (place.form, place.others)) else {
        return refused("It cannot be found in this text any more.");
    };
    let (was, others) = before;
    if was == form {
        return Formed { text: Some(text.to_owned()), why: String::new() };
    }
    if was == Form::Classic && others == 0 {
        return refused("It is the only entry of `containers`, and a Pod needs one there.");
    }
    match now.changed(text, was, form) {
        Some((text, dropped)) => {
            let mut why = String::new();
            for (index, name) in dropped.iter().enumerate() {
                why.push_str(if index == 0 { "Without its " } else { " and " });
                why.push_str(name);
            }
            if !dropped.is_empty() {
                why.push_str(
                    ": the API server refuses that of an init container that runs to its end.",
                );
            }
            Formed { text: Some(text), why }
        }
        None => refused(
            "It cannot be moved and leave the rest as it is written: the two lists are not \
             written in the same way, or parts of them are used twice.",
        ),
    }
}

/// The container that is looked at in texts that change.
#[derive(Clone, Copy)]
struct Now<'a> {
    document: usize,
    container: &'a str,
}

impl Now<'_> {
    fn look<T>(self, text: &str, at: impl FnOnce(&Place<'_>) -> T) -> Option<T> {
        let stream = yaml::parse(text);
        Place::of(&stream, self.document, self.container).map(|place| at(&place))
    }

    /// The text after all steps, and what had to go; nothing where one of them cannot be done cleanly.
    fn changed(self, text: &str, was: Form, form: Form) -> Option<(String, Vec<&'static str>)> {
        let mut text = text.to_owned();
        let mut dropped = Vec::new();
        if form == Form::Init {
            for name in REFUSED {
                let after = self.look(&text, |place| {
                    place.item.entry(name)?;
                    Some(apply(&text, &remove(&text, place.root, &place.path.child(name))?))
                })?;
                // A field that stays where it has to go would be refused.
                let Some(after) = after else {
                    if self.look(&text, |place| place.item.entry(name).is_some())? {
                        return None;
                    }
                    continue;
                };
                text = after;
                dropped.push(name);
            }
        }
        text = self.look(&text, |place| place.with_policy(&text, was, form))??;
        if was.list() != form.list() {
            let moved = self.look(&text, |place| {
                let edits =
                    move_across(&text, place.spec, (was.list(), place.index), form.list(), &[])?;
                Some((apply(&text, &edits), place.item.clone(), place.others))
            })??;
            let (after, item, others) = moved;
            let is_there = self.look(&after, |place| {
                let left = place.spec.get(was.list()).map_or(0, |list| list.items().len());
                place.item.means(&item) && place.form == form && left == others
            })?;
            if !is_there {
                return None;
            }
            text = after;
        }
        Some((text, dropped))
    }
}

/// A container of a Pod as it is written.
struct Place<'a> {
    /// The root of its document.
    root: &'a Node,
    /// The Pod's spec.
    spec: &'a Node,
    /// The container.
    item: &'a Node,
    /// Where it stands, seen from the root.
    path: FieldPath,
    /// Its place in its list.
    index: usize,
    /// How many others stand there.
    others: usize,
    form: Form,
}

impl<'a> Place<'a> {
    fn of(stream: &'a yaml::Stream, document: usize, container: &str) -> Option<Self> {
        let document = stream.documents.iter().find(|it| it.index == document)?;
        let root = document.root.as_ref();
        let is_list = root.get("kind").and_then(Node::as_str) == Some("List");
        let count =
            if is_list { root.get("items").map_or(0, |items| items.items().len()) } else { 1 };
        (0..count).find_map(|place| {
            let path = if is_list {
                FieldPath::root().child("items").index(place)
            } else {
                FieldPath::root()
            };
            let object = root.at(&path)?;
            let word = |name| object.get(name).and_then(Node::as_str).unwrap_or_default();
            let pod = Kind::of(word("apiVersion"), word("kind")).map(Kind::pod_path);
            // A fragment is read as a Pod, also without its `spec`.
            let within = joined(&path, &pod.unwrap_or_else(FieldPath::root));
            let spec = within.child("spec");
            let spec = if root.at(&spec).is_some() { spec } else { within };
            Self::within(root, &spec, container)
        })
    }

    fn within(root: &'a Node, spec_path: &FieldPath, container: &str) -> Option<Self> {
        let spec = root.at(spec_path)?;
        ["initContainers", "containers"].into_iter().find_map(|list| {
            let items = spec.get(list)?.items();
            let is_it = |item: &Node| item.get("name").and_then(Node::as_str) == Some(container);
            let index = items.iter().position(is_it)?;
            let item = items.get(index)?;
            let stays = item.get("restartPolicy").and_then(Node::as_str) == Some("Always");
            let form = match (list, stays) {
                ("containers", _) => Form::Classic,
                (_, true) => Form::Native,
                (_, false) => Form::Init,
            };
            let path = spec_path.child(list).index(index);
            Some(Self { root, spec, item, path, index, others: items.len() - 1, form })
        })
    }

    /// The text in which its `restartPolicy` is that of a form.
    fn with_policy(&self, text: &str, was: Form, form: Form) -> Option<String> {
        let path = self.path.child("restartPolicy");
        let said = self.item.get("restartPolicy").and_then(Node::as_str);
        let edits = match (form, said) {
            (Form::Native, Some(_)) => put(text, self.root, &path, "Always")?,
            (Form::Native, None) => {
                let behind = ["image", "name"].into_iter().find(|it| self.item.entry(it).is_some());
                vec![put_behind(text, self.item, behind?, "restartPolicy", "Always")?]
            }
            (Form::Init, Some("Always")) => remove(text, self.root, &path)?,
            (Form::Classic, Some("Always")) if was == Form::Native => {
                remove(text, self.root, &path)?
            }
            (Form::Init | Form::Classic, _) => Vec::new(),
        };
        Some(apply(text, &edits))
    }
}

/// A path below another one.
fn joined(outer: &FieldPath, inner: &FieldPath) -> FieldPath {
    FieldPath(outer.0.iter().chain(&inner.0).cloned().collect())
}

#[cfg(test)]
mod tests;

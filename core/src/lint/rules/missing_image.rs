//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::lint::Answered;
use crate::lint::answered::is_of_container;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;

declare_rule! {
    /// A container has no image.
    ///
    /// ## Why it matters
    ///
    /// The image is the one thing that a container cannot do without.
    /// The API server refuses Pods and templates in which one has none, also where something in the cluster would fill it in later.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     command: ["sleep", "3600"]
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: busybox:1.36
    ///     command: ["sleep", "3600"]
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/containers/images/>; `validateContainerCommon`, pkg/apis/core/validation/validation.go.
    "missing-image", "A05", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !is_of_container(&found.field, "image") || !found.message.ends_with("Required value") {
        return false;
    }
    found.advise("say which image the container runs");
    let path = FieldPath::parse(&found.field);
    let image = "registry.example/app:1.0 # to be completed";
    found.offer("Add an image", answered.put(&path, image), false);
    true
}

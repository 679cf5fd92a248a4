//! See [`RULE`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Related;
use crate::lint::Answered;
use crate::lint::rule::declare_rule;
use crate::text::FieldPath;
use crate::yaml::Node;

declare_rule! {
    /// A container mounts two volumes at the same path.
    ///
    /// ## Why it matters
    ///
    /// At one path there can be one volume: a second one would hide the first.
    /// The API server compares the paths letter by letter and refuses the second.
    ///
    /// ## Fails
    ///
    /// ```yaml,fail
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///     - {name: cache, mountPath: /data}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    ///   - {name: cache, emptyDir: {}}
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml,pass
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example/app:1.0
    ///     volumeMounts:
    ///     - {name: data, mountPath: /data}
    ///     - {name: cache, mountPath: /cache}
    ///   volumes:
    ///   - {name: data, emptyDir: {}}
    ///   - {name: cache, emptyDir: {}}
    /// ```
    ///
    /// ## Source
    ///
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work>; `ValidateVolumeMounts`, pkg/apis/core/validation/validation.go.
    "duplicate-mount-path", "A07", since = "0.1.0", Error, [Default, Exam], Answer(check)
}

fn check(answered: &Answered<'_>, found: &mut Diagnostic) -> bool {
    if !found.says("].mountPath", "must be unique") {
        return false;
    }
    found.advise("mount one of them somewhere else");
    let path = FieldPath::parse(&found.field);
    let (Some(own), Some(mounts)) =
        (answered.at(&path).and_then(Node::as_str), answered.at(&path.parent().parent()))
    else {
        return true;
    };
    let mut points = mounts.items().iter().filter_map(|mount| mount.get("mountPath"));
    if let Some(first) = points.find(|point| point.as_str() == Some(own)) {
        let message = "mounted here already".to_owned();
        found.related.push(Related { span: first.span, message });
    }
    true
}

//! `kubectl patch --subresource resize`: the resources of a running Pod are changed.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go.

use serde_json::Value;

use crate::kubectl::cluster::{Cluster, of_node};
use crate::kubectl::flags::Flags;
use crate::kubectl::get::{asked, found};
use crate::kubectl::{Answer, Outcome, others};
use crate::process::scenario::write::plain;
use crate::yaml;

pub(super) const FLAGS: &str =
    "patch|p= patch-file= type= subresource= dry-run?unchanged output|o= filename|f= local record";

pub(super) fn patch(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    if flags.value("subresource") != Some("resize") {
        return others::not_simulated("patch");
    }
    let Some(patch) = flags.value("patch") else {
        return Err(
            "error: must specify --patch or --patch-file containing the contents of the patch"
                .to_owned(),
        );
    };
    if flags.value("type").is_some_and(|type_| type_ == "json") {
        return Err(
            "podlife: JSON patches are not simulated: write --type=merge or --type=strategic"
                .to_owned(),
        );
    }
    let (asked, _) = asked(&flags.args, "patch")?;
    let (lists, missing) = found(cluster, &asked, flags)?;
    if let Some(missing) = missing.into_iter().next() {
        return Err(missing);
    }
    let stream = yaml::parse(patch);
    let patch = stream.documents.first().filter(|document| document.failed.is_none());
    let Some(patch) = patch.map(|document| of_node(&document.root)).filter(Value::is_object) else {
        return Err("error: unable to parse the patch".to_owned());
    };
    for item in lists.iter().flatten() {
        let Some(pod) = cluster.pod(&item.namespace, &item.name) else {
            return Err("podlife: only Pods are resized".to_owned());
        };
        let containers = patch.pointer("/spec/containers").and_then(Value::as_array);
        for container in containers.into_iter().flatten() {
            let name = container.pointer("/name").and_then(Value::as_str).unwrap_or_default();
            if pod.trace.container(name).is_none() {
                return Err(format!("podlife: the Pod {} has no container {name}", item.name));
            }
            let mut fields = format!("{{container: {}", plain(name));
            for kind in ["requests", "limits"] {
                let Some(Value::Object(amounts)) = container.pointer(&format!("/resources/{kind}"))
                else {
                    continue;
                };
                let amounts: Vec<String> =
                    amounts.iter().map(|(name, amount)| written(name, amount)).collect();
                fields.push_str(&format!(", {kind}: {{{}}}", amounts.join(", ")));
            }
            fields.push('}');
            if flags.dry_run().is_none() {
                answer.ask(pod.document.index, cluster.at, "resize", fields);
            }
        }
        let suffix = flags.dry_run().unwrap_or_default();
        answer.line(&format!("pod/{} patched{suffix}", item.name));
    }
    Ok(())
}

fn written(name: &str, amount: &Value) -> String {
    let amount = amount.as_str().map_or_else(|| amount.to_string(), plain);
    format!("{}: {amount}", plain(name))
}

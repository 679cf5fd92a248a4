//! `kubectl run --dry-run=client`: the Pod that would be created, to be written into the text.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/run/run.go and pkg/generate/versioned/run.go.

use serde_json::Value;

use crate::kubectl::cluster::{Cluster, of_node};
use crate::kubectl::columns;
use crate::kubectl::flags::Flags;
use crate::kubectl::{Answer, Outcome, others};
use crate::process::scenario::write::parsed;
use crate::yaml;

pub(super) const FLAGS: &str = "image= dry-run?unchanged output|o= port= env= labels|l= annotations= restart= command \
    image-pull-policy= privileged stdin|i tty|t attach rm expose quiet|q leave-stdin-open overrides= override-type= \
    field-manager= save-config show-managed-fields pod-running-timeout= grace-period= wait timeout= cascade= force";

pub(super) fn run(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    let usage =
        |why: &str| Err(format!("error: {why}\nSee 'kubectl run -h' for help and examples"));
    let Some((name, words)) = flags.args.split_first() else {
        return usage("NAME is required for run");
    };
    let Some(image) = flags.value("image").filter(|image| !image.is_empty()) else {
        return usage("--image is required");
    };
    let is_attached = ["attach", "stdin", "tty"].into_iter().any(|flag| flags.has(flag));
    if flags.has("rm") && !is_attached {
        return usage("--rm should only be used for attached containers");
    }
    let Some(suffix) = flags.dry_run() else { return others::not_simulated("run") };
    if is_attached {
        return usage(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
        );
    }
    let is_known = cluster.pod(flags.namespace(), name).is_some();
    if is_known && flags.value("dry-run") == Some("server") {
        return Err(format!("Error from server (AlreadyExists): pods \"{name}\" already exists"));
    }
    if flags.value("overrides").is_some() || flags.has("expose") {
        return Err("podlife: of kubectl run --overrides and --expose are not simulated".to_owned());
    }
    let restart = flags.value("restart").unwrap_or("Always");
    if !["Always", "OnFailure", "Never"].contains(&restart) {
        return Err(format!("error: invalid restart policy: {restart}"));
    }
    let mut container = format!("image: {}, name: {}, resources: {{}}", word(image), word(name));
    let words: Vec<String> =
        words.iter().chain(flags.behind.iter().flatten()).map(|it| word(it)).collect();
    if !words.is_empty() {
        let field = if flags.has("command") { "command" } else { "args" };
        container.push_str(&format!(", {field}: [{}]", words.join(", ")));
    }
    let mut variables = String::new();
    for said in flags.values("env") {
        let Some((name, value)) = said.split_once('=') else {
            return Err(format!("error: invalid env: {said}"));
        };
        variables.push_str(&format!("{{name: {}, value: {}}}, ", word(name), word(value)));
    }
    if !variables.is_empty() {
        container.push_str(&format!(", env: [{variables}]"));
    }
    if let Some(port) = flags.value("port") {
        if port.parse::<i32>().is_err() {
            return Err(format!("error: strconv.Atoi: parsing \"{port}\": invalid syntax"));
        }
        container.push_str(&format!(", ports: [{{containerPort: {port}}}]"));
    }
    if let Some(policy) = flags.value("image-pull-policy") {
        container.push_str(&format!(", imagePullPolicy: {}", word(policy)));
    }
    if flags.has("privileged") {
        container.push_str(", securityContext: {privileged: true}");
    }
    let default = format!("run={name}");
    let labels = pairs(flags.value("labels").unwrap_or(&default));
    let mut metadata = format!("labels: {{{labels}}}, name: {}", word(name));
    let annotations: String = flags.values("annotations").map(pairs).collect();
    if !annotations.is_empty() {
        metadata.push_str(&format!(", annotations: {{{annotations}}}"));
    }
    if let Some(namespace) = flags.value("namespace") {
        metadata.push_str(&format!(", namespace: {}", word(namespace)));
    }
    let pod = parsed(&format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{{metadata}}}, spec: {{containers: [{{{container}}}], \
         dnsPolicy: ClusterFirst, restartPolicy: {restart}}}, status: {{}}}}"
    ));
    let pod = of_node(&pod);
    match flags.value("output") {
        None | Some("") => answer.line(&format!("pod/{name} created{suffix}")),
        Some("name") => answer.line(&format!("pod/{name}")),
        Some("yaml") => answer.print(1, &yaml::emit(&pod)),
        Some("json") => answer.print(1, &columns::json(&pod)),
        Some(other) => {
            return Err(format!("podlife: -o {other} is not simulated with kubectl run"));
        }
    }
    Ok(())
}

/// A word as YAML, in a flow.
fn word(word: &str) -> String {
    Value::from(word).to_string()
}

/// `a=b,c=d` as entries of a map.
fn pairs(said: &str) -> String {
    let pairs = said.split(',').filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(key, value)| format!("{}: {}, ", word(key), word(value)));
    pairs.collect::<Vec<_>>().concat()
}

//! What else kubectl is asked: versions, contexts, types; and what is not simulated.

use crate::kubectl::cluster::{Cluster, kubelet_version};
use crate::kubectl::flags::Flags;
use crate::kubectl::resources::RESOURCES;
use crate::kubectl::{Answer, Outcome};
use crate::sim::workload::NODE_IP;
use crate::view::tabwriter;

pub(super) const FLAGS: &str = "client output|o= no-headers api-group= namespaced verbs= short current sort-by= minify raw categories= cached";

pub(super) fn run(
    cluster: &Cluster<'_>,
    verb: &str,
    flags: &Flags,
    answer: &mut Answer,
) -> Outcome {
    match verb {
        "version" => {
            let version = kubelet_version(cluster.version);
            answer.line(&format!("Client Version: {version}\nKustomize Version: v5.7.1"));
            if !flags.has("client") {
                answer.line(&format!("Server Version: {version}"));
            }
            Ok(())
        }
        "api-resources" => {
            let header = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"];
            let mut rows = vec![header.map(str::to_owned).to_vec()];
            rows.extend(RESOURCES.iter().map(|known| {
                vec![
                    known.plural.to_owned(),
                    known.short.to_owned(),
                    known.api_version(),
                    known.namespaced.to_string(),
                    known.kind.to_owned(),
                ]
            }));
            if flags.has("no-headers") {
                rows.remove(0);
            }
            answer.print(1, &tabwriter::GET.rows(&rows));
            Ok(())
        }
        "cluster-info" => {
            answer.line(&format!("Kubernetes control plane is running at https://{NODE_IP}:6443"));
            answer.line("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
            Ok(())
        }
        _ => config(flags, answer),
    }
}

fn config(flags: &Flags, answer: &mut Answer) -> Outcome {
    match flags.args.first().map(String::as_str).unwrap_or_default() {
        "current-context" => answer.line("kubernetes-admin@kubernetes"),
        "get-clusters" => answer.line("NAME\nkubernetes"),
        "get-users" => answer.line("NAME\nkubernetes-admin"),
        "get-contexts" => {
            let header = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"];
            let row = ["*", "kubernetes-admin@kubernetes", "kubernetes", "kubernetes-admin", ""];
            let rows = [header, row].map(|cells| cells.map(str::to_owned).to_vec());
            answer.print(1, &tabwriter::GET.rows(&rows));
        }
        other => {
            return Err(format!("podlife: kubectl config {other} is not simulated: write -n NAMESPACE with each command")
                .replace("config  is", "config is"));
        }
    }
    Ok(())
}

/// One line that a command is not simulated, and what to do in its place.
pub(super) fn not_simulated(verb: &str) -> Outcome {
    let instead = match verb {
        "scale" | "autoscale" | "edit" | "label" | "annotate" | "patch" | "set" | "replace" => {
            "change the text, and its Pods live their new life"
        }
        "rollout" => "one Pod of each workload is played, and no change of its template",
        "run" => "--dry-run=client -o yaml prints the object, to be written into the text",
        "expose" => "write the object into the text",
        "port-forward" | "proxy" => "curl reaches Pods and Services from here without it",
        "attach" => "kubectl logs shows what the container prints",
        "cp" => "kubectl exec NAME -- cat FILE shows a file",
        "top" => "what containers use of CPU and memory is not known",
        "wait" => "kubectl get pods -w shows when something changes",
        "drain" | "cordon" | "uncordon" | "taint" => {
            "the action evict of a Scenario takes a Pod from its node"
        }
        _ => "this terminal shows what becomes of Pods",
    };
    Err(format!("podlife: kubectl {verb} is not simulated: {instead}"))
}

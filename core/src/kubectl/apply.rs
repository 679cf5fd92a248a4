//! `kubectl create -f` and `kubectl apply -f`: the text is the file, whatever it is called, and was created at 0 s.

use crate::analysis::DocumentAnalysis;
use crate::kubectl::cluster::Cluster;
use crate::kubectl::flags::Flags;
use crate::kubectl::resources::{RESOURCES, Resource};
use crate::kubectl::{Answer, Outcome};
use crate::time::SimTime;

pub(super) const FLAGS: &str = "filename|f= dry-run?unchanged output|o= validate?strict server-side recursive|R save-config \
    field-manager= kustomize|k= force prune selector|l= edit wait";

pub(super) fn apply(
    cluster: &Cluster<'_>,
    verb: &str,
    flags: &Flags,
    answer: &mut Answer,
) -> Outcome {
    if let Some(what) = flags.args.first() {
        let new = if verb == "create" { format!("{verb} {what}") } else { format!("{verb} view") };
        return Err(format!(
            "podlife: kubectl {new} is not simulated: write the object into the text"
        ));
    }
    let Some(path) = flags.value("filename") else {
        return Err(match verb {
            "apply" => "error: must specify one of -f and -k".to_owned(),
            _ => "error: must specify one of -f and -k\nSee 'kubectl create -h' for help and examples".to_owned(),
        });
    };
    let format = flags.value("output").filter(|format| !format.is_empty());
    if let Some(format) = format.filter(|format| *format != "name") {
        return Err(format!(
            "podlife: -o {format} is not simulated with kubectl {verb}: the text is what it would print"
        ));
    }
    let dry = flags.dry_run();
    let suffix = dry.unwrap_or_default();
    let is_new = cluster.at == SimTime::ZERO;
    let mut failed = Vec::new();
    for document in &cluster.analysis.documents {
        let resource = resource(document);
        let said = said(document, resource, path);
        let Some(done) = said.lines().last().and_then(|line| line.strip_suffix(" created")) else {
            failed.push(said);
            continue;
        };
        for warning in said.lines().filter(|line| line.starts_with("Warning: ")) {
            answer.complain(warning);
        }
        let is_gone = resource.is_some_and(|resource| {
            cluster.items(resource).iter().all(|item| item.name != document.decoded.name)
        });
        if is_gone && !is_new && dry.is_none() {
            failed.push(format!(
                "podlife: {done} was deleted, and does not come back here: the text is created once, at 0 s"
            ));
            continue;
        }
        let asks_nobody = dry == Some(" (dry run)");
        let exists = !is_new;
        match verb {
            "create" if exists && !asks_nobody => {
                let plural = resource.map(Resource::qualified).unwrap_or_default();
                let name = &document.decoded.name;
                failed.push(format!(
                    "Error from server (AlreadyExists): error when creating \"{path}\": {plural} \"{name}\" already exists"
                ));
            }
            _ if format.is_some() => answer.line(done),
            // It compares nothing then.
            "apply" if exists && asks_nobody => {
                answer.line(&format!("{done} configured{suffix}"));
            }
            "apply" if exists => answer.line(&format!("{done} unchanged{suffix}")),
            _ => answer.line(&format!("{done} created{suffix}")),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn resource(document: &DocumentAnalysis) -> Option<&'static Resource> {
    let decoded = &document.decoded;
    let fits = |known: &&Resource| {
        known.kind == decoded.kind && known.api_version() == decoded.api_version
    };
    RESOURCES.iter().find(fits)
}

/// What kubectl says of a document; of a kind that nobody looks into that it is created.
fn said(document: &DocumentAnalysis, resource: Option<&Resource>, path: &str) -> String {
    let decoded = &document.decoded;
    if document.kubectl.is_empty() {
        let kind = decoded.kind.to_ascii_lowercase();
        let prefix = match (resource, decoded.api_version.split_once('/')) {
            (Some(resource), _) => resource.prefix(),
            (None, Some((group, _))) => format!("{kind}.{group}"),
            (None, None) => kind,
        };
        return format!("{prefix}/{} created", decoded.name);
    }
    // The text has a name of its own there.
    document
        .kubectl
        .replace("creating \"\"", &format!("creating \"{path}\""))
        .replace("validating \"\"", &format!("validating \"{path}\""))
}

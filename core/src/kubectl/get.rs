//! `kubectl get`.
//!
//! Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go.

use serde_json::{Value, json};

use crate::kubectl::cluster::{Cluster, Item};
use crate::kubectl::columns::{Columns, json};
use crate::kubectl::flags::Flags;
use crate::kubectl::jsonpath::Template;
use crate::kubectl::resources::{ALL, Resource, find};
use crate::kubectl::select::{Selector, compare};
use crate::kubectl::workloads::replicas;
use crate::kubectl::{Answer, Outcome, tables, watch};
use crate::text::sort_by;
use crate::view::tabwriter;
use crate::yaml;

pub(super) const FLAGS: &str = "output|o= show-labels selector|l= all-namespaces|A watch|w watch-only no-headers \
    field-selector= sort-by= label-columns|L= show-kind ignore-not-found show-managed-fields chunk-size= \
    output-watch-events template= raw= filename|f= recursive|R kustomize|k= allow-missing-template-keys \
    server-print subresource=";

const FORMATS: &str = "custom-columns, custom-columns-file, go-template, go-template-file, json, jsonpath, \
    jsonpath-as-json, jsonpath-file, kyaml, name, template, templatefile, wide, yaml";

/// What is asked for: a type, and of it these names, or all.
pub(super) struct Asked {
    pub(super) resource: &'static Resource,
    pub(super) names: Vec<String>,
}

/// Reads `pods web`, `pods,svc`, `pod/web svc/web`, `all`; and whether several types are meant.
///
/// Upstream: `ResourceTypeOrNameArgs`, staging/src/k8s.io/cli-runtime/pkg/resource/builder.go.
pub(super) fn asked(args: &[String], verb: &str) -> Result<(Vec<Asked>, bool), String> {
    let Some(first) = args.first() else {
        return Err(match verb {
            "get" => "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of \
                      supported resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" \
                      for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for \
                      help and examples"
                .to_owned(),
            "delete" => "error: You must provide one or more resources by argument or filename.\nExample resource \
                         specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   \
                         '<resource>'"
                .to_owned(),
            _ => "error: You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete \
                  list of supported resources."
                .to_owned(),
        });
    };
    let mut all: Vec<Asked> = Vec::new();
    if args.iter().any(|arg| arg.contains('/')) {
        for arg in args {
            let Some((type_, name)) = arg.split_once('/') else {
                return Err(
                    "error: there is no need to specify a resource type as a separate argument when passing arguments in \
                     resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                     resource/<resource_name>'"
                        .to_owned(),
                );
            };
            let resource = find(type_)?;
            match all.iter_mut().find(|known| known.resource == resource) {
                Some(known) => known.names.push(name.to_owned()),
                None => all.push(Asked { resource, names: vec![name.to_owned()] }),
            }
        }
        let several = all.len() > 1;
        return Ok((all, several));
    }
    let names: Vec<String> = args.iter().skip(1).cloned().collect();
    for type_ in first.split(',') {
        if type_ == "all" {
            let known = ALL.into_iter().filter_map(Resource::named);
            all.extend(known.map(|resource| Asked { resource, names: names.clone() }));
        } else {
            all.push(Asked { resource: find(type_)?, names: names.clone() });
        }
    }
    Ok((all, first.contains(',') || first == "all"))
}

/// The objects that are meant, one list for each type, and what is said of those that are not there.
pub(super) fn found(
    cluster: &Cluster<'_>,
    asked: &[Asked],
    flags: &Flags,
) -> Result<(Vec<Vec<Item>>, Vec<String>), String> {
    let labels = Selector::labels(flags.value("selector").unwrap_or_default())?;
    let fields = Selector::fields(flags.value("field-selector").unwrap_or_default())?;
    let (mut lists, mut missing) = (Vec::new(), Vec::new());
    for Asked { resource, names } in asked {
        check_fields(resource, &fields)?;
        if !names.is_empty() && flags.has("all-namespaces") {
            return Err(
                "error: a resource cannot be retrieved by name across all namespaces".to_owned()
            );
        }
        let mut items = cluster.items(resource);
        items.retain(|item| {
            (!resource.namespaced
                || flags.has("all-namespaces")
                || item.namespace == flags.namespace())
                && labels.fits_labels(&item.value)
                && fields.fits_fields(&item.value)
        });
        if !names.is_empty() {
            let mut named = Vec::new();
            for name in names {
                match items.iter().position(|item| item.name == *name) {
                    Some(at) => named.push(items.remove(at)),
                    None => missing.push(format!(
                        "Error from server (NotFound): {} \"{name}\" not found",
                        resource.qualified()
                    )),
                }
            }
            items = named;
        }
        lists.push(items);
    }
    Ok((lists, missing))
}

/// The API server knows only some fields of each type.
///
/// Upstream: `AddFieldLabelConversionsForPod` and the like, pkg/apis/core/v1/conversion.go.
fn check_fields(resource: &Resource, fields: &Selector) -> Outcome {
    for key in fields.keys() {
        let known = ["metadata.name", "metadata.namespace"].contains(&key)
            || match resource.plural {
                "pods" => [
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.podIPs",
                    "status.nominatedNodeName",
                ]
                .contains(&key),
                "events" => {
                    key.starts_with("involvedObject.")
                        || ["reason", "reportingComponent", "source", "type"].contains(&key)
                }
                "jobs" => key == "status.successful",
                "secrets" => key == "type",
                "services" => ["spec.clusterIP", "spec.type"].contains(&key),
                _ => false,
            };
        if !known {
            let plural = resource.qualified();
            let version = resource.version;
            return Err(format!(
                "Error from server (BadRequest): Unable to find \"{plural}\" that match label selector \"\", field \
                 selector \"{key}\": \"{key}\" is not a known field selector: only \"metadata.name\", \
                 \"metadata.namespace\" of {version}"
            ));
        }
    }
    Ok(())
}

pub(super) fn get(cluster: &Cluster<'_>, flags: &Flags, answer: &mut Answer) -> Outcome {
    if flags.value("filename").is_some() || flags.value("raw").is_some() {
        return Err("podlife: this terminal has no files: name what you want to see".to_owned());
    }
    let (asked, several) = asked(&flags.args, "get")?;
    let format = Format::of(flags)?;
    let (mut lists, missing) = found(cluster, &asked, flags)?;
    if asked.iter().any(|asked| asked.resource.plural == "endpoints") {
        answer.complain(
            "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        );
    }
    if let Some(path) = flags.value("sort-by") {
        let path = Template::relaxed(path)?;
        for list in &mut lists {
            let key = |item: &Item| path.find(&item.value).first().map(|found| (*found).clone());
            sort_by(list, |one, other| compare(key(one).as_ref(), key(other).as_ref()));
        }
    }
    let missing = if flags.has("ignore-not-found") { Vec::new() } else { missing };
    if lists.iter().all(Vec::is_empty) && missing.is_empty() && !flags.has("watch") {
        nothing(&format, flags, answer);
        return Ok(());
    }
    let is_one =
        asked.iter().map(|asked| asked.names.len()).sum::<usize>() == 1 && asked.len() == 1;
    match &format {
        Format::Table(options) => {
            let with_kind = several || flags.has("show-kind");
            let mut is_first = true;
            let shown = lists.iter().filter(|list| !list.is_empty() && !flags.has("watch-only"));
            for list in shown {
                if !is_first && !flags.has("no-headers") {
                    answer.print(1, "\n");
                }
                is_first = false;
                let rows = options.rows(list, with_kind);
                answer.print(1, &tabwriter::GET.rows(&rows));
            }
            if flags.has("watch") || flags.has("watch-only") {
                watch::pods(cluster, &asked, &lists, options, flags, answer);
            }
        }
        Format::Name => {
            for item in lists.iter().flatten() {
                answer.line(&format!("{}/{}", item.resource.prefix(), item.name));
            }
        }
        Format::Columns(columns) => {
            let mut rows = Vec::new();
            if !flags.has("no-headers") {
                rows.push(columns.header());
            }
            rows.extend(lists.iter().flatten().map(|item| columns.row(&item.value)));
            answer.print(1, &tabwriter::GET.rows(&rows));
        }
        Format::Json | Format::Yaml | Format::Path(_) => {
            let mut values: Vec<Value> =
                lists.into_iter().flatten().map(|item| item.value).collect();
            let value = match values.pop() {
                Some(value) if is_one && values.is_empty() => Some(value),
                None if is_one => None,
                last => {
                    values.extend(last);
                    Some(list_of(&values))
                }
            };
            if let Some(value) = value {
                match &format {
                    Format::Json => answer.print(1, &json(&value)),
                    Format::Path(template) => {
                        let printed = template.print(&value).map_err(|why| {
                            format!(
                                "error: error executing jsonpath: Error executing template: {why}"
                            )
                        })?;
                        answer.print(1, &printed);
                    }
                    Format::Table(_) | Format::Name | Format::Yaml | Format::Columns(_) => {
                        answer.print(1, &yaml::emit(&value));
                    }
                }
            }
        }
    }
    if matches!(format, Format::Table(_)) {
        shown_once(cluster, &asked, answer);
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
}

fn list_of(values: &[Value]) -> Value {
    json!({"apiVersion": "v1", "items": values, "kind": "List", "metadata": {"resourceVersion": ""}})
}

/// What is said where there is nothing.
fn nothing(format: &Format, flags: &Flags, answer: &mut Answer) {
    match format {
        Format::Table(_) if flags.has("ignore-not-found") => {}
        Format::Table(_) if flags.has("all-namespaces") => answer.complain("No resources found"),
        Format::Table(_) => {
            answer.complain(&format!("No resources found in {} namespace.", flags.namespace()));
        }
        Format::Columns(columns) => answer.print(1, &tabwriter::GET.rows(&[columns.header()])),
        Format::Json => answer.print(1, &json(&list_of(&[]))),
        Format::Yaml => answer.print(1, &yaml::emit(&list_of(&[]))),
        Format::Path(template) => {
            answer.print(1, &template.print(&list_of(&[])).unwrap_or_default());
        }
        Format::Name => {}
    }
}

/// Says which documents are played that a cluster would not take, and of which workloads only one of several Pods is.
fn shown_once(cluster: &Cluster<'_>, asked: &[Asked], answer: &mut Answer) {
    let about = |plural: &str| {
        asked.iter().any(|asked| {
            asked.resource.plural == plural
                || (asked.resource.plural == "pods" && asked.names.is_empty())
        })
    };
    for document in &cluster.analysis.documents {
        let is_refused = document.accepted == Some(false) && !document.decoded.fragment;
        if is_refused && document.story.is_some() && about("pods") {
            answer.complain(&format!(
                "podlife: the API server refuses {} {}; it is played as if it did not",
                document.decoded.kind, document.decoded.name
            ));
        }
    }
    for plural in ["deployments", "replicasets", "statefulsets"] {
        let Some(resource) = Resource::named(plural).filter(|_| about(plural)) else { continue };
        for item in cluster.items(resource) {
            let wanted = replicas(&item.value);
            let is_made = item.value.pointer("/metadata/ownerReferences").is_some();
            if wanted != 1 && !is_made {
                answer.complain(&format!(
                    "podlife: of the {wanted} Pods of {}/{} one is played; the others are like it",
                    item.resource.prefix(),
                    item.name
                ));
            }
        }
    }
}

/// How it is printed.
enum Format {
    Table(Table),
    Name,
    Json,
    Yaml,
    Path(Template),
    Columns(Columns),
}

impl Format {
    fn of(flags: &Flags) -> Result<Self, String> {
        let output = flags.value("output").unwrap_or_default();
        let (name, rest) = output.split_once('=').unwrap_or((output, ""));
        let rest = if rest.is_empty() { flags.value("template").unwrap_or_default() } else { rest };
        Ok(match name {
            "" | "wide" => Self::Table(Table {
                wide: name == "wide",
                labels: flags.has("show-labels"),
                namespaces: flags.has("all-namespaces"),
                columns: flags
                    .values("label-columns")
                    .flat_map(|all| all.split(','))
                    .map(str::to_owned)
                    .collect(),
                has_header: !flags.has("no-headers"),
            }),
            "name" => Self::Name,
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            "jsonpath" if rest.is_empty() => {
                return Err("error: template format specified but no template given".to_owned());
            }
            "jsonpath" => Self::Path(Template::read(rest)?),
            "custom-columns" => Self::Columns(Columns::read(rest)?),
            "go-template" | "template" => {
                return Err("podlife: Go templates are not simulated: write -o jsonpath or -o custom-columns".to_owned());
            }
            "go-template-file"
            | "templatefile"
            | "jsonpath-file"
            | "custom-columns-file"
            | "jsonpath-as-json"
            | "kyaml" => return Err(format!("podlife: -o {name} is not simulated")),
            _ => {
                return Err(format!(
                    "error: unable to match a printer suitable for the output format \"{name}\", allowed formats are: \
                     {FORMATS}"
                ));
            }
        })
    }
}

/// Which columns a table has.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of kubectl")]
pub(super) struct Table {
    wide: bool,
    labels: bool,
    namespaces: bool,
    columns: Vec<String>,
    pub(super) has_header: bool,
}

impl Table {
    /// The lines of objects of one type.
    fn rows(&self, list: &[Item], with_kind: bool) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let Some(first) = list.first() else { return rows };
        if self.has_header {
            rows.push(self.header(first.resource));
        }
        for item in list {
            rows.push(self.row(item, with_kind));
        }
        rows
    }

    /// The names of the columns.
    pub(super) fn header(&self, resource: &Resource) -> Vec<String> {
        let (plain, wide) = tables::header(resource);
        let mut header: Vec<String> = Vec::new();
        if self.namespaces && resource.namespaced {
            header.push("NAMESPACE".to_owned());
        }
        header.extend(plain.iter().map(|name| (*name).to_owned()));
        if self.wide {
            header.extend(wide.iter().map(|name| (*name).to_owned()));
        }
        for label in &self.columns {
            header.push(label.rsplit('/').next().unwrap_or_default().to_ascii_uppercase());
        }
        if self.labels {
            header.push("LABELS".to_owned());
        }
        header
    }

    /// The line of an object.
    pub(super) fn row(&self, item: &Item, with_kind: bool) -> Vec<String> {
        let mut row = Vec::new();
        if self.namespaces && item.resource.namespaced {
            row.push(item.namespace.clone());
        }
        let name = row.len();
        row.extend(item.cells.iter().cloned());
        if let Some(cell) =
            row.get_mut(name).filter(|_| with_kind && item.resource.plural != "events")
        {
            cell.insert_str(0, &format!("{}/", item.resource.prefix()));
        }
        if self.wide {
            row.extend(item.wide.iter().cloned());
        }
        let labels = item.value.pointer("/metadata/labels");
        for label in &self.columns {
            let value = labels.and_then(|labels| labels.get(label)).and_then(Value::as_str);
            row.push(value.unwrap_or_default().to_owned());
        }
        if self.labels {
            row.push(tables::pairs(labels));
        }
        row
    }
}

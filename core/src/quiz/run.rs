//! A manifest that was played, and whether what is claimed of it holds.

use std::cell::OnceCell;

use k8s_openapi::api::core::v1::PodSpec;
use serde_json::Value;

use crate::analysis::{Analysis, DocumentAnalysis, Options};
use crate::defaults::stored;
use crate::features::Version;
use crate::kubectl;
use crate::lint::{self, Preset};
use crate::process::scenario;
use crate::quiz::claim::{Asked, Claim, Field, Is, Own};
use crate::quiz::structure::{
    ABSENT, APP, INIT, NATIVE, amounts_are, api_field, find, gate, image, init_order, probe,
    read_only, role, shares,
};
use crate::quiz::value::{self, amount, between, contains, equals, same, told, words};
use crate::resources;
use crate::sim::story::Story;
use crate::sim::trace::Trace;
use crate::time::{SimDuration, SimTime};
use crate::view::expectation::Verdict;

/// A manifest with what its processes do, asked of a version.
pub struct Run {
    /// The manifest.
    manifest: String,
    /// What its processes do, where the manifest does not say.
    scenario: Option<String>,
    version: Version,
    /// The manifest that is given to the learner.
    given: Option<String>,
    text: String,
    analysis: Analysis,
    verdict: OnceCell<Verdict>,
}

impl Run {
    /// Plays a manifest.
    pub fn of(manifest: &str, scenario: Option<&str>, version: Version) -> Self {
        let text = joined(manifest, scenario);
        // Every rule may be asked for.
        let lint = lint::Config { preset: Preset::Strict, ..lint::Config::default() };
        let path = "pod.yaml".to_owned();
        let analysis = Analysis::of(&text, &Options { version, path, lint, ..Options::default() });
        Self {
            manifest: manifest.to_owned(),
            scenario: scenario.map(str::to_owned),
            version,
            given: None,
            text,
            analysis,
            verdict: OnceCell::new(),
        }
    }

    /// The same, where something has to be as in a manifest that was given.
    pub fn beside(self, given: &str) -> Self {
        Self { given: Some(given.to_owned()), ..self }
    }

    /// The manifest with what its processes do.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Everything that is known of it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// What was played.
    pub fn story(&self) -> Option<&Story> {
        self.analysis.played().map(|(_, story)| story)
    }

    /// The life of its first Pod.
    pub fn trace(&self) -> Option<&Trace> {
        self.story().and_then(Story::first)
    }

    /// What the API server says of it, where it refuses: of all its objects.
    pub fn refused(&self) -> Option<String> {
        let refused = |document: &&DocumentAnalysis| document.accepted == Some(false);
        let document = self.analysis.documents.iter().find(refused)?;
        let errors = document.errors.iter().map(|error| error.message.clone());
        let said: Vec<String> = document.decode.iter().cloned().chain(errors).collect();
        Some(if said.is_empty() { "it is no whole object".to_owned() } else { said.join("; ") })
    }

    /// What a terminal shows after a command: all that is printed at once.
    pub fn screen(&self, at: SimTime, command: &str) -> (String, i32) {
        let answer = kubectl::answer(&self.analysis, at, command);
        (answer.output.into_iter().map(|(_, text)| text).collect(), answer.exit_code)
    }

    /// Whether a claim holds.
    ///
    /// # Errors
    /// What really happened, in one clause.
    pub fn holds(&self, claim: &Claim) -> Result<String, String> {
        match &claim.is {
            Is::Never(other) => match self.holds(other) {
                Ok(happened) => Err(happened),
                Err(did_not) => Ok(did_not),
            },
            Is::Run(claim) => {
                let (holds, happened) = self.verdict().judge(&named(claim));
                if holds { Ok(happened) } else { Err(happened) }
            }
            Is::Own(own) => self.own(own),
        }
    }

    /// Whether all of some claims hold; what the last one found, or the first that does not hold.
    ///
    /// # Errors
    /// What really happened, in one clause.
    pub fn hold_all(&self, claims: &[Claim]) -> Result<String, String> {
        claims.iter().try_fold(String::new(), |_, claim| self.holds(claim))
    }

    fn verdict(&self) -> &Verdict {
        self.verdict.get_or_init(|| {
            let mut verdict = self.analysis.verdict();
            // What its author allows is found all the same.
            let allowed = self.analysis.documents.iter().flat_map(|document| &document.allowed);
            let all = self.analysis.documents.iter().flat_map(|document| &document.diagnostics);
            verdict.lints = all.chain(allowed).map(|found| found.code.clone()).collect();
            verdict.lints.sort();
            verdict.lints.dedup();
            verdict
        })
    }

    fn document(&self) -> Option<&DocumentAnalysis> {
        let played = self.analysis.played().map(|(document, _)| document);
        played.or_else(|| self.analysis.documents.iter().find(|document| document.object.is_some()))
    }

    fn spec(&self) -> Result<&PodSpec, String> {
        let object = self.document().and_then(|document| document.object.as_ref());
        object
            .and_then(|object| object.pod_spec())
            .ok_or_else(|| "there is no Pod in it".to_owned())
    }

    fn own(&self, own: &Own) -> Result<String, String> {
        match own {
            Own::Kind(kind) => {
                let found = self.document().or_else(|| self.analysis.documents.first());
                let found = found.map_or("nothing", |document| document.decoded.kind.as_str());
                same("it is a", found, kind)
            }
            Own::Container(name) => role(self.spec()?, name, APP),
            Own::Native(name) => role(self.spec()?, name, NATIVE),
            Own::Init(name) => role(self.spec()?, name, INIT),
            Own::Absent(name) => role(self.spec()?, name, ABSENT),
            Own::InitOrder(names) => init_order(self.spec()?, names),
            Own::SharesVolume { containers, path } => {
                shares(self.spec()?, containers, path.as_deref())
            }
            Own::ReadOnly { container, path } => read_only(self.spec()?, container, path),
            Own::Probe { container, type_, handler } => {
                probe(find(self.spec()?, container)?, *type_, handler.as_deref())
            }
            Own::Grace(limits) => {
                // What a deployed Pod has where it does not say: SetDefaults_PodSpec.
                let grace = self.spec()?.termination_grace_period_seconds.unwrap_or(30);
                between(
                    "the grace period is",
                    &format!("{grace} s"),
                    amount(&Value::from(grace)),
                    limits,
                )
            }
            Own::Qos(class) => same("the QoS class is", resources::qos_class(self.spec()?), class),
            Own::Requests(amounts) => {
                amounts_are("requests", &resources::requests(self.spec()?), amounts)
            }
            Own::Limits(amounts) => {
                amounts_are("limits", &resources::limits(self.spec()?), amounts)
            }
            Own::Value(field) => self.field(field),
            Own::Kept(path) => self.kept(path),
            Own::Warning(part) => {
                let warnings =
                    self.analysis.documents.iter().flat_map(|document| &document.warnings);
                let said: Vec<&str> = warnings.map(|warning| warning.message.as_str()).collect();
                contains("the API server warns", &said.join("; "), part)
            }
            Own::Kubectl(asked) => self.kubectl(asked),
            Own::Lost { container, lines, min } => self.lost(container, *lines, *min),
            Own::Gate { name, version, on, locked } => gate(name, version, *on, *locked),
            Own::Field { path, version, exists, contains } => {
                self.api_field(path, version.as_deref(), *exists, contains.as_deref())
            }
            Own::Image(known) => image(known),
            Own::On { kubernetes, holds } => {
                let version = Version::parse(kubernetes);
                let version =
                    version.ok_or_else(|| format!("Kubernetes {kubernetes} is not known"))?;
                self.other(&self.manifest, self.scenario.as_deref(), version, holds)
            }
            Own::Under { scenario, holds } => {
                self.other(&self.manifest, Some(scenario), self.version, holds)
            }
            Own::Given { manifest, scenario, holds } => {
                self.other(manifest, scenario.as_deref(), self.version, holds)
            }
            Own::Any(claims) => {
                let mut said = Vec::new();
                for claim in claims {
                    match self.holds(claim) {
                        Ok(happened) => return Ok(happened),
                        Err(happened) => said.push(happened),
                    }
                }
                Err(said.join("; "))
            }
            Own::All(claims) => self.hold_all(claims),
        }
    }

    fn other(
        &self,
        manifest: &str,
        scenario: Option<&str>,
        version: Version,
        claims: &[Claim],
    ) -> Result<String, String> {
        let mut other = Self::of(manifest, scenario, version);
        other.given.clone_from(&self.given);
        other.hold_all(claims)
    }

    /// An object as JSON: the one that is played with its defaults, another one as it is written.
    fn object(&self, kind: Option<&str>) -> Option<Value> {
        let document = match kind {
            Some(kind) => {
                self.analysis.documents.iter().find(|document| document.decoded.kind == kind)
            }
            None => self.document().or_else(|| self.analysis.documents.first()),
        }?;
        let written = || value::of_node(&document.source().root);
        Some(document.object.as_ref().map_or_else(written, stored))
    }

    fn field(&self, field: &Field) -> Result<String, String> {
        let object = self.object(field.kind.as_deref());
        let object = object
            .ok_or_else(|| format!("there is no {}", field.kind.as_deref().unwrap_or("object")))?;
        let found = value::at(&object, &field.path);
        let shown = found.map_or_else(|| "not there".to_owned(), words);
        let said = format!("`{}` is {shown}", field.path);
        let number = found.and_then(amount);
        let is_within = |limit: Option<f64>, fits: fn(f64, f64) -> bool| {
            limit.is_none_or(|limit| number.is_some_and(|number| fits(number, limit)))
        };
        let fits = field
            .is
            .as_ref()
            .is_none_or(|expected| found.is_some_and(|found| equals(found, expected)))
            && field.exists.is_none_or(|exists| exists == found.is_some_and(|it| !it.is_null()))
            && field
                .contains
                .as_ref()
                .is_none_or(|part| found.is_some() && shown.contains(part.as_str()))
            && is_within(field.min, |number, limit| number >= limit)
            && is_within(field.max, |number, limit| number <= limit);
        told(fits, said)
    }

    fn kept(&self, path: &str) -> Result<String, String> {
        let given = self.given.as_deref().ok_or("nothing was given that could be kept")?;
        let check = Options { only_check: true, version: self.version, ..Options::default() };
        let analysis = Analysis::of(given, &check);
        let object =
            analysis.documents.iter().find_map(|document| document.object.as_ref()).map(stored);
        let own = self.object(None);
        let before = object.as_ref().and_then(|object| value::at(object, path));
        let after = own.as_ref().and_then(|object| value::at(object, path));
        match (before, after) {
            (None, _) => Err(format!("the question's manifest has no `{path}`")),
            (Some(_), None) => Err(format!("`{path}` is gone")),
            (Some(before), Some(after)) if before == after => Ok(format!("`{path}` is as it was")),
            (Some(_), Some(after)) => Err(format!("`{path}` is {} now", words(after))),
        }
    }

    fn kubectl(&self, asked: &Asked) -> Result<String, String> {
        let at = SimDuration::parse(&asked.at)
            .ok_or_else(|| format!("`{}` is no length of time", asked.at))?;
        let (printed, exit) = self.screen(SimTime::ZERO + at, &asked.command);
        let said =
            format!("`{}` prints `{}` and ends with {exit}", asked.command, printed.trim_end());
        let fits = asked.contains.as_ref().is_none_or(|part| printed.contains(part.as_str()))
            && asked.never.as_ref().is_none_or(|part| !printed.contains(part.as_str()))
            && asked.is.as_ref().is_none_or(|all| printed.trim_end() == all.trim_end())
            && asked.exit.is_none_or(|code| code == exit);
        told(fits, said)
    }

    fn lost(
        &self,
        container: &str,
        lines: Option<usize>,
        min: Option<usize>,
    ) -> Result<String, String> {
        find(self.spec()?, container)?;
        let pods = self.story().map_or(&[][..], |story| &story.pods);
        let count = |trace: &Trace| {
            let reader = trace.container(container);
            let lost = trace.lost.iter().filter(|lost| Some(lost.reader) == reader);
            lost.map(|lost| lost.lines).sum::<usize>()
        };
        let count: usize = pods.iter().map(count).sum();
        let fits = lines.is_none_or(|lines| lines == count) && min.is_none_or(|min| count >= min);
        told(fits, format!("`{container}` never saw {count} lines"))
    }

    fn api_field(
        &self,
        path: &str,
        version: Option<&str>,
        exists: Option<bool>,
        part: Option<&str>,
    ) -> Result<String, String> {
        let version = match version {
            Some(version) => Version::parse(version)
                .ok_or_else(|| format!("Kubernetes {version} is not known"))?,
            None => Version::RECORDED,
        };
        let found = api_field(path, version);
        let there = if found { "has" } else { "does not have" };
        let said = format!("Kubernetes {version} {there} the field `{path}`");
        if exists.is_some_and(|exists| exists != found) {
            return Err(said);
        }
        let Some(part) = part else { return Ok(said) };
        let (printed, _) = self.screen(SimTime::ZERO, &format!("kubectl explain {path}"));
        contains("it is explained as", &printed, part)
    }
}

/// A manifest and what its processes do as one text.
pub(super) fn joined(manifest: &str, scenario: Option<&str>) -> String {
    match scenario {
        Some(scenario) => format!("{}\n---\n{scenario}", manifest.trim_end()),
        None => manifest.to_owned(),
    }
}

/// A claim about a rule by its name, whatever it was called.
fn named(claim: &scenario::Claim) -> scenario::Claim {
    let name = |called: &String| {
        lint::rule(called).map_or_else(|| called.clone(), |rule| rule.name.to_owned())
    };
    if let scenario::Claim::Lint(called) = claim {
        return scenario::Claim::Lint(name(called));
    }
    if let scenario::Claim::NoLint(called) = claim {
        return scenario::Claim::NoLint(name(called));
    }
    claim.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers:
  - {name: proxy, image: 'envoyproxy/envoy:v1.34.0', restartPolicy: Always, resources: {requests: {cpu: 100m}}}
  - {name: migrate, image: 'busybox:1.37', command: [sh, -c, 'sleep 2'], resources: {requests: {cpu: 500m}}}
  containers:
  - name: app
    image: nginx:1.29
    resources: {requests: {cpu: 300m}}
    readinessProbe: {httpGet: {path: /, port: 80}}
    volumeMounts: [{name: work, mountPath: /data, readOnly: true}]
  - name: writer
    image: busybox:1.37
    command: [sleep, 1d]
    volumeMounts: [{name: work, mountPath: /out}]
  volumes: [{name: work, emptyDir: {}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
";

    fn judged(claim: &str) -> Result<String, String> {
        let claim: Claim = serde_yaml::from_str(claim).unwrap();
        Run::of(POD, None, Version::RECORDED).beside(POD).holds(&claim)
    }

    #[test]
    fn what_is_so_holds_and_its_opposite_does_not() {
        for claim in [
            "{kind: Pod}",
            "{container: app}",
            "{native: proxy}",
            "{init: migrate}",
            "{absent: cache}",
            "{initOrder: [proxy, migrate]}",
            "{sharesVolume: {containers: [app, writer]}}",
            "{readOnly: {container: app, path: /data/}}",
            "{probe: {container: app, type: readiness, handler: httpGet}}",
            "{grace: {min: 30, max: 30}}",
            "{qos: Burstable}",
            "{requests: {cpu: 600m}}",
            "{requests: {cpu: 6, replicas: 10}}",
            "{value: {path: 'spec.containers[app].readinessProbe.periodSeconds', is: 10}}",
            "{value: {path: 'spec.ports[0].targetPort', kind: Service, is: '8080'}}",
            "{value: {path: spec.hostname, exists: false}}",
            "{value: {path: 'spec.containers[app].resources.requests.cpu', max: 0.3}}",
            "{kept: 'spec.containers[app].readinessProbe'}",
            "{kubectl: {at: 30s, command: kubectl get pods, contains: 3/3, exit: 0}}",
            "{gate: {name: SidecarContainers, version: '1.29', on: true, locked: false}}",
            "{gate: {name: SidecarContainers, version: '1.28', on: false}}",
            "{field: {path: pod.spec.initContainers.restartPolicy, version: '1.28', exists: true}}",
            "{field: {path: pod.spec.initContainers.restartPolicy, version: '1.27', exists: false}}",
            "{image: {image: 'nginx:1.29', stopSignal: SIGQUIT, port: 80, shell: true}}",
            "{on: {kubernetes: '1.27', holds: [{init: proxy}]}}",
            "{under: {scenario: '{apiVersion: podlife.dev/v1alpha1, kind: Scenario, spec: {containers: [{name: migrate, runs: [{exitsAfter: 60s, exitCode: 0}]}]}}', holds: [{phase: {at: 30s, is: Pending}}]}}",
            "{given: {manifest: '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: nginx:1.29}]}}', holds: [{qos: BestEffort}]}}",
            "{any: [{absent: app}, {container: app}]}",
            "{all: [{native: proxy}, {container: app}]}",
            "{startsBefore: [proxy, migrate, app]}",
            "{noLint: S01}",
        ] {
            assert!(judged(claim).is_ok(), "{claim}: {:?}", judged(claim));
            assert!(judged(&format!("{{never: {claim}}}")).is_err(), "never {claim}");
        }
    }

    #[test]
    fn what_is_not_so_says_what_is() {
        for (claim, said) in [
            ("{native: migrate}", "`migrate` is an init container that runs to its end"),
            ("{init: cache}", "`cache` is not there"),
            ("{initOrder: [migrate, proxy]}", "`initContainers` are proxy, migrate"),
            (
                "{sharesVolume: {containers: [app, writer], path: /data}}",
                "app and writer share no volume at /data",
            ),
            ("{readOnly: {container: writer, path: /out}}", "/out of `writer` is writable"),
            ("{probe: {container: app, type: startup}}", "`app` has no startup probe"),
            ("{qos: Guaranteed}", "the QoS class is Burstable"),
            ("{requests: {cpu: 500m}}", "the requests are cpu 600m"),
            ("{kept: spec.hostname}", "the question's manifest has no `spec.hostname`"),
        ] {
            assert_eq!(judged(claim).unwrap_err(), said, "{claim}");
        }
    }
}

//! A Pod, or the template of one, as rules look at it.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::{Container, LifecycleHandler, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::lint::helper::{Helper, helper_of};
use crate::object::{Kind, Object, Source};
use crate::process::neighbors::Neighbors;
use crate::process::role;
use crate::process::scenario::Scenario;
use crate::sim::trace::{Role, Trace, What};
use crate::text::{FieldPath, Span};
use crate::time::SimTime;

/// Everything that a rule may read of a Pod.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The text that the object was read from.
    pub text: &'a str,
    /// The object, with its defaults.
    pub object: &'a Object,
    /// Where its fields stand in the text.
    pub source: &'a Source,
    /// Where the Pod, or its template, stands in the object.
    pub pod_path: FieldPath,
    /// What the Pod is to run.
    pub spec: &'a PodSpec,
    /// The Pod's metadata; nothing where a template has none.
    pub metadata: Option<&'a ObjectMeta>,
    /// What a run shows, where there is one.
    pub trace: Option<&'a Trace>,
    /// What was said of the processes.
    pub scenario: &'a Scenario,
    /// Init containers and native sidecars, then the app containers, each in the order of their list.
    pub members: Vec<Member<'a>>,
    /// What stands beside the Pod.
    pub neighbors: &'a Neighbors,
    /// The run in which the Pod is deleted, once a rule has asked for it.
    pub(super) deleted: OnceCell<Option<Box<Trace>>>,
    /// Whether nobody wants fixes: only whether something is found counts.
    pub(super) is_trial: Cell<bool>,
    /// Whether the rule that looks at it now has looked at that run.
    pub(super) saw_deletion: Cell<bool>,
    /// Whether it has asked any container what it helps with.
    pub(super) saw_helpers: Rc<Cell<bool>>,
}

/// One container of the Pod with its place.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Where it stands: `spec.template.spec.containers[1]`.
    pub path: FieldPath,
    /// Its place in its list.
    pub index: usize,
    /// What kind of container it is.
    pub role: Role,
    /// The container.
    pub container: &'a Container,
    /// What containers of its image usually do; nothing where that is not known.
    pub of_image: Option<role::Role>,
    /// What it helps with; nothing where it does the Pod's work itself.
    helper: Option<Helper>,
    /// [`Subject::saw_helpers`].
    saw_helpers: Rc<Cell<bool>>,
}

impl<'a> Member<'a> {
    /// What it helps with; nothing where it does the Pod's work itself.
    pub fn helper(&self) -> Option<Helper> {
        self.saw_helpers.set(true);
        self.helper
    }

    /// Says what it is to help with, and gives back what it helped with before.
    pub(super) fn set_helper(&mut self, helper: Option<Helper>) -> Option<Helper> {
        std::mem::replace(&mut self.helper, helper)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.container.name
    }

    /// What it says itself, and nobody else of it: the words of its command line.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let container = self.container;
        container.command.iter().chain(container.args.iter()).flatten().map(String::as_str)
    }

    /// The field that says what it runs: `args` where it leaves that to the entry point of its image.
    pub(super) fn command_field(&self) -> &'static str {
        if self.container.command.is_some() { "command" } else { "args" }
    }

    /// Its preStop hook.
    pub(super) fn pre_stop(&self) -> Option<&'a LifecycleHandler> {
        self.container.lifecycle.as_ref()?.pre_stop.as_ref()
    }

    /// Its postStart hook.
    pub(super) fn post_start(&self) -> Option<&'a LifecycleHandler> {
        self.container.lifecycle.as_ref()?.post_start.as_ref()
    }

    /// Whether it has a probe or a hook: the API server refuses both in an init container that runs to its end.
    pub(super) fn has_probe_or_hook(&self) -> bool {
        let container = self.container;
        container.lifecycle.is_some()
            || container.startup_probe.is_some()
            || container.readiness_probe.is_some()
            || container.liveness_probe.is_some()
    }

    /// Whether it runs beside the others and not before them.
    pub fn stays(&self) -> bool {
        matches!(self.role, Role::App | Role::Sidecar)
    }
}

impl<'a> Subject<'a> {
    /// The Pod of an object; nothing where the object has none.
    pub fn of(
        text: &'a str,
        object: &'a Object,
        source: &'a Source,
        trace: Option<&'a Trace>,
        scenario: &'a Scenario,
    ) -> Option<Self> {
        let metadata = match object {
            Object::Pod(pod) => Some(&pod.metadata),
            Object::PodTemplate(_)
            | Object::Deployment(_)
            | Object::ReplicaSet(_)
            | Object::StatefulSet(_)
            | Object::DaemonSet(_)
            | Object::Job(_)
            | Object::CronJob(_) => {
                object.template().and_then(|template| template.metadata.as_ref())
            }
        };
        let spec = object.pod_spec()?;
        let pod_path = object.kind().pod_path();
        let saw_helpers = Rc::default();
        let members = members(spec, metadata, &pod_path.child("spec"), &saw_helpers);
        Some(Self {
            text,
            object,
            source,
            pod_path,
            spec,
            metadata,
            trace,
            scenario,
            members,
            neighbors: Neighbors::NONE,
            deleted: OnceCell::new(),
            is_trial: Cell::new(false),
            saw_deletion: Cell::new(false),
            saw_helpers,
        })
    }

    /// Where the Pod's spec stands: `spec.template.spec`.
    pub fn spec_path(&self) -> FieldPath {
        self.pod_path.child("spec")
    }

    /// The entries of `containers`.
    pub fn apps(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.role == Role::App)
    }

    /// The init containers that run to their end.
    pub(super) fn inits(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.role == Role::Init)
    }

    /// The native sidecars.
    pub(super) fn sidecars(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.role == Role::Sidecar)
    }

    /// The containers that help others while these run.
    pub(super) fn helpers(&self) -> impl Iterator<Item = &Member<'a>> {
        self.staying().filter(|member| member.helper().is_some())
    }

    /// The containers that run beside each other, and not before the others.
    pub fn staying(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|member| member.stays())
    }

    /// The place of a field in the text.
    pub fn span(&self, path: &FieldPath) -> Span {
        self.source.span(path)
    }

    /// Whether the text has the field.
    pub fn is_written(&self, path: &FieldPath) -> bool {
        self.source.root.at(path).is_some()
    }

    /// Seconds between the request to stop and SIGKILL.
    pub fn grace_period(&self) -> i64 {
        self.spec.termination_grace_period_seconds.unwrap_or(30)
    }

    /// The SIGTERM of a run that was followed by SIGKILL.
    pub fn signal_without_effect(&self, name: &str) -> Option<SimTime> {
        let trace = self.trace?;
        let container = trace.container(name)?;
        let killed = trace.entries.iter().rposition(|entry| entry.what == What::Kill(container))?;
        let before = trace.entries.get(..killed)?;
        Some(before.iter().rfind(|entry| entry.what == What::Term(container))?.at)
    }

    /// The Job that makes the Pods, and where its spec stands.
    pub(super) fn job(&self) -> Option<(&'a JobSpec, FieldPath)> {
        let (job, path) = if let Object::Job(job) = self.object {
            (job.spec.as_ref()?, "spec")
        } else if let Object::CronJob(cron) = self.object {
            (cron.spec.job_template.spec.as_ref()?, "spec.jobTemplate.spec")
        } else {
            return None;
        };
        Some((job, FieldPath::parse(path)))
    }

    /// How many Pods the object asks for; nothing where it has no such field.
    pub(super) fn replicas(&self) -> Option<i32> {
        let said = match self.object {
            Object::Deployment(it) => it.spec.as_ref()?.replicas,
            Object::ReplicaSet(it) => it.spec.as_ref()?.replicas,
            Object::StatefulSet(it) => it.spec.as_ref()?.replicas,
            Object::Pod(_)
            | Object::PodTemplate(_)
            | Object::DaemonSet(_)
            | Object::Job(_)
            | Object::CronJob(_) => return None,
        };
        Some(said.unwrap_or(1))
    }

    /// How many Pods there are at a time; nothing where that depends on the nodes, or it is one.
    pub fn pods(&self) -> Option<i32> {
        self.replicas().or_else(|| self.job()?.0.parallelism)
    }

    /// The user that a container is told to run as; what it says itself goes before what the Pod says.
    pub(super) fn user(&self, member: &Member<'_>) -> Option<i64> {
        let own = member.container.security_context.as_ref().and_then(|own| own.run_as_user);
        own.or_else(|| self.spec.security_context.as_ref()?.run_as_user)
    }

    /// Whether a container must not run as root, where it or the Pod says anything of that.
    pub(super) fn non_root(&self, member: &Member<'_>) -> Option<bool> {
        let own = member.container.security_context.as_ref().and_then(|own| own.run_as_non_root);
        own.or_else(|| self.spec.security_context.as_ref()?.run_as_non_root)
    }

    /// A field of a container where the text has it, else the container's name.
    pub(super) fn field_or_name(&self, member: &Member<'_>, path: FieldPath) -> FieldPath {
        if self.is_written(&path) { path } else { member.path.child("name") }
    }

    /// Whether Pods of it have to end.
    pub fn is_job(&self) -> bool {
        matches!(self.object.kind(), Kind::Job | Kind::CronJob)
    }
}

/// Init containers and native sidecars, then the app containers.
fn members<'a>(
    spec: &'a PodSpec,
    metadata: Option<&ObjectMeta>,
    path: &FieldPath,
    saw_helpers: &Rc<Cell<bool>>,
) -> Vec<Member<'a>> {
    let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
    let member = |list: &FieldPath, index: usize, role: Role, container: &'a Container| {
        let of_image = role::of_image(container.image.as_deref().unwrap_or_default());
        let helper = helper_of(annotations, container, of_image);
        let (path, saw_helpers) = (list.index(index), Rc::clone(saw_helpers));
        Member { path, index, role, container, of_image, helper, saw_helpers }
    };
    let (inits, apps) = (path.child("initContainers"), path.child("containers"));
    let first = spec.init_containers.iter().flatten().enumerate().map(|(index, container)| {
        let stays = container.restart_policy.as_deref() == Some("Always");
        member(&inits, index, if stays { Role::Sidecar } else { Role::Init }, container)
    });
    let then = spec.containers.iter().enumerate();
    let then = then.map(|(index, container)| member(&apps, index, Role::App, container));
    let mut members: Vec<Member<'a>> = first.chain(then).collect();
    // Where all entries of `containers` look like helpers, the first one is what the Pod is there for.
    let mut apps = members.iter_mut().filter(|member| member.role == Role::App);
    if let Some(lonely) = apps.next().filter(|first| first.helper.is_some())
        && apps.all(|other| other.helper.is_some())
    {
        lonely.helper = None;
    }
    members
}

//! What is known of well-known images: what they run, how they start and stop, and what is in them.

mod catalogue;
mod stock;

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::process::StopReaction;
use crate::process::role::Role;
use crate::time::SimDuration;

pub(in crate::process) use stock::{Stock, Stocked};

/// One image, or several that are alike.
#[derive(Debug)]
pub(in crate::process) struct Image {
    /// The repositories; `docker.io/` and `library/` are left out.
    pub(in crate::process) names: &'static [&'static str],
    /// What stands in the tags that the row is of; empty where it is of all.
    tag: &'static str,
    /// What containers of it usually do in a Pod.
    pub(in crate::process) role: Role,
    /// What it starts where nothing else is said: `redis-server`.
    pub(in crate::process) program: &'static str,
    /// What it does with arguments.
    entry: Entry,
    /// From the start of its process until it serves.
    pub(in crate::process) starts_after: SimDuration,
    /// Where it listens by itself, TCP first.
    pub(in crate::process) ports: &'static [u16],
    /// What its process does on the image's own stop signal.
    pub(in crate::process) on_stop: OnStop,
    /// `STOPSIGNAL`, where that is not SIGTERM.
    pub(in crate::process) stop_signal: Option<&'static str>,
    /// Whether it ends by itself, without arguments.
    ends: Ends,
    /// What arguments, or variables of the environment, change about that; the first one that is given counts, and
    /// an empty one stands for any.
    unless: &'static [(&'static str, Ends)],
    /// An argument, or a variable, with which it exits with 0 on the stop signal.
    well_with: &'static [&'static str],
    /// Its `/bin/sh`, in the tag `latest`.
    shell: Shell,
    /// `USER`, and `0` where there is none; nothing where that is not known.
    pub(in crate::process) user: Option<&'static str>,
    /// The files that it writes its log to.
    pub(in crate::process) logs: &'static [&'static str],
    /// No source was found for how it behaves.
    is_assumed: bool,
}

/// What an image makes of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Entry {
    /// There is no `ENTRYPOINT`: they are the command.
    None,
    /// A script: what begins with `-` goes to the program, everything else is a command.
    Wrapper,
    /// The program: they are its arguments.
    Program,
}

/// What a process does when it is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum OnStop {
    /// It has a handler, and exits with the code after that time.
    Exits(SimDuration, i32),
    /// It has none: process 1 goes on, and any other dies of the signal.
    Unhandled,
    /// It has none, and its language ends process 1 with this code; any other process dies of the signal.
    Runtime(i32),
    /// It has one that does nothing.
    Ignores,
}

/// Whether a process ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Ends {
    /// It runs until it is stopped.
    Never,
    /// It exits with the code after that time.
    After(SimDuration, i32),
}

/// Which program `/bin/sh` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Shell {
    /// There is none.
    None,
    /// Nobody says which, or whether there is one.
    Unknown,
    /// Alpine's, and busybox' own.
    Busybox,
    /// Debian's and Ubuntu's.
    Dash,
    /// Red Hat's and its relatives'.
    Bash,
}

/// What arguments are to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::process) enum Given {
    /// The command.
    Command,
    /// Arguments of its own program.
    Program,
}

impl OnStop {
    /// What the process does that has the number 1 in its container, and what any other one does.
    pub(in crate::process) fn reaction(self, is_first: bool) -> StopReaction {
        match self {
            Self::Exits(after, code) => StopReaction::Exits(after, code),
            Self::Ignores => StopReaction::Ignores,
            Self::Unhandled if is_first => StopReaction::Ignores,
            Self::Runtime(code) if is_first => StopReaction::Exits(SimDuration::ZERO, code),
            Self::Unhandled | Self::Runtime(_) => StopReaction::Exits(SimDuration::ZERO, 143),
        }
    }
}

impl Image {
    /// What runs where no command is said, and these arguments are.
    pub(in crate::process) fn given(&self, words: &[&str]) -> Given {
        match (words.first(), self.entry) {
            (None, _) | (_, Entry::Program) => Given::Program,
            (Some(_), Entry::None) => Given::Command,
            (Some(first), Entry::Wrapper) => {
                let is_own = self.unless.iter().any(|(wanted, _)| wanted == first);
                if first.starts_with('-') || is_own { Given::Program } else { Given::Command }
            }
        }
    }

    /// Whether it is there for what is in it: by itself it starts a shell or a prompt, which ends.
    pub(in crate::process) fn lends_tools(&self) -> bool {
        self.ends == Ends::After(SimDuration::ZERO, 0) && self.unless.is_empty()
    }

    /// Whether its own program takes whatever is no command.
    pub(in crate::process) fn takes_any(&self) -> bool {
        self.unless.last().is_some_and(|(wanted, _)| wanted.is_empty())
    }

    /// Whether its own program ends with these arguments, and what it does on the stop signal.
    ///
    /// `variables` are the environment, each as `NAME=value`.
    pub(in crate::process) fn own(&self, words: &[&str], variables: &[String]) -> (Ends, OnStop) {
        let is_given = |wanted: &str| {
            words.iter().any(|word| *word == wanted || is_option(word, wanted))
                || variables.iter().any(|said| said == wanted)
        };
        let changed = self.unless.iter().find(|(wanted, _)| {
            if wanted.is_empty() { !words.is_empty() } else { is_given(wanted) }
        });
        let ends = changed.map_or(self.ends, |(_, ends)| *ends);
        let is_well = self.well_with.iter().any(|wanted| is_given(wanted));
        (ends, if is_well { OnStop::Exits(SimDuration::ZERO, 0) } else { self.on_stop })
    }

    /// Whether what it does is assumed: nobody says how it behaves, or how long its work takes.
    pub(in crate::process) fn is_assumed(&self, ends: Ends) -> bool {
        self.is_assumed || matches!(ends, Ends::After(time, _) if time > SimDuration::ZERO)
    }

    /// `ends after 2s with 0`; `SIGQUIT: ends after 1s with 0`, where that is its stop signal.
    fn ends_in_words(&self) -> String {
        let code = |after: SimDuration, code: i32| match after {
            SimDuration::ZERO => format!("ends with {code}"),
            _ => format!("ends after {after} with {code}"),
        };
        if let Ends::After(after, with) = self.ends {
            return code(after, with).replacen("ends", "by itself", 1);
        }
        let does = match self.on_stop {
            OnStop::Exits(after, with) => code(after, with),
            OnStop::Unhandled => "no handler, process 1 goes on".to_owned(),
            OnStop::Runtime(with) => format!("no handler, process 1 ends with {with}"),
            OnStop::Ignores => "goes on".to_owned(),
        };
        self.stop_signal.map_or(does.clone(), |signal| format!("{signal}: {does}"))
    }

    /// Its `/bin/sh`, in the image with this reference.
    pub(in crate::process) fn shell(&self, reference: &str) -> Shell {
        let (_, tag) = split(reference);
        if tag.contains("alpine") {
            Shell::Busybox
        } else if tag.contains("distroless") {
            Shell::None
        } else if ["debian", "ubuntu", "slim", "bookworm", "trixie"]
            .iter()
            .any(|os| tag.contains(os))
        {
            Shell::Dash
        } else if self.shell == Shell::None && tag.contains("debug") {
            Shell::Busybox
        } else {
            self.shell
        }
    }
}

/// Whether a word is the option with a value: `--once=true`.
fn is_option(word: &str, option: &str) -> bool {
    word.strip_prefix(option).is_some_and(|rest| rest.starts_with('='))
}

/// The repository and the tag of a reference.
fn split(reference: &str) -> (&str, &str) {
    let untagged = reference.split('@').next().unwrap_or_default();
    match untagged.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        Some(_) | None => (untagged, ""),
    }
}

/// The image without tag and digest.
pub fn repository(reference: &str) -> &str {
    split(reference).0
}

/// What is known of an image reference.
pub(in crate::process) fn known(reference: &str) -> Option<&'static Image> {
    let (name, tag) = split(reference);
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    catalogue::IMAGES.iter().find(|image| image.names.contains(&name) && tag.contains(image.tag))
}

/// What is known of an image, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownImage {
    /// Its name: `nginx`.
    pub name: &'static str,
    /// From the start of its process until it serves.
    pub starts_after: SimDuration,
    /// Where it listens by itself.
    pub port: Option<u16>,
    /// The signal that stops it.
    pub stop_signal: &'static str,
    /// Whom its process runs as where nothing is said: a number, a name or both; nothing where that is not known.
    pub user: Option<&'static str>,
}

/// A row of the catalogue, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRow {
    /// Its first name.
    pub name: &'static str,
    /// What containers of it usually do in a Pod.
    pub role: Role,
    /// Where it listens by itself.
    pub ports: &'static [u16],
    /// How it ends by itself, or else what it does on its stop signal.
    pub ends: String,
    /// Its `/bin/sh`: the name of the program, `none`, or nothing where that is not known.
    pub shell: &'static str,
    /// Whom it runs as; nothing where that is not known.
    pub user: Option<&'static str>,
    /// No source was found for how it behaves.
    pub is_assumed: bool,
}

/// All images that are known, sorted by name.
pub fn image_rows() -> impl Iterator<Item = ImageRow> {
    catalogue::IMAGES.iter().map(|image| ImageRow {
        name: image.names.first().copied().unwrap_or_default(),
        role: image.role,
        ports: image.ports,
        ends: image.ends_in_words(),
        shell: match image.shell {
            Shell::None => "none",
            Shell::Unknown => "",
            Shell::Busybox => "busybox",
            Shell::Dash => "dash",
            Shell::Bash => "bash",
        },
        user: image.user,
        is_assumed: image.is_assumed,
    })
}

/// Whether a container's image is known to have no shell, and none of the small programs that come with one.
pub fn has_no_shell(container: &Container) -> bool {
    shell(container.image.as_deref().unwrap_or_default()) == Some(Shell::None)
}

/// Whether a container is known not to have a program: its image is one that has no others, and no volume brings it.
pub fn lacks_program(container: &Container, name: &str) -> bool {
    Stocked::of(container).lacks(name)
}

/// Whether a container's arguments are its command: its image is known to have no entry point of its own that reads them.
pub fn runs_arguments(container: &Container) -> bool {
    let words = container.args.iter().flatten().map(String::as_str).collect::<Vec<_>>();
    let image = known(container.image.as_deref().unwrap_or_default());
    container.command.is_none() && image.is_some_and(|image| image.given(&words) == Given::Command)
}

/// The `/bin/sh` of an image, as far as it is in the catalogue, or says of itself that it has none.
pub(in crate::process) fn shell(reference: &str) -> Option<Shell> {
    let is_bare = ["distroless", "chiseled"].iter().any(|name| reference.contains(name));
    // Those of Python have had one, for what its library starts.
    let may_have = ["debug", "python"].iter().any(|name| reference.contains(name));
    match known(reference) {
        Some(known) => Some(known.shell(reference)).filter(|shell| *shell != Shell::Unknown),
        None => (is_bare && !may_have).then_some(Shell::None),
    }
}

/// What is known of an image reference; nothing where it is not in the catalogue.
pub fn known_image(reference: &str) -> Option<KnownImage> {
    let image = known(reference)?;
    let (name, port) = (image.names.first()?, image.ports.first().copied());
    let stop_signal = image.stop_signal.unwrap_or("SIGTERM");
    Some(KnownImage { name, starts_after: image.starts_after, port, stop_signal, user: image.user })
}

/// The image that a reference resembles, and the name of it: the end of the path decides, so that mirrors count.
pub(in crate::process) fn resembled(reference: &str) -> Option<(&str, &'static Image)> {
    let (name, tag) = split(reference);
    let last = name.rsplit('/').next().unwrap_or_default();
    let mut found: Option<(&str, &Image)> = None;
    let mut longest = 0;
    for image in catalogue::IMAGES {
        for known in image.names.iter().filter(|known| known.ends_with(last)) {
            // A mirror puts its own host in the place of the first one.
            let path = match known.split_once('/') {
                Some((host, path)) if host.contains('.') => path,
                Some(_) | None => known,
            };
            let host = name.strip_suffix(path);
            let is_end = host.is_some_and(|host| host.is_empty() || host.ends_with('/'));
            if is_end && path.len() > longest && tag.contains(image.tag) {
                longest = path.len();
                found = Some((known, image));
            }
        }
    }
    // Somebody else's image of the same program, where the name is not one that means many things.
    found.or_else(|| Some((last, of_program(last).filter(|_| last.len() > 4)?)))
}

/// The image whose own program this is, where that is more than a shell.
pub(in crate::process) fn of_program(name: &str) -> Option<&'static Image> {
    let mut images = catalogue::IMAGES.iter().filter(|image| image.program == name);
    images.find(|image| !image.lends_tools())
}

/// Why a container that must not run as root is not created, as far as the manifest and what is known of its image tell.
///
/// The text ends where the kubelet names the Pod and the container.
/// Upstream: `verifyRunAsNonRoot`, pkg/kubelet/kuberuntime/security_context_others.go.
pub fn root_refused(spec: &PodSpec, container: &Container, image: &str) -> Option<String> {
    let (own, of_pod) = (container.security_context.as_ref(), spec.security_context.as_ref());
    let non_root = own.and_then(|own| own.run_as_non_root);
    let non_root = non_root.or_else(|| of_pod.and_then(|of_pod| of_pod.run_as_non_root));
    if non_root != Some(true) {
        return None;
    }
    let user = own.and_then(|own| own.run_as_user);
    if let Some(user) = user.or_else(|| of_pod.and_then(|of_pod| of_pod.run_as_user)) {
        return (user == 0).then(|| "container's runAsUser breaks non-root policy".to_owned());
    }
    let user = known(image)?.user?;
    let user = user.split(':').next().unwrap_or_default();
    match user.parse::<i64>() {
        Ok(0) => Some("container has runAsNonRoot and image will run as root".to_owned()),
        Ok(_) => None,
        Err(_) => Some(format!(
            "container has runAsNonRoot and image has non-numeric user ({user}), cannot verify user is non-root"
        )),
    }
}

#[cfg(test)]
mod tests;

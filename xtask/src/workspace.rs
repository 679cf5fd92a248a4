//! Where things are, and how commands are started there.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::Outcome;

/// The checkout that the command was typed in.
pub(crate) struct Workspace {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo writes.
    pub(crate) target: PathBuf,
    /// Where tools of pinned versions are kept, one folder a version.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this program was built from.
    pub(crate) fn find() -> Outcome<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().ok_or("xtask has no parent folder")?.to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target, cache: cache_folder()? })
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A command that runs in the root and sees the pinned tools before any other.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.search_path());
        command
    }

    /// `cargo <subcommand>`, by the cargo that runs us.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let program = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = self.command(&program);
        command.arg(subcommand);
        command
    }

    /// The release build of the command line.
    pub(crate) fn podlife(&self) -> PathBuf {
        self.target.join("release").join(format!("podlife{}", env::consts::EXE_SUFFIX))
    }

    fn search_path(&self) -> OsString {
        let mut folders = vec![self.path("web/js/node_modules/.bin")];
        if let Ok(tools) = crate::setup::tools(self) {
            folders.extend(tools.into_iter().map(|tool| tool.folder(self).join("bin")));
        }
        let inherited = env::var_os("PATH").unwrap_or_default();
        folders.extend(env::split_paths(&inherited));
        // A folder with the separator in its name cannot stand in a PATH: then the inherited one has to do.
        env::join_paths(folders).unwrap_or(inherited)
    }
}

fn cache_folder() -> Outcome<PathBuf> {
    if let Some(folder) = env::var_os("PODLIFE_CACHE") {
        return Ok(PathBuf::from(folder));
    }
    if let Some(folder) = env::var_os("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(folder).join("podlife"));
    }
    if let Some(folder) = env::var_os("LOCALAPPDATA") {
        return Ok(PathBuf::from(folder).join("podlife"));
    }
    match env::home_dir() {
        Some(home) => Ok(home.join(".cache").join("podlife")),
        None => Err("there is no home folder for the tools: set PODLIFE_CACHE".to_owned()),
    }
}

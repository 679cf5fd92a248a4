//! Builds the site with Trunk, and serves it.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::PathBuf;

use crate::files::{fingerprint, read_text, write};
use crate::setup;
use crate::step::{Outcome, loud, run};
use crate::workspace::Workspace;

/// What the site is made of.
const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    ".cargo",
    "core",
    "cli",
    "web",
    "content",
];

/// Installs what is missing, builds and serves until it is interrupted.
pub(crate) fn serve(workspace: &Workspace, port: u16) -> Outcome {
    if TcpListener::bind(("127.0.0.1", port)).is_err() {
        return Err(format!(
            "Port {port} is taken: cargo xtask serve --port {}",
            port.saturating_add(1)
        ));
    }
    setup::for_site(workspace)?;
    println!(
        "Podlife will be at http://127.0.0.1:{port}/ when the first build is done; Ctrl-C ends it"
    );
    // A folder of its own, so that a development build never stands in dist/.
    let dist = workspace.target.join("serve");
    std::fs::create_dir_all(&dist)
        .map_err(|error| format!("{} cannot be made: {error}", dist.display()))?;
    run(trunk(workspace, "serve")
        .args(["--port", &port.to_string(), "--address", "127.0.0.1", "--dist"])
        .arg(dist))
}

/// Installs what is missing and writes the release site to `dist/`.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    setup::for_site(workspace)?;
    if is_up_to_date(workspace)? {
        println!("dist/: is up to date");
        return Ok(());
    }
    loud("site, release build", || {
        let flags = without_paths(workspace);
        run(trunk(workspace, "build").arg("--release").env("CARGO_ENCODED_RUSTFLAGS", flags))
    })?;
    write(&stamp(workspace), &state(workspace)?)
}

/// Flags that name sources from their crate on: what is published says nothing of the machine that built it.
fn without_paths(workspace: &Workspace) -> OsString {
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = cargo.map(|home| home.join("registry").join("src"));
    let indexes = sources.and_then(|sources| std::fs::read_dir(sources).ok());
    let indexes = indexes.into_iter().flatten().flatten().map(|entry| entry.path());
    let mut flags = OsString::new();
    for folder in indexes.chain([workspace.root.clone()]) {
        if !flags.is_empty() {
            flags.push("\u{1f}");
        }
        flags.push("--remap-path-prefix=");
        flags.push(folder);
        flags.push("=");
    }
    flags
}

/// Whether `dist/` is what the sources as they stand gave, and nobody wrote there since.
fn is_up_to_date(workspace: &Workspace) -> Outcome<bool> {
    let stamp = stamp(workspace);
    Ok(stamp.is_file()
        && workspace.path("dist/index.html").is_file()
        && read_text(&stamp)? == state(workspace)?)
}

fn state(workspace: &Workspace) -> Outcome<String> {
    let inputs = INPUTS.map(|input| workspace.path(input));
    let dist = workspace.path("dist");
    Ok(format!(
        "{:x} {:x}",
        fingerprint(inputs.iter().map(PathBuf::as_path))?,
        fingerprint([dist.as_path()])?
    ))
}

fn stamp(workspace: &Workspace) -> PathBuf {
    workspace.target.join("site-stamp")
}

fn trunk(workspace: &Workspace, subcommand: &str) -> std::process::Command {
    let mut command = workspace.command("trunk");
    // Trunk reads NO_COLOR as a boolean and refuses the usual `1`.
    command.args([subcommand, "--skip-version-check"]).env_remove("NO_COLOR");
    command
}

//! Builds the site with Trunk, and serves it.

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
    loud("site, release build", || run(trunk(workspace, "build").arg("--release")))?;
    write(&stamp(workspace), &state(workspace)?)
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

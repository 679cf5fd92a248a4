//! Installs what is missing and touches nothing else: tools go to a folder of their own, named by version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::files::read_text;
use crate::step::{Outcome, capture, loud, quiet, run, run_silently};
use crate::workspace::Workspace;

const WASM: &str = "wasm32-unknown-unknown";

/// 0.22 asks for a newer compiler than the workspace does.
const TRUNK_VERSION: &str = "0.21.14";

/// The newest that writes its books as the guide shows.
const MDBOOK_VERSION: &str = "0.4.52";

/// A program that is built from source at one version.
pub(crate) struct Tool {
    package: &'static str,
    version: String,
    binaries: &'static [&'static str],
    /// What its build is told besides.
    flags: &'static [&'static str],
}

/// Without what its package adds by default: servers, watchers, updates.
const PLAIN: &[&str] = &["--no-default-features"];

impl Tool {
    /// Where this version is kept.
    pub(crate) fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("{}-{}", self.package, self.version))
    }

    fn is_installed(&self, workspace: &Workspace) -> bool {
        let bin = self.folder(workspace).join("bin");
        self.binaries
            .iter()
            .all(|binary| bin.join(format!("{binary}{}", std::env::consts::EXE_SUFFIX)).is_file())
    }

    /// Built beside its place and moved there at the end, so that half an installation is never taken for one.
    fn install(&self, workspace: &Workspace) -> Outcome {
        let folder = self.folder(workspace);
        let staging = workspace.cache.join(format!("{}-{}.partial", self.package, self.version));
        run(Command::new("cargo")
            .args([
                "install",
                self.package,
                "--version",
                &self.version,
                "--locked",
                "--force",
                "--root",
            ])
            .arg(&staging)
            .args(self.flags)
            .env("CARGO_TARGET_DIR", staging.join("build"))
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .current_dir(&workspace.root))?;
        let moved = fs::create_dir_all(&folder)
            .and_then(|()| fs::remove_dir_all(&folder))
            .and_then(|()| fs::remove_dir_all(staging.join("build")))
            .and_then(|()| fs::rename(&staging, &folder));
        moved.map_err(|error| format!("{} cannot be moved into place: {error}", staging.display()))
    }
}

/// The tools that a build needs. The version of wasm-bindgen's must be the one of the lock file.
pub(crate) fn tools(workspace: &Workspace) -> Outcome<[Tool; 2]> {
    let lock = read_text(&workspace.path("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen").ok_or(
        "Cargo.lock names no wasm-bindgen: is podlife-web still a member of the workspace?",
    )?;
    Ok([
        Tool {
            package: "trunk",
            version: TRUNK_VERSION.to_owned(),
            binaries: &["trunk"],
            flags: PLAIN,
        },
        Tool {
            package: "wasm-bindgen-cli",
            version: version.to_owned(),
            binaries: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            flags: &[],
        },
    ])
}

/// The tool whose books show Pods; the folder with it.
pub(crate) fn mdbook(workspace: &Workspace) -> Outcome<PathBuf> {
    let tool = Tool {
        package: "mdbook",
        version: MDBOOK_VERSION.to_owned(),
        binaries: &["mdbook"],
        flags: PLAIN,
    };
    ready(workspace, &tool)?;
    Ok(tool.folder(workspace).join("bin"))
}

/// Installs a tool that is not there.
fn ready(workspace: &Workspace, tool: &Tool) -> Outcome {
    let title = format!("{} {}", tool.package, tool.version);
    if tool.is_installed(workspace) {
        println!("{title}: is there");
        return Ok(());
    }
    let cache = workspace.cache.display();
    println!("{title}: is built from source once, for all checkouts, into {cache}");
    loud(&title, || tool.install(workspace))
}

/// Everything that a build of the site needs.
pub(crate) fn for_site(workspace: &Workspace) -> Outcome {
    wasm_target(workspace)?;
    for tool in tools(workspace)? {
        ready(workspace, &tool)?;
    }
    node_packages(workspace, "web/js")
}

/// Compiling for the browser needs its standard library.
pub(crate) fn wasm_target(workspace: &Workspace) -> Outcome {
    let sysroot = capture(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        println!("{WASM}: is there");
        return Ok(());
    }
    loud(&format!("rustup target add {WASM}"), || {
        run(workspace.command("rustup").args(["target", "add", WASM]))
    })
}

/// Installs the npm packages of a folder unless they are as new as its lock file.
pub(crate) fn node_packages(workspace: &Workspace, folder: &str) -> Outcome {
    capture(workspace.command("node").arg("--version")).map_err(|_| {
        "Node is missing: install version 20 or newer, https://nodejs.org/".to_owned()
    })?;
    let folder_path = workspace.path(folder);
    let lock = modified(&folder_path.join("package-lock.json"));
    if lock.is_none() {
        return Err(format!("{folder}/package-lock.json is missing"));
    }
    if modified(&folder_path.join("node_modules/.package-lock.json")) >= lock {
        println!("npm packages of {folder}: are there");
        return Ok(());
    }
    quiet(&format!("npm ci in {folder}"), || {
        run_silently(workspace.command(npm()).current_dir(&folder_path).args([
            "ci",
            "--no-audit",
            "--no-fund",
        ]))
    })
}

/// The browser that the tests drive.
pub(crate) struct Browser {
    /// Chromium itself.
    pub(crate) chromium: PathBuf,
    /// What speaks WebDriver to it.
    pub(crate) driver: PathBuf,
}

/// Finds Chromium and its driver; installs them where that needs no question.
pub(crate) fn browser(workspace: &Workspace) -> Outcome<Browser> {
    if let Some(browser) = find_browser() {
        println!("Chromium: is there, {}", browser.chromium.display());
        return Ok(browser);
    }
    if on_path("apt-get").is_some()
        && capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
    {
        loud("apt-get install chromium chromium-driver", || {
            run(workspace.command("apt-get").args(["update", "-qq"]))?;
            let packages = ["chromium", "chromium-driver"];
            run(workspace
                .command("apt-get")
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(packages))
        })?;
    }
    find_browser().ok_or_else(|| {
        "The tests drive a real browser. Install Chromium and its driver \
         (Debian: chromium chromium-driver, Fedora: chromium chromedriver, macOS: brew install chromium chromedriver), \
         or name them in CHROMIUM and CHROMEDRIVER."
            .to_owned()
    })
}

fn find_browser() -> Option<Browser> {
    let named =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
    let chromium = named("CHROMIUM").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
            .into_iter()
            .find_map(on_path)
    })?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    entry.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_lock_file_says_which_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1\"\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(lock, "yew"), None);
    }
}

//! All tests, cheap ones first. A part that fails does not hide what the next ones say.

use std::time::Instant;

use crate::setup::{self, Browser};
use crate::step::{Outcome, loud, run, run_silently, seconds};
use crate::workspace::Workspace;
use crate::{conformance, files, links, site, sizes};

/// How many files of end-to-end tests may get a second attempt: where more fail, it is no accident.
const SECOND_ATTEMPTS: usize = 3;

/// What the parts told.
#[derive(Default)]
struct Tally {
    /// The word that the names of the wanted parts hold.
    only: Option<String>,
    passed: usize,
    failed: Vec<String>,
}

impl Tally {
    /// Runs a part, if it is wanted; tells whether those that need it may run.
    fn part(&mut self, title: &str, work: impl FnOnce() -> Outcome) -> bool {
        if self.only.as_ref().is_some_and(|word| !title.contains(word)) {
            return true;
        }
        println!();
        match loud(title, work) {
            Ok(()) => self.passed += 1,
            Err(message) => {
                println!("{message}");
                self.failed.push(title.to_owned());
                return false;
            }
        }
        true
    }

    fn not_run(&mut self, title: &str, because: &str) {
        println!("\n{title}: not run, {because}");
        self.failed.push(title.to_owned());
    }
}

/// Runs everything; `fast` stops before what needs a browser or a release build.
pub(crate) fn all(workspace: &Workspace, fast: bool, only: Option<String>) -> Outcome {
    let start = Instant::now();
    let mut tally = Tally { only, ..Tally::default() };
    sources(workspace, &mut tally);
    if !fast {
        products(workspace, &mut tally);
    }
    println!("\n{}", seconds(start.elapsed()));
    for title in &tally.failed {
        println!("failed: {title}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed.len());
    if tally.failed.is_empty() {
        Ok(())
    } else {
        Err(format!("cargo xtask test: {} failed", tally.failed.join(", ")))
    }
}

/// What the sources alone can tell.
fn sources(workspace: &Workspace, tally: &mut Tally) {
    tally.part("format", || run(workspace.cargo("fmt").args(["--all", "--check"])));
    tally.part("clippy", || {
        run(workspace.cargo("clippy").args([
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    });
    tally.part("native tests", || native_tests(workspace));
}

/// What only what is built from them can tell.
fn products(workspace: &Workspace, tally: &mut Tally) {
    tally.part("clippy for the browser", || {
        setup::wasm_target(workspace)?;
        let selection =
            ["--package", "podlife-core", "--package", "podlife-web", "--lib", "--bins", "--tests"];
        let target = ["--target", "wasm32-unknown-unknown"];
        run(workspace
            .cargo("clippy")
            .args(selection)
            .args(target)
            .args(["--", "--deny", "warnings"]))
    });
    if tally.part("site", || site::build(workspace)) {
        tally.part("links", || links::check(&workspace.path("dist")));
        tally.part("sizes", || sizes::check(workspace));
        tally.part("host pages", || host_pages(workspace));
        tally.part("browser tests", || browser_tests(workspace, &setup::browser(workspace)?));
        tally.part("end-to-end tests", || end_to_end(workspace, &setup::browser(workspace)?));
    } else {
        for title in ["links", "sizes", "host pages", "browser tests", "end-to-end tests"] {
            tally.not_run(title, "there is no site");
        }
    }
    if tally.part("command line, release build", || build_command_line(workspace)) {
        tally.part("conformance", || conformance::check(workspace));
    } else {
        tally.not_run("conformance", "there is no command line");
    }
}

fn native_tests(workspace: &Workspace) -> Outcome {
    if run_silently(workspace.cargo("nextest").arg("--version")).is_ok() {
        return run(workspace.cargo("nextest").args([
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level",
            "fail",
        ]));
    }
    run(workspace.cargo("test").args(["--workspace", "--all-targets", "--no-fail-fast"]))
}

/// The tests of podlife-web, in the browser itself.
fn browser_tests(workspace: &Workspace, browser: &Browser) -> Outcome {
    let settings = workspace.target.join("webdriver.json");
    files::write(&settings, &webdriver_settings(browser))?;
    // Not `--quiet`: the runner takes it for the name of a test.
    run(workspace
        .cargo("test")
        .args(["--package", "podlife-web", "--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("CHROMEDRIVER", &browser.driver))
}

fn webdriver_settings(browser: &Browser) -> String {
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    let binary = browser.chromium.display();
    format!(
        "{{\"goog:chromeOptions\": {{\"binary\": {:?}, \"args\": {flags:?}}}}}\n",
        binary.to_string()
    )
}

/// Builds small sites with other people's tools, which the end-to-end tests look at.
fn host_pages(workspace: &Workspace) -> Outcome {
    let mdbook = setup::mdbook(workspace)?;
    run(workspace.cargo("build").args(["--quiet", "--bin", "podlife"]))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = [mdbook, workspace.target.join("debug")];
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)))
        .map_err(|error| error.to_string())?;
    run(workspace.command("node").arg("tests/hosts/build.mjs").env("PATH", path))
}

/// Runs the end-to-end tests; files in which a test failed once more, and says which: a browser shares its machine, and
/// what passes the second time is to be mended, but condemns nothing else.
fn end_to_end(workspace: &Workspace, browser: &Browser) -> Outcome {
    setup::node_packages(workspace, "tests/e2e")?;
    let list = workspace.target.join("e2e-failed.txt");
    let attempt = |files: &[String]| {
        run(workspace
            .command("node")
            .args(["--test", "--test-concurrency=1"])
            .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
            .arg("--test-reporter=./failed.mjs")
            .arg(format!("--test-reporter-destination={}", list.display()))
            .args(files)
            .current_dir(workspace.path("tests/e2e"))
            .env("CHROMIUM", &browser.chromium))
    };
    let first = attempt(&[]);
    let failed: Vec<String> = match &first {
        Ok(()) => return first,
        Err(_) => files::read_text(&list)?.lines().map(str::to_owned).collect(),
    };
    if failed.is_empty() || failed.len() > SECOND_ATTEMPTS {
        return first;
    }
    println!("\nonce more: {}", failed.join(", "));
    attempt(&failed)?;
    println!("passed the second time only: {}", failed.join(", "));
    Ok(())
}

/// Builds `target/release/podlife`.
pub(crate) fn build_command_line(workspace: &Workspace) -> Outcome {
    run(workspace.cargo("build").args(["--release", "--bin", "podlife"]))
}

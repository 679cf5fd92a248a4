//! The list of files that the service worker of a built application keeps.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Deserializer, Map, Value, json};
use sha2::{Digest, Sha256};

/// The file with the list.
const WORKER: &str = "service-worker.js";

/// What the list begins with, as the build writes it.
const BEGIN: &str = "{\"app\":";

/// Read by servers and robots, not by people without a network.
const NOT_KEPT: [&str; 3] = ["404.html", "sitemap.xml", WORKER];

/// Writes the list anew for the files that are there now; nothing where the application keeps none.
pub(super) fn list(out: &Path, names: &BTreeSet<String>) -> Result<(), String> {
    if !names.contains(WORKER) {
        return Ok(());
    }
    let path = out.join(WORKER);
    let script = String::from_utf8_lossy(&read(&path)?).into_owned();
    let Some((before, rest)) = script.split_once(BEGIN) else { return Ok(()) };
    let rest = [BEGIN, rest].concat();
    let mut told = Deserializer::from_str(&rest).into_iter::<Value>();
    let Some(Ok(old)) = told.next() else { return Ok(()) };
    let after = rest.get(told.byte_offset()..).unwrap_or_default();
    let (mut first, mut later) = (Map::new(), Map::new());
    for name in names.iter().filter(|name| !NOT_KEPT.contains(&name.as_str())) {
        let hash = hash(&read(&out.join(name))?);
        // Those of the application come first.
        let is_first = !name.contains('/') || name.starts_with("snippets/");
        let of = if is_first { &mut first } else { &mut later };
        of.insert(address(name).to_owned(), Value::String(hash));
    }
    let site = hash(json!([first, later]).to_string().as_bytes());
    let told = json!({"app": old.get("app"), "site": site, "first": first, "later": later});
    fs::write(&path, format!("{before}{told}{after}"))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// A file as browsers ask for it: a folder for its `index.html`.
fn address(name: &str) -> &str {
    let folder = name.strip_suffix("index.html");
    folder.filter(|folder| folder.is_empty() || folder.ends_with('/')).unwrap_or(name)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// The first twelve digits, as the service worker compares them.
fn hash(bytes: &[u8]) -> String {
    let digits = format!("{:x}", Sha256::digest(bytes));
    digits.get(..12).unwrap_or(&digits).to_owned()
}

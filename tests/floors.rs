//! A module of the core imports lower floors and itself only; modules on one floor do not know each other.

use std::fs;
use std::path::Path;

use podlife_tests::files_below;

/// The house of `ARCHITECTURE.md`.
const FLOORS: [(&str, u32); 21] = [
    ("text", 0),
    ("time", 0),
    ("diagnostic", 1),
    ("quantity", 2),
    ("yaml", 2),
    ("features", 2),
    ("schema", 3),
    ("object", 3),
    ("decode", 4),
    ("assist", 4),
    ("defaults", 5),
    ("validation", 5),
    ("resources", 5),
    ("process", 5),
    ("sim", 6),
    ("lint", 7),
    ("view", 7),
    ("analysis", 8),
    ("kubectl", 9),
    ("export", 9),
    ("quiz", 10),
];

#[test]
fn a_module_imports_lower_floors_and_itself_only() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    for file in files_below(&source) {
        let inside = file.strip_prefix(&source).unwrap().with_extension("");
        let module = inside.iter().next().unwrap().to_str().unwrap().to_owned();
        if module == "lib" {
            continue;
        }
        let here = floor(&module);
        for (number, line) in (1..).zip(fs::read_to_string(&file).unwrap().lines()) {
            let code = line.split("//").next().unwrap();
            for imported in code.split("crate::").skip(1) {
                let name: String =
                    imported.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let place = format!("{}:{number}", file.display());
                assert!(!name.is_empty(), "{place}: write one `use crate::module::…` a line");
                assert!(
                    name == module || floor(&name) < here,
                    "{place}: `{module}` may not know `{name}`"
                );
            }
        }
    }
}

fn floor(module: &str) -> u32 {
    let found = FLOORS.iter().find(|(name, _)| *name == module);
    found
        .unwrap_or_else(|| {
            panic!("`{module}` stands on no floor: name it in tests/floors.rs and ARCHITECTURE.md")
        })
        .1
}

//! What only a browser can tell: these run in one.

use podlife_core::analysis::{Analysis, Options};
use podlife_core::text::fingerprint;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::storage::Key;
use super::{glue, permalink, storage};

wasm_bindgen_test_configure!(run_in_browser);

const EXAMPLE: &str = include_str!("../../../content/examples/shop.yaml");

#[wasm_bindgen_test]
async fn a_text_survives_its_way_through_an_address() {
    let text = format!("{EXAMPLE}# größer, 日本, 🦀\n");
    let fragment = permalink::fragment(&text, &permalink::Place::default()).await.unwrap();
    let packed = fragment.strip_prefix("#v1=").unwrap();
    assert!(packed.len() < text.len(), "it is packed");
    assert!(packed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(String::from(glue::inflate(packed, 10_000).await.unwrap()), text);
}

#[wasm_bindgen_test]
async fn an_address_that_holds_too_much_or_nothing_is_refused() {
    let packed = String::from(glue::deflate(&"a".repeat(10_001)).await.unwrap());
    assert!(glue::inflate(&packed, 10_000).await.is_err());
    assert!(glue::inflate("notDeflated", 10_000).await.is_err());
    assert!(glue::inflate("%%%", 10_000).await.is_err());
}

#[wasm_bindgen_test]
fn what_is_kept_is_there_until_it_is_forgotten() {
    storage::write(Key::Text, "kind: Pod");
    assert_eq!(storage::read(Key::Text).as_deref(), Some("kind: Pod"));
    storage::write(Key::Text, "");
    assert_eq!(storage::read(Key::Text), None);
}

/// What the native tests have written down: an example a line, with the fingerprint of its answer.
const ANSWERS: &str = include_str!("../../../tests/answers.txt");

#[wasm_bindgen_test]
fn the_core_gives_the_same_answer_as_outside_the_browser() {
    let examples = [
        ("shop", EXAMPLE),
        ("crash-loop", include_str!("../../../content/examples/crash-loop.yaml")),
        ("job-native-sidecar", include_str!("../../../content/examples/job-native-sidecar.yaml")),
        (
            "deployment-tls-proxy",
            include_str!("../../../content/examples/deployment-tls-proxy.yaml"),
        ),
    ];
    for (name, text) in examples {
        let report = Analysis::of(text, &Options::default()).report();
        let answer = fingerprint(&serde_json::to_string(&report).unwrap());
        assert!(ANSWERS.contains(&format!("\n{name} {answer}\n")), "{name} {answer}");
    }
}

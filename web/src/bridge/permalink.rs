//! A manifest in the fragment of an address: `#v1=` and the text, deflated and in base64url.
//!
//! Behind it stands the version of Kubernetes that is asked, where it is not the default: `&kubernetes=1.34`.
//!
//! The fragment never reaches a server.

use super::{glue, page};

const PREFIX: &str = "#v1=";
const VERSION: &str = "&kubernetes=";

/// How long a text out of an address may be: more is a mistake or an attack.
const LIMIT: u32 = 256 * 1024;

/// The text in the fragment of this page's address; nothing where there is none or it is damaged.
pub(crate) async fn read() -> Option<String> {
    let hash = page::fragment();
    let packed = hash.strip_prefix(PREFIX)?.split('&').next()?;
    glue::inflate(packed, LIMIT).await.ok().map(String::from)
}

/// The version of Kubernetes in the fragment, empty for the default; nothing where there is no text either.
pub(crate) fn version() -> Option<String> {
    let hash = page::fragment();
    let rest = hash.strip_prefix(PREFIX)?;
    Some(rest.split_once(VERSION).map_or("", |(_, version)| version).to_owned())
}

/// The fragment that holds `text` and a version, which is empty for the default, with its `#`.
pub(crate) async fn fragment(text: &str, version: &str) -> Option<String> {
    let packed = String::from(glue::deflate(text).await.ok()?);
    let mut fragment = [PREFIX, &packed].concat();
    if !version.is_empty() {
        fragment.extend([VERSION, version]);
    }
    Some(fragment)
}

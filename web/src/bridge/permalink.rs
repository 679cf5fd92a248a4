//! A manifest in the fragment of an address: `#v1=` and the text, deflated and in base64url.
//!
//! The fragment never reaches a server.

use super::{glue, page};

const PREFIX: &str = "#v1=";

/// How long a text out of an address may be: more is a mistake or an attack.
const LIMIT: u32 = 256 * 1024;

/// The text in the fragment of this page's address; nothing where there is none or it is damaged.
pub(crate) async fn read() -> Option<String> {
    let hash = page::fragment();
    let packed = hash.strip_prefix(PREFIX)?;
    glue::inflate(packed, LIMIT).await.ok().map(String::from)
}

/// The fragment that holds `text`, with its `#`.
pub(crate) async fn fragment(text: &str) -> Option<String> {
    let packed = String::from(glue::deflate(text).await.ok()?);
    Some(format!("{PREFIX}{packed}"))
}

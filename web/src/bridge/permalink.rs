//! What a link holds, in the fragment of an address, which never reaches a server.
//!
//! `#v1=` and the text, deflated and in base64url; behind it, in this order and only where it is not the usual:
//! `&view=`, how the page is arranged; `&at=`, the playhead in milliseconds; `&compare=`, what the text is compared with, `forms`; `&kubernetes=`, the version
//! that is asked.
//! So the same state gives the same link, as far as browsers deflate alike. What is unknown is passed over. The version
//! comes last: releases that know no view and no instant find it there.
//!
//! Links live for ever: `tests/fixtures/links` holds what releases have made, and what must come of it.

use super::{glue, page};

const PREFIX: &str = "#v1=";

/// How long a text out of an address may be: more is a mistake or an attack.
const LIMIT: u32 = 256 * 1024;

/// How long a word of a link may be.
const LONGEST: usize = 100;

/// What a link shows of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// How the page is arranged, in letters, digits, dots and colons; empty for the usual.
    pub(crate) view: String,
    /// Where the playhead stands, in milliseconds; nothing for where it goes by itself.
    pub(crate) at: Option<u64>,
    /// What the text is compared with, as the core writes it: `fix:3.0`; empty for nothing.
    pub(crate) compare: String,
    /// The version of Kubernetes; empty for the default.
    pub(crate) kubernetes: String,
}

/// What is in the fragment of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// No manifest.
    Nothing,
    /// One that cannot be read.
    Damaged,
    /// One.
    Text(String),
}

/// The text in the fragment of this page's address.
pub(crate) async fn read() -> Found {
    let hash = page::fragment();
    let Some((packed, _)) = parts(&hash) else { return Found::Nothing };
    match glue::inflate(packed, LIMIT).await {
        Ok(text) if !packed.is_empty() => Found::Text(String::from(text)),
        Ok(_) | Err(_) => Found::Damaged,
    }
}

/// What this page's address shows of its text; nothing where there is no text.
pub(crate) fn place() -> Option<Place> {
    Some(parts(&page::fragment())?.1)
}

/// The fragment that holds a text and shows this of it, with its `#`.
pub(crate) async fn fragment(text: &str, place: &Place) -> Option<String> {
    let packed = String::from(glue::deflate(text).await.ok()?);
    Some([PREFIX, &packed, &written(place)].concat())
}

/// What stands behind a text.
fn written(place: &Place) -> String {
    let mut out = String::new();
    let at = place.at.map(|at| at.to_string()).unwrap_or_default();
    let (view, compare, kubernetes) = (&place.view, &place.compare, &place.kubernetes);
    for (name, value) in
        [("&view=", view), ("&at=", &at), ("&compare=", compare), ("&kubernetes=", kubernetes)]
    {
        if !value.is_empty() {
            out.extend([name, value]);
        }
    }
    out
}

/// The packed text of a fragment, and what is shown of it; nothing where it holds none.
fn parts(fragment: &str) -> Option<(&str, Place)> {
    let mut parts = fragment.strip_prefix(PREFIX)?.split('&');
    let packed = parts.next()?;
    let mut place = Place::default();
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        let is_word =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || ".:-".contains(sign);
        if value.len() > LONGEST || !value.chars().all(is_word) {
            continue;
        }
        match name {
            "view" => value.clone_into(&mut place.view),
            "at" => place.at = instant(value),
            "compare" => value.clone_into(&mut place.compare),
            "kubernetes" => value.clone_into(&mut place.kubernetes),
            _ => {}
        }
    }
    Some((packed, place))
}

/// `38900`, and what people write: `38900ms`, `38s`.
pub(crate) fn instant(value: &str) -> Option<u64> {
    let seconds = value.strip_suffix('s').filter(|number| !number.ends_with('m'));
    match seconds {
        Some(seconds) => seconds.parse::<u64>().ok()?.checked_mul(1000),
        None => value.trim_end_matches("ms").parse().ok(),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The text of a link, as browsers unpack it.
    fn unpacked(packed: &str) -> Option<String> {
        let mut bytes = Vec::new();
        for chunk in packed.as_bytes().chunks(4) {
            let mut word: u32 = 0;
            for sign in chunk {
                let signs = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
                word = word << 6
                    | u32::try_from(signs.iter().position(|known| known == sign)?).ok()?;
            }
            let missing = 4 - chunk.len();
            let all = (word << (6 * missing)).to_be_bytes();
            bytes.extend_from_slice(&all[1..4 - missing]);
        }
        String::from_utf8(miniz_oxide::inflate::decompress_to_vec(&bytes).ok()?).ok()
    }

    #[test]
    fn every_link_that_was_ever_made_opens() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/links");
        let mut count = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_none_or(|extension| extension != "link") {
                continue;
            }
            let name = file.display();
            // The address, and behind it what it must show: view, instant, version, one a line.
            let link = fs::read_to_string(&file).unwrap();
            let mut lines = link.lines();
            let address = lines.next().unwrap();
            let (packed, place) = parts(&address[address.find('#').unwrap()..]).unwrap();
            let expected = fs::read_to_string(file.with_extension("yaml")).ok();
            assert_eq!(unpacked(packed), expected, "{name}");
            let mut told = |name: &str| {
                let told = lines.next().unwrap_or_default();
                told.strip_prefix(name)
                    .unwrap_or_else(|| panic!("{told}: {name}"))
                    .trim()
                    .to_owned()
            };
            let said = Place {
                view: told("view:"),
                at: told("at:").parse().ok(),
                compare: String::new(),
                kubernetes: told("kubernetes:"),
            };
            assert_eq!(place, said, "{name}");
            count += 1;
        }
        assert!(count >= 9, "{count} links");
    }

    #[test]
    fn what_is_written_is_read_again_and_stands_in_one_order() {
        let place = Place {
            view: "tab:events.words".into(),
            at: Some(38_900),
            compare: "forms:log-shipper".into(),
            kubernetes: "1.34".into(),
        };
        let written = written(&place);
        let expected = "&view=tab:events.words&at=38900&compare=forms:log-shipper&kubernetes=1.34";
        assert_eq!(written, expected);
        assert_eq!(parts(&format!("#v1=abc{written}")), Some(("abc", place)));
        assert_eq!(super::written(&Place::default()), "");
    }

    #[test]
    fn what_is_unknown_or_no_word_is_kept_out() {
        let (packed, place) =
            parts("#v1=abc&theme=dark&view=<script>&at=soon&kubernetes=%31&&=&x").unwrap();
        assert_eq!((packed, place), ("abc", Place::default()));
        assert_eq!(parts("#main"), None);
        assert_eq!(parts(""), None);
    }

    #[test]
    fn an_instant_is_also_read_as_people_write_it() {
        for (written, at) in [
            ("38900", Some(38_900)),
            ("38900ms", Some(38_900)),
            ("38s", Some(38_000)),
            ("0", Some(0)),
            ("s", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(instant(written), at, "{written}");
        }
    }
}

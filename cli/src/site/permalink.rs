//! The fragment that carries a text to the playground: `#v1=` and the deflated text in the URL's base64.

use miniz_oxide::deflate::compress_to_vec;

/// The signs of base64url.
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The fragment of a text.
pub(super) fn fragment(text: &str) -> String {
    format!("#v1={}", base64url(&compress_to_vec(text.as_bytes(), 10)))
}

fn base64url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        let word = word << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let sign = (word >> (18 - 6 * place)) as usize % 64;
            out.push(SIGNS.get(sign).copied().unwrap_or(b'A').into());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_the_alphabet_of_addresses() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"\xfb\xff\xfe", "-__-"),
            (b"foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes), text);
        }
    }

    #[test]
    fn a_text_comes_back_from_its_fragment() {
        let text = "apiVersion: v1\nkind: Pod\n".repeat(20);
        let link = fragment(&text);
        assert!(link.len() < 80, "{link}");
        let mut bytes = Vec::new();
        for chunk in link.strip_prefix("#v1=").unwrap().as_bytes().chunks(4) {
            let place = |sign: &u8| SIGNS.iter().position(|known| known == sign).unwrap();
            let word = chunk.iter().fold(0, |word, sign| word << 6 | place(sign));
            let missing = 4 - chunk.len();
            let all = u32::try_from(word << (6 * missing)).unwrap().to_be_bytes();
            bytes.extend_from_slice(&all[1..4 - missing]);
        }
        let unpacked = miniz_oxide::inflate::decompress_to_vec(&bytes).unwrap();
        assert_eq!(unpacked, text.as_bytes());
    }
}

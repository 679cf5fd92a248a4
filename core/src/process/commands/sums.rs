//! `base64`, `md5sum`, `sha1sum` and `sha256sum`.

use crate::process::commands::options::Options;
use crate::yaml::to_base64;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Prints what a program makes of an input; its exit code.
pub(super) fn print(
    name: &str,
    text: &str,
    path: &str,
    options: &Options<'_>,
    out: &mut String,
) -> i32 {
    let bytes = text.as_bytes();
    if name == "base64" {
        if options.has('d') {
            return decode(text, out);
        }
        let coded = to_base64(bytes);
        let width = options.number('w').unwrap_or(76);
        let width = if width == 0 { usize::MAX } else { width };
        let mut rest = coded.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(width.min(rest.len()));
            out.push_str(line);
            if width < usize::MAX {
                out.push('\n');
            }
            rest = after;
        }
        return 0;
    }
    let sum = match name {
        "md5sum" => hash(bytes, &mut Md5([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476])),
        "sha1sum" => hash(
            bytes,
            &mut Sha1([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]),
        ),
        _ => hash(bytes, &mut Sha256(SQUARE_ROOTS)),
    };
    out.push_str(&format!("{sum}  {path}\n"));
    0
}

fn decode(text: &str, out: &mut String) -> i32 {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    let mut code = 0;
    for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let Some(place) = LETTERS.iter().position(|known| *known == letter) else {
            code = i32::from(letter != b'=');
            break;
        };
        bits = bits << 6 | u32::try_from(place).unwrap_or(0);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 255).unwrap_or(0));
        }
    }
    out.push_str(&String::from_utf8_lossy(&bytes));
    code
}

/// The first 32 bits of the sines of 1, 2, 3, …
#[rustfmt::skip]
const SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];
/// The first 32 bits behind the point of the cube roots of the first primes.
#[rustfmt::skip]
const CUBE_ROOTS: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];
/// The same of their square roots.
#[rustfmt::skip]
const SQUARE_ROOTS: [u32; 8] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
];

trait Hash {
    /// Takes sixteen words.
    fn block(&mut self, words: &[u32; 16]);
    fn state(&self) -> &[u32];
    /// Whether the first byte of a word is its largest.
    fn is_big(&self) -> bool {
        true
    }
}

fn hash(bytes: &[u8], hash: &mut dyn Hash) -> String {
    let mut all = bytes.to_vec();
    all.push(0x80);
    while all.len() % 64 != 56 {
        all.push(0);
    }
    let length = u64::try_from(bytes.len()).unwrap_or(0) * 8;
    let big = hash.is_big();
    all.extend(if big { length.to_be_bytes() } else { length.to_le_bytes() });
    for block in all.chunks(64) {
        let mut words = [0; 16];
        for (word, four) in words.iter_mut().zip(block.chunks(4)) {
            let four: [u8; 4] = four.try_into().unwrap_or_default();
            *word = if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) };
        }
        hash.block(&words);
    }
    let mut sum = String::new();
    for word in hash.state() {
        sum.push_str(&format!("{:08x}", if big { *word } else { word.swap_bytes() }));
    }
    sum
}

/// A word of a ring that is used again and again.
fn word(words: &[u32], at: usize) -> u32 {
    words.get(at % words.len().max(1)).copied().unwrap_or(0)
}

struct Md5([u32; 4]);

impl Hash for Md5 {
    fn block(&mut self, words: &[u32; 16]) {
        const SHIFTS: [[u32; 4]; 4] =
            [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
        let [mut a, mut b, mut c, mut d] = self.0;
        for round in 0..64_usize {
            let (mixed, at) = match round / 16 {
                0 => ((b & c) | (!b & d), round),
                1 => ((d & b) | (!d & c), 5 * round + 1),
                2 => (b ^ c ^ d, 3 * round + 5),
                _ => (c ^ (b | !d), 7 * round),
            };
            let constant = word(&SINES, round);
            let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(word(words, at));
            let shifts = SHIFTS.get(round / 16).copied().unwrap_or_default();
            let turned = sum.rotate_left(word(&shifts, round));
            (a, b, c, d) = (d, b.wrapping_add(turned), b, c);
        }
        for (sum, part) in self.0.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
    }

    fn state(&self) -> &[u32] {
        &self.0
    }

    fn is_big(&self) -> bool {
        false
    }
}

struct Sha1([u32; 5]);

impl Hash for Sha1 {
    #[expect(clippy::many_single_char_names, reason = "they are called so in the standard")]
    fn block(&mut self, words: &[u32; 16]) {
        let mut ring = *words;
        let [mut a, mut b, mut c, mut d, mut e] = self.0;
        for round in 0..80_usize {
            let mut next = word(&ring, round);
            if round >= 16 {
                let at = |back: usize| word(&ring, round - back);
                next = (at(3) ^ at(8) ^ at(14) ^ at(16)).rotate_left(1);
                if let Some(place) = ring.get_mut(round % 16) {
                    *place = next;
                }
            }
            let (mixed, constant) = match round / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999_u32),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e);
            let sum = sum.wrapping_add(constant).wrapping_add(next);
            (a, b, c, d, e) = (sum, a, b.rotate_left(30), c, d);
        }
        for (sum, part) in self.0.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(part);
        }
    }

    fn state(&self) -> &[u32] {
        &self.0
    }
}

struct Sha256([u32; 8]);

impl Hash for Sha256 {
    #[expect(clippy::many_single_char_names, reason = "they are called so in the standard")]
    fn block(&mut self, words: &[u32; 16]) {
        let mut ring = *words;
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.0;
        for (round, constant) in CUBE_ROOTS.into_iter().enumerate() {
            let mut next = word(&ring, round);
            if round >= 16 {
                let at = |back: usize| word(&ring, round - back);
                let (one, other) = (at(15), at(2));
                let one = one.rotate_right(7) ^ one.rotate_right(18) ^ (one >> 3);
                let other = other.rotate_right(17) ^ other.rotate_right(19) ^ (other >> 10);
                next = next.wrapping_add(one).wrapping_add(at(7)).wrapping_add(other);
                if let Some(place) = ring.get_mut(round % 16) {
                    *place = next;
                }
            }
            let mixed = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let sum = h.wrapping_add(mixed).wrapping_add((e & f) ^ (!e & g));
            let sum = sum.wrapping_add(constant).wrapping_add(next);
            let mixed = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let other = mixed.wrapping_add((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) =
                (g, f, e, d.wrapping_add(sum), c, b, a, sum.wrapping_add(other));
        }
        for (sum, part) in self.0.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *sum = sum.wrapping_add(part);
        }
    }

    fn state(&self) -> &[u32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(name: &str, text: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let mut out = String::new();
        print(name, text, "-", &Options::read(&words, "w", false), &mut out);
        out
    }

    #[test]
    fn sums_are_those_of_the_real_programs() {
        for (name, text, expected) in [
            ("md5sum", "hello", "5d41402abc4b2a76b9719d911017c592  -\n"),
            ("sha1sum", "x", "11f6ad8ec52a2984abaafd7c3b516503785c2072  -\n"),
            (
                "sha256sum",
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  -\n",
            ),
            ("base64", "user:pass", "dXNlcjpwYXNz\n"),
        ] {
            assert_eq!(printed(name, text, &[]), expected);
        }
        assert_eq!(printed("base64", "aGVsbG8K", &["-d"]), "hello\n");
    }
}

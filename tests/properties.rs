//! Any text, cut or changed anywhere, gets an answer without a panic, and every place lies within the text.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use std::fs;
use std::panic::catch_unwind;

use podlife_core::analysis::{Analysis, Options};
use podlife_core::diagnostic::{Diagnostic, Stage};
use podlife_core::text::{Span, apply};
use podlife_tests::{files_below, manifests, questions, root};

/// What is put into texts: what YAML, Kubernetes and Unicode trip over.
const PIECES: [&str; 24] = [
    "\n",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|",
    ">-\n",
    "&a ",
    "*a",
    "<<: ",
    "---\n",
    "#",
    "-1",
    "99999999999999999999",
    "ü",
    "\u{1F600}",
    "\u{0}",
];

/// `SplitMix64`: the same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        Span::at(self.below(text.len() + 1)).clamped(text).start
    }

    fn range(&mut self, text: &str) -> Span {
        let (one, other) = (self.place(text), self.place(text));
        Span::new(one.min(other), one.max(other))
    }

    fn changed(&mut self, text: &str) -> String {
        if text.is_empty() {
            return PIECES[self.below(PIECES.len())].to_owned();
        }
        let mut text = text.to_owned();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        match self.below(8) {
            0 => text.truncate(self.place(&text)),
            1 => {
                let start = self.place(&text);
                text.drain(..start);
            }
            2 => {
                let (at, piece) = (self.place(&text), PIECES[self.below(PIECES.len())]);
                text.insert_str(at, piece);
            }
            3 => {
                let at = self.place(&text);
                let end = Span::new(at, at + 1 + self.below(12)).clamped(&text).end;
                text.drain(at..end);
            }
            4 => {
                // A line is lost, or stands somewhere else.
                let lost = self.below(lines.len());
                let mut kept = lines.clone();
                let line = kept.remove(lost);
                if self.below(2) == 0 {
                    kept.insert(self.below(kept.len() + 1), line);
                }
                text = kept.concat();
            }
            5 => {
                // The indentation of some lines is lost.
                let from = self.below(lines.len());
                let count = 1 + self.below(lines.len() - from);
                let lost = |(index, line): (usize, &&str)| {
                    let is_hit = (from..from + count).contains(&index);
                    if is_hit {
                        line.trim_start_matches(' ').to_owned()
                    } else {
                        (*line).to_owned()
                    }
                };
                text = lines.iter().enumerate().map(lost).collect();
            }
            6 => {
                let copied = self.range(&text);
                let copy = Span::new(copied.start, copied.end.min(copied.start + 200));
                let copy = copy.clamped(&text).of(&text).to_owned();
                let at = self.place(&text);
                text.insert_str(at, &copy);
            }
            _ => {
                let (at, piece) = (self.range(&text), PIECES[self.below(PIECES.len())]);
                let end = Span::new(at.start, at.end.min(at.start + 6)).clamped(&text).end;
                text.replace_range(at.start..end, piece);
            }
        }
        text
    }
}

fn check(text: &str, diagnostics: &[Diagnostic]) {
    let within = |span: Span| text.get(span.start..span.end).is_some();
    for found in diagnostics {
        assert!(within(found.span), "{found:#?}");
        assert!(found.related.iter().all(|related| within(related.span)), "{found:#?}");
        for fix in &found.fixes {
            assert!(fix.edits.iter().all(|edit| within(edit.span)), "{found:#?}");
            assert_ne!(apply(text, &fix.edits), text, "a fix that changes nothing: {found:#?}");
        }
    }
}

/// What could be read before a fix can be read after it, but for what a second key of the same name had hidden.
fn check_fixes(text: &str, analysis: &Analysis) {
    let reads = |analysis: &Analysis| analysis.documents.iter().all(|it| it.decode.is_empty());
    let is_one = |found: &&Diagnostic| found.stage == Stage::Lint && found.code != "duplicate-key";
    for found in analysis.diagnostics.iter().filter(is_one) {
        for fix in &found.fixes {
            let fixed = apply(text, &fix.edits);
            let options = Options { only_check: true, ..Options::default() };
            let after = Analysis::of(&fixed, &options);
            assert!(reads(&after) || !reads(analysis), "{}:\n{text}\n->\n{fixed}", found.code);
        }
    }
}

fn look_at(text: &str) {
    let looked = catch_unwind(|| {
        let options = Options { path: "pod.yaml".to_owned(), ..Options::default() };
        let analysis = Analysis::of(text, &options);
        check(text, &analysis.diagnostics);
        check_fixes(text, &analysis);
        for document in &analysis.documents {
            assert!(text.get(document.span.start..document.span.end).is_some(), "a document");
        }
        analysis.report()
    });
    assert!(looked.is_ok(), "of this text:\n{text}");
}

#[test]
fn a_changed_text_gets_an_answer_with_places_in_it() {
    let texts = manifests();
    let mut numbers = Numbers(1);
    for round in 0..ROUNDS {
        let mut text = texts[round % texts.len()].clone();
        for _ in 0..=numbers.below(3) {
            text = numbers.changed(&text);
        }
        look_at(&text);
    }
}

/// How many texts are looked at.
const ROUNDS: usize = 900;

/// The examples, and the manifests of the questions with what their processes do: those that are asked about, and those
/// that are right.
fn content() -> Vec<String> {
    let read = |folder: &str| {
        let files = files_below(&root().join(folder)).into_iter();
        files.map(|file| fs::read_to_string(file).unwrap())
    };
    let mut texts: Vec<String> = read("content/examples").collect();
    for (_, question) in questions() {
        texts.push(question.text());
        texts.extend(
            question.solution.iter().map(|solution| question.run_of(solution).text().to_owned()),
        );
    }
    texts
}

/// How many bytes further each cut is: a step of one takes many minutes.
const STEP: usize = 61;

#[test]
fn a_text_cut_anywhere_gets_an_answer_with_places_in_it() {
    for (index, text) in content().iter().enumerate() {
        // The cuts of one text are not those of the next, which may begin alike.
        for end in (index % STEP..=text.len()).step_by(STEP) {
            look_at(Span::new(0, end).clamped(text).of(text));
        }
        look_at(text);
    }
}

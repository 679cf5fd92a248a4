//! Programs about text: `wc`, `cut`, `tr`, `sort`, `uniq`, … and what prints texts of its own.

mod beside;
mod seq;
mod sets;
mod sort;

use crate::process::commands::Call;
use crate::process::commands::files::base_name;
use crate::process::commands::options::Options;
use crate::process::commands::printf::{printf, unescape};
use crate::process::commands::streams::{Filter, Without, Work};
use crate::process::commands::sums;
use crate::process::machine::files::{Files, NodeId};
use crate::process::machine::open::What;
use crate::text::sort_by;

pub(super) use seq::seq;

use beside::{compare, paste};
use sets::Sets;
use sort::sort;

/// Runs what reads nothing; nothing where it is none of these.
pub(super) fn run(call: &Call<'_>) -> Option<i32> {
    Some(match call.name {
        "echo" => call.print(&format!("{}\n", call.arguments.join(" "))),
        "printf" => {
            let (text, code) = printf(call.arguments, false);
            call.print(&text).max(code)
        }
        "basename" => base_names(call),
        "dirname" => {
            let mut all = String::new();
            for path in Options::read(call.arguments, "", false).operands {
                all.push_str(folder_name(path));
                all.push('\n');
            }
            call.print(&all)
        }
        _ => return None,
    })
}

/// The folder that a path stands in.
fn folder_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    match path.rsplit_once('/') {
        Some((above, _)) => {
            Some(above.trim_end_matches('/')).filter(|it| !it.is_empty()).unwrap_or("/")
        }
        None if path.is_empty() => "/",
        None => ".",
    }
}

fn base_names(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "s", false);
    let mut names = options.operands.clone();
    let mut suffix = options.value('s').unwrap_or_default();
    if !options.has('a') && !options.has('s') {
        suffix = names.get(1).copied().unwrap_or_default();
        names.truncate(1);
    }
    let mut all = String::new();
    for path in names {
        let name = Some(base_name(path)).filter(|name| !name.is_empty()).unwrap_or("/");
        let kept = name.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(name);
        all.push_str(kept);
        all.push('\n');
    }
    call.print(&all)
}

/// `==> path <==`
pub(super) fn heading(path: &str, is_first: bool, out: &mut String) {
    let path = if path == "-" { "standard input" } else { path };
    out.push_str(&format!("{}==> {path} <==\n", if is_first { "" } else { "\n" }));
}

/// A filter that makes something of each line.
pub(super) fn each<'a>(make: impl FnMut(&str, &mut String) + 'a) -> impl Filter + 'a {
    Each(Box::new(make))
}

type Take<'a> = Box<dyn FnMut(&str, &mut String) + 'a>;

struct Each<'a>(Take<'a>);

impl Filter for Each<'_> {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        (self.0)(text.strip_suffix('\n').unwrap_or(text), out);
        true
    }
}

/// A filter that makes something of everything at once.
struct All<'a> {
    text: String,
    /// Takes the text and the path of an input that has ended, or of all where there is none; the exit code.
    make: Make<'a>,
    each: bool,
    code: i32,
}

impl Filter for All<'_> {
    fn take(&mut self, text: &str, _: &mut String) -> bool {
        self.text.push_str(text);
        true
    }

    fn end(&mut self, path: &str, out: &mut String) {
        if self.each {
            let text = std::mem::take(&mut self.text);
            self.code |= (self.make)(&text, Some(path), out);
        }
    }

    fn finish(&mut self, out: &mut String) {
        let text = std::mem::take(&mut self.text);
        self.code |= (self.make)(&text, None, out);
    }

    fn code(&self, failed: bool) -> i32 {
        self.code | i32::from(failed)
    }
}

type Make<'a> = Box<dyn FnMut(&str, Option<&str>, &mut String) -> i32 + 'a>;

fn all<'a>(each: bool, paths: Vec<&'a str>, make: Make<'a>) -> Work<'a> {
    Work::pieces(All { text: String::new(), make, each, code: 0 }, paths)
}

/// The filter that a program is.
pub(super) fn work<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let options = |with_value: &str| Options::read(call.arguments, with_value, false);
    Ok(match call.name {
        "wc" => count(call),
        "cut" => cut(call),
        "tr" => {
            let options = options("");
            let sets = Sets::of(&options);
            let filter = move |text: &str, out: &mut String| sets.translate(text, out);
            let pieces = Pieces(Box::new(filter));
            Work { flushes: !call.is_gnu(), ..Work::pieces(pieces, Vec::new()) }
        }
        "rev" => {
            let filter = each(|line, out| out.extend(line.chars().rev().chain(['\n'])));
            Work::lines(filter, options("").operands)
        }
        "nl" => {
            let options = options("bnsvwi");
            let counts_all = options.value('b') == Some("a");
            let mut number = 0;
            let filter = each(move |line, out| {
                if line.is_empty() && !counts_all {
                    out.push_str("       \n");
                } else {
                    number += 1;
                    out.push_str(&format!("{number:6}\t{line}\n"));
                }
            });
            Work::lines(filter, options.operands)
        }
        "fold" => {
            let options = options("w");
            let width = options.number('w').unwrap_or(80).max(1);
            let filter = each(move |line, out| {
                for (at, letter) in line.chars().enumerate() {
                    if at > 0 && at % width == 0 {
                        out.push('\n');
                    }
                    out.push(letter);
                }
                out.push('\n');
            });
            Work::lines(filter, options.operands)
        }
        "uniq" => {
            let options = options("fsw");
            let paths = options.operands.iter().take(1).copied().collect();
            Work::lines(Unique { options, line: None, count: 0 }, paths)
        }
        "tac" => {
            let paths = options("").operands;
            let make = |text: &str, _: Option<&str>, out: &mut String| {
                out.extend(text.lines().rev().flat_map(|line| [line, "\n"]));
                0
            };
            all(false, paths, Box::new(make))
        }
        "shuf" => shuffle(call)?,
        "sort" => sort(call)?,
        "paste" => paste(call),
        "base64" | "md5sum" | "sha1sum" | "sha256sum" => {
            let options = options("w");
            let (name, paths) = (call.name, options.operands.clone());
            if options.has('c') {
                return Err(Without::Unread);
            }
            let make = move |text: &str, path: Option<&str>, out: &mut String| match path {
                None => 0,
                Some(path) => sums::print(name, text, path, &options, out),
            };
            all(true, paths, Box::new(make))
        }
        "cmp" | "diff" | "comm" => compare(call),
        _ => return Err(Without::Other),
    })
}

struct Pieces<'a>(Take<'a>);

impl Filter for Pieces<'_> {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        (self.0)(text, out);
        true
    }
}

/// `wc [-lwcmL]`
fn count<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "", false);
    let paths = options.operands.clone();
    let mut wanted: Vec<char> = "lwmcL".chars().filter(|letter| options.has(*letter)).collect();
    if wanted.is_empty() {
        wanted = vec!['l', 'w', 'c'];
    }
    let (gnu, files) = (call.is_gnu(), paths.len());
    // GNU makes columns as wide as the largest number, and of standard input wide ones.
    let size = |path: &str| file_at(call, path).map(|file| number(call, |it| it.size(file)));
    let width = match (gnu, files) {
        (false, _) => 9,
        (true, 0) if wanted.len() > 1 => size("-").map_or(7, |size| size.to_string().len()),
        (true, _) => paths.iter().filter_map(|path| size(path)).sum::<usize>().to_string().len(),
    };
    let is_bare = wanted.len() == 1 && files < 2;
    let (mut sums, mut inputs) = (vec![0; wanted.len()], 0);
    let show = move |counts: &[usize], name: &str, out: &mut String| {
        let numbers: Vec<String> = counts
            .iter()
            .map(|count| if is_bare { count.to_string() } else { format!("{count:width$}") })
            .collect();
        out.push_str(&numbers.join(" "));
        if !name.is_empty() {
            out.push_str(&format!(" {name}"));
        }
        out.push('\n');
    };
    let make = move |text: &str, path: Option<&str>, out: &mut String| {
        let Some(path) = path else {
            if inputs > 1 {
                show(&sums, "total", out);
            }
            return 0;
        };
        inputs += 1;
        // What is not kept of a large file counts for its size.
        let hidden = file_at(call, path).map_or(0, |file| number(call, |it| it.hidden(file)));
        let of = |letter: &char| match letter {
            'l' => text.matches('\n').count(),
            'w' => text.split_whitespace().count(),
            'm' => text.chars().count(),
            'L' => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
            _ => text.len() + hidden,
        };
        let counts: Vec<usize> = wanted.iter().map(of).collect();
        for (sum, count) in sums.iter_mut().zip(&counts) {
            *sum += count;
        }
        show(&counts, if files == 0 { "" } else { path }, out);
        0
    };
    all(true, paths, Box::new(make))
}

/// The file at a path, or on standard input, where that is one.
fn file_at(call: &Call<'_>, path: &str) -> Option<NodeId> {
    if path != "-" {
        return call.sys.walk(path, true).ok()?.node;
    }
    let What::File { node, .. } = call.sys.get(0)?.what else { return None };
    Some(node)
}

/// A number of bytes that files tell.
fn number(call: &Call<'_>, tell: impl FnOnce(&Files) -> u64) -> usize {
    usize::try_from(call.sys.with(|kernel| tell(&kernel.files))).unwrap_or(usize::MAX)
}

/// `1,3-5,7-` as ranges.
fn ranges(list: &str) -> Vec<(usize, usize)> {
    let range = |part: &str| match part.split_once('-') {
        Some((from, to)) => (from.parse().unwrap_or(1), to.parse().unwrap_or(usize::MAX)),
        None => part.parse().map_or((0, 0), |at| (at, at)),
    };
    list.split(',').map(range).collect()
}

/// `cut -d DELIMITER -f FIELDS`, `cut -c LETTERS`
fn cut<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "dfcb", false);
    let paths = options.operands.clone();
    let by_field = options.value('f');
    let list = by_field.or(options.value('c')).or(options.value('b')).unwrap_or("1-");
    let (ranges, delimiter) = (ranges(list), options.value('d').unwrap_or("\t"));
    let within = move |at: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&at));
    let filter = each(move |line, out| {
        if by_field.is_none() {
            let letters = line.chars().enumerate();
            out.extend(letters.filter(|(at, _)| within(at + 1)).map(|(_, letter)| letter));
        } else if line.contains(delimiter) {
            let fields = line.split(delimiter).enumerate();
            let kept: Vec<&str> =
                fields.filter(|(at, _)| within(at + 1)).map(|(_, field)| field).collect();
            out.push_str(&kept.join(delimiter));
        } else if options.has('s') {
            return;
        } else {
            out.push_str(line);
        }
        out.push('\n');
    });
    Work::lines(filter, paths)
}

struct Unique<'a> {
    options: Options<'a>,
    line: Option<String>,
    count: usize,
}

impl Unique<'_> {
    fn show(&mut self, out: &mut String) {
        let Some(line) = self.line.take() else { return };
        let is_shown = (!self.options.has('d') || self.count > 1)
            && (!self.options.has('u') || self.count == 1);
        if is_shown {
            if self.options.has('c') {
                out.push_str(&format!("{:7} ", self.count));
            }
            out.push_str(&line);
            out.push('\n');
        }
    }
}

impl Filter for Unique<'_> {
    fn take(&mut self, text: &str, out: &mut String) -> bool {
        let line = text.trim_end_matches('\n');
        let is_same = self.line.as_deref().is_some_and(|before| {
            before == line || (self.options.has('i') && before.eq_ignore_ascii_case(line))
        });
        if is_same {
            self.count += 1;
        } else {
            self.show(out);
            (self.line, self.count) = (Some(line.to_owned()), 1);
        }
        true
    }

    fn finish(&mut self, out: &mut String) {
        self.show(out);
    }
}

/// `shuf [-n COUNT] [file]`, `shuf -e words`, `shuf -i 1-9`: some order, the same in every run.
fn shuffle<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let options = Options::read(call.arguments, "nio", false);
    let most = options.number('n').unwrap_or(usize::MAX);
    let mix = move |mut lines: Vec<&str>, out: &mut String| {
        let mut left = lines.len();
        while left > 1 {
            let at = usize::try_from(call.sys.random()).unwrap_or(0) % left;
            left -= 1;
            lines.swap(at, left);
        }
        out.extend(lines.into_iter().take(most).flat_map(|line| [line, "\n"]));
        0
    };
    let given = if options.has('e') {
        options.operands.iter().map(|word| (*word).to_owned()).collect()
    } else if let Some((from, to)) = options.value('i').and_then(|range| range.split_once('-')) {
        let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>()) else {
            return Err(Without::Ends(1));
        };
        (from..=to).take(100_000).map(|number| number.to_string()).collect()
    } else if options.has('i') || options.has('o') || options.has('z') || options.has('r') {
        return Err(Without::Unread);
    } else {
        let make =
            move |text: &str, _: Option<&str>, out: &mut String| mix(text.lines().collect(), out);
        return Ok(all(false, options.operands, Box::new(make)));
    };
    let given: Vec<String> = given;
    let mut out = String::new();
    mix(given.iter().map(String::as_str).collect(), &mut out);
    Err(Without::Ends(call.print(&out)))
}

#[cfg(test)]
mod tests {
    use super::sort::{number, versions};
    use super::*;

    #[test]
    fn letters_are_translated() {
        for (words, text, expected) in [
            (&["a-z", "A-Z"][..], "hello", "HELLO"),
            (&["-s", " "], "a  b", "a b"),
            (&["-d", "x-z"], "axb", "ab"),
            (&["-cd", "[:digit:]"], "a1b2", "12"),
            (&["abc", "x"], "abcd", "xxxd"),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            let mut out = String::new();
            Sets::of(&Options::read(&words, "", false)).translate(text, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn names_and_versions_are_taken_apart() {
        for (path, expected) in
            [("/a/b/c", "/a/b"), ("c", "."), ("/a", "/"), ("a/b/", "a"), ("/", "/"), ("a//b", "a")]
        {
            assert_eq!(folder_name(path), expected, "{path}");
        }
        assert!(versions("v1.9", "v1.10").is_lt());
        assert!(number("2M", true) > number("1999K", true));
    }
}

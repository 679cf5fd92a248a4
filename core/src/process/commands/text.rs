//! Programs about text: `wc`, `cut`, `tr`, `sort`, `uniq`, … and what prints texts of its own.

use crate::process::commands::Call;
use crate::process::commands::files::base_name;
use crate::process::commands::options::Options;
use crate::process::commands::printf::{printf, unescape};
use crate::process::commands::streams::{Filter, Without, Work};
use crate::process::commands::sums;
use crate::process::machine::open::What;
use crate::text::sort_by;

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
    let sizes = paths.iter().filter_map(|path| call.sys.text_of(path).ok()).map(|text| text.len());
    let width = match (gnu, files) {
        (false, _) => 9,
        (true, 0) if wanted.len() > 1 => input_size(call).map_or(7, |size| size.to_string().len()),
        (true, _) => sizes.sum::<usize>().to_string().len(),
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
        let of = |letter: &char| match letter {
            'l' => text.matches('\n').count(),
            'w' => text.split_whitespace().count(),
            'm' => text.chars().count(),
            'L' => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
            _ => text.len(),
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

/// How long the file on standard input is, where it is one.
fn input_size(call: &Call<'_>) -> Option<usize> {
    let open = call.sys.get(0)?;
    let What::File { node, .. } = open.what else { return None };
    call.sys.with(|kernel| kernel.files.text(node).map(str::len))
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

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Sets {
    from: Vec<char>,
    to: Vec<char>,
    deletes: bool,
    squeezes: bool,
    others: bool,
    has_second: bool,
}

impl Sets {
    fn of(options: &Options<'_>) -> Self {
        let set = |at: usize| letters(options.operands.get(at).copied().unwrap_or_default());
        Self {
            from: set(0),
            to: set(1),
            deletes: options.has('d'),
            squeezes: options.has('s'),
            others: options.has('c') || options.has('C'),
            has_second: options.operands.len() > 1,
        }
    }

    fn translate(&self, text: &str, out: &mut String) {
        for letter in text.chars() {
            let place = self.from.iter().position(|known| *known == letter);
            let place = match (self.others, place) {
                (false, place) => place,
                (true, None) => Some(usize::MAX),
                (true, Some(_)) => None,
            };
            let made = match place {
                Some(_) if self.deletes => continue,
                Some(place) if self.has_second => {
                    self.to.get(place).or(self.to.last()).copied().unwrap_or(letter)
                }
                _ => letter,
            };
            let is_repeated = if self.has_second {
                self.to.contains(&made)
            } else {
                self.from.contains(&made) != self.others
            };
            if !(self.squeezes && is_repeated && out.ends_with(made)) {
                out.push(made);
            }
        }
    }
}

/// The letters of a set of `tr`: `a-z`, `[:digit:]`, `\n`.
fn letters(set: &str) -> Vec<char> {
    let plain: Vec<char> = unescape(set).0.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = plain.get(at) {
        if *first == '[' && plain.get(at + 1) == Some(&':') {
            let name: String = plain.iter().skip(at + 2).take_while(|it| **it != ':').collect();
            let length = name.chars().count();
            let mut ranges = crate::process::shell::class(&name).to_vec();
            sort_by(&mut ranges, Ord::cmp);
            out.extend(ranges.into_iter().flat_map(|(from, to)| from..=to));
            at += length + 4;
        } else if let (Some('-'), Some(last)) = (plain.get(at + 1), plain.get(at + 2)) {
            out.extend(*first..=*last);
            at += 3;
        } else {
            out.push(*first);
            at += 1;
        }
    }
    out
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

/// A key of `sort`: `2,2nr`.
struct Key {
    from: usize,
    to: usize,
    flags: String,
}

/// `sort [-nrufhgV] [-t SIGN] [-k KEY] [-o FILE] [-c]`
fn sort<'a>(call: &'a Call<'_>) -> Result<Work<'a>, Without> {
    let options = Options::read(call.arguments, "tkoS", false);
    if ['z', 'm', 'R', 'M'].into_iter().any(|letter| options.has(letter)) {
        return Err(Without::Unread);
    }
    let mut keys = Vec::new();
    for said in options.values('k') {
        let (from, to) = said.split_once(',').unwrap_or((said, ""));
        let digits = |text: &str| -> usize {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
        };
        let flags: String = said.chars().filter(char::is_ascii_alphabetic).collect();
        let to = Some(digits(to)).filter(|to| *to > 0).unwrap_or(usize::MAX);
        keys.push(Key { from: digits(from).max(1), to, flags });
    }
    let has_keys = !keys.is_empty();
    if !has_keys {
        keys.push(Key { from: 0, to: 0, flags: String::new() });
    }
    let paths = options.operands.clone();
    let make = move |text: &str, _: Option<&str>, out: &mut String| {
        let mut lines: Vec<&str> = text.lines().collect();
        let global: String = "nfhgVbd".chars().filter(|letter| options.has(*letter)).collect();
        let compare_keys = |a: &&str, b: &&str| {
            for key in &keys {
                let own = !key.flags.is_empty();
                let flags = if own { &key.flags } else { &global };
                let part = |line: &str| key_of(line, key, options.value('t'));
                let order = compare_as(&part(a), &part(b), flags);
                let reverses = if own { key.flags.contains('r') } else { options.has('r') };
                if order.is_ne() {
                    return if reverses { order.reverse() } else { order };
                }
            }
            std::cmp::Ordering::Equal
        };
        let compare = |a: &&str, b: &&str| {
            let last = a.cmp(b);
            let last = if options.has('r') { last.reverse() } else { last };
            let is_stable = options.has('s') || options.has('u');
            compare_keys(a, b).then(if is_stable { std::cmp::Ordering::Equal } else { last })
        };
        if options.has('c') || options.has('C') {
            return i32::from(!lines.is_sorted_by(|a, b| compare(a, b).is_le()));
        }
        sort_by(&mut lines, compare);
        if options.has('u') {
            lines.dedup_by(|a, b| compare_keys(a, b).is_eq());
        }
        let sorted: String = lines.into_iter().flat_map(|line| [line, "\n"]).collect();
        if let Some(path) = options.value('o') {
            return call.save(path, &sorted);
        }
        out.push_str(&sorted);
        0
    };
    Ok(all(false, paths, Box::new(make)))
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

/// The part of a line that a key is about.
fn key_of(line: &str, key: &Key, sign: Option<&str>) -> String {
    if key.from == 0 {
        return line.to_owned();
    }
    let wanted = (key.to.saturating_add(1)).saturating_sub(key.from);
    if let Some(sign) = sign {
        let fields: Vec<&str> = line.split(sign).skip(key.from - 1).take(wanted).collect();
        return fields.join(sign);
    }
    // Without a sign a field begins with the blanks in front of it.
    let mut fields = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, letter) in line.char_indices() {
        if letter.is_whitespace() && in_word {
            fields.extend(line.get(start..at));
            (start, in_word) = (at, false);
        } else if !letter.is_whitespace() {
            in_word = true;
        }
    }
    fields.extend(line.get(start..));
    fields.into_iter().skip(key.from - 1).take(wanted).collect()
}

fn compare_as(a: &str, b: &str, flags: &str) -> std::cmp::Ordering {
    if flags.contains(['n', 'g', 'h']) {
        let (a, b) = (number(a, flags.contains('h')), number(b, flags.contains('h')));
        return a.total_cmp(&b);
    }
    if flags.contains('V') {
        return versions(a, b);
    }
    if flags.contains('f') {
        return a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase());
    }
    if flags.contains('b') {
        return a.trim_start().cmp(b.trim_start());
    }
    a.cmp(b)
}

/// The number that a text begins with; with `K`, `M` and `G` where they are read.
fn number(text: &str, units: bool) -> f64 {
    let text = text.trim_start();
    let is_part = |(at, letter): (usize, char)| {
        letter.is_ascii_digit() || letter == '.' || (at == 0 && "-+".contains(letter))
    };
    let end = text.char_indices().find(|it| !is_part(*it)).map_or(text.len(), |(at, _)| at);
    let (digits, rest) = text.split_at(end);
    let value: f64 = digits.parse().unwrap_or(0.0);
    let unit = rest
        .chars()
        .next()
        .filter(|_| units)
        .and_then(|unit| "KMGTP".find(unit.to_ascii_uppercase()));
    unit.map_or(value, |power| (0..=power).fold(value, |value, _| value * 1024.0))
}

/// Compares texts by the numbers in them: `v1.9` comes before `v1.10`.
fn versions(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a, mut b) = (a, b);
    let split = |text: &str| {
        let digits = text.starts_with(|c: char| c.is_ascii_digit());
        text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len())
    };
    while !a.is_empty() && !b.is_empty() {
        let ((one, rest_a), (other, rest_b)) = (a.split_at(split(a)), b.split_at(split(b)));
        let numbers = (one.parse::<u64>(), other.parse::<u64>());
        let order = match numbers {
            (Ok(one), Ok(other)) => one.cmp(&other),
            _ => one.cmp(other),
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.len().cmp(&b.len())
}

/// `paste [-s] [-d SIGNS] file…`
fn paste<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "d", false);
    let paths = options.operands.clone();
    let signs: Vec<char> = unescape(options.value('d').unwrap_or("\t")).0.chars().collect();
    let mut columns: Vec<Vec<String>> = Vec::new();
    let sign = move |at: usize| signs.get(at % signs.len().max(1)).copied();
    let make = move |text: &str, path: Option<&str>, out: &mut String| {
        if path.is_some() {
            columns.push(text.lines().map(str::to_owned).collect());
            return 0;
        }
        let mut put = |fields: &mut dyn Iterator<Item = &str>| {
            for (at, field) in fields.enumerate() {
                out.extend(sign(at.wrapping_sub(1)).filter(|_| at > 0));
                out.push_str(field);
            }
            out.push('\n');
        };
        if options.has('s') {
            for column in &columns {
                put(&mut column.iter().map(String::as_str));
            }
            return 0;
        }
        let most = columns.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..most {
            put(&mut columns.iter().map(|column| column.get(line).map_or("", String::as_str)));
        }
        0
    };
    all(true, paths, Box::new(make))
}

/// `cmp`, `comm`, and what `diff` says by its exit code.
fn compare<'a>(call: &'a Call<'_>) -> Work<'a> {
    let options = Options::read(call.arguments, "", false);
    let paths = options.operands.clone();
    let mut texts: Vec<String> = Vec::new();
    let name = call.name;
    let make = move |text: &str, path: Option<&str>, out: &mut String| {
        if path.is_some() {
            texts.push(text.to_owned());
            return 0;
        }
        let [one, other] = texts.as_slice() else { return 2 };
        if name == "comm" {
            columns(one, other, &options, out);
            return 0;
        }
        if one != other && name == "cmp" && !options.has('s') {
            let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            let line = one.get(..same).map_or(1, |text| text.matches('\n').count() + 1);
            let names = options.operands.join(" ");
            out.push_str(&format!("{names} differ: char {}, line {line}\n", same + 1));
        }
        i32::from(one != other)
    };
    all(true, paths, Box::new(make))
}

/// `comm [-123]`: lines of both, sorted.
fn columns(one: &str, other: &str, options: &Options<'_>, out: &mut String) {
    let (mut left, mut right) = (one.lines().peekable(), other.lines().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let line = if order.is_gt() { right.next() } else { left.next() }.unwrap_or_default();
        if order.is_eq() {
            right.next();
        }
        let (letter, above) = match order {
            std::cmp::Ordering::Less => ('1', ""),
            std::cmp::Ordering::Greater => ('2', "1"),
            std::cmp::Ordering::Equal => ('3', "12"),
        };
        if !options.has(letter) {
            out.extend(above.chars().filter(|it| !options.has(*it)).map(|_| '\t'));
            out.push_str(line);
            out.push('\n');
        }
    }
}

/// `seq [-s SEPARATOR] [-w] [first [step]] last`, a piece at a time.
pub(super) async fn seq(call: &Call<'_>) -> i32 {
    let mut words = call.arguments.iter().map(String::as_str);
    let (mut separator, mut wide, mut numbers) = ("\n", false, Vec::new());
    while let Some(word) = words.next() {
        match word {
            "-w" => wide = true,
            "-s" => separator = words.next().unwrap_or_default(),
            _ => match word.strip_prefix("-s").filter(|rest| !rest.is_empty()) {
                Some(rest) => separator = rest,
                None => numbers.push(word),
            },
        }
    }
    let places = |text: &&str| text.split_once('.').map_or(0, |(_, places)| places.len());
    let count = numbers.iter().map(places).max().unwrap_or(0).min(12);
    let scale = (0..count).fold(1.0, |scale: f64, _| scale * 10.0);
    let mut values = Vec::new();
    for word in &numbers {
        let Ok(value) = word.parse::<f64>() else {
            call.sys.complain(&format!("seq: invalid floating point argument: {word}"));
            return 1;
        };
        #[expect(clippy::cast_possible_truncation, reason = "what is too large is the largest")]
        values.push((value * scale).round() as i64);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a power of ten of at most 12 digits")]
    let unit = scale as i64;
    let (first, step, last) = match values.as_slice() {
        [last] => (unit, unit, *last),
        [first, last] => (*first, unit, *last),
        [first, step, last] if *step != 0 => (*first, *step, *last),
        _ => return 1,
    };
    let said = |at: i64| {
        let digits = at.unsigned_abs().to_string();
        let digits = format!("{digits:0>width$}", width = count + 1);
        let (whole, places) = digits.split_at(digits.len() - count);
        let sign = if at < 0 { "-" } else { "" };
        if count > 0 { format!("{sign}{whole}.{places}") } else { format!("{sign}{whole}") }
    };
    let width = if wide { said(first).len().max(said(last).len()) } else { 0 };
    let mut at = first;
    let mut piece = String::new();
    while (step > 0 && at <= last) || (step < 0 && at >= last) {
        if at != first {
            piece.push_str(separator);
        }
        piece.push_str(&format!("{:0>width$}", said(at)));
        if piece.len() > 4096 {
            if call.print(&std::mem::take(&mut piece)) != 0 {
                return 1;
            }
            call.sys.turn(1).await;
        }
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    if at != first {
        piece.push('\n');
    }
    call.print(&piece)
}

#[cfg(test)]
mod tests {
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

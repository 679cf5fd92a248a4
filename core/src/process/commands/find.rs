//! `find` and `xargs`: programs that run others for what they find or read.

use crate::process::commands::files::remove_one;
use crate::process::commands::listing::{Known, known, own_name, said, time_of};
use crate::process::commands::{Call, unknown};
use crate::process::machine::files::{Errno, Node};

use crate::process::shell::Pattern;

/// What a file is asked.
enum Test<'a> {
    /// A name, or a path where `path` holds, in any case where `any_case` holds.
    Named {
        pattern: Pattern,
        path: bool,
        any_case: bool,
    },
    Kind(&'a str),
    /// How many units of so many: `+5`, `-5` or `5`.
    Size(&'a str, u64),
    /// How many minutes or days ago it was changed.
    Age(&'a str, u64),
    Newer(Option<Known>),
    Mode(&'a str),
    Empty,
    Always(bool),
    Print(char),
    Format(&'a str),
    Delete,
    Prune,
    Quit,
    /// A command, and whether it takes all that is found at once.
    Run(&'a [String], bool),
    Not(Box<Self>),
    /// The last of them that is looked at decides: all have to hold, or one of them where `true`.
    Some(bool, Vec<Self>),
}

struct Reader<'a> {
    call: &'a Call<'a>,
    words: &'a [String],
    /// Whether something is done with what is found.
    acts: bool,
    least: usize,
    most: usize,
    /// Whether what is in a folder comes before it.
    deep_first: bool,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let [word, rest @ ..] = self.words else { return None };
        self.words = rest;
        Some(word)
    }

    /// Tests of which one has to hold, or all; nothing where they are not understood.
    fn tests(&mut self, any: bool) -> Option<Test<'a>> {
        self.depth += 1;
        let mut all = Vec::new();
        loop {
            all.push(if any { self.tests(false)? } else { self.test()? });
            let next = self.words.first().map(String::as_str);
            match next {
                None | Some(")") => break,
                Some("-o" | "-or") if !any => break,
                Some("-o" | "-or" | "-a" | "-and") => {
                    self.next();
                }
                Some(_) => {}
            }
        }
        self.depth -= 1;
        Some(Test::Some(any, all))
    }

    fn test(&mut self) -> Option<Test<'a>> {
        let word = self.next()?;
        if self.depth > 30 {
            return None;
        }
        Some(match word {
            "!" | "-not" => {
                self.depth += 1;
                Test::Not(Box::new(self.test()?))
            }
            "(" => {
                let inside = self.tests(true)?;
                self.next().filter(|word| *word == ")")?;
                inside
            }
            "-name" | "-iname" | "-path" | "-wholename" | "-ipath" => {
                let any_case = word.starts_with("-i");
                let said = self.next()?;
                let said = if any_case { said.to_ascii_lowercase() } else { said.to_owned() };
                let path = !word.ends_with("-name") && !word.ends_with("iname");
                Test::Named { pattern: Pattern::of(&said), path, any_case }
            }
            "-type" => Test::Kind(self.next()?),
            "-size" => {
                let said = self.next()?;
                let (said, unit) = match said.chars().next_back()? {
                    'c' => (said.trim_end_matches('c'), 1),
                    'k' => (said.trim_end_matches('k'), 1 << 10),
                    'M' => (said.trim_end_matches('M'), 1 << 20),
                    'G' => (said.trim_end_matches('G'), 1 << 30),
                    'b' => (said.trim_end_matches('b'), 512),
                    _ => (said, 512),
                };
                Test::Size(said, unit)
            }
            "-mmin" | "-cmin" | "-amin" => Test::Age(self.next()?, 60_000),
            "-mtime" | "-ctime" | "-atime" => Test::Age(self.next()?, 86_400_000),
            "-newer" => Test::Newer(known(self.call, self.next()?, true)),
            "-perm" => Test::Mode(self.next()?),
            "-empty" => Test::Empty,
            "-true" | "-xdev" | "-mount" | "-follow" | "-noleaf" => Test::Always(true),
            "-false" => Test::Always(false),
            "-user" | "-group" => Test::Always(["root", "0"].contains(&self.next()?)),
            "-maxdepth" => {
                self.most = self.next()?.parse().ok()?;
                Test::Always(true)
            }
            "-mindepth" => {
                self.least = self.next()?.parse().ok()?;
                Test::Always(true)
            }
            "-depth" => {
                self.deep_first = true;
                Test::Always(true)
            }
            "-prune" => Test::Prune,
            "-quit" => Test::Quit,
            "-print" | "-print0" => {
                self.acts = true;
                Test::Print(if word == "-print" { '\n' } else { '\0' })
            }
            "-printf" if self.call.is_gnu() => {
                self.acts = true;
                Test::Format(self.next()?)
            }
            "-delete" => {
                (self.acts, self.deep_first) = (true, true);
                Test::Delete
            }
            "-exec" | "-ok" => {
                self.acts = true;
                let end = self.words.iter().enumerate().position(|(at, word)| {
                    word == ";"
                        || (word == "+"
                            && at > 0
                            && self.words.get(at - 1).is_some_and(|it| it == "{}"))
                })?;
                let (command, rest) = self.words.split_at_checked(end)?;
                let at_once = self.next_at(rest)?;
                Test::Run(command, at_once)
            }
            _ => return None,
        })
    }

    fn next_at(&mut self, rest: &'a [String]) -> Option<bool> {
        self.words = rest;
        Some(self.next()? == "+")
    }
}

/// Whether a count is what is said of it: `+5`, `-5` or `5`.
fn counts(said: &str, count: u64) -> bool {
    let number = |text: &str| text.parse::<u64>().unwrap_or(0);
    match (said.strip_prefix('+'), said.strip_prefix('-')) {
        (Some(least), _) => count > number(least),
        (_, Some(most)) => count < number(most),
        _ => count == number(said),
    }
}

struct Find<'a> {
    call: &'a Call<'a>,
    now: i64,
    out: String,
    code: i32,
    /// What is below is not looked at.
    prunes: bool,
    quits: bool,
    /// What is found for commands that take all of it.
    found: Vec<String>,
}

impl Find<'_> {
    /// Whether a test holds of a file; nothing where a command has to run to tell.
    fn holds(&mut self, test: &Test<'_>, path: &str, file: &Known) -> Option<bool> {
        Some(match test {
            Test::Named { pattern, path: whole, any_case } => {
                let name = if *whole { path } else { own_name(path) };
                if *any_case { pattern.matches(&name.to_ascii_lowercase()) } else { pattern.matches(name) }
            }
            Test::Kind(kinds) => {
                let kind = if file.kind == '-' { 'f' } else { file.kind };
                kinds.contains(kind)
            }
            Test::Size(said, unit) => counts(said, file.size.div_ceil(*unit)),
            Test::Age(said, unit) => counts(said, u64::try_from(self.now - file.changed).unwrap_or(0) / unit),
            Test::Newer(other) => {
                other.as_ref().is_some_and(|it| (file.changed, file.node) > (it.changed, it.node))
            }
            Test::Mode(said) => {
                let wanted = u16::from_str_radix(said.trim_start_matches(['-', '/', '+']), 8).unwrap_or(0);
                match said.chars().next() {
                    Some('-') => file.mode & wanted == wanted,
                    Some('/' | '+') => file.mode & wanted != 0,
                    _ => file.mode == wanted,
                }
            }
            Test::Empty => match file.kind {
                'd' => self.call.sys.with(|kernel| {
                    matches!(kernel.files.node(file.node), Some(Node::Dir { entries, .. }) if entries.is_empty())
                }),
                '-' => file.size == 0,
                _ => false,
            },
            Test::Always(holds) => *holds,
            Test::Print(end) => {
                self.out.push_str(path);
                self.out.push(*end);
                true
            }
            Test::Format(format) => {
                self.out.push_str(&Self::formatted(format, path, file));
                true
            }
            Test::Delete => {
                // The place where it began stays.
                let removed = if path == "." { Ok(()) } else { remove_one(self.call, path, file.kind == 'd') };
                if let Err(error) = removed {
                    self.call.complain(path, error);
                    self.code = 1;
                }
                removed.is_ok()
            }
            Test::Prune => {
                self.prunes = true;
                true
            }
            Test::Quit => {
                self.quits = true;
                true
            }
            Test::Run(_, true) => {
                self.found.push(path.to_owned());
                true
            }
            Test::Run(_, false) | Test::Not(_) | Test::Some(..) => return None,
        })
    }

    /// `%p %f %s %m %TY`: what is not known stays.
    fn formatted(format: &str, path: &str, file: &Known) -> String {
        let (format, _) = super::unescape(format);
        let mut out = String::new();
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            match letters.next() {
                Some('p') => out.push_str(path),
                Some('f') => out.push_str(own_name(path)),
                Some('h') => out.push_str(path.rsplit_once('/').map_or(".", |(above, _)| above)),
                Some('P') => out.push_str(path.split_once('/').map_or("", |(_, below)| below)),
                Some('y') => out.push(if file.kind == '-' { 'f' } else { file.kind }),
                Some('m') => out.push_str(&said(file, 'a').unwrap_or_default()),
                Some('M') => out.push_str(&said(file, 'A').unwrap_or_default()),
                Some('u' | 'g') => out.push_str("root"),
                Some('T') => match letters.next() {
                    Some('@') => {
                        out.push_str(&format!("{}.0000000000", file.changed / 1000));
                    }
                    Some(letter) => {
                        out.push_str(&time_of(file, &format!("%{letter}")));
                    }
                    None => {}
                },
                Some(letter) => match said(file, letter) {
                    Some(text) => out.push_str(&text),
                    None => out.extend(['%', letter]),
                },
                None => out.push('%'),
            }
        }
        out
    }

    fn flush(&mut self) {
        let out = std::mem::take(&mut self.out);
        if !out.is_empty() {
            self.code |= self.call.print(&out);
        }
    }

    /// The same where commands may have to run.
    async fn decide(&mut self, test: &Test<'_>, path: &str, file: &Known) -> bool {
        if let Some(holds) = self.holds(test, path, file) {
            return holds;
        }
        match test {
            Test::Not(inside) => !Box::pin(self.decide(inside, path, file)).await,
            Test::Some(any, all) => {
                let mut holds = !any;
                for one in all {
                    holds = Box::pin(self.decide(one, path, file)).await;
                    if holds == *any || self.quits {
                        break;
                    }
                }
                holds
            }
            Test::Run(command, _) => {
                self.flush();
                let words = command.iter().map(|word| word.replace("{}", path)).collect();
                self.call.child(words).await == 0
            }
            Test::Named { .. }
            | Test::Kind(_)
            | Test::Size(..)
            | Test::Age(..)
            | Test::Newer(_)
            | Test::Mode(_)
            | Test::Empty
            | Test::Always(_)
            | Test::Print(_)
            | Test::Format(_)
            | Test::Delete
            | Test::Prune
            | Test::Quit => false,
        }
    }
}

/// The command that takes all that was found.
fn takes_all<'a>(test: &Test<'a>) -> Option<&'a [String]> {
    if let Test::Run(command, true) = test {
        return Some(command);
    }
    let inside = if let Test::Not(inside) = test {
        std::slice::from_ref(&**inside)
    } else if let Test::Some(_, all) = test {
        all
    } else {
        return None;
    };
    inside.iter().find_map(takes_all)
}

pub(super) async fn find(call: &Call<'_>) -> i32 {
    let words = call.arguments;
    let begins = |word: &String| word.starts_with('-') || ["!", "("].contains(&word.as_str());
    let mut first = 0;
    while words.get(first).is_some_and(|word| ["-L", "-H", "-P"].contains(&word.as_str())) {
        first += 1;
    }
    let words = words.get(first..).unwrap_or_default();
    let count = words.iter().position(begins).unwrap_or(words.len());
    let (paths, words) = words.split_at_checked(count).unwrap_or_default();
    let (least, most, deep_first) = (0, usize::MAX, false);
    let mut reader = Reader { call, words, acts: false, least, most, deep_first, depth: 0 };
    let test = if words.is_empty() { Some(Test::Always(true)) } else { reader.tests(true) };
    let Some(test) = test.filter(|_| reader.words.is_empty()) else {
        return unknown(call.sys, call.name, call.arguments).await;
    };
    let test = if reader.acts { test } else { Test::Some(false, vec![test, Test::Print('\n')]) };
    let here = [".".to_owned()];
    let (out, found) = (String::new(), Vec::new());
    let now = call.sys.with(|kernel| kernel.files.now());
    let mut find = Find { call, now, out, code: 0, prunes: false, quits: false, found };
    for path in if paths.is_empty() { &here } else { paths } {
        let Some(top) = known(call, path, true) else {
            call.sys.find(path).ok();
            call.complain(path, Errno::NotFound);
            find.code = 1;
            continue;
        };
        let mut all = Vec::new();
        call.sys.with(|kernel| {
            if let Some(ground) = kernel.grounds.get(call.sys.container_in(kernel)) {
                kernel.tree(&ground.space, (&top.at, top.node), path, true, &mut all);
            }
        });
        if reader.deep_first {
            all.reverse();
        }
        let mut pruned: Option<String> = None;
        for (name, _) in all {
            let below = name.get(path.len()..).unwrap_or_default().trim_start_matches('/');
            let depth = if below.is_empty() { 0 } else { below.split('/').count() };
            let is_pruned = pruned.as_ref().is_some_and(|above| name.starts_with(above.as_str()));
            if depth < reader.least || depth > reader.most || is_pruned {
                continue;
            }
            let Some(file) = known(call, &name, false) else { continue };
            call.sys.turn(1).await;
            find.decide(&test, &name, &file).await;
            if std::mem::take(&mut find.prunes) && !reader.deep_first {
                pruned = Some(format!("{name}/"));
            }
            if find.quits {
                break;
            }
        }
        if find.quits {
            break;
        }
    }
    find.flush();
    if let Some(command) = takes_all(&test).filter(|_| !find.found.is_empty()) {
        let mut words = command.to_vec();
        words.pop();
        words.append(&mut find.found);
        find.code |= i32::from(call.child(words).await != 0);
    }
    find.code
}

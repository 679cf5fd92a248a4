//! `xargs`: a program that runs others for what it reads.

use crate::process::commands::options::Options;
use crate::process::commands::{Call, unescape, unknown};
use crate::process::machine::kernel::{Pid, Wait};

/// `xargs [-0rt] [-n COUNT] [-L LINES] [-I TEXT] [-P COUNT] [-d SIGN] command…`
pub(super) async fn run(call: &Call<'_>) -> i32 {
    let options = Options::read(call.arguments, "nLIPdsEa", true);
    if "sEaipx?".chars().any(|letter| options.has(letter)) {
        return unknown(call.sys, call.name, call.arguments).await;
    }
    let text = match call.sys.get(0) {
        Some(open) => call.sys.read_all(&open).await.unwrap_or_default(),
        None => String::new(),
    };
    let replaced = options.value('I');
    let sign = match options.value('d') {
        Some(sign) => unescape(sign).0.chars().next(),
        None if options.has('0') => Some('\0'),
        None => None,
    };
    let items: Vec<String> = match sign {
        Some(sign) => {
            text.strip_suffix(sign).unwrap_or(&text).split(sign).map(str::to_owned).collect()
        }
        None if replaced.is_some() => {
            let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        }
        None => words(&text, options.has('L')),
    };
    let items = if text.is_empty() { Vec::new() } else { items };
    let mut command: Vec<String> = options.operands.iter().map(|word| (*word).to_owned()).collect();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let most = options.number('n').or(options.number('L')).unwrap_or(5000).max(1);
    let mut groups: Vec<Vec<String>> = Vec::new();
    if let Some(place) = replaced {
        for item in &items {
            groups.push(command.iter().map(|word| word.replace(place, item)).collect());
        }
    } else {
        for items in items.chunks(most) {
            let mut words = command.clone();
            if options.has('L') {
                words.extend(items.iter().flat_map(|line| self::words(line, false)));
            } else {
                words.extend(items.iter().cloned());
            }
            groups.push(words);
        }
        if items.is_empty() && !options.has('r') {
            groups.push(command);
        }
    }
    let at_once = options.number('P').unwrap_or(1);
    let at_once = if at_once == 0 { usize::MAX } else { at_once };
    let (mut running, mut code): (Vec<Pid>, i32) = (Vec::new(), 0);
    let mut groups = groups.into_iter();
    loop {
        while running.len() < at_once
            && code < 124
            && let Some(words) = groups.next()
        {
            if options.has('t') {
                call.sys.complain(&words.join(" "));
            }
            running.extend(call.start(words));
        }
        if running.is_empty() {
            return code;
        }
        let ended = running.iter().position(|pid| call.sys.with(|kernel| kernel.has_ended(*pid)));
        let Some(at) = ended else {
            call.sys.pause(Wait::Child).await;
            continue;
        };
        code = match call.sys.wait_for(running.remove(at)).await {
            0 => code,
            126 => 126,
            127 => 127,
            255 => 124,
            signal if signal > 128 => 125,
            _ => code.max(123),
        };
    }
}

/// The words of a text, with quotes and backslashes; or its lines.
fn words(text: &str, by_line: bool) -> Vec<String> {
    if by_line {
        return text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    }
    let (mut all, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(sign), letter) if letter == sign => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, letter) if letter.is_whitespace() => all.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    all.extend(word);
    all
}

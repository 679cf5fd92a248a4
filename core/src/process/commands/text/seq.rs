//! `seq`.

use crate::process::commands::Call;

/// `seq [-s SEPARATOR] [-w] [first [step]] last`, a piece at a time.
pub(in crate::process::commands) async fn seq(call: &Call<'_>) -> i32 {
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

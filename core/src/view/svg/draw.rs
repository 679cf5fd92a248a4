//! Draws the axis, the bands and the lanes.

use std::fmt::Write as _;

use crate::time::SimTime;
use crate::view::markup::escaped;
use crate::view::timeline::{
    Band, Doing, Grace, Hook, Lane, Mark, MarkKind, Role, Segment, Timeline,
};

use super::frame::{Anchor, Frame, Level, Shelf, X, text_width};

/// The height of a bar.
const BAR: u64 = 18;
/// Where the band with STATUS begins; the style sheet knows the height.
const STATUS: u64 = 26;
/// Where the band with Ready begins; the style sheet knows the height.
const READY: u64 = 52;
/// Where the lanes begin.
const LANES: u64 = 80;
/// What the line with signals and hooks above a bar takes.
const ABOVE: u64 = 16;
/// What the row with probe results below a bar takes.
const BELOW: u64 = 14;
/// What lies between two lanes at least.
const GAP: u64 = 12;
/// The middle of the row with probe results.
const PROBES: u64 = BAR + 9;
/// What a name above its bar takes.
const NAME: u64 = 22;
/// What the grace period takes below the lanes.
const GRACE: u64 = 30;

/// Writes SVG.
pub(super) struct Pen<'a> {
    pub(super) out: String,
    frame: &'a Frame,
}

impl<'a> Pen<'a> {
    pub(super) fn new(frame: &'a Frame) -> Self {
        Self { out: String::new(), frame }
    }

    /// Draws everything and says how high it is; a fluid picture grows by its names where it is compact.
    pub(super) fn draw(&mut self, timeline: &Timeline) -> u64 {
        self.axis();
        self.bands(timeline);
        let mut top = LANES;
        for (index, lane) in (1..).zip(&timeline.lanes) {
            top = self.lane(lane, index, top);
        }
        let graces: Vec<_> = timeline.grace.iter().filter(|grace| grace.from < grace.to).collect();
        if graces.is_empty() {
            return top;
        }
        // The names above have made room for themselves.
        let names = if self.frame.is_compact() { NAME } else { 0 };
        let place = self.place(top - names, timeline.lanes.len(), 0);
        let _ = writeln!(self.out, "<g class=\"lane grace\"{place}>");
        let mut labels = Shelf::default();
        for grace in graces {
            self.grace(grace, &mut labels);
        }
        self.out.push_str("</g>\n");
        top + GRACE
    }

    fn axis(&mut self) {
        self.out.push_str("<g class=\"axis\">");
        for (at, level) in self.frame.ticks() {
            let (x, class) = (self.frame.at(at), class_attribute(level.class()));
            let _ = write!(self.out, "<rect{class}{x}/><text{class}{x}>{}</text>", tick(at));
        }
        self.out.push_str("</g>\n");
    }

    fn bands(&mut self, timeline: &Timeline) {
        if !self.frame.is_compact() {
            let place = self.left();
            let pod = fitting(&timeline.pod, (self.frame.left / 8).saturating_sub(5));
            let _ = writeln!(
                self.out,
                r#"<g class="who pod"{place}><text>Pod <tspan>{}</tspan></text><text class="kind">Ready</text></g>"#,
                escaped(&pod)
            );
        }
        self.out.push_str("<g class=\"st\">");
        for band in &timeline.status {
            self.status(band);
        }
        self.out.push_str("</g>\n");
        for band in &timeline.ready {
            let (x, width) = (self.frame.at(band.from), self.frame.width(band.from, band.to));
            let _ = write!(self.out, r#"<rect class="ready"{x} width="{width}"/>"#);
        }
        if self.frame.is_compact() || self.frame.is_fluid() {
            self.ready_beside(timeline);
        }
        for mark in timeline.outside.iter().filter(|mark| self.frame.shows(mark.at)) {
            let x = self.frame.at(mark.at);
            let _ = write!(self.out, r##"<use href="#pt-out"{x}/>"##);
        }
        self.out.push('\n');
    }

    /// Without a column of names the word stands before the band where there is room for it.
    fn ready_beside(&mut self, timeline: &Timeline) {
        let Some(first) = timeline.ready.first() else { return };
        let Some(level) = self.frame.room(SimTime::ZERO, first.from, text_width("Ready") + 8)
        else {
            return;
        };
        let narrow = if self.frame.is_fluid() { " narrow" } else { "" };
        let _ = write!(
            self.out,
            r#"<text{} text-anchor="end"{} dx="-6" y="{}">Ready</text>"#,
            class_attribute(&format!("{}{narrow}", level.class())),
            self.frame.at(first.from),
            READY + 7
        );
    }

    fn status(&mut self, band: &Band) {
        let (x, width) = (self.frame.at(band.from), self.frame.width(band.from, band.to));
        let _ = write!(self.out, r#"<rect class="{}"{x} width="{width}"/>"#, mood(&band.status));
        let room = text_width(&band.status) * 11 / 10 + 12;
        if let Some(level) = self.frame.room(band.from, band.to, room) {
            self.text(level, "", (x, 7), STATUS + 14, &band.status);
        }
    }

    /// Draws a lane whose room begins at `top`, and says where it ends.
    fn lane(&mut self, lane: &Lane, index: usize, top: u64) -> u64 {
        let (above, has_above) = self.above(lane);
        let probes = lane.marks.iter().any(|mark| result(mark).is_some());
        let pad = if has_above { ABOVE } else { 0 };
        let place = self.place(top + pad, index, pad);
        let guess = if lane.assumed.is_some() { " guess" } else { "" };
        let _ = write!(self.out, "<g class=\"lane {}{guess}\"{place}>", role_class(lane.role));
        self.who(lane, pad);
        for segment in &lane.segments {
            self.segment(segment, lane.role);
        }
        self.out.push_str(&above);
        if probes {
            self.probes(lane);
        }
        self.out.push_str("</g>\n");
        let names = if self.frame.is_compact() { NAME } else { 0 };
        let below = if probes { BELOW } else { 0 };
        top + pad + BAR + below + GAP + names + if self.frame.is_compact() { 0 } else { 6 }
    }

    /// Where a lane's bar begins; a fluid picture says so in a way that its style sheet can add to.
    fn place(&self, top: u64, index: usize, pad: u64) -> String {
        if self.frame.is_fluid() {
            format!(" style=\"--y:{top};--i:{index};--p:{pad}\"")
        } else if self.frame.is_compact() {
            format!(" transform=\"translate(0 {})\"", top + NAME)
        } else {
            format!(" transform=\"translate(0 {top})\"")
        }
    }

    /// Where the column of names begins; a fluid picture leaves that to its style sheet.
    fn left(&self) -> String {
        if self.frame.is_fluid() {
            String::new()
        } else {
            format!(" transform=\"translate(-{})\"", self.frame.left)
        }
    }

    fn who(&mut self, lane: &Lane, pad: u64) {
        let place = if self.frame.is_compact() {
            format!(" transform=\"translate(0 -{})\"", NAME + pad)
        } else {
            self.left()
        };
        let sign = if lane.role == Role::Init { "tick" } else { "dot" };
        let kind = kind(lane.role);
        let letters =
            if self.frame.is_compact() { 60 } else { (self.frame.left / 8).saturating_sub(2) };
        let name = escaped(&fitting(&lane.name, letters));
        let _ = write!(
            self.out,
            r##"<g class="who"{place}><use href="#pt-{sign}"/><text class="name">{name}<tspan dx="7">{kind}</tspan></text><text class="kind">{kind}</text></g>"##
        );
    }

    fn segment(&mut self, segment: &Segment, role: Role) {
        if !self.frame.shows(segment.from) {
            return;
        }
        let (x, width) = (self.frame.at(segment.from), self.frame.width(segment.from, segment.to));
        let mut rect = |more: &str| {
            let _ = write!(self.out, r#"<rect{more}{x} width="{width}"/>"#);
        };

        match segment.doing {
            Doing::Waiting => rect(" class=\"wait\""),
            Doing::Pulling => {
                rect(" class=\"pull\"");
                let room = text_width("pulling") + 4;
                if let Some(level) = self.frame.room(segment.from, segment.to, room) {
                    self.text(level, "", (x, 2), 4, "pulling");
                }
            }
            Doing::Ready => rect(""),
            Doing::Starting | Doing::NotReady | Doing::Stopping => {
                let hatched = format!(" fill=\"url(#pt-{})\"", role_name(role));
                rect(&hatched);
            }
            Doing::BackOff => {
                rect(" class=\"off\"");
                self.back_off(segment, x);
            }
        }
    }

    fn back_off(&mut self, segment: &Segment, x: X) {
        let seconds = segment.to.since(segment.from).0.div_ceil(1000);
        let (long, short) = (format!("back-off {seconds} s"), format!("{seconds} s"));
        let room = |label: &str| {
            self.frame.room(segment.from, segment.to, text_width(label) * 11 / 10 + 10)
        };
        let (label, level) = match (room(&long), room(&short)) {
            (Some(level), _) if level.class().is_empty() => (long, level),
            (_, Some(level)) => (short, level),
            (Some(level), None) => (long, level),
            (None, None) => return,
        };
        self.text(level, "off-for", (x, 6), 13, &label);
    }

    /// Signals, hooks and the ends of processes, and whether the line above the bar is used.
    fn above(&self, lane: &Lane) -> (String, bool) {
        let mut pen = Pen::new(self.frame);
        let mut labels = Shelf::default();
        let mut bars = Shelf::default();
        for segment in &lane.segments {
            bars.block(self.frame, segment.from, segment.to);
        }
        let mut used = false;
        let of = |kind: MarkKind| {
            lane.marks.iter().filter(move |mark| mark.kind == kind && self.frame.shows(mark.at))
        };
        for mark in of(MarkKind::Kill).chain(of(MarkKind::Term)) {
            used = true;
            pen.signal(mark, &mut labels);
        }
        for hook in lane.hooks.iter().filter(|hook| self.frame.shows(hook.from)) {
            used = true;
            pen.hook(hook, &mut labels);
        }
        for mark in of(MarkKind::Exit) {
            // The cross of SIGKILL stands there already.
            let killed = of(MarkKind::Kill)
                .any(|kill| mark.at.since(kill.at).0 < 1000 && kill.at <= mark.at);
            used |= pen.exit(mark, killed, &mut bars, &mut labels);
        }
        (pen.out, used)
    }

    fn signal(&mut self, mark: &Mark, labels: &mut Shelf) {
        let x = self.frame.at(mark.at);
        let (class, sign) =
            if mark.kind == MarkKind::Kill { (" class=\"kill\"", "kill") } else { ("", "term") };
        let _ = write!(self.out, r##"<use{class} href="#pt-{sign}"{x}/>"##);
        let color = if mark.kind == MarkKind::Kill { "sign bad" } else { "sign" };
        if let Some(level) = labels.take(self.frame, mark.at, Anchor::Middle, &mark.label) {
            self.anchored(level, color, Anchor::Middle, x, -9, &mark.label);
        }
    }

    fn hook(&mut self, hook: &Hook, labels: &mut Shelf) {
        let (x, end) = (self.frame.at(hook.from), self.frame.at(hook.to));
        let width = self.frame.width(hook.from, hook.to);
        let _ =
            write!(self.out, r#"<rect class="hook"{x} width="{width}"/><rect class="end"{x}/>"#);
        if self.frame.shows(hook.to) {
            let _ = write!(self.out, r#"<rect class="end"{end}/>"#);
        }
        if let Some(level) = labels.take(self.frame, hook.from, Anchor::Start(0), &hook.name) {
            self.anchored(level, "sign first", Anchor::Start(0), x, -9, &hook.name);
        }
    }

    /// Writes how a process ended: after its bar, else above its end. Says whether it stands above.
    fn exit(&mut self, mark: &Mark, killed: bool, bars: &mut Shelf, labels: &mut Shelf) -> bool {
        let x = self.frame.at(mark.at);
        // 143 is what SIGTERM, which was asked for, leaves behind.
        let good = matches!(mark.label.as_str(), "exit 0" | "exit 143" | "Completed");
        let class = if good { "" } else { "bad" };
        let after = if good {
            6
        } else if killed {
            9
        } else {
            14
        };
        let room = format!("{}  ", mark.label);
        let beside = bars.take(self.frame, mark.at, Anchor::Start(after), &room);
        if let Some(level) = beside.filter(|level| good || level.class().is_empty()) {
            if !good && !killed {
                let _ = write!(self.out, r##"<use class="kill" href="#pt-cross"{x}/>"##);
            }
            self.anchored(level, class, Anchor::Start(after), x, 13, &mark.label);
            return false;
        }
        let Some(level) = labels.take(self.frame, mark.at, Anchor::Middle, &mark.label) else {
            return false;
        };
        self.anchored(level, &format!("sign {class}"), Anchor::Middle, x, -6, &mark.label);
        true
    }

    /// Results of probes as dots; an even row of dots is one line.
    fn probes(&mut self, lane: &Lane) {
        let mut marks = lane
            .marks
            .iter()
            .filter(|mark| self.frame.shows(mark.at))
            .filter_map(|mark| Some((mark.at, result(mark)?)))
            .collect::<Vec<_>>()
            .into_iter()
            .peekable();
        let mut rows = Vec::new();
        let mut labels = Shelf::default();
        while let Some((from, good)) = marks.next() {
            let mut row = vec![from];
            while let Some((at, _)) =
                marks.next_if(|(at, next)| *next == good && continues(&row, *at))
            {
                row.push(at);
            }
            labels.block(self.frame, from, row.last().copied().unwrap_or(from));
            rows.push((row, good));
        }
        let _ = write!(self.out, "<g transform=\"translate(0 {PROBES})\">");
        for (row, good) in rows {
            self.dots(&row, good, &mut labels);
        }
        self.out.push_str("</g>");
    }

    fn dots(&mut self, row: &[SimTime], good: bool, labels: &mut Shelf) {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { return };
        let class = if good { "ok" } else { "no" };
        if row.len() < 3 {
            for at in row {
                let x = self.frame.x(*at);
                let _ = write!(self.out, r#"<circle class="{class}" cx="{x}"/>"#);
            }
            return;
        }
        let gaps = row.len() - 1;
        let (from, to) = (self.frame.x(*first), self.frame.x(*last));
        let even = format!(r#" x1="{from}" x2="{to}" pathLength="{gaps}.01"/>"#);
        let _ = write!(self.out, r#"<line class="{class}s"{even}"#);
        if !good {
            let _ = write!(self.out, "<line{even}");
        }
        let apart = last.since(*first).0 / gaps as u64;
        let count = format!("×{}", row.len());
        if self.frame.touch(apart)
            && let Some(level) = labels.take(self.frame, *last, Anchor::Start(8), &count)
        {
            self.anchored(level, "", Anchor::Start(8), self.frame.at(*last), 4, &count);
        }
    }

    fn grace(&mut self, grace: &Grace, labels: &mut Shelf) {
        let (x, end) = (self.frame.at(grace.from), self.frame.at(grace.to));
        let width = self.frame.width(grace.from, grace.to);
        let _ =
            write!(self.out, r#"<rect class="hook"{x} width="{width}"/><rect class="end"{x}/>"#);
        if self.frame.shows(grace.to) {
            let _ = write!(self.out, r#"<rect class="over"{end}/>"#);
        }
        let words = format!("grace period {} s", grace.to.since(grace.from).whole_secs());
        let end = SimTime(grace.to.0.min(self.frame.end()));
        for (at, anchor) in [(grace.from, Anchor::Start(0)), (end, Anchor::End(0))] {
            let mut tried = labels.clone();
            let level = tried.take(self.frame, at, anchor, &words);
            if let Some(level) = level.filter(|level| level.class().is_empty()) {
                *labels = tried;
                let x = self.frame.at(at);
                self.anchored(level, "", anchor, x, 20, &words);
                return;
            }
        }
    }

    fn text(&mut self, level: Level, class: &str, place: (X, u64), y: u64, text: &str) {
        let (x, after) = place;
        self.anchored(
            level,
            class,
            Anchor::Start(after),
            x,
            i64::try_from(y).unwrap_or_default(),
            text,
        );
    }

    fn anchored(&mut self, level: Level, class: &str, anchor: Anchor, x: X, y: i64, text: &str) {
        // The style sheet puts the middle of a sign's name above the sign.
        let class = class_attribute(&format!("{class}{}", level.class()));
        let _ = write!(self.out, "<text{class}");
        let _ = match anchor {
            Anchor::Start(0) | Anchor::Middle => Ok(()),
            Anchor::Start(after) => write!(self.out, " dx=\"{after}\""),
            Anchor::End(0) => write!(self.out, " text-anchor=\"end\""),
            Anchor::End(before) => write!(self.out, " text-anchor=\"end\" dx=\"-{before}\""),
        };
        let _ = write!(self.out, "{x} y=\"{y}\">{}</text>", escaped(text));
    }
}

/// Nothing where there is no class.
fn class_attribute(classes: &str) -> String {
    let classes = classes.trim();
    if classes.is_empty() { String::new() } else { format!(" class=\"{classes}\"") }
}

/// Whether an instant goes on with an even row, give or take an eighth.
fn continues(row: &[SimTime], at: SimTime) -> bool {
    let [first, second, ..] = row else { return true };
    let Some(last) = row.last() else { return true };
    let (step, next) = (second.since(*first).0, at.since(*last).0);
    next.abs_diff(step) * 8 <= step
}

/// Whether a probe succeeded; nothing for other marks.
fn result(mark: &Mark) -> Option<bool> {
    match mark.kind {
        MarkKind::ProbeSuccess => Some(true),
        MarkKind::ProbeFailure => Some(false),
        MarkKind::Term | MarkKind::Kill | MarkKind::Exit | MarkKind::Outside => None,
    }
}

/// `90s` as people write it on an axis.
fn tick(at: SimTime) -> String {
    if at.0 <= 120_000 {
        let tenths = at.0 % 1000 / 100;
        let decimal = if tenths > 0 { format!(".{tenths}") } else { String::new() };
        return format!("{}{decimal}s", at.0 / 1000);
    }
    match (at.0 / 60_000, at.0 % 60_000) {
        (minutes, 0) => format!("{minutes}m"),
        (minutes, millis) => format!("{minutes}m{}s", millis / 1000),
    }
}

/// A name shortened to so many letters; a name is never left out.
fn fitting(name: &str, letters: u64) -> String {
    let letters = usize::try_from(letters).unwrap_or(usize::MAX).max(4);
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters - 1).collect();
    format!("{kept}…")
}

fn role_class(role: Role) -> &'static str {
    match role {
        Role::Init => "i-init",
        Role::Sidecar => "i-sidecar",
        Role::App => "i-app",
        Role::Ephemeral => "i-ephemeral",
    }
}

fn role_name(role: Role) -> &'static str {
    role_class(role).trim_start_matches("i-")
}

/// A role in words.
pub(super) fn kind(role: Role) -> &'static str {
    match role {
        Role::Init => "init",
        Role::Sidecar => "native sidecar",
        Role::App => "app",
        Role::Ephemeral => "ephemeral",
    }
}

/// What a STATUS word means for its reader, as a class.
fn mood(status: &str) -> &'static str {
    match status {
        "Running" => "runs",
        "Completed" | "Succeeded" => "done",
        "Terminating" | "NotReady" => "ends",
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => "waits",
        other => match other.strip_prefix("Init:") {
            Some(count) if count.starts_with(|c: char| c.is_ascii_digit()) => "starts",
            Some(_) | None => "fails",
        },
    }
}

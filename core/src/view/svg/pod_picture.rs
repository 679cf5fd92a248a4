//! A Pod as an SVG: containers as cards, volumes beside them, and ways between them that no label crosses.
//!
//! Labels stand in the cards and ways in the gutters: a container's ports and calls are at its left edge, its mounts at
//! its right edge, and each port or volume that is used has a track of its own. A label that has no room is left out;
//! `picture::words` has them all.

mod card;
mod strokes;

use crate::sim::trace::Role;
use crate::text::sort_by;
use crate::view::markup::{self, escaped, push};
use crate::view::picture::{Box, Mount, Picture};

use strokes::{MONO, NAME, SOFT, rect, tip, way, width_of};

/// The colors and weights; part of each picture.
const STYLE: &str = include_str!("pod_picture.css");

/// Below this width the volumes stand below the containers, and the Services above.
const COMPACT: u32 = 560;
/// The least that is drawn.
const NARROWEST: u32 = 240;
/// From one row of a card to the next.
const ROW: u32 = 18;
/// Between cards.
const GAP: u32 = 10;
/// From one track to the next.
const TRACK: u32 = 9;
/// Inside of a card.
const PAD: u32 = 10;

/// Where something stands from left to right.
#[derive(Clone, Copy, Debug)]
struct Column {
    from: u32,
    to: u32,
}

/// A port of a container that somebody connects to: its track, and where its row is once that is drawn.
struct Target {
    container: usize,
    port: u16,
    y: u32,
}

struct Drawing<'a> {
    picture: &'a Picture,
    out: String,
    ways: String,
    containers: Column,
    volumes: Column,
    services: Column,
    is_compact: bool,
    targets: Vec<Target>,
    /// Rows that connect to a target: the place of the target, the height, whether it is a guess.
    callers: Vec<(usize, u32, bool)>,
    /// Rows that lead to a volume: its place, the height, the mount.
    mounts: Vec<(usize, u32, &'a Mount)>,
}

/// The picture of a Pod, so many pixels wide.
pub fn pod_picture(picture: &Picture, width: u32) -> String {
    let width = width.max(NARROWEST);
    let mut drawing = Drawing::new(picture, width);
    let height = drawing.draw(width);
    let (w, h) = (width.to_string(), height.to_string());
    let mut out = String::new();
    push(
        &mut out,
        &[
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pp\" role=\"group\" aria-label=\"Picture of Pod ",
            &escaped(&picture.pod),
            "\" width=\"",
            &w,
            "\" height=\"",
            &h,
            "\" viewBox=\"0 0 ",
            &w,
            " ",
            &h,
            "\"><style>",
            STYLE,
            "</style>",
            &drawing.ways,
            &drawing.out,
            "</svg>",
        ],
    );
    out
}

impl<'a> Drawing<'a> {
    fn new(picture: &'a Picture, width: u32) -> Self {
        let mut targets: Vec<Target> = Vec::new();
        let calls = picture.containers.iter().flat_map(|container| &container.calls);
        let ways = picture.services.iter().flat_map(|service| &service.ways);
        let asked = calls.filter_map(|call| call.to);
        let asked = asked.chain(ways.filter_map(|(_, target, to)| Some(((*to)?, *target))));
        for (container, port) in asked {
            if !targets.iter().any(|it| it.container == container && it.port == port) {
                targets.push(Target { container, port, y: 0 });
            }
        }
        let is_compact = width < COMPACT;
        let most = most(is_compact);
        let gutter = |tracks: usize| match u32::try_from(tracks) {
            Ok(tracks) if tracks > 0 => tracks.min(most) * TRACK + 20,
            _ => 0,
        };
        let used = picture.volumes.iter().enumerate();
        let used = used.filter(|(place, _)| {
            picture.containers.iter().any(|container| uses(container, *place))
        });
        let (left, right) = (gutter(targets.len()), gutter(used.count()));
        let margin = if is_compact { 8 } else { 14 };
        let has_services = !picture.services.is_empty() && !is_compact;
        let services = if has_services { (width / 7).clamp(92, 120) } else { 0 };
        let from = services + margin + left + if has_services { 12 } else { 0 };
        let volumes =
            if is_compact || picture.volumes.is_empty() { 0 } else { (width / 5).clamp(112, 190) };
        let to = width.saturating_sub(margin + right + volumes).max(from + 120);
        let containers = Column { from, to };
        let volumes = if is_compact {
            containers
        } else {
            Column { from: to + right, to: to + right + volumes }
        };
        let services = if is_compact { containers } else { Column { from: 1, to: services } };
        let (out, ways) = (String::new(), String::new());
        let (callers, mounts) = (Vec::new(), Vec::new());
        Self {
            picture,
            out,
            ways,
            containers,
            volumes,
            services,
            is_compact,
            targets,
            callers,
            mounts,
        }
    }

    /// Draws all of it; how high that is.
    fn draw(&mut self, width: u32) -> u32 {
        let picture = self.picture;
        let services_height = if self.is_compact { self.services(0) } else { 0 };
        let top = if services_height > 0 { services_height + 14 } else { 1 };
        let mut y = self.title(top + 8, width);
        let first = y;
        let mut group = None;
        for (place, container) in picture.containers.iter().enumerate() {
            if group != Some(container.role) {
                group = Some(container.role);
                let words = heading(container.role);
                y += 6;
                if width_of(words, SOFT) <= self.containers.to - self.containers.from {
                    self.text(self.containers.from, y + 10, "head", words);
                }
                y += 18;
            }
            y = self.card(place, container, y) + GAP;
        }
        let below = self.volumes(if self.is_compact { y } else { first + 24 });
        y = y.max(below);
        let bottom = self.namespaces(y + 4) + 10;
        if !self.is_compact {
            let end = self.services(first);
            self.connect();
            self.net(top, bottom.max(end), width);
            return bottom.max(end) + 2;
        }
        self.connect();
        self.net(top, bottom, width);
        bottom + 2
    }

    /// The box that is one network.
    fn net(&mut self, top: u32, bottom: u32, width: u32) {
        let left = if self.is_compact || self.picture.services.is_empty() {
            1
        } else {
            self.services.to + 12
        };
        let mut out = String::new();
        rect(&mut out, "net", left, top, width - left - 1, bottom - top);
        self.ways.insert_str(0, &out);
    }

    fn title(&mut self, y: u32, width: u32) -> u32 {
        let x = self.containers.from;
        let room = width.saturating_sub(x + 10);
        let title = format!("Pod {}", self.picture.pod);
        let mut y = self.lines(x, y + 10, room, "name", NAME, &title);
        if let Some(network) = self.picture.namespaces.first() {
            let short = network.split(',').next().unwrap_or_default();
            let fits = |words: &&str| width_of(words, SOFT) <= room;
            if let Some(words) = [network.trim_end_matches('.'), short].into_iter().find(fits) {
                self.text(x, y, "", words);
                y += 16;
            }
        }
        y - 8
    }

    /// Text in lines that have room; where the next one stands.
    fn lines(
        &mut self,
        x: u32,
        mut y: u32,
        room: u32,
        class: &str,
        letter: u32,
        text: &str,
    ) -> u32 {
        let mut line = String::new();
        for character in text.chars() {
            line.push(character);
            if width_of(&line, letter) > room && line.chars().count() > 1 {
                line.pop();
                self.text(x, y, class, &line);
                line = character.to_string();
                y += 15;
            }
        }
        self.text(x, y, class, &line);
        y + 16
    }

    fn text(&mut self, x: u32, y: u32, class: &str, text: &str) {
        let (x, y) = (x.to_string(), y.to_string());
        push(&mut self.out, &["<text x=\"", &x, "\" y=\"", &y, "\""]);
        if !class.is_empty() {
            push(&mut self.out, &[" class=\"", class, "\""]);
        }
        push(&mut self.out, &[">", &escaped(text), "</text>"]);
    }

    /// The volumes, each beside the first container that mounts it or below that; where they end.
    fn volumes(&mut self, top: u32) -> u32 {
        let picture = self.picture;
        let Column { from, to } = self.volumes;
        let mut y = top;
        if self.is_compact && !picture.volumes.is_empty() {
            self.text(from, y + 16, "head", "Volumes");
            y += 24;
        }
        // In the order in which they are mounted, so that few ways cross.
        let first = |place: usize| {
            let mut mounts = self.mounts.iter().filter(move |(of, ..)| *of == place);
            mounts.next().map(|(_, y, _)| *y)
        };
        let volumes = picture.volumes.iter().enumerate();
        let mut order: Vec<_> = volumes.map(|(place, it)| (first(place), place, it)).collect();
        sort_by(&mut order, |one, other| {
            (one.0.is_none(), one.0).cmp(&(other.0.is_none(), other.0))
        });
        for (turn, (first, place, volume)) in (0..).zip(order) {
            if let Some(first) = first.filter(|_| !self.is_compact) {
                y = y.max(first.saturating_sub(19));
            }
            let room = to - from - 2 * PAD;
            let outer = std::mem::take(&mut self.out);
            let mut bottom = self.lines(from + PAD, y + 18, room, "name", NAME, &volume.name);
            if width_of(&volume.kind, SOFT) <= room {
                self.text(from + PAD, bottom, "", &volume.kind);
                bottom += 14;
            } else if let Some(kind) =
                volume.kind.split(' ').next().filter(|kind| width_of(kind, SOFT) <= room)
            {
                self.text(from + PAD, bottom, "", kind);
                bottom += 14;
            }
            let bottom = (bottom - 4).max(y + 44);
            let inner = std::mem::replace(&mut self.out, outer);
            let (name, kind) = (escaped(&volume.name), escaped(&volume.kind));
            push(
                &mut self.out,
                &[
                    "<g role=\"button\" tabindex=\"0\"",
                    &markup::place(volume.at),
                    " aria-label=\"Volume ",
                    &name,
                    ", ",
                    &kind,
                    "\">",
                ],
            );
            rect(&mut self.out, "card vol", from, y, to - from, bottom - y);
            push(&mut self.out, &["</g><g aria-hidden=\"true\">", &inner, "</g>"]);
            self.lead_to_volume(place, turn, y + 19);
            y = bottom + GAP;
        }
        y
    }

    /// The ways from the mounts of a volume, over its track.
    fn lead_to_volume(&mut self, place: usize, turn: u32, y: u32) {
        let edge = self.containers.to;
        let track = edge + 18 + turn.min(most(self.is_compact) - 1) * TRACK;
        let end = if self.is_compact { edge } else { self.volumes.from };
        for (_, from, mount) in self.mounts.iter().filter(|(of, ..)| *of == place) {
            let class = if mount.is_assumed() { "way guess" } else { "way" };
            way(&mut self.ways, class, [edge, track, end], *from, y);
            // What goes in, and what comes out.
            let (x, y) = (edge + 2, *from);
            if mount.reads || mount.is_assumed() && mount.is_read_only {
                tip(&mut self.ways, x, y, true);
            }
            if mount.writes || mount.is_assumed() && !mount.is_read_only {
                tip(&mut self.ways, x + if mount.reads { 7 } else { 0 }, y, false);
            }
        }
    }

    /// The Services, and the ways from their ports; where they end.
    fn services(&mut self, top: u32) -> u32 {
        let picture = self.picture;
        let Column { from, to } = self.services;
        let room = to.saturating_sub(from + 2 * PAD);
        let mut y = top;
        for service in &picture.services {
            let begin = y;
            let outer = std::mem::take(&mut self.out);
            self.text(from + PAD, y + 16, "", "Service");
            let mut next = self.lines(from + PAD, y + 32, room, "name", NAME, &service.name);
            for (port, target, to) in &service.ways {
                let words = format!(":{port}→{target}");
                if width_of(&words, MONO) <= room {
                    self.text(from + PAD, next, "mono", &words);
                }
                let found = self
                    .targets
                    .iter()
                    .position(|it| Some(it.container) == *to && it.port == *target);
                if let Some(found) = found {
                    // A negative way: from the Service's own edge.
                    self.callers.push((found + SERVICE, next - 4, false));
                }
                next += ROW;
            }
            let inner = std::mem::replace(&mut self.out, outer);
            rect(&mut self.out, "card", from, begin, to - from, next - 6 - begin);
            self.out.push_str(&inner);
            y = next + GAP;
        }
        y
    }

    /// The ways to ports, over their tracks at the left.
    fn connect(&mut self) {
        let edge = self.containers.from;
        for (caller, from, is_guess) in &self.callers {
            let is_service = *caller >= SERVICE;
            let place = if is_service { caller - SERVICE } else { *caller };
            let Some(target) = self.targets.get(place).filter(|it| it.y > 0) else { continue };
            let track = edge
                - 14
                - u32::try_from(place).unwrap_or(u32::MAX).min(most(self.is_compact) - 1) * TRACK;
            let begin = if is_service && !self.is_compact { self.services.to } else { edge };
            way(
                &mut self.ways,
                if *is_guess { "way guess" } else { "way" },
                [begin, track, edge],
                *from,
                target.y,
            );
            tip(&mut self.ways, edge - 8, target.y, false);
        }
    }

    /// What is shared, as small labels; where they end.
    fn namespaces(&mut self, top: u32) -> u32 {
        let left = self.containers.from;
        let right = self.volumes.to.max(self.containers.to);
        let (mut x, mut y) = (left, top);
        for namespace in self.picture.namespaces.iter().skip(1) {
            let words = namespace.split(',').next().unwrap_or_default();
            let width = width_of(words, SOFT) + 16;
            if x + width > right && x > left {
                (x, y) = (left, y + 26);
            }
            rect(&mut self.out, "chip", x, y, width, 20);
            self.text(x + 8, y + 14, "", words);
            x += width + 8;
        }
        let is_guess = self.mounts.iter().any(|(.., mount)| mount.is_assumed())
            || self.callers.iter().any(|(.., is_guess)| *is_guess);
        let legend = "Dashed: not seen in this run";
        if is_guess && width_of(legend, SOFT) <= right.saturating_sub(left) {
            self.text(left, y + 38, "", legend);
            y += 20;
        }
        y + 20
    }
}

/// How many tracks there are on a side; what comes after them shares the last.
const fn most(is_compact: bool) -> u32 {
    if is_compact { 4 } else { 8 }
}

/// What is added to the place of a target where a Service leads to it.
const SERVICE: usize = 1 << 20;

fn uses(container: &Box, volume: usize) -> bool {
    container.mounts.iter().any(|mount| mount.volume == volume)
}

const fn heading(role: Role) -> &'static str {
    match role {
        Role::Init => "Init: each runs to its end",
        Role::Sidecar => "Sidecars: start first, stop last",
        Role::App => "Apps: run together",
        Role::Ephemeral => "Ephemeral",
    }
}

#[cfg(test)]
mod tests;

//! A container as a card: its name and state, and rows of ports, calls and mounts.

use crate::sim::trace::Role;
use crate::view::markup::{self, escaped, push};
use crate::view::picture::{Box, Mount, role_word, sentence, turn};

use super::strokes::{MONO, NAME, SOFT, rect, width_of};
use super::{Column, Drawing, PAD, ROW, Target};

/// A row of a card: a label at the left, one at the right.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Port(usize),
    Call(usize),
    Mount(usize),
}

impl<'a> Drawing<'a> {
    /// A container; where it ends.
    pub(super) fn card(&mut self, place: usize, container: &'a Box, top: u32) -> u32 {
        let Column { from, to } = self.containers;
        let room = to - from - 2 * PAD;
        let outer = std::mem::take(&mut self.out);
        let state_width = width_of(&container.state, SOFT) + 12;
        let name_width = width_of(&container.name, NAME) + 22;
        let is_beside = !container.state.is_empty() && name_width + state_width <= room;
        if is_beside {
            self.text(to - PAD, top + 19, "end", &container.state);
        }
        let mut y = self.lines(from + PAD + 22, top + 19, room - 22, "name", NAME, &container.name);
        for words in self.below_name(container, is_beside) {
            if width_of(&words, SOFT) <= room - 22 {
                self.text(from + PAD + 22, y, "", &words);
                y += 15;
            }
        }
        y += 5;
        for cells in rows(container, room) {
            for cell in cells.into_iter().flatten() {
                self.label(place, container, cell, y, room);
            }
            y += ROW;
        }
        let bottom = (y - 6).max(top + 46);
        let inner = std::mem::replace(&mut self.out, outer);
        let role = role_word(container.role);
        push(
            &mut self.out,
            &[
                "<g class=\"r-",
                role,
                "\" role=\"button\" tabindex=\"0\"",
                &markup::place(container.at),
                " aria-label=\"",
                &escaped(&sentence(self.picture, container)),
                "\">",
            ],
        );
        rect(
            &mut self.out,
            if container.runs { "card runs" } else { "card" },
            from,
            top,
            to - from,
            bottom - top,
        );
        // What is heard is the name of the button; what is seen stands before it.
        let (x, y) = ((from + PAD + 8).to_string(), (top + 15).to_string());
        push(
            &mut self.out,
            &[
                "</g><g aria-hidden=\"true\" class=\"r-",
                role,
                "\"><g transform=\"translate(",
                &x,
                " ",
                &y,
                ")\"><circle class=\"ring\" r=\"6.2\"/>",
            ],
        );
        self.out.push_str(match container.role {
            Role::Init => "<path class=\"ring\" d=\"M-3 0l2.2 2.2 4-4.4\"/></g>",
            Role::Sidecar | Role::App | Role::Ephemeral => "<circle class=\"dot\" r=\"2.6\"/></g>",
        });
        push(&mut self.out, &[&inner, "</g>"]);
        bottom
    }

    /// What stands below a name: what kind it is and its image, and what it is now where that is not beside the name.
    fn below_name(&self, container: &Box, is_beside: bool) -> Vec<String> {
        let role = role_word(container.role);
        let turn = turn(self.picture, container);
        let turn = turn.map(|turn| format!(", {turn}")).unwrap_or_default();
        let room = self.containers.to - self.containers.from - 2 * PAD - 22;
        let image = &container.image;
        let shorter = [format!("{role}{turn} · {image}"), format!("{role} · {image}")];
        let fitting = shorter.into_iter().filter(|_| !image.is_empty());
        let fitting = fitting.chain([format!("{role}{turn}")]);
        let mut words: Vec<String> =
            fitting.filter(|words| width_of(words, SOFT) <= room).take(1).collect();
        if !is_beside && !container.state.is_empty() {
            words.push(container.state.clone());
        }
        words
    }

    fn label(&mut self, place: usize, container: &'a Box, row: Cell, y: u32, room: u32) {
        let Column { from, to } = self.containers;
        let middle = y - 4;
        match row {
            Cell::Port(index) => {
                let Some(port) = container.ports.get(index) else { return };
                let is_it =
                    |it: &&mut Target| it.container == place && it.port == port.number && it.y == 0;
                if let Some(target) = self.targets.iter_mut().find(is_it) {
                    target.y = middle;
                }
                if width_of(&port.label, MONO) <= room {
                    self.text(from + PAD, y, "mono", &port.label);
                }
            }
            Cell::Call(index) => {
                let Some(call) = container.calls.get(index) else { return };
                if let Some((to, port)) = call.to {
                    let target =
                        self.targets.iter().position(|it| it.container == to && it.port == port);
                    self.callers.extend(target.map(|target| (target, middle, !call.is_seen)));
                }
                let words = call_words(call.is_seen, &call.label);
                if width_of(&words, SOFT) <= room {
                    self.text(from + PAD, y, "", &words);
                }
            }
            Cell::Mount(index) => {
                let Some(mount) = container.mounts.get(index) else { return };
                self.mounts.push((mount.volume, middle, mount));
                let text = fitting(mount, room);
                if !text.is_empty() {
                    self.text(to - PAD, y, "end", &text);
                }
            }
        }
    }
}

fn call_words(is_seen: bool, label: &str) -> String {
    format!("{} {label}", if is_seen { "calls" } else { "may call" })
}

/// What of a mount has room: `writes /var/log rw`, the path alone, or the verb.
fn fitting(mount: &Mount, room: u32) -> String {
    let Mount { path, sub_path, .. } = mount;
    let (verb, mode) = (mount.verb(), mount.mode());
    let all = if sub_path.is_empty() {
        format!("{verb} {path} {mode}")
    } else {
        format!("{verb} {path} (subPath {sub_path}) {mode}")
    };
    let fits = |words: &String| width_of(words, SOFT) <= room;
    let shorter = [all, format!("{verb} {path} {mode}"), path.clone(), format!("{verb} {mode}")];
    shorter.into_iter().find(fits).unwrap_or_default()
}

/// The rows of a card: two labels share one where both have room.
fn rows(container: &Box, room: u32) -> Vec<[Option<Cell>; 2]> {
    let mut left: Vec<(Cell, u32)> = Vec::new();
    for (index, port) in container.ports.iter().enumerate() {
        left.push((Cell::Port(index), width_of(&port.label, MONO)));
    }
    for (index, call) in container.calls.iter().enumerate() {
        left.push((Cell::Call(index), width_of(&call_words(call.is_seen, &call.label), SOFT)));
    }
    let mut left = left.into_iter();
    let mut rows = Vec::new();
    for (index, mount) in container.mounts.iter().enumerate() {
        let wide = width_of(&fitting(mount, room), SOFT);
        let own = Cell::Mount(index);
        match left.next() {
            Some((cell, width)) if width + wide + 16 <= room => rows.push([Some(cell), Some(own)]),
            Some((cell, _)) => rows.extend([[Some(cell), None], [None, Some(own)]]),
            None => rows.push([None, Some(own)]),
        }
    }
    rows.extend(left.map(|(cell, _)| [Some(cell), None]));
    rows
}

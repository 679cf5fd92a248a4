//! The logs of containers, line by line.

use crate::process::machine::kernel::{About, Kernel, LONGEST_LINE, LogLine, MOST_LINES};

impl Kernel {
    /// A container prints.
    pub(in crate::process) fn print(&mut self, container: usize, stream: u32, text: &str) {
        for piece in text.split_inclusive('\n') {
            let Some(partial) = self.partial(container, stream) else { return };
            partial.push_str(piece);
            if piece.ends_with('\n') || partial.len() > LONGEST_LINE {
                self.print_line(container, stream, false);
            }
        }
    }

    pub(super) fn partial(&mut self, container: usize, stream: u32) -> Option<&mut String> {
        let [out, err] = &mut self.grounds.get_mut(container)?.partial;
        Some(if stream == 2 { err } else { out })
    }

    pub(super) fn print_line(&mut self, container: usize, stream: u32, unless_empty: bool) {
        let Some(partial) = self.partial(container, stream) else { return };
        if unless_empty && partial.is_empty() {
            return;
        }
        let mut text = std::mem::take(partial);
        if text.ends_with('\n') {
            text.pop();
        }
        let Some(ground) = self.grounds.get_mut(container) else { return };
        ground.tail.push_back(text.clone());
        if ground.tail.len() > 80 {
            ground.tail.pop_front();
        }
        ground.lines += 1;
        self.changes += 1;
        if ground.lines == MOST_LINES {
            let name = ground.name.clone();
            self.note(
                container,
                About::Other,
                format!("`{name}` prints more than {MOST_LINES} lines: the others are left out."),
            );
        } else if ground.lines < MOST_LINES {
            let run = ground.run;
            self.log.push(LogLine { at: self.now, container, run, stream, text });
        }
    }
}

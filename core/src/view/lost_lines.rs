//! What a log shipper has not read: the lines went with the Pod.

use crate::sim::trace::{LostLines, Trace};

/// One sentence: "`log-shipper` has not read …".
pub fn sentence(trace: &Trace, lost: &LostLines) -> String {
    let name = |place: usize| trace.containers.get(place).map_or("?", |of| of.name.as_str());
    let (reader, writer) = (name(lost.reader), name(lost.writer));
    let (lines, when, they) = match lost.lines {
        1 => ("a line".to_owned(), format!("at {}", lost.first_at), "it"),
        lines => (format!("{lines} lines"), format!("from {} on", lost.first_at), "they"),
    };
    let (file, volume) = (&lost.file, &lost.volume);
    format!(
        "`{reader}` has not read {lines} that `{writer}` wrote to {file} {when}: {they} went with the volume `{volume}`."
    )
}

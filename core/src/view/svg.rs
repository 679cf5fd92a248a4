//! The timeline as a static SVG: what a page shows without JavaScript, and what the command line writes.
//!
//! Colors are custom properties with a fallback, so a page themes the picture; a label that does not fit is left
//! out. A fluid picture fills the column it stands in and keeps the size of its letters: positions in time are
//! percentages, and each label knows from which width on it has room.

mod draw;
mod frame;
mod legend;
mod pod_picture;
mod story;
mod themed;

use std::fmt::Write as _;

use crate::view::markup::escaped;
use crate::view::timeline::Timeline;

use draw::Pen;
use frame::Frame;

pub use pod_picture::pod_picture;
pub use story::story;
pub use themed::{Picture, themed};

/// What a page with fluid pictures needs in its style sheet. The box around a picture is a `.pt-box`.
pub const STYLE: &str = include_str!("svg/fluid.css");

/// What all pictures share: colors and weights. Part of a picture that stands alone.
pub const SHARED_STYLE: &str = include_str!("svg/shared.css");

/// What a picture that stands alone needs besides: its own theme, and names above the bars where it is narrow.
const ALONE_STYLE: &str = include_str!("svg/alone.css");

/// What a page with fluid pictures needs once in its body: the hatchings and the signs.
pub const SIGNS: &str = include_str!("svg/signs.svg");

/// What is left free above a picture that stands alone.
const MARGIN: u64 = 6;

/// How a picture that stands alone is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SvgOptions {
    /// Its width in pixels; below 560 the names stand above the bars.
    pub width: u32,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self { width: 690 }
    }
}

/// The picture as a file of its own.
pub fn svg(timeline: &Timeline, options: &SvgOptions) -> String {
    let frame = Frame::fixed(timeline, u64::from(options.width));
    let mut pen = Pen::new(&frame);
    let height = pen.draw(timeline);
    let left = if frame.is_compact() { frame::RIGHT } else { frame.left + frame::LEFT };
    let width = left + frame.plot().unwrap_or_default() + frame::RIGHT;
    let slim = if frame.is_compact() { " slim" } else { "" };
    let height = height + MARGIN;
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="pt{slim}" role="img" width="{width}" height="{height}" viewBox="0 -{MARGIN} {width} {height}">"#
    );
    out.push('\n');
    head(&mut out, timeline);
    let _ = writeln!(out, "<style>\n{SHARED_STYLE}{ALONE_STYLE}</style>\n{}", SIGNS.trim_end());
    let _ = write!(out, "<g transform=\"translate({left})\">\n{}</g>\n</svg>\n", pen.out);
    out
}

/// The picture as a part of a page that has [`STYLE`], [`SHARED_STYLE`] and [`SIGNS`].
pub fn fluid(timeline: &Timeline) -> String {
    let frame = Frame::fluid(timeline);
    let mut pen = Pen::new(&frame);
    let height = pen.draw(timeline);
    let mut out = format!(
        r#"<svg class="pt" role="img" style="--h:{height}px;--n:{};--left:{}px">"#,
        timeline.lanes.len(),
        frame.left + 4,
    );
    head(&mut out, timeline);
    out.push_str(&pen.out);
    out.push_str("</svg>");
    out
}

/// What those hear who do not see the picture.
fn head(out: &mut String, timeline: &Timeline) {
    let _ = write!(
        out,
        "<title>Timeline of Pod {}</title><desc>{}</desc>",
        escaped(&timeline.pod),
        escaped(&story(timeline))
    );
}

#[cfg(test)]
mod tests;

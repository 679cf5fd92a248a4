//! The timeline as a file of its own in one theme: what is drawn is the same wherever it is opened.
//!
//! Many programs that show SVG know neither custom properties nor nested rules nor places in style sheets: so colors are
//! written out, and places are attributes.

use std::fmt::Write as _;

use crate::view::timeline::Timeline;

use super::draw::Pen;
use super::frame::{self, Frame};
use super::{MARGIN, SHARED_STYLE, SIGNS, head, legend};

/// What a picture looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its width in pixels.
    pub width: u32,
    /// Light on dark.
    pub is_dark: bool,
    /// Whether its signs are explained below it.
    pub has_legend: bool,
}

/// Names stand in a column of their own: a file is scaled, not laid out anew.
const NARROWEST: u32 = 600;

/// What is left free around it.
const EDGE: u64 = 12;

/// The picture as a file with its own background.
pub fn themed(timeline: &Timeline, picture: &Picture) -> String {
    let width = u64::from(picture.width.max(NARROWEST));
    let frame = Frame::fixed(timeline, width);
    let mut pen = Pen::new(&frame);
    let height = pen.draw(timeline);
    let left = frame.left + frame::LEFT;
    let (key, below) = if picture.has_legend {
        legend::legend(timeline, width - 2 * EDGE)
    } else {
        (String::new(), 0)
    };
    let all = MARGIN + height + below + EDGE;
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="pt" role="img" width="{width}" height="{all}" viewBox="0 -{MARGIN} {width} {all}" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif" font-size="11">"#
    );
    out.push('\n');
    head(&mut out, timeline);
    let ground = pick("var(--surface,light-dark(#fff,#151922))", picture.is_dark);
    let _ = write!(
        out,
        "<style>\n{}</style>\n{}\n<rect y=\"-{MARGIN}\" width=\"{width}\" height=\"{all}\" fill=\"{ground}\"/>\n<g transform=\"translate({left})\">\n{}</g>\n",
        plain(SHARED_STYLE, picture.is_dark),
        placed(SIGNS.trim_end(), height),
        placed(&pen.out, height),
    );
    if !key.is_empty() {
        let top = height + EDGE / 2;
        let _ = write!(out, "<g transform=\"translate({EDGE} {top})\">\n{key}</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// A style sheet with the colors of one theme, without custom properties, nested rules and places.
fn plain(style: &str, is_dark: bool) -> String {
    let mut out = String::new();
    let mut is_nested = false;
    for line in style.lines() {
        match line {
            ".pt{" => is_nested = true,
            "}" => is_nested = false,
            _ => {
                let line = pick(line, is_dark).replace("[class],[fill]", "[class]):not([fill]");
                let (selector, rest) = line.split_once('{').unwrap_or((&line, "}"));
                let rules: Vec<&str> =
                    rest.trim_end_matches('}').split(';').filter(|rule| is_kept(rule)).collect();
                if rules.is_empty() {
                    continue;
                }
                let before = if is_nested { ".pt " } else { "" };
                for (position, one) in selector.split(',').enumerate() {
                    let comma = if position > 0 { "," } else { "" };
                    out.extend([comma, before, one]);
                }
                out.extend(["{", &rules.join(";"), "}\n"]);
            }
        }
    }
    out
}

/// Places are attributes: see [`placed`].
fn is_kept(rule: &str) -> bool {
    let name = rule.split(':').next().unwrap_or_default();
    !matches!(name, "x" | "y" | "r" | "rx" | "width" | "height" | "transform")
}

/// A piece of the style sheet in the colors of one theme: `currentColor` is what a role paints with.
fn pick(style: &str, is_dark: bool) -> String {
    let mut out = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("light-dark(") {
        let (colors, behind) = after.split_once(')').unwrap_or((after, ""));
        let (light, dark) = colors.split_once(',').unwrap_or((colors, colors));
        out.extend([before, if is_dark { dark } else { light }]);
        rest = behind;
    }
    out.push_str(rest);
    // What is left of `var(--name,#123456)` is its color.
    for name in out.clone().split("var(").skip(1) {
        let inside = name.split(')').next().unwrap_or_default();
        let value = inside.split_once(',').map_or("currentColor", |(_, value)| value);
        out = out.replacen(&["var(", inside, ")"].concat(), value, 1);
    }
    // A guess is lighter: as much of the ground shines through.
    let ground = if is_dark { "#151922" } else { "#fff" };
    let mixed = ["color-mix(in srgb,currentColor 78%,", ground, ")"].concat();
    out.replace(&mixed, "currentColor;fill-opacity:.78").replace("--role:", "color:")
}

/// A drawing with its places as attributes, which the style sheet of a page has otherwise.
fn placed(drawing: &str, height: u64) -> String {
    let mut out = String::with_capacity(drawing.len() * 2);
    let mut within = "";
    for (position, piece) in drawing.split('<').enumerate() {
        if position > 0 {
            out.push('<');
        }
        let name = piece.split([' ', '>', '/']).next().unwrap_or_default();
        let class = piece.split_once("class=\"").and_then(|(_, rest)| rest.split('"').next());
        let class = class.unwrap_or_default();
        let first = class.split(' ').next().unwrap_or_default();
        if name == "g" && !class.is_empty() {
            within = if matches!(class, "lane grace" | "who pod") { class } else { first };
        }
        let is_lane = within == "lane" || within == "who";
        let more = match (name, first) {
            ("text", "kind") if within == "who pod" => " transform=\"translate(0 59)\"",
            ("text", _) if within == "who pod" => " transform=\"translate(0 40)\"",
            ("text", "name") => " transform=\"translate(21 7)\"",
            ("text", "kind") => " transform=\"translate(21 21)\"",
            ("rect", "hook") if within == "lane grace" => {
                " y=\"-5\" height=\"1.5\" transform=\"translate(0 9)\""
            }
            ("rect", "end") if within == "lane grace" => {
                " y=\"-5\" width=\"1.5\" height=\"5\" transform=\"translate(0 9)\""
            }
            ("rect", "over") if within == "lane grace" => {
                " y=\"-10\" width=\"2\" height=\"11\" transform=\"translate(0 9)\""
            }
            ("rect", "ready") => " y=\"52\" height=\"6\" rx=\"3\"",
            ("rect", "wait") if is_lane => " y=\"8\" height=\"2\"",
            ("rect", "pull") if is_lane => " y=\"7\" height=\"4\"",
            ("rect", "hook") => " y=\"-5\" height=\"1.5\"",
            ("rect", "end") => " y=\"-5\" width=\"1.5\" height=\"5\"",
            ("rect", "over") => " y=\"-10\" width=\"2\" height=\"11\"",
            ("rect", _) if within == "axis" => "axis",
            ("text", _) if within == "axis" => " transform=\"translate(0 12)\"",
            ("rect", _) if within == "st" => " y=\"26\" height=\"20\" rx=\"3\"",
            ("rect", _) if is_lane => " height=\"18\" rx=\"3\"",
            ("circle", "ok" | "no") => " r=\"2.7\"",
            _ => "",
        };
        let (start, end) = piece.split_at(name.len());
        out.push_str(start);
        if more == "axis" {
            let _ = write!(out, " y=\"19\" width=\"1\" height=\"{}\"", height.saturating_sub(19));
        } else {
            out.push_str(more);
        }
        out.push_str(end);
    }
    out
}

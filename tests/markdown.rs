//! Markdown as the tests see it: prose and fences, and back without a change.

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines that are not in a fence.
    Prose(String),
    /// A fence.
    Fence(Fence),
}

/// A fence of three backticks that begins in the first column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// What stands behind the backticks: `yaml live until=20s`.
    pub info: String,
    /// The lines in it.
    pub body: String,
    /// The line of the opening backticks, from 1.
    pub line: usize,
}

impl Fence {
    /// The first word: what the fence holds.
    #[must_use]
    pub fn what(&self) -> &str {
        self.info.split([' ', ',']).next().unwrap_or_default()
    }

    /// Whether a word stands behind it: `refused`.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        // A quoted title may hold anything.
        self.info.split('"').step_by(2).any(|part| part.split_whitespace().any(|it| it == word))
    }

    /// The value of a word with one: `until=20s`.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        let words = self.info.split_whitespace();
        words.filter_map(|word| word.split_once('=')).find(|(it, _)| *it == key).map(|(_, it)| it)
    }
}

/// The parts of a page, in order.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut prose = String::new();
    let mut fence: Option<Fence> = None;
    for (line, said) in (1..).zip(text.split_inclusive('\n')) {
        match &mut fence {
            Some(open) if said.trim_end() != "```" => open.body.push_str(said),
            Some(_) => blocks.extend(fence.take().map(Block::Fence)),
            None => match said.strip_prefix("```") {
                Some(info) => {
                    if !prose.is_empty() {
                        blocks.push(Block::Prose(std::mem::take(&mut prose)));
                    }
                    let info = info.trim().to_owned();
                    fence = Some(Fence { info, body: String::new(), line });
                }
                None => prose.push_str(said),
            },
        }
    }
    blocks.extend(fence.map(Block::Fence));
    if !prose.is_empty() {
        blocks.push(Block::Prose(prose));
    }
    blocks
}

/// The fences of a page, in order.
pub fn fences(text: &str) -> impl Iterator<Item = Fence> + use<> {
    blocks(text).into_iter().filter_map(|block| match block {
        Block::Fence(fence) => Some(fence),
        Block::Prose(_) => None,
    })
}

/// The page that these are the parts of.
#[must_use]
pub fn page(blocks: &[Block]) -> String {
    let mut page = String::new();
    for block in blocks {
        match block {
            Block::Prose(text) => page.push_str(text),
            Block::Fence(fence) => {
                page.push_str(&format!("```{}\n{}```\n", fence.info, fence.body));
            }
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_parts() {
        let text =
            "# A\n\n```yaml live title=\"a refused b\" until=2s\na: 1\n```\n```lint\n```\n\nb\n";
        let blocks = blocks(text);
        assert_eq!(page(&blocks), text);
        let fences: Vec<Fence> = fences(text).collect();
        let [fence, _] = &fences[..] else { panic!("{blocks:?}") };
        assert_eq!((fence.what(), fence.value("until"), fence.line), ("yaml", Some("2s"), 3));
        assert!(fence.has("live") && !fence.has("refused"));
    }
}

//! The search for the cheapest reading.

use std::rc::Rc;

use crate::decode::flattened::lines::{Line, Looks};
use crate::decode::flattened::stack::{Frame, Pending, Type};
use crate::features::Version;
use crate::schema::Struct;
use crate::text::sort_by;

/// How many readings are kept after each line.
const BEAM: usize = 24;

/// How much worse than the best a reading may be to be kept.
const MARGIN: usize = 8000;

/// The longest text that is searched, in lines.
const MAX_LINES: usize = 3000;

// What is wrong with a reading, in thousandths of an unknown field.
const UNKNOWN_FIELD: usize = 1000;
const REPEATED_KEY: usize = 2000;
const WRONG_SHAPE: usize = 1500;
const MISSING_FIELD: usize = 300;
const NO_VALUE: usize = 400;
const UNLIKELY_FIELD: usize = 200;
const FREE_KEY: usize = 100;
const UNKNOWN_PLACE: usize = 150;
const TEXT_LINE: usize = 40;
const STRAY_TEXT: usize = 900;
const LEVEL: usize = 1;
/// What a line may cost on average before the text is taken for something else.
const DOUBT: usize = 400;

/// One reading of the lines so far.
#[derive(Clone, Debug)]
struct Reading<'text> {
    cost: usize,
    frames: Vec<Rc<Frame<'text>>>,
    pending: Option<Pending>,
    /// The column of the text of a block scalar, while one is open.
    block: Option<usize>,
    /// The column of what follows an open bracket or quote.
    unclosed: Option<usize>,
    columns: Option<Rc<Column>>,
}

/// The column of a line, and of those before it.
#[derive(Debug)]
struct Column {
    column: usize,
    before: Option<Rc<Column>>,
}

/// The column of each line that says something, in the cheapest reading.
pub(super) fn indents(lines: &[Line<'_>]) -> Option<Vec<usize>> {
    let content: Vec<&Line<'_>> = lines.iter().filter(|line| line.is_content()).collect();
    if content.len() > MAX_LINES {
        return None;
    }
    let mut readings = starts(&content)?;
    for line in content {
        let mut next: Vec<Reading<'_>> = Vec::new();
        for reading in &readings {
            reading.extend(line, &mut next);
        }
        sort_by(&mut next, |one, other| one.cost.cmp(&other.cost));
        let limit = next.first().map_or(0, |best| best.cost + MARGIN);
        readings.clear();
        for reading in next {
            if readings.len() == BEAM || reading.cost > limit {
                break;
            }
            if !readings.iter().any(|kept| kept.is_like(&reading)) {
                readings.push(reading);
            }
        }
    }
    let best = readings.into_iter().min_by_key(Reading::final_cost)?;
    let columns = best.columns();
    (best.final_cost() <= columns.len() * DOUBT).then_some(columns)
}

/// What the text may be: an object of its kind, or a piece of a Pod.
fn starts<'text>(content: &[&Line<'text>]) -> Option<Vec<Reading<'text>>> {
    let kind = content
        .iter()
        .find(|line| line.key == Some("kind") && line.dashes == 0)
        .map(|line| line.value.trim_matches(['"', '\'']));
    let first = content.first()?;
    let fields = |structure: &str, names: &[&str]| -> Vec<Type> {
        let structure = Struct::named(structure);
        let fields = names.iter().filter_map(|name| structure?.field_in(name, Version::default()));
        fields.map(Type::Field).collect()
    };
    let structs = |names: &[&str]| -> Vec<Type> {
        names.iter().filter_map(|name| Struct::named(name)).map(Type::Struct).collect()
    };
    let types = match kind {
        Some(kind) if content.iter().any(|line| line.key == Some("apiVersion")) => structs(&[kind]),
        Some(_) | None if first.dashes > 0 => {
            let mut lists = fields("PodSpec", &["containers", "volumes"]);
            lists.extend(fields("Container", &["env", "volumeMounts", "ports"]));
            lists
        }
        Some(_) | None => structs(&["Pod", "PodSpec", "Container", "ObjectMeta", "Deployment"]),
    };
    let readings: Vec<_> = types
        .into_iter()
        .map(|kind| Reading {
            cost: 0,
            frames: vec![Rc::new(Frame {
                kind,
                column: 0,
                keys: kind.list().is_none().then(Vec::new),
            })],
            pending: None,
            block: None,
            unclosed: None,
            columns: None,
        })
        .collect();
    (!readings.is_empty()).then_some(readings)
}

impl<'text> Reading<'text> {
    /// All ways to read one more line.
    fn extend(&self, line: &Line<'text>, next: &mut Vec<Self>) {
        if let Some(column) = self.unclosed {
            let mut reading = self.with(0, column);
            if line.text.ends_with(['}', ']', '"', '\'']) {
                reading.unclosed = None;
            }
            next.push(reading);
            return;
        }
        if let Some(column) = self.block {
            let key_like = line.key.is_some() && line.dashes == 0;
            next.push(self.with(if key_like { 3 * TEXT_LINE } else { TEXT_LINE }, column));
        }
        match (line.dashes, line.key) {
            (0, Some(key)) => self.add_key(line, key, next),
            (0, None) => {
                let column = self.frames.last().map_or(0, |frame| frame.column + 2);
                next.push(self.with(STRAY_TEXT, column));
            }
            (_, _) => self.add_item(line, next),
        }
    }

    /// `key: value`: into the object that the last key opens, or into one that is open.
    fn add_key(&self, line: &Line<'text>, key: &'text str, next: &mut Vec<Self>) {
        if let Some(pending) = self.pending {
            let mut reading = self.clone();
            reading.pending = None;
            if !pending.kind.takes_mapping() {
                reading.cost += WRONG_SHAPE;
            }
            let column = pending.column + 2;
            reading.open(pending.kind, column, Some(Vec::new()));
            reading.put_key(line, key, column);
            next.push(reading);
        }
        for depth in (0..self.frames.len()).rev() {
            if self.frames.get(depth).is_some_and(|frame| frame.keys.is_some()) {
                let mut reading = self.popped_to(depth + 1);
                let column = reading.frames.last().map_or(0, |frame| frame.column);
                reading.put_key(line, key, column);
                next.push(reading);
            }
        }
    }

    /// `- …`: the first item of the list that the last key opens, or one more of a list that is open.
    fn add_item(&self, line: &Line<'text>, next: &mut Vec<Self>) {
        if let Some(pending) = self.pending {
            let mut reading = self.clone();
            reading.pending = None;
            if !pending.kind.takes_sequence() {
                reading.cost += WRONG_SHAPE;
            }
            reading.open(pending.kind, pending.column, None);
            reading.put_item(line);
            next.push(reading);
        }
        for depth in (0..self.frames.len()).rev() {
            if self.frames.get(depth).is_some_and(|frame| frame.keys.is_none()) {
                let mut reading = self.popped_to(depth + 1);
                reading.put_item(line);
                next.push(reading);
            }
        }
    }

    /// Puts an item into the innermost list.
    fn put_item(&mut self, line: &Line<'text>) {
        let Some(list) = self.frames.last() else { return };
        let (mut kind, mut column) = (list.kind.item(), list.column);
        let start = column;
        if list.kind == Type::Any {
            self.cost += UNKNOWN_PLACE;
        }
        for _ in 1..line.dashes {
            column += 2;
            self.open(kind, column, None);
            kind = kind.item();
        }
        if let Some(key) = line.key {
            if !kind.takes_mapping() {
                self.cost += WRONG_SHAPE;
            }
            column += 2;
            self.open(kind, column, Some(Vec::new()));
            self.put_key(line, key, start);
        } else {
            self.put_line(start);
            self.put_value(line, kind, column);
        }
    }

    /// Puts a key into the innermost object; the line begins in `start`.
    fn put_key(&mut self, line: &Line<'text>, key: &'text str, start: usize) {
        self.put_line(start);
        let Some(frame) = self.frames.last_mut() else { return };
        let Frame { kind, column, keys: Some(keys) } = Rc::make_mut(frame) else { return };
        if keys.contains(&key) {
            self.cost += REPEATED_KEY;
        }
        keys.push(key);
        let column = *column;
        let value = if let Some(structure) = kind.structure() {
            if let Some(field) = structure.field_in(key, Version::default()) {
                // An app container hardly ever has a policy of its own, and nearly every Pod has one.
                if kind.is_item_of("containers") && key == "restartPolicy" {
                    self.cost += UNLIKELY_FIELD;
                }
                Type::Field(field)
            } else {
                self.cost += UNKNOWN_FIELD;
                Type::Any
            }
        } else if let Some(field) = kind.map() {
            self.cost += FREE_KEY;
            Type::Item(field)
        } else {
            self.cost += UNKNOWN_PLACE;
            Type::Any
        };
        self.put_value(line, value, column);
    }

    /// The value behind a key or a dash.
    fn put_value(&mut self, line: &Line<'text>, kind: Type, column: usize) {
        let fits = match line.looks() {
            Looks::Empty => {
                self.pending = Some(Pending { kind, column });
                true
            }
            Looks::Mapping => kind.takes_mapping(),
            Looks::Sequence => kind.takes_sequence(),
            Looks::Block => {
                self.block = Some(column + 2);
                kind.takes_scalar()
            }
            Looks::Anything => true,
            Looks::Scalar => kind.takes_scalar(),
        };
        if !fits {
            self.cost += WRONG_SHAPE;
        }
        if line.left_open() {
            self.unclosed = Some(column + 2);
        }
    }

    fn open(&mut self, kind: Type, column: usize, keys: Option<Vec<&'text str>>) {
        self.frames.push(Rc::new(Frame { kind, column, keys }));
    }

    fn put_line(&mut self, column: usize) {
        self.columns = Some(Rc::new(Column { column, before: self.columns.take() }));
    }

    /// The column of each line so far.
    fn columns(&self) -> Vec<usize> {
        let last = self.columns.as_deref();
        let mut columns: Vec<_> = std::iter::successors(last, |column| column.before.as_deref())
            .map(|column| column.column)
            .collect();
        columns.reverse();
        columns
    }

    /// The same with one more line that opens nothing.
    fn with(&self, cost: usize, column: usize) -> Self {
        let mut reading = self.clone();
        reading.cost += cost;
        reading.put_line(column);
        reading
    }

    /// The same with only the outer frames open.
    fn popped_to(&self, depth: usize) -> Self {
        let mut reading = self.clone();
        reading.cost += self.closing_cost(depth);
        reading.frames.truncate(depth);
        reading.pending = None;
        reading.block = None;
        reading
    }

    /// What is wrong once all but the outer frames are closed.
    fn closing_cost(&self, depth: usize) -> usize {
        let closed = self.frames.get(depth..).unwrap_or_default();
        let missing: usize = closed.iter().map(|frame| frame.missing()).sum();
        let without_value = match self.pending {
            Some(pending) if pending.kind.takes_scalar() => NO_VALUE / 2,
            Some(_) => NO_VALUE,
            None => 0,
        };
        missing * MISSING_FIELD + without_value + closed.len() * LEVEL
    }

    fn final_cost(&self) -> usize {
        self.cost + self.closing_cost(1)
    }

    /// Whether what follows can be read in the same ways.
    fn is_like(&self, other: &Self) -> bool {
        self.pending == other.pending
            && self.block == other.block
            && self.unclosed == other.unclosed
            && self.frames.len() == other.frames.len()
            && (self.frames.iter().zip(&other.frames))
                .all(|(left, right)| Rc::ptr_eq(left, right) || left == right)
    }
}

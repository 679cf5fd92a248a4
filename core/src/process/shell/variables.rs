//! The variables of a shell: texts and bash's arrays.

use std::rc::Rc;

use crate::process::shell::arithmetic;
use crate::process::shell::expand::Stop;
use crate::process::shell::run::{Flavor, Leave, Shell};
use crate::process::shell::syntax::{Assigned, Assignment, Word};

/// The number that stands for bash's `ERR` among the signals.
pub(super) const ERR: i32 = -1;

/// A variable.
#[derive(Clone, Debug, Default)]
pub(super) struct Variable {
    pub(super) value: Value,
    pub(super) exported: bool,
    pub(super) readonly: bool,
    /// Whether what it becomes is calculated.
    pub(super) calculates: bool,
}

/// What a variable holds.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    /// Nothing: it is only declared.
    #[default]
    None,
    /// A text.
    Text(Rc<str>),
    /// An array.
    Items(Rc<Items>),
}

/// An array.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    /// Whether its keys are any texts; else they are numbers, in their order.
    pub(super) is_map: bool,
    /// Keys and values.
    pub(super) all: Vec<(String, Rc<str>)>,
}

impl Items {
    /// An array of these values.
    pub(super) fn of(values: impl IntoIterator<Item = String>) -> Self {
        let numbered = values.into_iter().enumerate();
        let all = numbered.map(|(at, value)| (at.to_string(), Rc::from(value))).collect();
        Self { is_map: false, all }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Rc<str>> {
        self.all.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    fn set(&mut self, key: String, value: Rc<str>) {
        if let Some((_, there)) = self.all.iter_mut().find(|(known, _)| *known == key) {
            *there = value;
            return;
        }
        let mut place = self.all.len();
        if !self.is_map {
            place = self.all.partition_point(|(known, _)| number(known) < number(&key));
        }
        self.all.insert(place, (key, value));
    }

    /// The number behind the last.
    fn end(&self) -> i64 {
        self.all.last().map_or(0, |(key, _)| number(key) + 1)
    }
}

fn number(key: &str) -> i64 {
    key.parse().unwrap_or(0)
}

impl Value {
    /// The text that it is, or the first of an array.
    pub(super) fn text(&self) -> Option<&Rc<str>> {
        match self {
            Self::None => None,
            Self::Text(text) => Some(text),
            Self::Items(items) => items.get("0"),
        }
    }
}

impl Shell {
    /// The value of a parameter; nothing where it has none.
    pub(super) fn value_of(&self, name: &str) -> Option<String> {
        let is_bash = self.flavor == Flavor::Bash;
        Some(match name {
            "?" => self.status.to_string(),
            "#" => self.arguments.len().to_string(),
            "$" => self.own_number.to_string(),
            "!" => self.background?.to_string(),
            "-" => self.options.letters(self.flavor),
            "@" | "*" => self.arguments.join(" "),
            "0" => self.name.clone(),
            "RANDOM" if self.flavor != Flavor::Dash => self.sys.random().to_string(),
            "SECONDS" if is_bash => self.sys.now().since(self.began).whole_secs().to_string(),
            "LINENO" => self.line.to_string(),
            "PPID" => self.sys.with(|kernel| kernel.parent_number(self.sys.pid)).to_string(),
            "PWD" => self.sys.folder(),
            _ => match name.parse::<usize>() {
                Ok(place) => self.arguments.get(place.checked_sub(1)?)?.clone(),
                Err(_) => match self.variables.get(name) {
                    Some(variable) => variable.value.text()?.to_string(),
                    None => return self.known_to_bash(name).filter(|_| is_bash),
                },
            },
        })
    }

    fn known_to_bash(&self, name: &str) -> Option<String> {
        let text = match name {
            "EPOCHSECONDS" => return Some(self.sys.now().unix_seconds().to_string()),
            "BASHPID" => {
                return Some(self.sys.with(|kernel| kernel.number(self.sys.pid)).to_string());
            }
            "FUNCNAME" => self.called.last()?,
            "BASH_SOURCE" => &self.name,
            "BASH" => "/usr/bin/bash",
            "BASH_VERSION" => "5.2.15(1)-release",
            "BASH_VERSINFO" => "5",
            "OSTYPE" => "linux-gnu",
            "UID" | "EUID" => return Some(self.sys.ground(|ground| ground.user).0.to_string()),
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// The array of a name; a text is one of a single element.
    pub(super) fn items(&self, name: &str) -> Vec<(String, Rc<str>)> {
        match self.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Items(items)) => items.all.clone(),
            _ => {
                self.value_of(name).map(|text| ("0".to_owned(), text.into())).into_iter().collect()
            }
        }
    }

    /// Gives a variable a value; what is exported stays so.
    pub(super) fn assign(&mut self, name: &str, value: String) {
        self.put(name, None, value);
    }

    /// Gives a variable or an element of it a value.
    pub(super) fn put(&mut self, name: &str, key: Option<String>, value: String) {
        if self.variables.get(name).is_some_and(|variable| variable.readonly) {
            self.refused = Some(name.to_owned());
            return;
        }
        let calculates = self.variables.get(name).is_some_and(|variable| variable.calculates);
        let value = if calculates {
            arithmetic::evaluate(&value, self).unwrap_or(0).to_string()
        } else {
            value
        };
        let value = Rc::from(value);
        let exports = self.options.allexport;
        let variable = self.variables.entry(name.to_owned()).or_default();
        variable.exported |= exports;
        if variable.exported {
            self.exports = None;
        }
        match (&mut variable.value, key) {
            (Value::Items(items), key) => {
                Rc::make_mut(items).set(key.unwrap_or_else(|| "0".to_owned()), value);
            }
            (_, None) => variable.value = Value::Text(value),
            (before, Some(key)) => {
                let mut items = Items::default();
                if let Some(text) = before.text() {
                    items.set("0".to_owned(), Rc::clone(text));
                }
                items.set(key, value);
                *before = Value::Items(Rc::new(items));
            }
        }
    }

    /// Gives a variable all the elements of an array.
    pub(super) fn put_all(&mut self, name: &str, items: Items) {
        let variable = self.variables.entry(name.to_owned()).or_default();
        if variable.readonly {
            self.refused = Some(name.to_owned());
        } else {
            variable.value = Value::Items(Rc::new(items));
        }
    }

    /// Forgets a variable or an element of an array.
    pub(super) fn unset(&mut self, word: &str) {
        let element = word.strip_suffix(']').and_then(|word| word.split_once('['));
        let name = element.map_or(word, |(name, _)| name);
        if self.variables.get(name).is_some_and(|variable| variable.readonly) {
            self.refused = Some(name.to_owned());
            return;
        }
        if let (Some((_, key)), Some(Variable { value: Value::Items(items), .. })) =
            (element, self.variables.get_mut(name))
        {
            let key = key.trim_matches(['"', '\'']);
            Rc::make_mut(items).all.retain(|(known, _)| known != key);
        } else {
            self.variables.remove(name);
            self.exports = None;
        }
    }

    /// The key that stands in brackets: of a map any text, else a number, which counts from the end below zero.
    pub(super) fn key(&mut self, name: &str, index: &Word) -> Result<String, Stop> {
        let text = self.text(index)?;
        let items = match self.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Items(items)) => Some(Rc::clone(items)),
            _ => None,
        };
        if items.as_ref().is_some_and(|items| items.is_map) {
            return Ok(text);
        }
        let mut at = self.calculated(&text)?;
        if at < 0 {
            at += items.map_or(0, |items| items.end());
        }
        Ok(at.to_string())
    }

    /// What an arithmetic expression is.
    pub(super) fn calculated(&mut self, text: &str) -> Result<i64, Leave> {
        arithmetic::evaluate(text, self).map_err(|error| self.fail(error))
    }

    /// Does what an assignment says.
    pub(super) fn do_assign(&mut self, assignment: &Assignment) -> Result<(), Stop> {
        let name = &assignment.name;
        match &assignment.value {
            Assigned::Word(word) => {
                let mut key = None;
                if let Some(index) = &assignment.index {
                    key = Some(self.key(name, index)?);
                }
                let mut value = self.assigned(word)?;
                if assignment.adds {
                    let variable = self.variables.get(name);
                    let is_sum = variable.is_some_and(|variable| variable.calculates);
                    let before = match (variable.map(|variable| &variable.value), &key) {
                        (Some(Value::Items(items)), Some(key)) => items.get(key).cloned(),
                        (Some(value), _) => value.text().cloned(),
                        (None, _) => None,
                    };
                    let sign = if is_sum { "+" } else { "" };
                    value = format!("{}{sign}{value}", before.unwrap_or_default());
                }
                self.put(name, key, value);
            }
            Assigned::List(elements) => {
                let before = match self.variables.get(name).map(|variable| &variable.value) {
                    Some(Value::Items(items)) => Items::clone(items),
                    Some(Value::Text(text)) => Items::of([text.to_string()]),
                    Some(Value::None) | None => Items::default(),
                };
                let mut items = if assignment.adds {
                    before
                } else {
                    Items { is_map: before.is_map, all: Vec::new() }
                };
                for (index, word) in elements {
                    if let Some(index) = index {
                        let key = self.key(name, index)?;
                        items.set(key, self.assigned(word)?.into());
                        continue;
                    }
                    for value in self.arguments(std::slice::from_ref(word))? {
                        let end = items.end().to_string();
                        items.set(end, value.into());
                    }
                }
                self.put_all(name, items);
            }
        }
        match self.refused.take() {
            None => Ok(()),
            Some(name) => Err(self.fail(&format!("{name}: is read only")).into()),
        }
    }
}

impl arithmetic::Variables for Shell {
    fn get(&self, name: &str) -> Option<String> {
        match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            None => self.value_of(name),
            Some((name, key)) => {
                let all = self.items(name);
                all.into_iter().find(|(known, _)| known == key).map(|(_, value)| value.to_string())
            }
        }
    }

    fn set(&mut self, name: &str, value: String) {
        match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            None => self.assign(name, value),
            Some((name, key)) => self.put(name, Some(key.to_owned()), value),
        }
    }

    fn is_map(&self, name: &str) -> bool {
        let value = self.variables.get(name).map(|variable| &variable.value);
        matches!(value, Some(Value::Items(items)) if items.is_map)
    }

    fn is_plain(&self) -> bool {
        self.flavor == Flavor::Dash
    }
}

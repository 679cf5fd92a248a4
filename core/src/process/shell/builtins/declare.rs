//! Variables and switches: `export`, `local`, `declare`, `set`, `unset`, `getopts`.

use std::rc::Rc;

use crate::process::shell::expand::Stop;
use crate::process::shell::run::{Done, Flavor, Leave, Shell};
use crate::process::shell::syntax::{Assigned, Assignment, Word};
use crate::process::shell::variables::{Items, Value, Variable};

impl Shell {
    /// `export`, `readonly`, `local`, `declare` and `typeset`, with the assignments that are among their arguments.
    pub(in crate::process::shell) async fn declare(
        &mut self,
        arguments: &[String],
        declared: &[Assignment],
    ) -> Done {
        let Some((how, words)) = arguments.split_first() else { return Ok(0) };
        let flags = words.iter().filter(|word| word.starts_with(['-', '+']));
        let flags: String = flags.map(|word| word.trim_start_matches('-')).collect();
        if flags.contains(|letter| "npfFgtulc".contains(letter)) && how != "export" {
            if flags.contains('p') && words.len() == 1 {
                return Ok(0);
            }
            return Err(Leave::Unread);
        }
        let is_local = how == "local"
            || (["declare", "typeset"].contains(&how.as_str()) && !self.called.is_empty());
        for word in words.iter().filter(|word| !word.starts_with(['-', '+'])) {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            self.make(name, is_local, &flags);
            if let Some(value) = value {
                self.assign(name, value.to_owned());
            }
            self.mark(name, how, &flags);
        }
        let needs = declared.iter().any(Assignment::has_output);
        self.settle(needs, &mut |shell| {
            declared.iter().try_for_each(|one| shell.declare_one(one, how, is_local, &flags))
        })
        .await?;
        match self.refused.take() {
            None => Ok(0),
            Some(name) => Err(self.fail(&format!("{name}: is read only"))),
        }
    }

    fn declare_one(
        &mut self,
        assignment: &Assignment,
        how: &str,
        is_local: bool,
        flags: &str,
    ) -> Result<(), Stop> {
        let mut assignment = assignment.clone();
        if let Assigned::Word(word) = &assignment.value {
            // The value is what it is outside.
            assignment.value = Assigned::Word(Word::quoted(&self.assigned(word)?));
        }
        self.make(&assignment.name, is_local, flags);
        self.do_assign(&assignment)?;
        self.mark(&assignment.name, how, flags);
        Ok(())
    }

    /// A variable comes into being, of its own in a function.
    fn make(&mut self, name: &str, is_local: bool, flags: &str) {
        if is_local && !self.locals.iter().any(|(known, _)| known == name) {
            let before = self.variables.get(name).cloned();
            // dash keeps the value.
            if self.flavor != Flavor::Dash {
                let exported = before.as_ref().is_some_and(|variable| variable.exported);
                let fresh = Variable { exported, ..Variable::default() };
                self.variables.insert(name.to_owned(), fresh);
            }
            self.locals.push((name.to_owned(), before));
        }
        let variable = self.variables.entry(name.to_owned()).or_default();
        variable.calculates |= flags.contains('i');
        let is_map = flags.contains('A');
        if (is_map || flags.contains('a')) && !matches!(variable.value, Value::Items(_)) {
            let items = Items { is_map, ..Items::default() };
            variable.value = Value::Items(Rc::new(items));
        }
    }

    fn mark(&mut self, name: &str, how: &str, flags: &str) {
        let variable = self.variables.entry(name.to_owned()).or_default();
        variable.exported |= (how == "export" && !flags.contains('n')) || flags.contains('x');
        variable.exported &= !(how == "export" && flags.contains('n'));
        variable.readonly |= how == "readonly" || flags.contains('r');
        self.exports = None;
    }

    pub(super) fn unset_all(&mut self, words: &[String]) -> Done {
        let only_functions = words.first().is_some_and(|word| word == "-f");
        for name in words.iter().filter(|name| !name.starts_with('-')) {
            if !only_functions && (self.variables.contains_key(name) || name.contains('[')) {
                self.unset(name);
            } else if words.first().is_none_or(|word| word != "-v") {
                self.functions.remove(name);
            }
        }
        match self.refused.take() {
            Some(name) if self.flavor != Flavor::Bash => {
                Err(self.fail(&format!("{name}: is read only")))
            }
            refused => Ok(i32::from(refused.is_some())),
        }
    }

    /// `set -e`, `set -o pipefail`, `set -- words`
    pub(super) fn set(&mut self, words: &[String]) -> Done {
        if words.is_empty() {
            let mut all = String::new();
            for (name, variable) in &self.variables {
                if let Some(value) = variable.value.text() {
                    all.push_str(&format!("{name}='{value}'\n"));
                }
            }
            return Ok(self.print(&all));
        }
        let mut rest = words;
        let mut takes = false;
        while let [word, after @ ..] = rest {
            let on = word.starts_with('-');
            let Some(letters) = word.strip_prefix(['-', '+']) else { break };
            rest = after;
            if word == "--" || word == "-" {
                takes = word == "--" || !rest.is_empty();
                break;
            }
            self.options.set(letters, on);
            if letters == "o" && rest.is_empty() {
                let all = self.options.all(on, self.flavor);
                return Ok(self.print(&all));
            }
            if letters.ends_with('o')
                && let [name, after @ ..] = rest
            {
                rest = after;
                let is_known = self.options.name(name, on);
                let is_known = is_known && !(self.flavor == Flavor::Dash && name == "pipefail");
                if !is_known {
                    let leave = self.fail(&format!("set: Illegal option -o {name}"));
                    return if self.flavor == Flavor::Bash { Ok(2) } else { Err(leave) };
                }
            }
        }
        if takes || !rest.is_empty() {
            self.arguments = Rc::new(rest.to_vec());
        }
        Ok(0)
    }

    /// `shopt -s nullglob`
    pub(super) fn shopt(&mut self, words: &[String]) -> Done {
        let on = words.iter().any(|word| word == "-s");
        for word in words.iter().filter(|word| !word.starts_with('-')) {
            match word.as_str() {
                "nullglob" => self.options.nullglob = on,
                "extglob" => self.options.extglob = on,
                "inherit_errexit" => self.options.inherits = on,
                "dotglob" | "failglob" | "globstar" | "lastpipe" | "nocaseglob" | "nocasematch"
                | "expand_aliases"
                    if on =>
                {
                    return Err(Leave::Unread);
                }
                _ => {}
            }
        }
        Ok(0)
    }

    /// `getopts "ab:" name [words]`: the next option of the script's arguments.
    pub(super) fn getopts(&mut self, words: &[String]) -> i32 {
        let [letters, name, own @ ..] = words else { return 2 };
        let all = if own.is_empty() { Rc::clone(&self.arguments) } else { Rc::new(own.to_vec()) };
        let said =
            self.value_of("OPTIND").and_then(|index| index.parse::<usize>().ok()).unwrap_or(1);
        if self.option.0 != said {
            self.option = (said, 1);
        }
        // bash counts an argument as taken behind its last letter, the others behind its first.
        let is_late = self.flavor == Flavor::Bash;
        let index = said - usize::from(!is_late && self.option.1 > 1);
        let argument = index.checked_sub(1).and_then(|at| all.get(at)).map_or("", String::as_str);
        let is_option = argument.len() > 1 && argument.starts_with('-');
        if !is_option || argument == "--" {
            let next = index + usize::from(argument == "--");
            self.option = (next, 1);
            self.assign("OPTIND", next.to_string());
            self.assign(name, "?".to_owned());
            return 1;
        }
        let mut rest = argument.chars().skip(self.option.1);
        let option = rest.next().unwrap_or('?');
        let inside: String = rest.collect();
        let mut next = index + usize::from(!is_late || inside.is_empty());
        let mut value = None;
        self.option = (next, if inside.is_empty() { 1 } else { self.option.1 + 1 });
        let quiet = letters.starts_with(':');
        let mut found = option;
        let place = letters.find(option).filter(|_| option != ':');
        let mut problem = None;
        match place.and_then(|at| letters.get(at + option.len_utf8()..)) {
            None => {
                found = '?';
                value = Some(option.to_string());
                problem = Some("illegal option");
            }
            Some(after) if after.starts_with(':') => {
                if !inside.is_empty() {
                    value = Some(inside);
                    (next, self.option) = (index + 1, (index + 1, 1));
                } else if let Some(word) = all.get(index) {
                    value = Some(word.clone());
                    (next, self.option) = (index + 2, (index + 2, 1));
                } else {
                    found = if quiet { ':' } else { '?' };
                    value = Some(option.to_string());
                    problem = Some("option requires an argument");
                }
            }
            Some(_) => {}
        }
        if let Some(problem) = problem.filter(|_| !quiet) {
            value = None;
            self.complain(&format!("{problem} -- {option}"));
        }
        match value {
            Some(value) => self.assign("OPTARG", value),
            None => self.unset("OPTARG"),
        }
        self.assign(name, found.to_string());
        self.assign("OPTIND", next.to_string());
        0
    }
}

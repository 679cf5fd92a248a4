//! Numbers that readers change, and what follows from them; with the numbers given it says the same without JavaScript.

use std::fmt::Write as _;

use serde::Deserialize;

use super::html::{escaped, inline};

/// What stands in a `calculator` fence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calculator {
    title: String,
    inputs: Vec<Input>,
    results: Vec<Output>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    name: String,
    label: String,
    value: f64,
    #[serde(default)]
    unit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    #[serde(default)]
    name: String,
    label: String,
    formula: String,
    #[serde(default)]
    unit: String,
}

/// A part of a formula behind its operands, as scripts calculate it: `replicas cpu *`.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Number(f64),
    Name(String),
    Operation(&'static str),
}

/// Signs and functions, with how strongly they bind.
const OPERATIONS: [(&str, u8); 6] =
    [("+", 1), ("-", 1), ("*", 2), ("/", 2), ("min", 3), ("max", 3)];

/// The form; what is wrong with it in a sentence.
pub(super) fn html(text: &str) -> Result<String, String> {
    let calculator: Calculator = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    let mut known: Vec<(String, f64)> = Vec::new();
    let mut out = format!(
        "<form class=\"calc\"><p><b>{}</b></p><div class=\"calc__in\">",
        inline(&calculator.title)
    );
    for input in &calculator.inputs {
        let _ = write!(
            out,
            "<label>{} <span><input type=\"number\" name=\"{}\" value=\"{}\" min=\"0\" step=\"any\"> {}</span></label>",
            inline(&input.label),
            escaped(&input.name),
            input.value,
            escaped(&input.unit)
        );
        known.push((input.name.clone(), input.value));
    }
    out.push_str("</div><dl>");
    for result in &calculator.results {
        let steps = postfix(&result.formula)?;
        let value = value(&steps, &known)
            .ok_or_else(|| format!("`{}` cannot be calculated", result.formula))?;
        let _ = write!(
            out,
            "<div><dt>{}</dt><dd><output name=\"{}\" data-steps=\"{}\">{}</output> {}</dd></div>",
            inline(&result.label),
            escaped(&result.name),
            escaped(&written(&steps)),
            shown(value),
            escaped(&result.unit)
        );
        known.push((result.name.clone(), value));
    }
    out.push_str("</dl></form>\n");
    Ok(out)
}

/// Two digits behind the point where there is something, rounded as the script does it: halves go up.
fn shown(value: f64) -> String {
    // Adding nothing makes a plain zero of a negative one.
    ((value * 100.0 + 0.5).floor() / 100.0 + 0.0).to_string()
}

fn written(steps: &[Step]) -> String {
    let words: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Number(number) => number.to_string(),
            Step::Name(name) => name.clone(),
            Step::Operation(name) => (*name).to_owned(),
        })
        .collect();
    words.join(" ")
}

/// The formula with each operation behind what it takes.
fn postfix(formula: &str) -> Result<Vec<Step>, String> {
    let mut out = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let strength = |sign: &str| OPERATIONS.iter().find(|(name, _)| *name == sign);
    let take = |sign: &str, out: &mut Vec<Step>| {
        if let Some((name, _)) = strength(sign) {
            out.push(Step::Operation(name));
        }
    };
    for word in words(formula) {
        match word {
            "(" => open.push("("),
            ")" | "," => {
                while let Some(sign) = open.pop_if(|sign| *sign != "(") {
                    take(sign, &mut out);
                }
                if open.is_empty() {
                    return Err(format!("`{formula}` has a bracket too many"));
                }
                if word == ")" {
                    open.pop();
                    if let Some(sign) = open.pop_if(|sign| matches!(*sign, "min" | "max")) {
                        take(sign, &mut out);
                    }
                }
            }
            "min" | "max" => open.push(word),
            _ => match (strength(word), word.parse()) {
                (Some((_, own)), _) => {
                    let binds = |sign: &mut &str| strength(sign).is_some_and(|(_, it)| it >= own);
                    while let Some(sign) = open.pop_if(binds) {
                        take(sign, &mut out);
                    }
                    open.push(word);
                }
                (None, Ok(number)) => out.push(Step::Number(number)),
                (None, Err(_)) => out.push(Step::Name(word.to_owned())),
            },
        }
    }
    while let Some(sign) = open.pop() {
        if sign == "(" {
            return Err(format!("`{formula}` has an open bracket"));
        }
        take(sign, &mut out);
    }
    Ok(out)
}

/// Signs, names and numbers.
fn words(formula: &str) -> impl Iterator<Item = &str> {
    let is_sign = |character: char| "+-*/(),".contains(character);
    formula
        .split_whitespace()
        .flat_map(move |part| part.split_inclusive(is_sign))
        .flat_map(move |part| {
            let end = part.rfind(is_sign).unwrap_or(part.len());
            let (word, sign) = part.split_at(end);
            [word, sign]
        })
        .filter(|word| !word.is_empty())
}

fn value(steps: &[Step], known: &[(String, f64)]) -> Option<f64> {
    let mut stack = Vec::new();
    for step in steps {
        let number = match step {
            Step::Number(number) => *number,
            Step::Name(name) => known.iter().find(|(it, _)| it == name)?.1,
            Step::Operation(name) => {
                let (right, left): (f64, f64) = (stack.pop()?, stack.pop()?);
                match *name {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    "/" => left / right,
                    "min" => left.min(right),
                    _ => left.max(right),
                }
            }
        };
        stack.push(number);
    }
    let value = stack.pop()?;
    (stack.is_empty() && value.is_finite()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calculated(formula: &str) -> Option<f64> {
        let known = [("a".to_owned(), 6.0), ("b".to_owned(), 2.0)];
        value(&postfix(formula).ok()?, &known)
    }

    #[test]
    fn formulas_are_calculated_as_they_are_read() {
        for (formula, expected) in [
            ("a + b * 3", 12.0),
            ("(a+b)*3", 24.0),
            ("a - b - 1", 3.0),
            ("max(a * b, 5) / 2", 6.0),
            ("min(max(a, b), 1 + 1)", 2.0),
            ("10 / (b + 3) * 2", 4.0),
        ] {
            assert_eq!(calculated(formula), Some(expected), "{formula}");
        }
        assert_eq!(written(&postfix("(a+b)*3").unwrap()), "a b + 3 *");
    }

    #[test]
    fn results_are_rounded_as_the_script_rounds_them() {
        for (value, text) in
            [(1.115, "1.12"), (0.125, "0.13"), (-0.001, "0"), (-1.5, "-1.5"), (1536.0, "1536")]
        {
            assert_eq!(shown(value), text);
        }
    }

    #[test]
    fn what_is_no_formula_has_no_value() {
        for formula in ["", "a +", "(a", "a)", "c * 2", "1 / 0"] {
            assert_eq!(calculated(formula), None, "{formula}");
        }
    }
}

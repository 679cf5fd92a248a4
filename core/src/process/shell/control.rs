//! Conditions, loops, choices, functions.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::process::shell::run::{Boxed, Done, Flavor, Leave, Shell};
use crate::process::shell::syntax::{Arm, Body, Command, List, Then, Word};
use crate::process::shell::variables::ERR;

impl Shell {
    /// Runs a command. What it has of its own stands in boxes: the stack is short in a browser.
    pub(super) fn command<'a>(
        &'a mut self,
        command: &'a Command,
        is_final: bool,
    ) -> Boxed<'a, Done> {
        if let Body::Simple { assignments, words, declared } = &command.what {
            let own = (assignments.as_slice(), words.as_slice(), declared.as_slice());
            return Box::pin(self.simple(own, &command.redirects, is_final));
        }
        if command.redirects.is_empty() {
            // bash looks for a last command in lists alone.
            return self.compound(&command.what, is_final && self.flavor != Flavor::Bash);
        }
        Box::pin(self.redirected(command))
    }

    async fn redirected(&mut self, command: &Command) -> Done {
        let opened = std::mem::take(&mut self.opened);
        let redirected = Box::pin(self.redirect(&command.redirects)).await;
        let done = match redirected {
            Ok(Ok(before)) => {
                let done = self.compound(&command.what, false).await;
                self.undo(before);
                done
            }
            Ok(Err(code)) => {
                self.is_shut = true;
                Ok(code)
            }
            Err(leave) => Err(leave),
        };
        self.close(opened);
        done
    }

    fn compound<'a>(&'a mut self, body: &'a Body, is_final: bool) -> Boxed<'a, Done> {
        match body {
            Body::Group(list) => self.list(list, is_final),
            Body::If { arms, otherwise } => {
                Box::pin(self.decide(arms, otherwise.as_ref(), is_final))
            }
            Body::Loop { until, condition, body } => Box::pin(self.repeat(*until, condition, body)),
            Body::For { name, words, body } => Box::pin(self.each(name, words.as_deref(), body)),
            Body::Count { parts, body } => Box::pin(self.count(parts, body)),
            Body::Case { word, arms } => Box::pin(self.choose(word, arms, is_final)),
            Body::Subshell(_) | Body::Arithmetic(_) | Body::Condition(_) => {
                Box::pin(self.judge(body))
            }
            Body::Function { name, body } => {
                self.functions.insert(name.clone(), Rc::clone(body));
                Box::pin(std::future::ready(Ok(0)))
            }
            // It is run by `command`.
            Body::Simple { .. } => Box::pin(std::future::ready(Ok(0))),
        }
    }

    async fn decide(
        &mut self,
        arms: &[(List, List)],
        otherwise: Option<&List>,
        is_final: bool,
    ) -> Done {
        let mut body = otherwise;
        for (condition, then) in arms {
            if self.holds(condition).await? {
                body = Some(then);
                break;
            }
        }
        match body {
            Some(body) => self.list(body, is_final).await,
            None => Ok(0),
        }
    }

    /// What runs in a process of its own, and what is only calculated or compared.
    async fn judge(&mut self, body: &Body) -> Done {
        self.sys.turn(1).await;
        match body {
            Body::Subshell(list) => {
                let list = list.clone();
                let open = self.sys.all_open();
                let started = self.fork("sh", open, move |shell| shell.run_to_end(list));
                Ok(self.finish(started).await)
            }
            Body::Arithmetic(word) => Ok(i32::from(self.number(word, 0).await? == 0)),
            Body::Condition(test) => {
                let mut found = Ok(false);
                self.settle(true, &mut |shell| {
                    found = shell.condition(test)?;
                    Ok(())
                })
                .await?;
                Ok(match found {
                    Ok(holds) => i32::from(!holds),
                    Err(why) => {
                        self.complain(&why);
                        2
                    }
                })
            }
            Body::Simple { .. }
            | Body::Group(_)
            | Body::If { .. }
            | Body::Loop { .. }
            | Body::For { .. }
            | Body::Count { .. }
            | Body::Case { .. }
            | Body::Function { .. } => Ok(0),
        }
    }

    /// The value of an arithmetic expression, or another one where there is none.
    async fn number(&mut self, word: &Word, otherwise: i64) -> Result<i64, Leave> {
        let mut value = otherwise;
        self.settle(word.has_output(), &mut |shell| {
            let text = shell.text(word)?;
            if !text.trim().is_empty() {
                value = shell.calculated(&text)?;
            }
            Ok(())
        })
        .await?;
        Ok(value)
    }

    async fn holds(&mut self, condition: &List) -> Result<bool, Leave> {
        self.tested += 1;
        let done = self.list(condition, false).await;
        self.tested -= 1;
        let code = done?;
        self.status = code;
        Ok(code == 0)
    }

    async fn repeat(&mut self, until: bool, condition: &List, body: &List) -> Done {
        let endless = !self.options.errexit && never_ends(until, condition, body, &self.functions);
        let before = self.sys.mark_endless(endless);
        self.loops += 1;
        let mut code = Ok(0);
        loop {
            self.sys.turn(1).await;
            if let Err(leave) = self.run_traps().await {
                code = Err(leave);
                break;
            }
            let mut done = match self.holds(condition).await {
                Ok(holds) if holds == until => break,
                Ok(_) => Ok(0),
                Err(leave) => Err(leave),
            };
            if done.is_ok() {
                done = self.list(body, false).await;
            }
            if Self::is_over(done, &mut code) {
                break;
            }
        }
        self.loops -= 1;
        self.sys.mark_endless(before);
        code
    }

    async fn each(&mut self, name: &str, words: Option<&[Word]>, body: &List) -> Done {
        let values = match words {
            Some(words) => Rc::new(Box::pin(self.settled_arguments(words)).await?),
            None => Rc::clone(&self.arguments),
        };
        self.loops += 1;
        let mut code = Ok(0);
        for value in values.iter() {
            self.sys.turn(1).await;
            self.assign(name, value.clone());
            let done = self.list(body, false).await;
            if Self::is_over(done, &mut code) {
                break;
            }
        }
        self.loops -= 1;
        code
    }

    async fn count(&mut self, [first, goes_on, then]: &[Word; 3], body: &List) -> Done {
        Box::pin(self.number(first, 0)).await?;
        self.loops += 1;
        let mut code = Ok(0);
        loop {
            self.sys.turn(1).await;
            match Box::pin(self.number(goes_on, 1)).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(leave) => {
                    code = Err(leave);
                    break;
                }
            }
            let done = self.list(body, false).await;
            if Self::is_over(done, &mut code) {
                break;
            }
            if let Err(leave) = Box::pin(self.number(then, 0)).await {
                code = Err(leave);
                break;
            }
        }
        self.loops -= 1;
        code
    }

    /// Whether a loop ends behind a round; what comes of it.
    fn is_over(done: Done, code: &mut Done) -> bool {
        *code = match done {
            Ok(code) => Ok(code),
            Err(Leave::Break(1) | Leave::Continue(1)) => Ok(0),
            Err(Leave::Break(count)) => Err(Leave::Break(count - 1)),
            Err(Leave::Continue(count)) => Err(Leave::Continue(count - 1)),
            Err(leave @ (Leave::Exit(_) | Leave::Return(_) | Leave::Unread)) => Err(leave),
        };
        code.is_err() || done == Err(Leave::Break(1))
    }

    async fn choose(&mut self, word: &Word, arms: &[Arm], is_final: bool) -> Done {
        let text = Box::pin(self.settled_text(word)).await?;
        let (mut code, mut falls) = (0, false);
        for arm in arms {
            let mut fits = falls;
            for pattern in &arm.patterns {
                if fits {
                    break;
                }
                Box::pin(self.settle(pattern.has_output(), &mut |shell| {
                    fits = shell.pattern(pattern)?.matches(&text);
                    Ok(())
                }))
                .await?;
            }
            if !fits {
                continue;
            }
            self.status = 0;
            let is_final = is_final && arm.then == Then::End;
            code = self.list(&arm.body, is_final).await?;
            falls = arm.then == Then::Through;
            if arm.then == Then::End {
                break;
            }
        }
        Ok(code)
    }

    /// Calls a function.
    pub(super) async fn call(&mut self, body: &Command, arguments: &[String]) -> Done {
        let own = arguments.get(1..).unwrap_or_default().to_vec();
        let before = std::mem::replace(&mut self.arguments, Rc::new(own));
        let locals = std::mem::take(&mut self.locals);
        let loops = std::mem::take(&mut self.loops);
        self.called.push(arguments.first().cloned().unwrap_or_default());
        // What is trapped of errors is not done in functions.
        let trap = if self.options.errtrace { None } else { self.traps.remove(&ERR) };
        let done = self.command(body, false).await;
        if let Some(trap) = trap {
            self.traps.entry(ERR).or_insert(trap);
        }
        self.called.pop();
        self.loops = loops;
        self.arguments = before;
        let own = std::mem::replace(&mut self.locals, locals);
        self.restore(own);
        match done {
            Err(Leave::Return(code)) => Ok(code),
            other => other,
        }
    }
}

/// Whether nothing inside a loop leaves it: its condition is always true, and no command in it ends it.
fn never_ends(
    until: bool,
    condition: &List,
    body: &List,
    functions: &BTreeMap<String, Rc<Command>>,
) -> bool {
    let always = match condition.0.as_ref() {
        [item] if item.rest.is_empty() && !item.first.negated => {
            let name = item.first.commands.first().and_then(|command| command.name());
            name.is_some_and(
                |name| if until { name == "false" } else { ["true", ":"].contains(&name) },
            )
        }
        _ => false,
    };
    always && !leaves(body, functions)
}

/// Whether a command of a list may leave the loop around it.
fn leaves(list: &List, functions: &BTreeMap<String, Rc<Command>>) -> bool {
    let commands = list.0.iter().flat_map(|item| {
        std::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline))
    });
    commands.flat_map(|pipeline| &pipeline.commands).any(|command| match &command.what {
        Body::Simple { .. } => command.name().is_none_or(|name| {
            ["break", "exit", "return", "exec", "eval", ".", "kill"].contains(&name)
                || functions.contains_key(name)
        }),
        Body::Group(list) | Body::For { body: list, .. } | Body::Count { body: list, .. } => {
            leaves(list, functions)
        }
        Body::Loop { condition, body, .. } => {
            leaves(condition, functions) || leaves(body, functions)
        }
        Body::If { arms, otherwise } => {
            arms.iter()
                .any(|(condition, body)| leaves(condition, functions) || leaves(body, functions))
                || otherwise.as_ref().is_some_and(|body| leaves(body, functions))
        }
        Body::Case { arms, .. } => arms.iter().any(|arm| leaves(&arm.body, functions)),
        Body::Subshell(_) | Body::Function { .. } | Body::Arithmetic(_) | Body::Condition(_) => {
            false
        }
    })
}

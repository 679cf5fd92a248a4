//! A lab that is walked through: its steps, and what of each is done.

use podlife_core::quiz::Asked;
use podlife_core::time::{SimDuration, SimTime};

use crate::json::Json;

/// A lab, and how far somebody has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lab {
    /// Its name in the address.
    pub(crate) name: String,
    /// What it is about.
    pub(crate) title: String,
    /// The address of its page.
    pub(crate) page: String,
    /// The manifest that it begins with.
    pub(crate) manifest: String,
    /// How long its Pods are watched.
    pub(crate) until: String,
    /// Its steps.
    pub(crate) steps: Vec<Step>,
    /// Which of them is shown; behind the last one, what was seen.
    pub(crate) index: usize,
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Step {
    /// What it is about.
    pub(crate) title: String,
    /// What is to be done, as HTML.
    pub(crate) html: String,
    /// What was seen, as HTML.
    pub(crate) after: String,
    /// From vague to nearly the answer, as HTML.
    pub(crate) hints: Vec<String>,
    /// How many of them are shown.
    pub(crate) hinted: usize,
    /// What has to be done.
    pub(crate) tasks: Vec<Task>,
    /// What the core is asked of the manifest; empty where nothing is.
    pub(crate) question: String,
    /// The commands of a solution, each at its instant.
    pub(crate) commands: Vec<(SimTime, String)>,
    /// How many of them were given by showing them.
    pub(crate) shown: usize,
    /// The manifest of a solution.
    pub(crate) solution: Option<String>,
}

/// Something that has to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Task {
    /// What it is.
    pub(crate) what: What,
    /// Whether it is done.
    pub(crate) is_done: bool,
}

/// What has to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// A command with these words, and what it printed.
    Ran {
        /// The words.
        ran: String,
        /// What is to be in what it printed.
        prints: Option<String>,
        /// What is not to be in it.
        never: Option<String>,
    },
    /// Something that holds of the manifest, as HTML.
    Holds(String),
    /// A question, its choices, and which was chosen last.
    Asks(String, Vec<Choice>, Option<usize>),
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// What it says.
    pub(crate) text: String,
    /// Whether it is right.
    pub(crate) is_right: bool,
    /// Why it is, or is not.
    pub(crate) why: String,
}

/// What happens in a lab.
#[derive(Clone, Debug)]
pub(crate) enum LabAction {
    /// This step is shown.
    Go(usize),
    /// One more hint is shown.
    Hint,
    /// This choice of this task is chosen.
    Choose(usize, usize),
    /// The playhead goes there.
    Seek(SimTime),
    /// The solution is shown: its manifest is taken, or the next command of it given.
    Solve,
    /// So it was with a command.
    Given,
    /// The core has marked a manifest: whether the API server accepts it, then which of the step's tasks are done.
    Marked(String, Vec<bool>),
    /// The lab begins anew.
    Restart,
}

impl Lab {
    /// Reads a lab as the site has written it.
    pub(crate) fn read(name: &str, json: &str) -> Option<Self> {
        let lab = Json::parse(json);
        let field = |name| lab.get(name).text().to_owned();
        let steps: Vec<Step> = lab.get("steps").list().iter().map(step).collect();
        let read = Self {
            name: name.to_owned(),
            title: field("title"),
            page: field("page"),
            manifest: field("manifest"),
            until: field("until"),
            steps,
            index: 0,
        };
        (!read.steps.is_empty()).then_some(read)
    }

    /// The step that is shown.
    pub(crate) fn step(&self) -> Option<&Step> {
        self.steps.get(self.index)
    }

    fn step_mut(&mut self) -> Option<&mut Step> {
        self.steps.get_mut(self.index)
    }

    /// A command was given, and printed this; whether something is done by it.
    pub(crate) fn ran(&mut self, line: &str, printed: &str) -> bool {
        let Some(step) = self.step_mut() else { return false };
        let mut is_new = false;
        for task in &mut step.tasks {
            let What::Ran { ran, prints, never } = &task.what else { continue };
            let asked = Asked { ran, prints: prints.as_deref(), never: never.as_deref() };
            if asked.is_done_by(line, printed) {
                is_new |= !task.is_done;
                task.is_done = true;
            }
        }
        is_new
    }

    /// What happens to the lab itself.
    pub(crate) fn apply(&mut self, action: &LabAction) {
        match action {
            LabAction::Go(index) => {
                self.index = (*index).min(self.steps.len());
                if let Some(step) = self.step_mut() {
                    step.shown = 0;
                }
            }
            LabAction::Hint => {
                if let Some(step) = self.step_mut() {
                    step.hinted = (step.hinted + 1).min(step.hints.len());
                }
            }
            LabAction::Choose(place, choice) => {
                let task = self.step_mut().and_then(|step| step.tasks.get_mut(*place));
                if let Some(task) = task
                    && let What::Asks(_, choices, chosen) = &mut task.what
                {
                    *chosen = Some(*choice);
                    task.is_done |= choices.get(*choice).is_some_and(|choice| choice.is_right);
                }
            }
            LabAction::Marked(_, marks) => {
                if let Some((is_accepted, marks)) = marks.split_first()
                    && let Some(step) = self.step_mut()
                {
                    let holds =
                        step.tasks.iter_mut().filter(|it| matches!(it.what, What::Holds(_)));
                    for (task, is_done) in holds.zip(marks) {
                        task.is_done = *is_accepted && *is_done;
                    }
                }
            }
            LabAction::Restart => {
                self.index = 0;
                self.steps.iter_mut().for_each(|step| (step.shown, step.hinted) = (0, 0));
                for task in self.steps.iter_mut().flat_map(|step| &mut step.tasks) {
                    task.is_done = false;
                    if let What::Asks(_, _, chosen) = &mut task.what {
                        *chosen = None;
                    }
                }
            }
            LabAction::Given => {
                if let Some(step) = self.step_mut() {
                    step.shown += 1;
                }
            }
            LabAction::Seek(_) | LabAction::Solve => {}
        }
    }
}

impl Step {
    /// Whether everything is done.
    pub(crate) fn is_done(&self) -> bool {
        self.tasks.iter().all(|task| task.is_done)
    }

    /// The manifest of the solution, where that is what is missing: what has to hold does not, or only its commands are
    /// asked for, and none was given yet.
    pub(crate) fn missing_manifest(&self) -> Option<&str> {
        let mut holds = self.tasks.iter().filter(|task| matches!(task.what, What::Holds(_)));
        let is_missing = match holds.next() {
            Some(first) => !first.is_done || holds.any(|task| !task.is_done),
            None => self.shown == 0 && self.next_command().is_some(),
        };
        self.solution.as_deref().filter(|_| is_missing)
    }

    /// The instants at which its commands are worth giving.
    pub(crate) fn instants(&self) -> Vec<SimTime> {
        let mut instants: Vec<SimTime> = self.commands.iter().map(|(at, _)| *at).collect();
        instants.dedup();
        instants
    }

    /// The next command of the solution, while a command is missing.
    pub(crate) fn next_command(&self) -> Option<&(SimTime, String)> {
        let is_missing = |task: &Task| !task.is_done && matches!(task.what, What::Ran { .. });
        self.commands.get(self.shown).filter(|_| self.tasks.iter().any(is_missing))
    }
}

fn step(json: &Json<'_>) -> Step {
    let field = |name| json.get(name).text().to_owned();
    let texts = |name| json.get(name).list().iter().map(|it| it.text().to_owned());
    let task = |what| Task { what, is_done: false };
    let holds = texts("expects").map(|says| task(What::Holds(says)));
    let checks = json.get("checks").list().iter().map(|check| task(what(check)));
    let commands = json.get("commands").list().iter().filter_map(|command| {
        let at = SimDuration::parse(command.get("at").text())?;
        Some((SimTime::ZERO + at, command.get("line").text().to_owned()))
    });
    Step {
        title: field("title"),
        html: field("html"),
        after: field("after"),
        hints: texts("hints").collect(),
        hinted: 0,
        tasks: checks.chain(holds).collect(),
        question: field("question"),
        commands: commands.collect(),
        shown: 0,
        solution: json.get("solution").some_text(),
    }
}

fn what(json: &Json<'_>) -> What {
    if let Some(ran) = json.get("ran").some_text() {
        let (prints, never) = (json.get("prints").some_text(), json.get("never").some_text());
        return What::Ran { ran, prints, never };
    }
    let choices = json.get("choices").list().iter().map(|choice| Choice {
        text: choice.get("text").text().to_owned(),
        is_right: choice.get("right").truth().unwrap_or_default(),
        why: choice.get("why").text().to_owned(),
    });
    What::Asks(json.get("asks").text().to_owned(), choices.collect(), None)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn lab() -> Lab {
        let json = r#"{"title":"T","page":"labs/t/","manifest":"m","steps":[
            {"title":"A","html":"a","after":"b","hints":["1","2"],"commands":[{"at":"5s","line":"kubectl get all"},{"at":"9s","line":"kubectl logs x"}],
             "checks":[{"ran":"kubectl logs","prints":"GET","never":"404"},{"asks":"Q","choices":[{"text":"n","why":"no"},{"text":"y","right":true,"why":"yes"}]}],
             "expects":["holds"],"question":"{}","solution":"s"},
            {"title":"B","html":"","after":"","hints":[],"commands":[],"checks":[],"expects":[],"question":"","solution":null}]}"#;
        Lab::read("t", json).unwrap()
    }

    #[test]
    fn a_step_is_done_when_all_of_it_is() {
        let mut lab = lab();
        let is_done = |lab: &Lab| lab.step().unwrap().is_done();
        assert!(!lab.ran("kubectl logs x", "nothing"));
        assert!(!lab.ran("kubectl logs x", "GET / 404"));
        assert!(lab.ran("k logs x", "GET / 200"));
        assert!(!lab.ran("k logs x", "GET / 200"));
        lab.apply(&LabAction::Choose(1, 0));
        lab.apply(&LabAction::Marked(String::new(), vec![true, true]));
        assert!(!is_done(&lab));
        lab.apply(&LabAction::Choose(1, 1));
        assert!(is_done(&lab));
        for marks in [vec![true, false], vec![false, true]] {
            lab.apply(&LabAction::Marked(String::new(), marks));
            assert!(!is_done(&lab));
        }
    }

    #[test]
    fn the_solution_gives_its_commands_while_one_is_missing() {
        let mut lab = lab();
        let step = lab.step().unwrap();
        assert_eq!(step.missing_manifest(), Some("s"));
        assert_eq!(step.instants(), [SimTime(5000), SimTime(9000)]);
        assert_eq!(step.next_command().unwrap().1, "kubectl get all");
        lab.apply(&LabAction::Given);
        assert_eq!(lab.step().unwrap().next_command().unwrap().1, "kubectl logs x");
        lab.ran("kubectl logs x", "GET");
        assert_eq!(lab.step().unwrap().next_command(), None);
    }

    #[test]
    fn nothing_is_shown_behind_the_end_and_a_new_beginning_forgets() {
        let mut lab = lab();
        let first = lab.clone();
        lab.ran("kubectl logs x", "GET");
        lab.apply(&LabAction::Choose(1, 1));
        lab.apply(&LabAction::Marked(String::new(), vec![true, true]));
        lab.apply(&LabAction::Hint);
        lab.apply(&LabAction::Given);
        assert!(lab.step().unwrap().is_done());
        lab.apply(&LabAction::Go(9));
        assert_eq!((lab.index, lab.step()), (2, None));
        lab.apply(&LabAction::Restart);
        assert_eq!(lab, first);
    }
}

//! The core, which runs in a worker of its own.
//!
//! One call runs at a time. A call that takes longer than [`PATIENCE`] is given up: the worker is ended and a new one
//! started. A panic ends the call and nothing else.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::{glue, page};

use crate::state::words::say_with;

/// How long a call may take, in milliseconds; the slowest real one takes some 20.
const PATIENCE: u32 = 1000;

/// After how long it is shown that the core is at work, in milliseconds.
const MOMENT: u32 = 300;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The core panicked, with these words.
    Crashed(String),
    /// The core did not answer in time.
    TooSlow,
    /// The core could not be loaded.
    Unreachable(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Crashed(words) => f.write_str(words),
            Self::TooSlow => f.write_str(&say_with("no answer within {} ms", &[&PATIENCE])),
            Self::Unreachable(words) => {
                f.write_str(&say_with("the core could not be loaded: {}", &[words]))
            }
        }
    }
}

type Done = Box<dyn FnOnce(Result<String, Failure>)>;

struct Job {
    id: u32,
    function: &'static str,
    arguments: Vec<String>,
    done: Done,
}

#[derive(Default)]
struct Core {
    worker: Option<Started>,
    is_ready: bool,
    next_id: u32,
    running: Option<Job>,
    waiting: VecDeque<Job>,
    watchdog: Option<Timeout>,
    /// Runs until it is shown that the core is at work, and as long as it is.
    work: Option<Work>,
}

/// The core is at work; after a moment the page shows it, until this is dropped.
struct Work(#[expect(dead_code, reason = "it is ended by being dropped")] Timeout);

impl Work {
    fn begin() -> Self {
        Self(Timeout::new(MOMENT, || page::set_busy(true)))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        page::set_busy(false);
    }
}

struct Started {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Started {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

thread_local! {
    static CORE: Rc<RefCell<Core>> = Rc::default();
}

/// Starts the worker, so that the first call finds it ready.
pub(crate) fn warm_up() {
    CORE.with(start);
}

/// Calls a function of the core.
pub(crate) fn call(
    function: &'static str,
    arguments: Vec<String>,
    done: impl FnOnce(Result<String, Failure>) + 'static,
) {
    CORE.with(|core| {
        {
            let mut core = core.borrow_mut();
            let id = core.next_id;
            core.next_id += 1;
            core.waiting.push_back(Job { id, function, arguments, done: Box::new(done) });
        }
        start(core);
        next(core);
    });
}

fn start(core: &Rc<RefCell<Core>>) {
    if core.borrow().worker.is_some() {
        return;
    }
    let worker = match glue::spawn_worker("core-worker.js") {
        Ok(worker) => worker,
        Err(error) => return give_up(core, &words(&error)),
    };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let core = core.clone();
        move |event: MessageEvent| answered(&core, &event.data())
    });
    let on_error = Closure::<dyn FnMut(JsValue)>::new({
        let core = core.clone();
        move |error: JsValue| {
            // Where the browser does not tell why, there is no message.
            let message = Reflect::get(&error, &"message".into()).ok();
            let message = message.and_then(|message| message.as_string());
            give_up(&core, &message.unwrap_or_default());
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let mut core = core.borrow_mut();
    core.is_ready = false;
    core.worker = Some(Started { worker, _on_message: on_message, _on_error: on_error });
}

/// Sends the next job where the worker is idle.
fn next(core: &Rc<RefCell<Core>>) {
    let mut this = core.borrow_mut();
    if !this.is_ready || this.running.is_some() {
        return;
    }
    let Some(job) = this.waiting.pop_front() else {
        this.work = None;
        return;
    };
    this.work.get_or_insert_with(Work::begin);
    if let Some(started) = &this.worker {
        let message = Object::new();
        let arguments: Array = job.arguments.iter().map(JsValue::from).collect();
        for (key, value) in [
            ("id", JsValue::from(job.id)),
            ("call", JsValue::from(job.function)),
            ("args", JsValue::from(arguments)),
        ] {
            let _ = Reflect::set(&message, &key.into(), &value);
        }
        let _ = started.worker.post_message(&message);
    }
    this.running = Some(job);
    this.watchdog = Some(watchdog(core));
}

fn watchdog(core: &Rc<RefCell<Core>>) -> Timeout {
    let core = core.clone();
    Timeout::new(PATIENCE, move || timed_out(&core))
}

fn answered(core: &Rc<RefCell<Core>>, data: &JsValue) {
    let field = |name: &str| Reflect::get(data, &name.into()).ok();
    let text = |name: &str| field(name).and_then(|value| value.as_string());
    match field("ready").and_then(|ready| ready.as_bool()) {
        Some(true) => {
            core.borrow_mut().is_ready = true;
            return next(core);
        }
        Some(false) => return give_up(core, &text("crashed").unwrap_or_default()),
        None => {}
    }
    // While a call waits for the rest of the core, the network has all the time it needs.
    if let Some(waits) = field("waits").and_then(|waits| waits.as_bool()) {
        let watchdog = (!waits).then(|| watchdog(core));
        core.borrow_mut().watchdog = watchdog;
        return;
    }
    let id = field("id").and_then(|id| id.as_f64());
    let job = {
        let mut core = core.borrow_mut();
        core.watchdog = None;
        core.running.take_if(|job| Some(f64::from(job.id)) == id)
    };
    if let Some(job) = job {
        (job.done)(match text("answer") {
            Some(answer) => Ok(answer),
            None => Err(Failure::Crashed(text("crashed").unwrap_or_default())),
        });
    }
    next(core);
}

/// Ends the worker in the middle of its call and starts another one.
fn timed_out(core: &Rc<RefCell<Core>>) {
    let job = {
        let mut core = core.borrow_mut();
        core.worker = None;
        core.work = None;
        core.running.take()
    };
    if let Some(job) = job {
        (job.done)(Err(Failure::TooSlow));
    }
    start(core);
}

/// Answers every call: there is no core.
fn give_up(core: &Rc<RefCell<Core>>, words: &str) {
    let jobs: Vec<Job> = {
        let mut core = core.borrow_mut();
        core.is_ready = false;
        core.watchdog = None;
        core.work = None;
        let running = core.running.take();
        running.into_iter().chain(std::mem::take(&mut core.waiting)).collect()
    };
    for job in jobs {
        (job.done)(Err(Failure::Unreachable(words.to_owned())));
    }
}

fn words(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| js_sys::Object::from(error.clone()).to_string().into())
}

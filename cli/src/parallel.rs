//! Many texts at a time.

use std::io::Write;
use std::num::NonZero;
use std::sync::mpsc;
use std::thread;

use crate::input::Input;
use crate::outcome::{Failure, Out};

/// How many texts a thread takes at once.
const TAKEN: usize = 16;

/// Does the work for every text, on all processors, and prints what comes out in the order of the texts; whether all
/// of them came out well.
pub(crate) fn side_by_side(
    inputs: &[Input],
    out: &mut Out,
    work: impl Fn(&Input, &mut Vec<u8>) -> Result<bool, Failure> + Sync,
) -> Result<bool, Failure> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let work_on = |part: &[Input]| {
        let mut printed = Vec::new();
        let mut fine = true;
        for input in part {
            fine &= work(input, &mut printed)?;
        }
        Ok((printed, fine))
    };
    thread::scope(|scope| {
        // The parts go round, so that each thread's next one is known without a lock.
        let answers: Vec<_> = (0..threads)
            .map(|first| {
                let (sender, receiver) = mpsc::channel();
                scope.spawn(move || {
                    for part in inputs.chunks(TAKEN).skip(first).step_by(threads) {
                        // Nobody listens any more where an earlier part went wrong.
                        if sender.send(work_on(part)).is_err() {
                            break;
                        }
                    }
                });
                receiver
            })
            .collect();
        let mut all_fine = true;
        for (number, _) in inputs.chunks(TAKEN).enumerate() {
            let answer: Option<Result<_, Failure>> =
                answers.get(number % threads).and_then(|receiver| receiver.recv().ok());
            let Some(answer) = answer else { break };
            let (printed, fine) = answer?;
            out.write_all(&printed)?;
            all_fine &= fine;
        }
        Ok(all_fine)
    })
}

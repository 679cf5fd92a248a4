//! Many texts at a time.

use std::io::Write;

use rayon::prelude::*;

use crate::input::Input;
use crate::outcome::{Failure, Out};

/// How many texts are worked on before what came out of them is printed.
const TAKEN: usize = 256;

/// Does the work for every text, on all processors, and hands over what comes out in the order of the texts.
pub(crate) fn in_order<T: Send>(
    inputs: &[Input],
    work: impl Fn(&Input) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for part in inputs.chunks(TAKEN) {
        let answers: Vec<Result<T, Failure>> = part.par_iter().map(&work).collect();
        for answer in answers {
            take(answer?)?;
        }
    }
    Ok(())
}

/// Does the work for every text and prints what comes out in the order of the texts; whether all of them came out
/// well.
pub(crate) fn side_by_side(
    inputs: &[Input],
    out: &mut Out,
    work: impl Fn(&Input, &mut Vec<u8>) -> Result<bool, Failure> + Sync,
) -> Result<bool, Failure> {
    let work_on = |input: &Input| {
        let mut printed = Vec::new();
        let fine = work(input, &mut printed)?;
        Ok((printed, fine))
    };
    let mut all_fine = true;
    in_order(inputs, work_on, |(printed, fine)| {
        all_fine &= fine;
        Ok(out.write_all(&printed)?)
    })?;
    Ok(all_fine)
}

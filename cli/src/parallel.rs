//! Many texts at a time.

use std::io::Write;

use rayon::prelude::*;

use crate::input::Input;
use crate::outcome::{Failure, Out};

/// How many texts are worked on before what came out of them is printed.
const TAKEN: usize = 256;

/// Does the work for every text, on all processors, and prints what comes out in the order of the texts; whether all
/// of them came out well.
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
    for part in inputs.chunks(TAKEN) {
        let answers: Vec<Result<_, Failure>> = part.par_iter().map(work_on).collect();
        for answer in answers {
            let (printed, fine) = answer?;
            out.write_all(&printed)?;
            all_fine &= fine;
        }
    }
    Ok(all_fine)
}

//! Questions whose answers a run proves.
//!
//! A question is a file of `content/quiz`. What is right is not believed but played: [`prove`] derives every stated
//! answer again, [`grade`] marks an answer with the same run. Both get the pipeline as a function, because the door
//! of the house stands on a higher floor.

mod grade;
mod moments;
mod parse;
mod proof;
mod question;

pub use grade::{Answer, Item, Mark, grade};
pub use parse::parse;
pub use proof::prove;
pub use question::{Choice, Claims, Event, Question, Row, Task};

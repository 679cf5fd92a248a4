//! Questions whose answers a run proves.
//!
//! A question is a file of `content/quiz`. What is right is not believed but played: [`prove`] derives every stated
//! answer again, [`grade`] marks an answer with the same runs, and [`publish`] writes into it what is drawn from them.

mod chance;
mod claim;
mod drawn;
mod grade;
mod made;
mod moments;
mod parse;
mod proof;
mod publish;
mod question;
mod ran;
mod run;
mod spelling;
mod structure;
mod value;

pub use chance::Chance;
pub use claim::Claim;
pub use grade::{Answer, Item, Mark, grade};
pub use made::made;
pub use moments::Moment;
pub use parse::{Fault, parse};
pub use proof::{DOMAINS, prove};
pub use publish::{Head, publish};
pub use question::{Asks, Attempt, Choice, Drawn, Expected, Kind, Question, Screen};
pub use ran::Asked;
pub use run::Run;

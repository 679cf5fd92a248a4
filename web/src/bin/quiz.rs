//! The page that asks; on its own, so that nobody else loads it.

fn main() {
    podlife_web::start_quiz();
}

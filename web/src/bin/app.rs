//! The web application; it shows what the worker found out and holds no parsing code.

fn main() {
    podlife_web::start();
}

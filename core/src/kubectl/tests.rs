//! What is answered.

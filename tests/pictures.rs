//! Timelines are drawn as they were when somebody last looked. `UPDATE=1` draws them anew: look at them, then commit.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::env;
use std::fs;

use podlife_core::view::svg::{SvgOptions, fluid, svg};
use podlife_core::view::timeline::Timeline;
use podlife_tests::root;

fn check(name: &str, picture: &str) {
    let path = root().join("tests/pictures").join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, picture).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == picture, "{name} is drawn in another way: UPDATE=1, then look at it");
}

fn timeline(name: &str) -> Timeline {
    let path = root().join("tests/pictures").join(name).with_extension("json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn four_kinds_of_work_on_a_page_and_on_a_phone() {
    let run = timeline("shop");
    check("shop-690.svg", &svg(&run, &SvgOptions { width: 690 }));
    check("shop-360.svg", &svg(&run, &SvgOptions { width: 360 }));
}

#[test]
fn a_crash_loop_with_its_pauses() {
    check("crash-loop-690.svg", &svg(&timeline("crash-loop"), &SvgOptions { width: 690 }));
}

#[test]
fn a_hook_that_takes_the_grace_period() {
    check("grace-period-690.svg", &svg(&timeline("grace-period"), &SvgOptions { width: 690 }));
}

/// What the pages ship: the ceiling of a page is 40 KB with several pictures in it.
#[test]
fn a_fluid_picture_is_small() {
    let size = fluid(&timeline("shop")).len();
    assert!(size < 4500, "{size} bytes");
}

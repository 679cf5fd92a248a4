use crate::time::SimTime;
use crate::view::timeline::{
    Band, Doing, Grace, Hook, Lane, Mark, MarkKind, Role, Segment, Timeline,
};

use super::{SvgOptions, fluid, story, svg};

fn segment(doing: Doing, from: u64, to: u64) -> Segment {
    Segment { doing, from: SimTime(from), to: SimTime(to), cause: 0 }
}

fn mark(kind: MarkKind, at: u64, label: &str) -> Mark {
    Mark { kind, at: SimTime(at), label: label.to_owned(), cause: 0 }
}

fn lane(name: &str, role: Role, segments: Vec<Segment>, marks: Vec<Mark>) -> Lane {
    Lane {
        name: name.to_owned(),
        role,
        image: "web:1".to_owned(),
        segments,
        marks,
        hooks: Vec::new(),
        assumed: None,
    }
}

/// An app that crashes, and a sidecar that is killed.
fn crashing() -> Timeline {
    let mut app = lane(
        "app",
        Role::App,
        vec![
            segment(Doing::Waiting, 0, 2000),
            segment(Doing::Starting, 2000, 4000),
            segment(Doing::Ready, 4000, 20_000),
            segment(Doing::BackOff, 20_000, 30_000),
            segment(Doing::Ready, 30_000, 40_000),
            segment(Doing::Stopping, 40_000, 45_000),
        ],
        vec![
            mark(MarkKind::ProbeFailure, 2500, "startup probe failed"),
            mark(MarkKind::ProbeSuccess, 3500, "startup probe succeeded"),
            mark(MarkKind::ProbeSuccess, 4500, "readiness probe succeeded"),
            mark(MarkKind::ProbeSuccess, 5500, "readiness probe succeeded"),
            mark(MarkKind::Exit, 20_000, "exit 1"),
            mark(MarkKind::Term, 40_000, "TERM"),
            mark(MarkKind::Exit, 45_000, "exit 0"),
        ],
    );
    app.hooks.push(Hook {
        name: "preStop".to_owned(),
        from: SimTime(33_000),
        to: SimTime(40_000),
        cause: 0,
    });
    let helper = lane(
        "helper <1>",
        Role::Sidecar,
        vec![segment(Doing::Ready, 1000, 45_000), segment(Doing::Stopping, 45_000, 48_000)],
        vec![mark(MarkKind::Kill, 48_000, "KILL"), mark(MarkKind::Exit, 48_000, "exit 137")],
    );
    Timeline {
        pod: "web".to_owned(),
        end: SimTime(60_000),
        status: vec![Band { from: SimTime(0), to: SimTime(48_000), status: "Running".to_owned() }],
        ready: vec![Band { from: SimTime(4000), to: SimTime(20_000), status: "Ready".to_owned() }],
        lanes: vec![helper, app],
        grace: vec![Grace { from: SimTime(38_000), to: SimTime(48_000) }],
        outside: Vec::new(),
        deleted: None,
    }
}

#[test]
fn the_story_is_told_in_sentences() {
    assert_eq!(
        story(&crashing()),
        "helper <1> (native sidecar) starts at 1.0 s, is killed at 48.0 s and exits with 137 at 48.0 s. \
         app (app) starts at 2.0 s, is ready at 4.0 s, gets SIGTERM at 40.0 s and ends 2 times, \
         first with exit 1 at 20.0 s and last with exit 0 at 45.0 s. At 60.0 s the Pod is Running."
    );
}

#[test]
fn names_are_escaped_and_every_sign_of_the_grammar_is_drawn() {
    let picture = svg(&crashing(), &SvgOptions { width: 860 });
    assert!(picture.contains("helper &lt;1&gt;") && !picture.contains("<1>"));
    for sign in [
        "#pt-kill",
        "#pt-term",
        "url(#pt-app)",
        "back-off 10 s",
        "preStop",
        "exit 137",
        "exit 0",
        ">exit 1<",
        "grace period 10 s",
        "class=\"over\"",
        ">Running<",
        ">Ready<",
    ] {
        assert!(picture.contains(sign), "{sign}");
    }
}

#[test]
fn the_file_is_xml_also_where_it_holds_a_style_sheet() {
    let picture = svg(&crashing(), &SvgOptions::default());
    let loose = picture
        .split('&')
        .skip(1)
        .find(|rest| !rest.starts_with("lt;") && !rest.starts_with("gt;"));
    assert_eq!(loose, None);
    assert_eq!(picture.matches("<g").count(), picture.matches("</g>").count());
}

#[test]
fn an_end_that_has_no_room_after_its_bar_stands_above_it() {
    let picture = svg(&crashing(), &SvgOptions::default());
    let above = picture.split("<text").find(|text| text.contains(">exit 1<")).unwrap();
    assert!(above.contains("class=\"sign bad\"") && above.contains("y=\"-6\""), "{above}");
}

#[test]
fn a_narrow_picture_leaves_out_what_does_not_fit() {
    let narrow = svg(&crashing(), &SvgOptions { width: 360 });
    assert!(narrow.contains(">10 s<") && !narrow.contains(">back-off"));
    assert!(svg(&crashing(), &SvgOptions::default()).contains("width=\"690\""));
    assert!(narrow.contains("width=\"360\"") && narrow.contains(">grace period 10 s<"));
}

#[test]
fn a_fluid_picture_has_no_pixels_in_time() {
    let picture = fluid(&crashing());
    assert!(picture.starts_with("<svg class=\"pt\" role=\"img\" style=\"--h:"));
    for place in picture.split(" x=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(place.ends_with('%') || ["0", "21"].contains(&place), "{place}");
    }
}

#[test]
fn the_same_run_gives_the_same_picture() {
    assert_eq!(fluid(&crashing()), fluid(&crashing()));
}

use super::*;
use crate::text::apply;

fn root(text: &str) -> Node {
    yaml::parse(text).documents[0].root.as_ref().clone()
}

fn after(text: &str, edits: Option<Vec<Edit>>) -> String {
    edits.map_or_else(|| "refused".to_owned(), |edits| apply(text, &edits))
}

#[test]
fn a_field_is_put_where_it_belongs() {
    for (text, path, value, expected) in [
        ("a: 1 # why\nb: 2\n", "a", "3", "a: 3 # why\nb: 2\n"),
        ("a: 1\n", "a", "1", "a: 1\n"),
        ("a: 1", "b", "2", "a: 1\nb: 2"),
        ("a:\r\n  b: 1\r\n", "a.c", "2", "a:\r\n  b: 1\r\n  c: 2\r\n"),
        (
            "a:\n  b: 1\n# end\n",
            "a.c.d",
            "x: 1\nz: 2\n",
            "a:\n  b: 1\n  c:\n    d:\n      x: 1\n      z: 2\n# end\n",
        ),
        ("a: {b: 1}\n", "a.c.d", "x: 1\nz: 2\n", "a: {b: 1, c: {d: {x: 1, z: 2}}}\n"),
        ("a: {}\n", "a.c", "[1, 2]", "a: {c: [1, 2]}\n"),
        ("a: # why\nb: 1\n", "a.c", "2", "a: {c: 2} # why\nb: 1\n"),
        ("l:\n- k: 1\n  m: 2\n", "l[0].o", "3", "l:\n- k: 1\n  m: 2\n  o: 3\n"),
        ("l:\n  - k: 1\n", "l[1]", "k: 2\nm: 3", "l:\n  - k: 1\n  - k: 2\n    m: 3\n"),
        ("l: [a]\n", "l[1]", "b", "l: [a, b]\n"),
        ("l: []\n", "l[0].k", "b", "l: [{k: b}]\n"),
        ("a: 1\n", "l[0].k", "b", "a: 1\nl:\n  - k: b\n"),
        ("a: &x 1\nb: *x\n", "b", "2", "refused"),
        ("a: |\n  x\n", "a", "2", "refused"),
        ("a: {\n  b: 1 # why\n}\n", "a.c", "2", "a: {\n  b: 1, c: 2 # why\n}\n"),
    ] {
        let made = after(text, put(text, &root(text), &FieldPath::parse(path), value));
        assert_eq!(made, expected, "{text} {path}");
    }
}

#[test]
fn a_field_goes_with_what_held_nothing_else() {
    for (text, path, expected) in [
        ("a: 1\nb: 2\n", "a", "b: 2\n"),
        ("a: 1\nb:\n  c:\n    d: 1\n", "b.c.d", "a: 1\n"),
        ("a: 1\nb:\n  c: 1 # why\n  d: 1\n", "b.c", "a: 1\nb:\n  d: 1\n"),
        ("l:\n- k: 1\n  m: 2\n", "l[0].k", "l:\n- m: 2\n"),
        ("l:\n- k: 1\n# two\n- k: 2\n", "l[1]", "l:\n- k: 1\n"),
        ("a: {b: 1, c: 2}\n", "a.b", "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", "a.c", "a: {b: 1}\n"),
        ("a: 1\nb:\nc: 2\n", "b", "a: 1\nc: 2\n"),
        ("a: 1\n", "x.y", "a: 1\n"),
        ("a: &x {b: 1, c: 2}\n", "a.b", "refused"),
    ] {
        let made = after(text, remove(text, &root(text), &FieldPath::parse(path)));
        assert_eq!(made, expected, "{text} {path}");
    }
}

#[test]
fn a_field_takes_the_place_of_another() {
    for (text, path, name, value, expected) in [
        (
            "a:\n  b:\n    c: 1\n    d: 2\n  e: 3\n",
            "a.b",
            "f",
            "{g: 1}",
            "a:\n  f: {g: 1}\n  e: 3\n",
        ),
        ("a:\n  b: 1 # why\n", "a.b", "f", "g: 1\nh: 2", "a:\n  f:\n    g: 1\n    h: 2 # why\n"),
        ("l:\n- b: 1\n  c: 2\n", "l[0].b", "f", "2", "l:\n- f: 2\n  c: 2\n"),
        ("a: {b: 1, c: 2}\n", "a.b", "f", "g: 1", "a: {f: {g: 1}, c: 2}\n"),
    ] {
        let made = after(text, exchange(text, &root(text), &FieldPath::parse(path), name, value));
        assert_eq!(made, expected, "{text} {path}");
    }
}

#[test]
fn an_item_moves_with_its_comments() {
    for (text, from, to, expected) in [
        ("l:\n- a\n# b\n- b\n- c\n", 1, 0, "l:\n# b\n- b\n- a\n- c\n"),
        ("l:\n- a\n- b: 1\n  c: 2", 1, 0, "l:\n- b: 1\n  c: 2\n- a\n"),
        ("l: [a, b, c]\n", 2, 0, "l: [c, a, b]\n"),
    ] {
        let list = root(text);
        let made = after(text, move_before(text, list.get("l").unwrap(), from, to));
        assert_eq!(made, expected, "{text}");
    }
}

//! The resources of a Pod as a piece of a page.

use crate::quantity::{List, Quantity};
use crate::sim::trace::Role;
use crate::view::markup::{escaped, link, push};

use super::{Phase, Resources, Row, Total};

/// The piece of a page. What leads to a place of the text has it in `data-at`, in bytes; `note` is said first.
pub fn html(resources: &Resources, note: &str) -> String {
    let mut out = String::new();
    if !note.is_empty() {
        push(&mut out, &["<p class=\"res__note\">", &escaped(note), "</p>"]);
    }
    facts(&mut out, resources);
    if resources.totals.is_empty() {
        nothing(&mut out, resources);
    } else {
        out.push_str("<h3>Reserved in each phase</h3><div class=\"res__phases\">");
        for total in &resources.totals {
            phases(&mut out, resources, total);
        }
        out.push_str("</div><h3>Containers in start order</h3>");
        table(&mut out, resources);
    }
    quality(&mut out, resources);
    out
}

/// The three answers that people come for.
fn facts(out: &mut String, resources: &Resources) {
    let (mut requests, mut limits) = (String::new(), String::new());
    for total in &resources.totals {
        let name = escaped(&total.resource);
        if !total.requests.is_zero() {
            push(&mut requests, &["<b>", &name, "</b> ", &total.requests.to_string(), "<br>"]);
        }
        if let Some(limit) = &total.limits {
            // The sum of the limits is none where a container that stays has no limit.
            let of_pod = resources.pod.iter().any(|pod| pod.limits.contains_key(&total.resource));
            let mut staying = resources.rows.iter().filter(|row| row.role != Some(Role::Init));
            let is_shared =
                matches!(total.resource.as_str(), "cpu" | "memory" | "ephemeral-storage");
            let is_open = !of_pod
                && is_shared
                && staying.any(|row| !row.limits.contains_key(&total.resource));
            push(
                &mut limits,
                &[
                    "<b>",
                    &name,
                    "</b> ",
                    &limit.to_string(),
                    if is_open { ", not all limited<br>" } else { "<br>" },
                ],
            );
        }
    }
    let or = |said: String, other: &str| if said.is_empty() { other.to_owned() } else { said };
    out.push_str("<dl class=\"res__facts\">");
    for (name, said) in [
        ("The scheduler reserves", or(requests, "nothing")),
        ("Limits add up to", or(limits, "none: all that the node has")),
        ("Quality of service", format!("<b>{}</b>", resources.qos)),
    ] {
        push(out, &["<div><dt>", name, "</dt><dd>", &said, "</dd></div>"]);
    }
    out.push_str("</dl>");
}

/// Nothing is asked for: where that would be said.
fn nothing(out: &mut String, resources: &Resources) {
    out.push_str("<p>No container says what it needs: write <code>resources.requests</code> into ");
    for (index, row) in resources.rows.iter().enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        link(out, row.at, &row.name);
    }
    out.push_str(".</p>");
}

const fn role_word(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Init) => "init",
        Some(Role::Sidecar) => "sidecar",
        Some(Role::App) => "app",
        Some(Role::Ephemeral) => "ephemeral",
        None => "pod",
    }
}

fn name_of(resources: &Resources, index: usize) -> &str {
    resources.rows.get(index).map_or("", |row| &row.name)
}

/// One resource: a bar for each phase, and the formula.
fn phases(out: &mut String, resources: &Resources, total: &Total) {
    let resource = escaped(&total.resource);
    push(out, &["<div class=\"res__resource\"><table><caption>", &resource, "</caption><tbody>"]);
    // A bar is as long as its part of what is reserved, or of what the containers would.
    let longest = total.requests.clone().max(total.containers.clone());
    for phase in &total.phases {
        let is_last = phase.init.is_none();
        push(
            out,
            &[
                if phase.decides && total.pod.is_none() { "<tr class=\"is-max\">" } else { "<tr>" },
                "<th scope=\"row\">",
                if is_last { "while all run" } else { "init " },
            ],
        );
        if let Some(init) = phase.init {
            push(out, &["<b>", &escaped(name_of(resources, init)), "</b>"]);
        }
        out.push_str("</th><td><span class=\"res__bar\" aria-hidden=\"true\">");
        for (index, part) in &phase.parts {
            let role = role_word(resources.rows.get(*index).and_then(|row| row.role));
            bar(out, role, part, &longest);
        }
        out.push_str("</span><span class=\"res__parts\">");
        out.push_str(&escaped(&parts(resources, phase)));
        push(out, &["</span></td><td class=\"res__sum\"><b>", &phase.sum.to_string(), "</b>"]);
        if phase.decides && total.pod.is_none() && total.phases.len() > 1 {
            out.push_str("<em>decides</em>");
        }
        out.push_str("</td></tr>");
    }
    let more = [
        ("spec.resources", "Pod as a whole", &total.pod, "pod"),
        ("overhead", "overhead", &total.overhead, "over"),
    ];
    for (name, words, quantity, class) in more {
        let Some(quantity) = quantity else { continue };
        let is_pod = name == "spec.resources";
        push(
            out,
            &[
                if is_pod { "<tr class=\"is-max\">" } else { "<tr>" },
                "<th scope=\"row\">",
                words,
                "</th><td><span class=\"res__bar\" aria-hidden=\"true\">",
            ],
        );
        bar(out, class, quantity, &longest);
        push(out, &["</span></td><td class=\"res__sum\"><b>", &quantity.to_string(), "</b>"]);
        out.push_str(if is_pod { "<em>decides</em></td></tr>" } else { "</td></tr>" });
    }
    push(
        out,
        &[
            "</tbody></table><p class=\"res__formula\"><code>",
            &escaped(&formula(resources, total)),
            "</code></p></div>",
        ],
    );
}

fn bar(out: &mut String, class: &str, part: &Quantity, whole: &Quantity) {
    let share = part.thousandths_of(whole);
    let (percent, rest) = ((share / 10).to_string(), (share % 10).to_string());
    push(out, &["<i class=\"is-", class, "\" style=\"width:", &percent, ".", &rest, "%\"></i>"]);
}

/// Who asks for what in a phase: `proxy 50m + app 200m`.
fn parts(resources: &Resources, phase: &Phase) -> String {
    if phase.parts.is_empty() {
        return "nobody asks for any".to_owned();
    }
    let part = |(index, part): &(usize, Quantity)| format!("{} {part}", name_of(resources, *index));
    phase.parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

/// The formula with the numbers: `max(init migrate: 100m + 50m, running: 200m + 50m) + overhead 0 = 250m`.
pub(super) fn formula(resources: &Resources, total: &Total) -> String {
    let sum = |phase: &Phase| {
        let parts: Vec<String> = phase.parts.iter().map(|(_, part)| part.to_string()).collect();
        if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") }
    };
    let mut words = Vec::new();
    for phase in &total.phases {
        words.push(match phase.init {
            Some(init) => format!("init {}: {}", name_of(resources, init), sum(phase)),
            None if total.phases.len() == 1 => sum(phase),
            None => format!("running: {}", sum(phase)),
        });
    }
    let words = words.join(", ");
    let of_containers = if total.phases.len() == 1 { words } else { format!("max({words})") };
    let overhead = total.overhead.as_ref().map_or_else(|| "0".to_owned(), Quantity::to_string);
    let (pod, requests) = (total.pod.as_ref(), &total.requests);
    match pod {
        Some(pod) => format!(
            "spec.resources {pod} + overhead {overhead} = {requests}, and not the {} of the containers",
            total.containers
        ),
        None => format!("{of_containers} + overhead {overhead} = {requests}"),
    }
}

fn table(out: &mut String, resources: &Resources) {
    out.push_str("<table class=\"res__table\"><thead><tr><th scope=\"col\">Container</th><th scope=\"col\">Resource</th><th scope=\"col\">Request</th><th scope=\"col\">Limit</th></tr></thead>");
    for row in resources.rows.iter().chain(&resources.pod) {
        rows(out, row);
    }
    out.push_str("<tbody class=\"res__total\">");
    let mut head = "Pod, with overhead";
    for total in &resources.totals {
        push(
            out,
            &[
                "<tr><th scope=\"row\">",
                head,
                "</th><td>",
                &escaped(&total.resource),
                "</td><td>",
                &total.requests.to_string(),
                "</td><td>",
            ],
        );
        head = "";
        out.push_str(&total.limits.as_ref().map_or_else(|| NONE.to_owned(), Quantity::to_string));
        out.push_str("</td></tr>");
    }
    out.push_str("</tbody></table>");
}

/// Where nothing is said.
const NONE: &str = "<span class=\"res__none\">none</span>";

fn rows(out: &mut String, row: &Row) {
    let names = row
        .requests
        .keys()
        .chain(row.limits.keys().filter(|name| !row.requests.contains_key(*name)));
    let names: Vec<&String> = names.collect();
    let span = names.len().max(1).to_string();
    push(out, &["<tbody><tr><th scope=\"rowgroup\" rowspan=\"", &span, "\">"]);
    link(out, row.at, &row.name);
    if row.role.is_some() {
        let role = role_word(row.role);
        push(out, &["<span class=\"res__role is-", role, "\">", role, "</span>"]);
    }
    out.push_str("</th>");
    if names.is_empty() {
        out.push_str("<td colspan=\"3\" class=\"res__none\">asks for nothing</td></tr>");
    }
    for (index, name) in names.into_iter().enumerate() {
        // A long name may be broken behind its domain.
        let words = escaped(name).replace('/', "/<wbr>");
        push(out, &[if index > 0 { "<tr>" } else { "" }, "<td>", &words, "</td><td>"]);
        value(out, row, "requests", name, &row.requests);
        out.push_str("</td><td>");
        value(out, row, "limits", name, &row.limits);
        out.push_str("</td></tr>");
    }
    out.push_str("</tbody>");
}

/// An amount that leads to where it is written; without that it is a default.
fn value(out: &mut String, row: &Row, list: &str, name: &str, all: &List) {
    let Some(quantity) = all.get(name) else { return out.push_str(NONE) };
    if let Some(at) = row.place(list, name) {
        return link(out, at, &quantity.to_string());
    }
    let is_limit = row.limits.get(name) == Some(quantity) && list == "requests";
    let why = if is_limit { "from the limit" } else { "default" };
    push(out, &[&quantity.to_string(), " <small>", why, "</small>"]);
}

/// The class, and what makes it that.
fn quality(out: &mut String, resources: &Resources) {
    push(out, &["<h3>Quality of service: ", resources.qos, "</h3><p>"]);
    out.push_str(match resources.qos {
        "Guaranteed" => {
            "Limits of cpu and memory are set, and requests equal them: under memory pressure these Pods go last.</p>"
        }
        "BestEffort" => {
            "Nobody asks for cpu or memory: under memory pressure these Pods go first. One request or limit makes it Burstable. To be Guaranteed it lacks:</p>"
        }
        _ => "Under memory pressure, what uses more than it requests goes first. To be Guaranteed it lacks equal requests and limits:</p>",
    });
    if resources.breaks.is_empty() {
        return;
    }
    out.push_str("<ul class=\"res__breaks\">");
    let mut from = 0;
    while let Some(first) = resources.breaks.get(from) {
        let mut same = resources.breaks.iter().skip(from).take_while(|it| it.row == first.row);
        let count = same.by_ref().count();
        let (name, role) = match first.row.and_then(|row| resources.rows.get(row)) {
            Some(row) if row.role == Some(Role::App) => (row.name.as_str(), ""),
            Some(row) if row.role == Some(Role::Init) => (row.name.as_str(), " (init)"),
            Some(row) => (row.name.as_str(), " (sidecar)"),
            None => ("spec.resources", ""),
        };
        push(out, &["<li><b>", &escaped(name), "</b>", role, ": "]);
        for (index, found) in resources.breaks.iter().skip(from).take(count).enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            link(out, found.at, &found.what);
        }
        out.push_str("</li>");
        from += count.max(1);
    }
    out.push_str("</ul>");
}

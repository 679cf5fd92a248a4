// What readers can use on pages besides reading: calculators, decisions, the decoder of STATUS.

import { language, say } from "./language.js";

for (const form of document.querySelectorAll(".calc")) calculator(form);
for (const section of document.querySelectorAll(".decide")) decision(section);
for (const form of document.querySelectorAll(".decoder")) decoder(form);

/** Calculates each result again when a number changes. */
function calculator(form) {
  const operations = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    min: Math.min,
    max: Math.max,
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  const calculate = () => {
    const known = new Map([...form.querySelectorAll("input")].map((input) => [input.name, input.valueAsNumber]));
    for (const output of form.querySelectorAll("output")) {
      const stack = [];
      for (const step of output.dataset.steps.split(" ")) {
        if (Object.hasOwn(operations, step)) {
          const right = stack.pop();
          stack.push(operations[step](stack.pop(), right));
        } else {
          stack.push(known.has(step) ? known.get(step) : Number(step));
        }
      }
      const [value] = stack;
      known.set(output.name, value);
      output.textContent = Number.isFinite(value) ? String(Math.round(value * 100) / 100) : "–";
    }
  };
  form.addEventListener("input", calculate);
  // Whoever comes back finds the own numbers again.
  addEventListener("pageshow", calculate);
  calculate();
}

/** Shows one question after the other; what was answered stays in the history of the page. */
function decision(section) {
  section.classList.add("is-stepped");
  const steps = [...section.querySelectorAll("li[id]")];
  const again = document.createElement("p");
  again.lang = language;
  again.innerHTML = `<a href="#${steps[0].id}">${say("Start again")}</a>`;
  section.append(again);
  const show = (wanted, focus) => {
    const here = steps.find((step) => step.id === wanted) ?? steps[0];
    for (const step of steps) step.classList.toggle("is-here", step === here);
    again.hidden = here === steps[0];
    if (focus) here.focus({ preventScroll: true });
  };
  addEventListener("hashchange", () => {
    const wanted = location.hash.slice(1);
    if (!wanted || steps.some((step) => step.id === wanted)) show(wanted, true);
  });
  show(location.hash.slice(1), false);
}

/** The row that `kubectl get pods` shows for the chosen states. */
async function decoder(form) {
  const answer = await fetch(new URL(form.dataset.rows, import.meta.url));
  if (!answer.ok) return;
  const rows = await answer.json();
  form.hidden = false;
  const selects = [...form.querySelectorAll("select")];
  const shown = form.querySelector("pre");
  const row = (change, to) => rows[selects.map((select) => (select === change ? to : select.value)).join("")];
  const show = () => {
    for (const select of selects) {
      // What cannot come about with the others' states can still be chosen: it says so.
      for (const option of select.options) option.textContent = option.textContent.replace(/^· /, "");
      for (const option of select.options) if (!row(select, option.value)) option.textContent = `· ${option.textContent}`;
    }
    const found = row();
    if (!found) {
      shown.lang = language;
      shown.textContent = say("These states do not come about together. A dot marks such choices.");
      return;
    }
    shown.lang = "en";
    const [ready, status, restarts] = found.split("|");
    const column = (head, cell) => [head, cell].map((text) => text.padEnd(Math.max(head.length, cell.length) + 3));
    const columns = [column("NAME", "web"), column("READY", ready), column("STATUS", status), column("RESTARTS", restarts)];
    shown.textContent = [0, 1].map((line) => columns.map((cells) => cells[line]).join("").trimEnd()).join("\n");
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

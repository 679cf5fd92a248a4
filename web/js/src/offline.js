// Asks the browser to keep the site once the page runs, and says when there is a new version of it.
// Without it everything works as before, from the network.

import { say } from "./language.js";

const keeper = own();

/** What keeps files for this page; a page in a sandbox may not even ask. */
function own() {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

// How long the page may take before the browser is asked, and how often it looks for a new version, in milliseconds.
const PATIENCE = 10_000;
const AGAIN = 60 * 60 * 1000;

// The application has drawn what it is for.
const RUNS = ".timeline, .quiz__card";

/** Waits until the page runs and is idle: nothing that it needs is slowed down. */
async function settled() {
  const end = performance.now() + PATIENCE;
  while (!document.querySelector(RUNS) && performance.now() < end) await pause(250);
  await pause(1000);
  await new Promise((idle) => (self.requestIdleCallback ? requestIdleCallback(idle, { timeout: PATIENCE }) : idle()));
}

const pause = (time) => new Promise((after) => setTimeout(after, time));

async function run() {
  await settled();
  const hadVersion = Boolean(keeper.controller);
  const registration = await keeper.register(new URL("service-worker.js", import.meta.url), { updateViaCache: "none" });
  let isAsked = false;
  keeper.addEventListener("controllerchange", () => {
    if (isAsked) location.reload();
    // Another tab took the new version.
    else if (hadVersion) offer(() => location.reload());
  });
  const look = () => {
    const { waiting } = registration;
    if (!waiting || !keeper.controller) return;
    offer(() => {
      isAsked = true;
      waiting.postMessage("take over");
      // It may be gone: another tab can have closed or taken it.
      setTimeout(() => location.reload(), 3000);
    });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  document.addEventListener("visibilitychange", () => document.hidden || update(registration));
  setInterval(() => update(registration), AGAIN);
  const { active } = await keeper.ready;
  if (!navigator.connection?.saveData) active.postMessage("fetch the rest");
}

let updated = performance.now();
function update(registration) {
  if (performance.now() - updated < AGAIN) return;
  updated = performance.now();
  registration.update().catch(() => {});
}

/** Offers the new version, once. The text is kept by the browser with each letter, so a reload brings it back. */
function offer(reload) {
  if (document.querySelector(".notice")) return;
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.role = "status";
  const button = (name, words, act) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: name, textContent: words, onclick: act });
    return button;
  };
  document.body.append(notice);
  // Said when it is filled, not when it is put there.
  requestAnimationFrame(() =>
    notice.append(
      say("A new version is there. Your text stays."),
      button("button button--primary", say("Reload"), reload),
      button("button button--quiet", say("Later"), () => notice.remove()),
    ),
  );
}

/** The bar of a phone and the window of the installed application have the color of the page's head, in each theme. */
function tint() {
  const [first, ...others] = document.querySelectorAll('meta[name="theme-color"]');
  if (!first) return;
  const apply = () => {
    if (!document.documentElement.dataset.theme) return;
    first.removeAttribute("media");
    first.content = getComputedStyle(document.querySelector(".header") ?? document.body).backgroundColor;
    for (const other of others) other.remove();
  };
  apply();
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

tint();
// Frames of other people's pages keep nothing.
if (keeper && self === top) run().catch((error) => console.warn("podlife: not kept for when there is no network:", error));

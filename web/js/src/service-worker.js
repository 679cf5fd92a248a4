// Keeps the site for when there is no network: the application as soon as it runs, the pages of the docs afterwards.
//
// Everything that belongs to one version of the site lies in one cache, and a page gets all its files from there; a new
// version is fetched beside it and takes over when a page asks for that, or when no page of the old one is open.

// Filled in by the last step of the build: the version in the addresses of the application, the version of the whole
// site, and its files with their hashes: those of the application, and those that are only read.
const { app: APP, site: SITE, first: FIRST, later: LATER } = __PODLIFE_FILES__;

const SCOPE = new URL(registration.scope);
const PREFIX = `podlife ${SCOPE.pathname} `;
const NAME = `${PREFIX}${APP} ${SITE}`;
const FILES = { ...FIRST, ...LATER };

// The entry of a cache that says which files it is about.
const LIST = new URL("./?files", SCOPE).href;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  if (event.data === "fetch the rest") event.waitUntil(fetchTheRest());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const name = fileOf(url);
  if (request.method !== "GET" || name === undefined || request.headers.has("range")) return;
  if (Object.hasOwn(FILES, name) || url.searchParams.has("v") || request.mode === "navigate") {
    event.respondWith(answer(request, name, url.searchParams.get("v") ?? APP));
  }
});

/** What this address is called in the list of files; undefined for what is not of this site. */
function fileOf({ origin, pathname }) {
  if (origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return undefined;
  return pathname.slice(SCOPE.pathname.length).replace(/(^|\/)index\.html$/, "$1");
}

const keyOf = (name) => new URL(name, SCOPE).href;
const find = (cache, name) => cache.match(keyOf(name), { ignoreVary: true });

/** The caches of this site, the newest last. */
async function ours() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function answer(request, name, version) {
  // A page of an older version that is still open asks for files of its own.
  const places = version === APP ? [NAME] : (await ours()).filter((cache) => cache.startsWith(`${PREFIX}${version} `));
  for (const place of places) {
    const kept = await find(await caches.open(place), name);
    if (kept) return kept;
  }
  try {
    const response = await fetch(request);
    if (response.ok && version === APP && Object.hasOwn(FILES, name) && !response.redirected) await keep(name, response.clone());
    return response;
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    // Servers lead from these to the real name.
    const other = [`${name}/`, `${name}.html`].find((other) => Object.hasOwn(FILES, other));
    if (other) return Response.redirect(keyOf(other));
    return new Response(NOT_HERE, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

// Said where a page is asked for that has not been kept.
const NOT_HERE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Not kept · Podlife</title>
<body style="max-width:34em;margin:3em auto;padding:0 1em;font:17px/1.5 system-ui"><h1>This page is not on this device yet</h1>
<p>There is no network now, and the page has not been fetched before.</p><p><a href="${SCOPE.pathname}">Playground</a></p>`;

async function install() {
  const cache = await caches.open(NAME);
  await cache.put(LIST, Response.json(FILES));
  await take(cache, FIRST, 4);
}

/** Puts files into the cache: from an older one where they are the same there, else from the network. */
async function take(cache, files, atOnce) {
  const older = [];
  for (const name of (await ours()).filter((name) => name !== NAME)) {
    const kept = await caches.open(name);
    const list = await kept.match(LIST);
    if (list) older.push([kept, await list.json()]);
  }
  const names = Object.keys(files);
  const taker = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (await find(cache, name)) continue;
      const same = older.find(([, list]) => list[name] === files[name]);
      const kept = same && (await find(same[0], name));
      await (kept ? cache.put(keyOf(name), kept) : load(name, files[name]));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, taker));
}

/** Fetches a file: the browser's own copy of what the page has just loaded, where that is still the server's. */
async function load(name, hash) {
  const url = new URL(name, SCOPE);
  // As the page asks for it; the others have their version in the name.
  if (/^(?!.*-[0-9a-f]{12}).*\.(js|wasm|json|txt)$/.test(name)) url.search = `v=${APP}`;
  const response = await fetch(url, { cache: "no-cache", priority: "low" });
  if (!response.ok) throw new Error(`${response.status} ${name}`);
  // What a server may have changed on the way is not compared: pages, pictures, style sheets.
  if (/\.(js|wasm|json)$/.test(name) && (await digest(response.clone())) !== hash) throw new Error(`${name} is of another version`);
  await keep(name, response);
}

async function keep(name, response) {
  const cache = await caches.open(NAME);
  // A page may not be answered with what was redirected.
  const plain = response.redirected ? new Response(await response.blob(), { headers: response.headers }) : response;
  await cache.put(keyOf(name), plain);
}

async function digest(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return [...bytes.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Removes what is old; a version of which a page is still open stays until the next time. */
async function activate() {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const old = (await ours()).filter((name) => name !== NAME);
  await remove(pages.length ? old.slice(0, -1) : old);
  await clients.claim();
}

/** The page runs and has nothing else to do: the docs can come. */
async function fetchTheRest() {
  const pages = await clients.matchAll({ type: "window" });
  const isBusy = pages.length > 1 || registration.waiting || registration.installing;
  if (!isBusy) await remove((await ours()).filter((name) => name !== NAME));
  await take(await caches.open(NAME), LATER, 2);
}

function remove(names) {
  return Promise.all(names.map((name) => caches.delete(name)));
}

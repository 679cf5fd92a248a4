// The npm package: made from the built site, packed, installed into an empty project, typed, and asked in Node and in a page.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dist, here } from './pages.mjs';
import { Site } from './site.mjs';

// In bytes, measured 1 267 001: what tests/size.txt allows the two parts of the core, and 30 000 for everything else.
const CEILING = 1_310_000;

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  initContainers:
  - name: proxy
    image: envoyproxy/envoy:v1.34.0
    restartPolicy: Always
  containers:
  - name: app
    image: nginx:1.29
`;

// Characters of one to four bytes stand before what is found.
const REFUSED = `# ä € 😀\n${POD.replace('name: proxy', 'name: pro_xy')}`;

// What the app writes at the end goes with the volume.
const LOST = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
  - name: app
    image: busybox:1.37
    command: [sh, -c, 'trap "echo bye >> /logs/out; exit 0" TERM; while true; do echo line >> /logs/out; sleep 1; done']
    volumeMounts: [{name: logs, mountPath: /logs}]
  - name: shipper
    image: busybox:1.37
    command: [sh, -c, 'trap "exit 0" TERM; tail -F /logs/out & wait']
    volumeMounts: [{name: logs, mountPath: /logs}]
  volumes: [{name: logs, emptyDir: {}}]
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec: {actions: [{at: 10s, delete: {}}]}
`;

const GARBAGE = ['', '\0', '\ud800', '{{{[[', '- '.repeat(10_000), '{'.repeat(100_000), 'a: &a [*a]', '😀'.repeat(1000), 'kind: Pod\nspec: {containers: 7}', '%YAML 9\n---\n? [a]: b'];

const folder = mkdtempSync(join(tmpdir(), 'podlife-package-'));
const project = mkdtempSync(join(tmpdir(), 'podlife-project-'));
const tarball = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')));
const npm = (cwd, ...words) => execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const node = (cwd, ...words) => execFileSync(process.execPath, words, { cwd, encoding: 'utf8' });

const installed = join(project, 'node_modules/podlife-core');
const loaded = () => import(pathToFileURL(join(installed, 'index.js')));

let core;
before(async () => {
  node(folder, join(here, '../../web/js/npm.mjs'), join(folder, 'package'), dist);
  npm(folder, 'pack', './package', '--loglevel=error');
  writeFileSync(join(project, 'package.json'), '{"name": "empty", "private": true, "type": "module"}\n');
  npm(project, 'install', tarball(), '--no-audit', '--no-fund', '--offline', '--loglevel=error');
  const { load } = await loaded();
  core = await load();
});
after(() => {
  for (const made of [folder, project]) rmSync(made, { recursive: true, force: true });
});

test('the package holds what it needs, in the version of the workspace, and not more than its ceiling', (t) => {
  const { version, dependencies, license } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const cargo = readFileSync(join(here, '../../Cargo.toml'), 'utf8');
  assert.ok(cargo.includes(`version = "${version}"`), version);
  assert.ok(cargo.includes(`license = "${license}"`), license);
  assert.equal(dependencies, undefined);
  assert.deepEqual(readdirSync(installed).sort(), ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'index.d.ts', 'index.js', 'package.json', 'worker.js', 'worker_bg.wasm', 'worker_rest.wasm']);
  const { size } = statSync(tarball());
  t.diagnostic(`${size} bytes`);
  assert.ok(size <= CEILING, `${size} bytes, its ceiling is ${CEILING}`);
});

test('a Pod with a sidecar lives', async () => {
  const report = await core.analyse(POD);
  assert.deepEqual(report.documents.map(({ kind, name, accepted, kubectl }) => [kind, name, accepted, kubectl]), [['Pod', 'shop', true, 'pod/shop created']]);
  assert.deepEqual(report.run.timeline.lanes.map(({ name, role }) => [name, role]), [['proxy', 'sidecar'], ['app', 'app']]);
  assert.equal(report.run.rows.at(-1).status, 'Running');
  assert.equal(report.what_if, null);
  for (const { cause } of report.run.events) assert.ok(report.run.causes[cause]);
  const { pods: [{ containers }] } = await core.simulate(POD);
  assert.deepEqual(containers.map(({ name, runs }) => [name, runs.length]), [['proxy', 1], ['app', 1]]);
  assert.equal(await core.simulate('kind: ConfigMap'), null);
});

test('a manifest that is refused has the words of the API server, and a fix that mends it', async () => {
  const { apply, offsets } = await loaded();
  const { documents: [document], diagnostics: [found] } = await core.analyse(REFUSED);
  assert.equal(document.accepted, false);
  assert.match(document.kubectl, /^The Pod "shop" is invalid: spec\.initContainers\[0\]\.name: Invalid value: "pro_xy": a lowercase RFC 1123 label must/);
  const { start, end } = offsets(REFUSED, found.span);
  assert.equal(REFUSED.slice(start, end), 'pro_xy');
  const mended = apply(REFUSED, found.fixes[0].edits);
  assert.equal(mended, REFUSED.replace('pro_xy', 'pro-xy'));
  assert.equal((await core.analyse(mended)).documents[0].accepted, true);
  const { changes } = await core.preview(REFUSED, 0, 0);
  assert.ok(changes.some(({ what, after }) => what === 'API server' && after === 'accepts it'), JSON.stringify(changes));
});

test('what its page shows can be run', () => {
  const page = readFileSync(join(installed, 'README.md'), 'utf8');
  const [first, places] = [...page.matchAll(/```js\n([^]*?)```/g)].map(([, script]) => script);
  writeFileSync(join(project, 'example.js'), `${first}${places}`);
  const printed = node(project, 'example.js');
  assert.match(printed, /^pod\/shop created\n/);
  for (const line of first.split('\n').filter((line) => line.startsWith('// '))) assert.ok(printed.includes(line.slice(3)), `${line} in ${printed}`);
});

test('the options are asked for by names of their own', async () => {
  const { run, what_if } = await core.analyse(POD, { until: '3s', whatIf: true });
  assert.equal(run.timeline.end, 3000);
  assert.deepEqual(what_if.containers.map(({ name }) => name), ['proxy', 'app']);
  const { diagnostics } = await core.analyse(POD, { kubernetes: '1.27' });
  assert.ok(diagnostics.some(({ message }) => /restartPolicy/.test(message)), JSON.stringify(diagnostics));
  const counted = async (preset) => (await core.analyse(POD, { preset })).diagnostics.length;
  assert.ok(await counted('strict') > await counted('exam'));
});

test('kubectl answers at an instant, and what it changes counts once the text has its edits', async () => {
  const { apply } = await loaded();
  const said = async (text, at) => (await core.kubectl(text, at, 'kubectl get pods')).output;
  assert.deepEqual(await said(POD, 8000), [[1, 'NAME   READY   STATUS    RESTARTS   AGE\nshop   2/2     Running   0          8s\n']]);
  assert.match((await said(POD, 0))[0][1], /shop {3}0\/2/);
  const { output, actions, edits } = await core.kubectl(POD, 8000.4, 'kubectl delete\n  pod shop');
  assert.deepEqual([output, actions], [[[1, 'pod "shop" deleted from default namespace\n']], ['{at: 8s, delete: {}}']]);
  assert.match((await said(apply(POD, edits), 8000))[0][1], /Terminating/);
  const asked = await core.whatIf(POD, { what: 'act', key: 'delete', time: '8s' });
  assert.equal(apply(POD, asked.edits), apply(POD, edits));
  assert.deepEqual(await core.completeCommand(POD, 8000, 'kubectl logs shop -c '), ['app', 'proxy']);
});

test('places are counted as JavaScript does where one asks by such a place', async () => {
  const text = `# 😀\n${POD}`;
  const { span, field } = await core.hover(text, text.indexOf('restartPolicy'), '1.36');
  assert.deepEqual([text.slice(span.start, span.end), field], ['restartPolicy', 'Container.restartPolicy']);
  const begun = `${text}    im`;
  const completion = await core.complete(begun, begun.length);
  assert.equal(begun.slice(completion.span.start, completion.span.end), 'im');
  assert.ok(completion.items.some(({ label }) => label === 'imagePullPolicy'));
});

test('garbage has an answer, and what is no function of the core is refused', async () => {
  for (const text of GARBAGE) {
    const { documents, diagnostics } = await core.analyse(text, { whatIf: true });
    assert.ok(Array.isArray(documents) && Array.isArray(diagnostics));
    for (const { span } of diagnostics) assert.ok(span.start <= span.end && span.end <= Buffer.byteLength(text), JSON.stringify(span));
    await core.kubectl(text, Infinity, text.slice(0, 1000));
    await core.complete(text, Number.NaN);
    await core.hover(text, -1);
    await core.format(text);
    await core.compare(text, 'forms', text);
    await core.view(text, { what: 'resources', cpu: text.slice(0, 10) });
    assert.equal(await core.preview(text, 99, 99), null);
    assert.equal(await core.grade(text, text), null);
  }
  for (const name of ['afresh', 'default', 'constructor', '__proto__']) await assert.rejects(core.call(name, POD), { message: `no function ${name}` });
  assert.equal((await core.analyse(POD)).documents.length, 1);
});

test('its files may be given as addresses, bytes, answers and modules', async () => {
  const files = ['worker_bg.wasm', 'worker_rest.wasm'].map((name) => join(installed, name));
  const [wasm, rest] = files.map((file) => readFileSync(file));
  const answer = (bytes) => new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
  const given = {
    addresses: files.map((file) => pathToFileURL(file)),
    'addresses as texts': files.map((file) => pathToFileURL(file).href),
    bytes: [wasm, rest.buffer.slice(rest.byteOffset, rest.byteOffset + rest.length)],
    answers: [Promise.resolve(answer(wasm)), answer(rest)],
    modules: await Promise.all([wasm, rest].map((bytes) => WebAssembly.compile(bytes))),
  };
  for (const [what, [wasm, rest]] of Object.entries(given)) {
    // A script of its own, which has not been started yet.
    const copy = mkdtempSync(join(folder, 'given-'));
    for (const name of ['index.js', 'worker.js']) writeFileSync(join(copy, name), readFileSync(join(installed, name)));
    const { load } = await import(pathToFileURL(join(copy, 'index.js')));
    const core = await load({ wasm, rest });
    assert.equal((await core.analyse(REFUSED)).documents[0].accepted, false, what);
  }
});

/** A script such as wasm-bindgen's, with a core that needs its rest for a text and panics at another. */
function pretended() {
  const told = { fresh: 0, rest: undefined };
  const script = {
    default: async ({ module_or_path }) => { told.wasm = module_or_path; },
    takeRest: (rest) => { told.rest = rest; },
    afresh: () => { told.fresh += 1; },
    analyse: (text) => {
      if (text === 'panic') {
        console.error('panicked at', 'core/src/lib.rs');
        throw new WebAssembly.RuntimeError('unreachable');
      }
      if (text === 'rest' && !told.rest) throw Object.assign(new Error('not there yet'), { name: 'RestMissing' });
      return `said of ${text}`;
    },
  };
  return { told, script: async () => script };
}

test('a call that needs the rest waits for it, and asks for it again where that has failed', async () => {
  const { start } = await loaded();
  const { told, script } = pretended();
  const answers = [Promise.reject(new Error('no network')), Promise.resolve('the rest')];
  answers[0].catch(() => {});
  const core = await start({ script, wasm: () => 'the first part', rest: () => answers.shift() });
  assert.equal(told.wasm, 'the first part');
  const waited = [];
  const call = (text) => core.call('analyse', [text], (waits) => waited.push(waits));
  assert.equal(await call('first'), 'said of first');
  assert.deepEqual(waited, []);
  await assert.rejects(call('rest'), { message: 'no network' });
  assert.deepEqual([waited, told.fresh], [[true, false], 1]);
  assert.deepEqual(await Promise.all([call('rest'), call('rest'), call('first')]), ['said of rest', 'said of rest', 'said of first']);
  assert.deepEqual([waited, told.fresh, told.rest], [[true, false, true, true, false, false], 3, 'the rest']);
  await core.takeRest();
  assert.equal(answers.length, 0);
});

test('a panic tells its words, once, and leaves the console as it was', async () => {
  const { start } = await loaded();
  const core = await start({ script: pretended().script, wasm: () => undefined, rest: async () => 'the rest' });
  const report = console.error;
  const heard = [];
  const own = (...words) => heard.push(words.join(' '));
  console.error = own;
  try {
    const error = await core.call('analyse', ['panic']).catch((error) => error);
    assert.deepEqual([error.name, error.message, error.cause.name], ['Panic', 'panicked at core/src/lib.rs', 'RuntimeError']);
    assert.equal(console.error, own);
    assert.deepEqual(heard, ['panicked at core/src/lib.rs']);
    assert.equal(await core.call('analyse', ['first']), 'said of first');
  } finally {
    console.error = report;
  }
});

test('a page loads it from beside itself and asks nobody else', async () => {
  const site = await Site.open();
  try {
    for (const name of ['index.js', 'worker.js', 'worker_bg.wasm', 'worker_rest.wasm']) site.instead.set(`package/${name}`, readFileSync(join(installed, name)));
    site.instead.set('package/index.html', '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src \'self\' \'wasm-unsafe-eval\'; connect-src \'self\'"><title>Package</title><p>A page.</p>');
    const page = await site.page();
    await page.goto(site.address('package/index.html'));
    const lanes = await page.evaluate(async ([text, address]) => {
      const { load } = await import(address);
      const core = await load();
      const { run } = await core.analyse(text);
      return run.timeline.lanes.map(({ name }) => name);
    }, [POD, site.address('package/index.js')]);
    assert.deepEqual(lanes, ['proxy', 'app']);
    assert.deepEqual([page.foreign, page.problems], [[], []]);
    assert.deepEqual(page.asked.map((url) => url.slice(site.address('package/').length)).sort(), ['index.html', 'index.js', 'worker.js', 'worker_bg.wasm', 'worker_rest.wasm']);
  } finally {
    await site.close();
  }
});

const USE = `import { apply, load, offsets, start, type Core, type Entered, type Panic, type Report } from "podlife-core";

const core: Core = await load({ wasm: new Uint8Array(), onWaits: (waits) => waits satisfies boolean });
const text: string = "kind: Pod";
const report: Report = await core.analyse(text, { kubernetes: "1.30", preset: "strict", until: "40s", whatIf: true });
const lanes: string[] = (report.run?.timeline.lanes ?? []).map(({ name, role }) => name + role);
for (const { span, fixes } of report.diagnostics) {
  const [fix] = fixes;
  if (fix) apply(text, fix.edits).slice(offsets(text, span).start);
}
const entered: Entered = await core.kubectl(text, 8000, "kubectl get pods");
const printed: string = entered.output.filter(([stream]) => stream === 1).map(([, text]) => text).join("");
const raw = await start({ script: async () => ({}), wasm: () => "worker_bg.wasm", rest: async () => ({}) });
const json: string = await raw.call("analyse", [text, "{}"]);
try {
  await core.compare(text, "version:1.28");
} catch (error) {
  (error as Panic).name satisfies "Panic";
}
export { json, lanes, printed };

// @ts-expect-error: a text is a text
await core.analyse(7);
// @ts-expect-error: there is no such option
await core.analyse(text, { version: "1.30" });
// @ts-expect-error: there is no such preset
await core.analyse(text, { preset: "loud" });
// @ts-expect-error: it may be missing
report.run.timeline;
// @ts-expect-error: there is no such function
await core.call("eval", text);
// @ts-expect-error: there is no such comparison
await core.compare(text, "nothing");
// @ts-expect-error: there is no such format
await core.exportAs(text, "svg legend dark");
// @ts-expect-error: an answer is one of three
await core.grade("{}", { choice: [1] });
`;

/** Answers of all kinds, each with the type that it is to have: what a type does not know, and what it misses, is an error. */
async function answers() {
  const examples = JSON.parse(readFileSync(join(dist, 'examples.json'), 'utf8')).map(({ text }) => text);
  const questions = readdirSync(join(dist, 'quiz')).filter((name) => name.endsWith('.json')).flatMap((name) => JSON.parse(readFileSync(join(dist, 'quiz', name), 'utf8')));
  const told = [];
  const tell = (type, value) => told.push([type, value]);
  for (const text of [...examples, ...GARBAGE.filter((text) => text.length < 100), REFUSED, LOST]) {
    tell('Report', await core.analyse(text, { preset: 'strict', whatIf: true }));
    tell('Simulation | null', await core.simulate(text));
    tell('Comparison', await core.compare(text, 'forms', 'kind: Pod'));
    tell('Preview | null', await core.preview(text, 0, 0));
    tell('[string, ...string[]]', await core.view(text, { what: 'resources', at: 8000, width: 600, replicas: 3, cpu: 0.04, memory: '0.005' }));
    tell('Export', await core.exportAs(text, 'svg dark legend', { at: 8000 }));
    tell('Answer', await core.format(text));
    tell('Answer', await core.whatIf(text, { what: 'act', key: 'delete', time: '8s' }));
    for (const command of ['kubectl get pods -w', 'kubectl delete pods --all', 'kubectl no']) tell('Entered', await core.kubectl(text, 8000, command));
    for (const place of [0.2, 0.5, 0.8].map((part) => text.length * part)) {
      tell('Completion', await core.complete(text, place));
      tell('Hover | null', await core.hover(text, place));
    }
  }
  for (const question of questions) {
    tell('Question', question);
    tell('Mark | null', await core.grade(question, { choices: [0] }));
    tell('Mark | null', await core.grade(question, { manifest: question.solution ?? '' }));
  }
  tell('Question[]', await core.madeQuestions(1, 2n, '3', 4, 5));
  return told;
}

/**
 * A value in which a list has no two items alike, where texts of many letters, numbers and the names that somebody gave are
 * alike: thousands of marks say no more of their type than a few.
 */
function short(value) {
  if (Array.isArray(value)) {
    const seen = new Set();
    return value.map(short).filter((item) => {
      const shape = typeof item === 'object' ? JSON.stringify(item, (_, part) => (typeof part === 'number' ? 0 : typeof part === 'string' && /[^A-Za-z-]/.test(part) ? '' : part)) : `${seen.size}`;
      return !seen.has(shape) && seen.add(shape);
    });
  }
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, short(part)]));
  return typeof value === 'string' && value.length > 200 ? value.slice(0, 200) : value;
}

function check(...files) {
  // Neither a browser's types nor Node's are there.
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022', '--types', '', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  try {
    node(project, join(here, 'node_modules/typescript/bin/tsc'), ...options, ...files);
  } catch (error) {
    assert.fail(error.stdout.slice(0, 4000));
  }
}

test('its types let be written what works and refuse what does not', () => {
  writeFileSync(join(project, 'use.ts'), USE);
  check('use.ts');
});

test('its types are those of what it answers', async () => {
  const told = await answers();
  const types = [...new Set(told.flatMap(([type]) => type.match(/[A-Z]\w+/g) ?? []))];
  const seen = new Set();
  const lines = told.map(([type, value]) => `const _: ${type} = ${JSON.stringify(short(value))};`).filter((line) => !seen.has(line) && seen.add(line));
  writeFileSync(join(project, 'answers.ts'), `import type { ${types.join(', ')} } from "podlife-core";\n${lines.map((line) => `{ ${line} }`).join('\n')}\n`);
  check('answers.ts');
});

// What others wrote is text and never runs: in manifests, addresses, files, what the browser kept, and messages.
//
// Each case is tried twice: under the page's own policy, where not even an attempt to break it may be seen, and in a browser
// that ignores policies, where nothing but the page's own care keeps what is hostile from running.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { Playground, shared } from './playground.mjs';
import { Site } from './site.mjs';

const EVIL = [
  '<script>own()</script>',
  '"><img src=x onerror=own()>',
  "'><svg onload=own()>",
  '</pre></title></textarea><iframe srcdoc="<script>parent.own()</script>">',
  'javascript:own()',
  '[words](javascript:own())',
  '`<b onmouseover=own()>`',
  '<a href="javascript:own()">words</a>',
  '{{constructor.constructor("own()")()}}',
  '<img/src=//evil.example/x>',
  '<style>*{background:url(//evil.example/y)}</style>',
];

const quoted = (text) => JSON.stringify(text);

// The API server refuses most of it: it is shown in what is said of it.
const REFUSED = [EVIL[0], EVIL[1], EVIL[3], EVIL[4]].map((evil, index) => `apiVersion: v1
kind: Pod
metadata:
  name: ${quoted(evil)}
  labels: {${quoted(evil)}: ${quoted(evil)}}
  annotations: {${quoted(evil)}: ${quoted(evil)}}
spec:
  nodeName: ${quoted(evil)}
  restartPolicy: ${quoted(evil)}
  ${quoted(evil)}: ${quoted(evil)}
  containers:
  - name: ${quoted(evil)}
    image: ${quoted(evil)}
    imagePullPolicy: ${quoted(evil)}
    ${quoted(evil)}: x
    ports: [{containerPort: 80, name: ${quoted(evil)}, protocol: ${quoted(evil)}}]
    env: [{name: ${quoted(evil)}, value: ${quoted(evil)}}]
    resources: {limits: {memory: ${quoted(evil)}, ${quoted(evil)}: 1}}
    volumeMounts: [{name: ${quoted(evil)}, mountPath: ${quoted(evil)}}]
# podlife: ${evil}
---
apiVersion: ${quoted(evil)}
kind: ${quoted(evil)}
metadata: {name: x${index}}
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  ${quoted(evil)}: ${quoted(evil)}
  containers: {${quoted(evil)}: {run: ${quoted(evil)}}}
`);

// It takes this one, which lives: in images, commands, variables, logs, messages, files and events.
const TAKEN = `apiVersion: v1
kind: ConfigMap
metadata: {name: words}
data:
  evil.html: |
${EVIL.map((evil) => `    ${evil}`).join('\n')}
---
apiVersion: v1
kind: Pod
metadata:
  name: victim
  annotations:
    note: ${quoted(EVIL.join(' '))}
spec:
  containers:
  - name: talks
    image: busybox:1.36
    command: [sh, -c, ${quoted(`cat /words/evil.html; echo '${EVIL[1]}' > /dev/termination-log; echo "$EVIL" >&2; exit 3`)}]
    env: [{name: EVIL, value: ${quoted(EVIL.slice(0, 3).join(' '))}}]
    volumeMounts: [{name: words, mountPath: /words}]
  - name: lives
    image: nginx:1.29
    args: [${EVIL.map(quoted).join(', ')}]
    lifecycle: {postStart: {exec: {command: [sh, -c, ${quoted(`echo '${EVIL[1]}'; false`)}]}}}
    readinessProbe: {exec: {command: [cat, ${quoted(`/tmp/${EVIL[1]}`)}]}, periodSeconds: 2}
  volumes: [{name: words, configMap: {name: words}}]
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  until: 30s
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** A page that keeps what runs in it, what its policy stopped, which dialogs opened, and what was asked of others. */
async function watched(bypassCSP, options = {}) {
  const page = await site.page({ bypassCSP, ...options });
  page.ran = [];
  await page.context().exposeFunction('own', (where = '') => page.ran.push(`ran ${where}`));
  await page.context().exposeFunction('stopped', (what) => page.ran.push(`stopped ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => window.stopped(`${violatedDirective} ${blockedURI} ${sample}`));
  });
  page.on('dialog', (dialog) => {
    page.ran.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.harmless = (what) => {
    assert.deepEqual(page.ran, [], what);
    assert.deepEqual(page.foreign, [], what);
    const elements = 'script:not([src]):not([type="module"]), iframe, object, embed, [onerror], [onload], [onmouseover], [href^="javascript:" i]';
    return page.evaluate((elements) => [...document.body.querySelectorAll(elements)].map(({ outerHTML }) => outerHTML), elements)
      .then((found) => assert.deepEqual(found, [], what));
  };
  return page;
}

/** Looks at everything that the playground shows of a text. */
async function lookAround(playground, { commands = [] } = {}) {
  const { page } = playground;
  await page.waitForTimeout(600);
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await page.waitForTimeout(60);
  }
  await page.getByRole('tab').first().click();
  const problems = await page.locator('.problem__body').all();
  for (const problem of problems.slice(0, 12)) await problem.click({ timeout: 2000 }).catch(() => {});
  const fix = page.getByRole('button', { name: /^Fix/ }).first();
  if (await fix.isVisible()) {
    await fix.click();
    await page.waitForTimeout(300);
  }
  // What hangs over the text: the words of a finding, of a field, and what may stand there.
  for (const place of [...await page.locator('.cm-lintRange').all()].slice(0, 4)) {
    await place.hover({ timeout: 1000 }).catch(() => {});
    await page.waitForTimeout(400);
  }
  await playground.editor.focus();
  await page.keyboard.press('Control+Space');
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
  const table = page.getByRole('button', { name: 'As table' });
  if (await table.isVisible()) {
    await table.click();
    await page.waitForTimeout(150);
    await table.click();
    await page.getByRole('textbox', { name: 'Search events' }).or(page.getByPlaceholder('Search events')).first().fill(EVIL[1]);
    for (const item of (await page.locator('.item').all()).slice(0, 25)) await item.focus().catch(() => {});
    await page.keyboard.press('Enter');
  }
  for (const command of commands) {
    await page.getByRole('textbox', { name: 'Command' }).fill(command);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(250);
  }
}

for (const bypassCSP of [false, true]) {
  const how = bypassCSP ? 'without a policy' : 'under its policy';

  test(`manifests ${how}`, async () => {
    const page = await watched(bypassCSP);
    const playground = await Playground.open(site, { page, fragment: shared(TAKEN) });
    await playground.timeline.waitFor();
    await page.getByRole('textbox', { name: 'Command' }).fill('kubectl get pods');
    const slider = page.getByRole('slider', { name: /Playhead/ }).first();
    await slider.focus();
    await page.keyboard.press('End');
    await lookAround(playground, {
      commands: [
        'kubectl logs victim -c talks', 'kubectl describe pod victim', 'kubectl get pod victim -o yaml', 'kubectl get cm words -o yaml', 'kubectl get events',
        `kubectl get pods ${EVIL[1]}`, EVIL[0], `kubectl exec victim -c lives -- echo '${EVIL[1]}'`, `kubectl get pod victim -o jsonpath='${EVIL[1]}'`,
      ],
    });
    await page.harmless('a Pod that lives');
    assert.ok((await playground.terminal.textContent()).includes(EVIL[1]), 'it is shown as it was written');
    for (const text of REFUSED) {
      await playground.paste(text);
      await lookAround(playground);
      await page.harmless(text);
    }
    await page.getByRole('button', { name: 'Share' }).click();
    await page.waitForTimeout(300);
    await page.reload();
    await playground.ready();
    await page.waitForTimeout(500);
    await page.harmless('the link that was shared');
    await page.context().close();
  });

  test(`addresses ${how}`, async () => {
    const page = await watched(bypassCSP);
    const bomb = deflateRawSync(Buffer.alloc(256 * 1024 * 1024)).toString('base64url');
    const fragments = [
      ...EVIL.map((evil, index) => [`#${evil}`, `#v1=${evil}`, `#v1=${encodeURIComponent(evil)}`, `${shared('kind: Pod')}&kubernetes=${evil}`, shared(evil)][index % 5]),
      '#v1=', '#v1=!!!', '#v1=AAAA', `${shared(TAKEN).slice(0, -40)}`, `#v1=${Buffer.from(TAKEN).toString('base64url')}`,
      `#v1=${'A'.repeat(1_000_000)}`, `#v1=${bomb}`, `#v2=${bomb.slice(0, 1000)}`, `#${'%'.repeat(5000)}`, '#first-example', '#app', '#v1=__proto__', '#__proto__',
      shared('\0\u202e\ufeff\ud83d'), shared('a: &a [*a, *a]\n'), shared(`${'['.repeat(50_000)}`), shared(`x: &x [1]\n${Array.from({ length: 40 }, (_, index) => `y${index}: [*x, *x]`).join('\n')}`),
    ];
    let round = 0;
    for (const name of ['', 'embed.html']) {
      for (const fragment of fragments) {
        round += 1;
        await page.goto(`${site.address(name)}?${round}${fragment}`);
        if (name === '') await page.getByRole('textbox', { name: 'Manifest' }).first().waitFor();
        else await page.locator('.embed').or(page.getByText('This link is damaged')).first().waitFor();
        await page.waitForTimeout(40);
        await page.harmless(`${name}${fragment.slice(0, 80)}`);
      }
    }
    // It still works.
    await page.goto('about:blank');
    const playground = await Playground.open(site, { page });
    await playground.timeline.waitFor();
    await page.goto(`${site.address('')}?${EVIL[1]}`);
    await playground.ready();
    for (const name of ['q', 'topic', 'exam', 'mode', 'question', 'seed']) {
      await page.goto(`${site.address('quiz.html')}?${name}=${encodeURIComponent(EVIL[1])}#${EVIL[1]}`);
      await page.waitForTimeout(300);
      await page.harmless(`the quiz, asked for ${name}`);
    }
    await page.harmless('what stands after a question mark');
    await page.context().close();
  });

  test(`what the browser kept, and files, ${how}`, async () => {
    const page = await watched(bypassCSP);
    const names = ['text', 'theme', 'rules', 'plain', 'kubernetes', 'progress', 'round', 'exam', 'keys', 'said', 'look', 'presentation'];
    for (const evil of [...EVIL.slice(0, 5), '{"answers":{"<img src=x onerror=own()>":"<script>own()</script>"}}', '[[[', 'null', '9'.repeat(400), '\0']) {
      await page.goto(site.address('icon.svg'));
      await page.evaluate(([names, evil]) => names.forEach((name) => localStorage.setItem(`podlife.${name}`, evil)), [names, evil]);
      await page.goto(site.address(''));
      await page.getByRole('textbox', { name: 'Manifest' }).first().waitFor();
      await page.waitForTimeout(150);
      await page.harmless(`the playground, of ${evil}`);
      await page.goto(site.address('quiz.html'));
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page.harmless(`the quiz, of ${evil}`);
      await page.goto(site.address('learn/'));
      await page.harmless(`a page of the docs, of ${evil}`);
    }
    await page.evaluate(() => localStorage.clear());
    const playground = await Playground.open(site, { page });
    for (const [name, size] of [['<img src=x onerror=own()>.yaml', 3_000_000], ['"><script>own()</script>.yaml', 20]]) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Open file' }).click()]);
      await chooser.setFiles({ name, mimeType: 'text/html', buffer: Buffer.alloc(size, `# ${EVIL[0]}\n`) });
      await page.waitForTimeout(300);
      await page.harmless(name);
    }
    assert.match(await playground.text(), /# <script>own/);
    await page.context().close();
  });
}

test('messages of other pages and frames change nothing', async () => {
  // A page of another origin, with the site's pages in frames and in a window of its own.
  const host = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>host</title><iframe id="embed" src="${site.address('embed.html')}${shared('kind: Pod\napiVersion: v1\nmetadata: {name: framed}\nspec: {containers: [{name: a, image: nginx}]}\n')}"></iframe>
<iframe id="play" src="${site.address('')}"></iframe><iframe id="boxed" sandbox="allow-scripts" src="${site.address('embed.html')}"></iframe>`);
  });
  await new Promise((listening) => host.listen(0, '127.0.0.1', listening));
  try {
    const page = await watched(false, { serviceWorkers: 'allow' });
    await page.goto(`http://127.0.0.1:${host.address().port}/`);
    page.foreign.length = 0;
    const framed = page.frameLocator('#embed').getByRole('group', { name: 'Timeline of Pod framed' });
    await framed.waitFor();
    await page.frameLocator('#play').getByRole('navigation', { name: 'Panes' }).waitFor();
    const before = await page.frameLocator('#embed').locator('.embed').innerText();
    await page.evaluate(async (evils) => {
      const messages = evils.flatMap((evil) => [evil, { id: 0, answer: evil }, { id: 1, crashed: evil }, { ready: false, crashed: evil }, { call: 'analyse', args: [evil] }, { text: evil }, { type: 'podlife', text: evil }]);
      messages.push(null, 0, [], 'take over', { toString: null }, new Map(), new ArrayBuffer(8));
      for (const frame of document.querySelectorAll('iframe')) {
        for (const message of messages) frame.contentWindow.postMessage(message, '*');
        frame.contentWindow.postMessage('port', '*', [new MessageChannel().port1]);
      }
      await new Promise((after) => setTimeout(after, 500));
    }, EVIL);
    assert.equal(await page.frameLocator('#embed').locator('.embed').innerText(), before);
    assert.deepEqual(page.ran, []);
    // The frames of others keep nothing.
    const own = page.frames().find((frame) => frame.url().startsWith(site.address('#')) || frame.url() === site.address(''));
    assert.equal(await own.evaluate(async () => (await navigator.serviceWorker?.getRegistrations())?.length ?? 0), 0);

    const popup = page.waitForEvent('popup');
    await page.evaluate((url) => { window.opened = window.open(url); }, site.address(''));
    const opened = await popup;
    // A window in the background draws nothing.
    await opened.bringToFront();
    await opened.locator('.cm-content').waitFor({ state: 'attached' });
    await page.evaluate((evils) => evils.forEach((evil) => window.opened.postMessage({ id: 0, answer: evil }, '*')), EVIL);
    await opened.getByRole('group', { name: /^Timeline of Pod/ }).waitFor();
    assert.deepEqual(page.ran, []);
    assert.deepEqual(page.problems.filter((problem) => !/sandbox|storage|autofocus/i.test(problem)), []);
    await page.context().close();
  } finally {
    host.close();
    host.closeAllConnections();
  }
});

test('the worker calls its own functions and nothing else', async () => {
  const page = await watched(false);
  await Playground.open(site, { page });
  const told = await page.evaluate(async (evils) => {
    const [{ name }] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('core-worker'));
    const worker = new Worker(name, { type: 'module' });
    const heard = [];
    const next = (is) => new Promise((done) => worker.addEventListener('message', ({ data }) => { heard.push(data); if (is(data)) done(data); }));
    await next(({ ready }) => ready);
    const calls = ['constructor', '__proto__', 'default', 'initSync', 'afresh', 'takeRest', 'toString', ...evils];
    calls.forEach((call, index) => worker.postMessage({ id: index, call, args: ['own()'] }));
    for (const message of [null, 0, 'own()', [], {}, { call: 'analyse' }, { id: 1e9, call: 'analyse', args: 'x' }, { id: 1e9 + 1, call: ['analyse'], args: [{}, []] }]) worker.postMessage(message);
    worker.postMessage({ id: 'last', call: 'analyse', args: ['kind: Pod', '{}'] });
    await next(({ id, waits }) => id === 'last' && waits === undefined);
    return { refused: calls.map((_, index) => heard.find(({ id }) => id === index)?.crashed ?? 'no answer'), last: heard.findLast(({ id }) => id === 'last') };
  }, EVIL);
  for (const words of told.refused) assert.match(words, /no function/);
  assert.match(told.last.answer ?? told.last.crashed, /"documents"/);
  await page.harmless('the worker');
});

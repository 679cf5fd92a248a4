import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Playground } from './playground.mjs';
import { Site, dist } from './site.mjs';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: far-from-home
spec:
  containers:
  - name: app
    image: nginx:1.29
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** A playground whose files, and those of the docs, are on the device. */
async function kept(options) {
  const playground = await Playground.open(site, { serviceWorkers: 'allow', ...options });
  await comes(playground.page, async () => {
    const [cache] = await caches.keys();
    const names = cache ? (await (await caches.open(cache)).keys()).map(({ url }) => url) : [];
    return ['', 'worker_rest.wasm', 'quiz.json', 'quiz/probes.json', 'learn/', 'learn/native-sidecars/', 'rules/'].every((name) => names.includes(new URL(name, document.baseURI).href));
  });
  return playground;
}

/** Waits until what is asked of the page holds. */
async function comes(page, holds) {
  const end = Date.now() + 60_000;
  while (!(await page.evaluate(holds))) {
    assert.ok(Date.now() < end, `within a minute: ${holds}`);
    await page.waitForTimeout(300);
  }
}

test('after one visit everything works without a network', async () => {
  const playground = await kept();
  const { page } = playground;
  await page.context().setOffline(true);
  site.isDown = true;
  try {
    await page.reload();
    await playground.ready();
    assert.ok(await page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the page is answered by the service worker');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).or(page.getByRole('button', { name: 'Play', exact: true })).first().waitFor();

    await playground.paste(POD);
    await page.getByText('far-from-home').last().waitFor();
    await page.getByRole('row', { name: 'app', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Command' }).fill('kubectl get pods');
    await page.keyboard.press('Enter');
    await playground.terminal.getByText(/far-from-home\s+1\/1\s+Running/).first().waitFor();
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.locator('.menu__entry').first().waitFor();

    await page.goto(site.address('quiz.html?topic=probes'));
    await page.getByRole('button', { name: 'Check' }).waitFor();
    await page.goto(site.address('learn/native-sidecars/'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(site.address('rules'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.match(page.url(), /\/rules\/$/);

    await page.goto(site.address('there/is/no/such/page/')).catch(() => {});
    await page.getByRole('heading', { name: 'This page is not on this device yet' }).waitFor();
    assert.deepEqual(page.foreign, []);
  } finally {
    site.isDown = false;
    await page.context().close();
  }
});

test('a new version is offered, taken by all its files at once, and keeps the text', async () => {
  const playground = await kept();
  const { page } = playground;
  await playground.paste(POD);
  await page.getByRole('row', { name: 'app', exact: true }).waitFor();
  await page.reload();
  await playground.ready();

  // The version of all files is another one, and one of them is new.
  const worker = await readFile(join(dist, 'service-worker.js'), 'utf8');
  const [, version] = worker.match(/"site":"(\w+)"/);
  const index = await readFile(join(dist, 'index.html'), 'utf8');
  site.instead.set('index.html', index.replace('<title>', '<title>New: '));
  site.instead.set('service-worker.js', worker.replaceAll(version, 'abcdefabcdef').replace(/("":)"\w+"/, '$1"000000000000"'));
  try {
    const asked = page.asked.length;
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    const notice = page.getByRole('status').filter({ hasText: 'A new version is there' });
    await notice.waitFor({ timeout: 30_000 });
    const again = page.asked.slice(asked).filter((url) => /wasm/.test(url));
    assert.deepEqual(again, [], 'files that stay the same are not fetched again');
    assert.doesNotMatch(await page.title(), /^New/);

    await playground.editor.press('Control+End');
    await page.keyboard.type('# the last thing before');
    await notice.getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction(() => document.title.startsWith('New: '));
    await playground.ready();
    assert.match(await playground.text(), /far-from-home[\s\S]*# the last thing before/);
    await comes(page, async () => /^podlife \/sub\/path\/ \w+ abcdefabcdef$/.test((await caches.keys()).join()));
    assert.equal(await notice.count(), 0);
  } finally {
    site.instead.clear();
    await page.context().close();
  }
});

test('the site can be installed', async () => {
  const page = await site.page();
  for (const path of ['', 'quiz.html']) {
    await page.goto(site.address(path));
    const tools = await page.context().newCDPSession(page);
    const { url, errors, data } = await tools.send('Page.getAppManifest');
    assert.equal(url, site.address('manifest.webmanifest'));
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    for (const { src, sizes, type } of manifest.icons) {
      const answer = await page.request.get(site.address(src));
      assert.equal(answer.headers()['content-type'], type);
      if (type !== 'image/png') continue;
      const bytes = await answer.body();
      assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
    }
    assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
    // Headless browsers say that they are in a private window, and nothing else.
    const { installabilityErrors } = await tools.send('Page.getInstallabilityErrors');
    const grave = installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito');
    assert.deepEqual(grave, []);
  }
  await page.context().close();
});

test('a frame of another page keeps nothing', async () => {
  const page = await site.page({ serviceWorkers: 'allow' });
  await page.goto(site.address('embed.html'));
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await page.context().close();
});

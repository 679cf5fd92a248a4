import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shared } from './playground.mjs';
import { Site } from './site.mjs';

const PAGE = 'learn/native-sidecars/';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const wasm = (page) => page.asked.filter((url) => url.includes('.wasm'));

test('a docs page is read without JavaScript: text, YAML and picture', async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto(site.address(PAGE));
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.ok(await page.locator('main svg').first().isVisible(), 'a static timeline');
  assert.ok(await page.locator('main pre').filter({ hasText: 'restartPolicy: Always' }).first().isVisible(), 'the YAML');
  assert.deepEqual(wasm(page), []);
});

test('a docs page loads no wasm until a live example is asked for', async () => {
  const page = await site.page();
  await page.goto(site.address(PAGE), { waitUntil: 'networkidle' });
  assert.deepEqual(wasm(page), [], 'reading needs no wasm');
  await page.getByRole('button', { name: /play|live/i }).first().click();
  await page.getByRole('group', { name: /^Timeline of Pod/ }).first().waitFor();
  assert.ok(wasm(page).length > 0, 'playing does');
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.problems, []);
});

test('the element shows a Pod in a page', async () => {
  const page = await site.page();
  await page.goto(site.address('guides/embed/'));
  const element = page.locator('podlife-timeline').first();
  await element.scrollIntoViewIfNeeded();
  await element.frameLocator('iframe').getByRole('group', { name: /^Timeline of Pod shop/ }).waitFor();
  assert.deepEqual(page.foreign, []);
});

test('the embed shows what its address holds, and leads to the playground', async () => {
  const page = await site.page({ width: 640, height: 360 });
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: harbor\nspec:\n  containers:\n  - name: crane\n    image: nginx:1.29\n';
  await page.goto(`${site.address('embed.html')}${shared(text)}`);
  await page.getByRole('group', { name: 'Timeline of Pod harbor' }).waitFor();
  const address = await page.getByRole('link', { name: /Open in Podlife/ }).getAttribute('href');
  assert.match(address, /#v1=/);
  assert.deepEqual(page.foreign, []);
});

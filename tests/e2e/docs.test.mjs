import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
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

test('the search finds sections by beginnings, with mistakes, and by the keyboard alone', async () => {
  const page = await site.page();
  await page.goto(site.address(PAGE));
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Search the docs' });
  await field.fill('grace perio');
  const found = page.getByRole('dialog', { name: 'Search' }).getByRole('link');
  await found.first().waitFor();
  assert.match((await found.allInnerTexts()).join(' '), /grace period/i);
  await field.fill('starup probes');
  await page.getByText(/found$/).waitFor();
  await field.fill('qqqq zzzz');
  await page.getByText('Nothing has all of these words.').waitFor();
  await field.fill('readiness gate');
  await found.first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith(PAGE));
  assert.deepEqual(page.foreign, []);
});

test('what can be chosen below a live example is played: another Scenario, another Kubernetes, another example', async () => {
  const page = await site.page();
  await page.goto(site.address('learn/init-containers/'));
  const card = page.locator('.live', { hasText: 'The database comes after 15 s' });
  const never = page.getByRole('button', { name: 'never', exact: true });
  await never.click();
  await card.getByRole('group', { name: 'Timeline of Pod orders' }).waitFor();
  await page.getByRole('button', { name: 'never', exact: true, pressed: true }).waitFor();
  // The picture gives way, with the events that were its own.
  await card.locator('svg.pt').waitFor({ state: 'detached' });
  await card.locator('summary', { hasText: 'Events' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'at once', exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll('podlife-live').length === 1);

  await page.goto(site.address('learn/history/'));
  await page.getByRole('button', { name: '1.27', exact: true }).first().click();
  await page.locator('podlife-live').getByText(/strict decoding error: unknown field/).waitFor();
  await page.getByRole('button', { name: '1.29 to 1.36', exact: true }).first().click();
  await page.getByRole('group', { name: 'Timeline of Pod shop' }).waitFor();

  await page.goto(site.address('learn/kinds-of-containers/'));
  await page.getByRole('button', { name: 'Regular init containers' }).click();
  await page.getByRole('group', { name: 'Timeline of Pod site' }).waitFor();
  await page.getByRole('button', { name: 'All five kinds' }).click();
  await page.getByRole('group', { name: 'Timeline of Pod shop' }).waitFor();
  assert.deepEqual(await barriers(page), []);
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.problems, []);
});

test('the decoder shows the row of the states that are chosen', async () => {
  const page = await site.page();
  await page.goto(site.address('lifecycle/status/'));
  const decoder = page.locator('.decoder');
  const row = async () => (await decoder.locator('pre').innerText()).split('\n').at(-1).split(/\s+/).slice(1);
  await decoder.waitFor();
  assert.deepEqual(await row(), ['2/2', 'Running', '0']);
  await decoder.getByLabel('App container').selectOption('2');
  assert.deepEqual(await row(), ['1/2', 'Running', '0']);
  await decoder.getByLabel(/^Native sidecar/).selectOption('1');
  assert.match(await decoder.locator('pre').innerText(), /do not come about together/);
});

test('a calculator counts again, and its numbers are there before', async () => {
  const page = await site.page();
  await page.goto(site.address('patterns/benefits-costs/'));
  const form = page.locator('.calc').first();
  const before = await form.locator('output').first().innerText();
  assert.match(before, /\d/);
  const input = form.getByRole('spinbutton').first();
  await input.fill(String(2 * Number(await input.inputValue())));
  await page.waitForFunction((before) => document.querySelector('.calc output').textContent !== before, before);
});

test('a decision goes step by step to an answer, and back to its beginning', async () => {
  const page = await site.page();
  await page.goto(site.address('learn/decide/'));
  const shown = page.locator('.decide li.is-here');
  await shown.waitFor();
  assert.equal(await page.locator('.decide li:visible').count(), 1);
  const no = shown.getByRole('link', { name: 'No', exact: true });
  let before;
  for (let step = 0; step < 12 && (await no.count()); step += 1) {
    before = await shown.getAttribute('id');
    await no.click();
    await page.locator(`.decide li.is-here:not(#${before})`).waitFor();
  }
  assert.equal(await shown.locator('b').count(), 1, 'an answer');
  await page.goBack();
  await page.locator(`.decide li.is-here#${before}`).waitFor();
  await page.goForward();
  await page.locator('.decide').getByRole('link', { name: 'Start again' }).click();
  await shown.getByRole('link', { name: 'Yes', exact: true }).waitFor();
});

test('the gallery is looked through by what goes wrong and by words', async () => {
  const page = await site.page();
  await page.goto(site.address('examples/'));
  const cards = page.locator('.card:visible');
  const all = await cards.count();
  assert.ok(all >= 57, `${all} cards`);
  await page.locator('.filters select').selectOption('CrashLoopBackOff');
  const wrong = await cards.count();
  assert.ok(wrong > 0 && wrong < all);
  await page.locator('.filters select').selectOption('');
  await page.getByRole('searchbox', { name: 'Words' }).fill('native log');
  assert.ok((await cards.count()) < all);
  await cards.first().getByRole('link', { name: 'Open in playground' }).click();
  await page.getByRole('group', { name: /^Timeline of Pod/ }).waitFor();
});

test('without JavaScript a page has its text, its manifests, its pictures and its events', async () => {
  const context = await site.browser.newContext({ javaScriptEnabled: false, viewport: { width: 1024, height: 800 } });
  const page = await context.newPage();
  await page.goto(site.address(PAGE));
  await page.locator('svg.pt').first().waitFor();
  assert.ok(await page.getByText('kind: Pod').first().isVisible());
  await page.locator('summary', { hasText: 'Events' }).first().click();
  assert.ok(await page.getByText(/Successfully assigned/).first().isVisible());
  await page.goto(site.address('learn/decide/'));
  assert.ok((await page.locator('.decide li:visible').count()) > 8);
  await context.close();
});

test('a page is printed without what only a screen can do', async () => {
  const page = await site.page();
  await page.goto(site.address(PAGE));
  await page.emulateMedia({ media: 'print' });
  for (const name of ['.header', '.side', '.ways', '.live__play']) assert.equal(await page.locator(name).first().isVisible(), false, name);
  assert.ok(await page.locator('svg.pt').first().isVisible());
});

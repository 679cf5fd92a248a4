// Labs, walked through in the playground: what is checked, what helps, and that every lab can be brought to its end.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from './axe.mjs';
import { Site, dist, picture } from './site.mjs';

const LABS = readdirSync(join(dist, 'labs')).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));

let site;
before(async () => (site = await Site.open()));
after(() => site.close());

/** A lab in a page, with its core at work. */
async function open(name, size = {}) {
  const page = await site.page({ width: 1440, height: 900, ...size });
  await page.goto(site.address(`?lab=${name}`));
  await page.getByRole('region', { name: 'Lab' }).getByText(/^Step 1 of/).waitFor();
  return page;
}

const lab = (page) => page.getByRole('region', { name: 'Lab' });
const undone = (page) => page.locator('.lab__task:not(.is-done)');

/** Does what a step asks for by what it offers: shown commands and manifests, and every choice until one is right. */
async function solve(page) {
  for (let round = 0; round < 14; round += 1) {
    const show = lab(page).getByRole('button', { name: 'Show me' });
    if (!(await show.isVisible())) break;
    const before = await undone(page).count();
    await show.click();
    // Not every command of a solution does a part of the task by itself.
    const isLess = (count) => document.querySelectorAll('.lab__task:not(.is-done)').length < count;
    await page.waitForFunction(isLess, before, { timeout: 2000 }).catch(() => {});
  }
  for (const choice of await page.locator('.lab__choice').all()) {
    if (await undone(page).locator('.lab__choice').count()) await choice.click();
  }
}

test('there are seven labs', () => assert.equal(LABS.length, 7));

for (const name of LABS) {
  test(`${name}: every step can be brought to its end`, async () => {
    const page = await open(name);
    const count = Number((await lab(page).getByText(/^Step 1 of/).innerText()).split(' ').at(-1));
    for (let step = 1; step <= count; step += 1) {
      await lab(page).getByText(`Step ${step} of ${count}`).waitFor();
      await solve(page);
      await page.waitForFunction(() => !document.querySelector('.lab__task:not(.is-done)')).catch(() => {});
      assert.deepEqual(await undone(page).allInnerTexts(), [], `step ${step}`);
      await lab(page).getByRole('button', { name: 'Next' }).click();
    }
    await lab(page).getByText(`${count} of ${count} steps done.`, { exact: false }).waitFor();
    assert.deepEqual(page.problems, []);
  });
}

test('what is typed counts, what is something else does not, and a wrong answer says why', async () => {
  const page = await open('1-read-logs');
  const type = async (line) => {
    const field = page.getByRole('textbox', { name: /command/i });
    await field.fill(line);
    await field.press('Enter');
  };
  await type('kubectl get pods');
  await page.waitForTimeout(600);
  assert.equal(await undone(page).count(), 1);
  await type('k apply --filename=aayu-verse.yaml');
  await lab(page).getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: '443', exact: true }).click();
  await lab(page).getByText(/^No\. /).waitFor();
  await page.getByRole('button', { name: '31001', exact: true }).click();
  await lab(page).getByText(/^Yes\. /).waitFor();
  assert.equal(await undone(page).count(), 1, 'the command of this step is still missing');
  await lab(page).getByRole('button', { name: 'Hint' }).click();
  assert.equal(await page.locator('.lab__hint').count(), 1);
  await lab(page).getByRole('button', { name: 'Skip' }).click();
  await lab(page).getByText(/^Step 3 of/).waitFor();
  await lab(page).getByRole('button', { name: 'Back' }).click();
  await lab(page).getByText(/^Step 2 of/).waitFor();
});

test('a text of one\'s own is there after a lab, whatever was tried in it, and a link from a lab shows what it holds', async () => {
  const page = await site.page({ width: 1440, height: 900 });
  await page.addInitScript(() => sessionStorage.getItem('podlife.text') ?? sessionStorage.setItem('podlife.text', 'kind: Own'));
  await page.goto(site.address('?lab=2-write-sidecar'));
  await lab(page).waitFor();
  await solve(page);
  await page.evaluate(() => { navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }; });
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.waitForFunction(() => globalThis.copied).then((copied) => copied.jsonValue());
  assert.ok(page.url().includes('?lab=') && !link.includes('lab='), link);
  await page.goto(site.address(''));
  await page.getByText('kind: Own').first().waitFor();
});

for (const [where, size] of [['desk', {}], ['phone', { width: 360, height: 740 }]]) {
  for (const theme of ['light', 'dark']) {
    test(`${where}, ${theme}: axe finds nothing in a lab, and nothing is wider than the screen`, async () => {
      const page = await open('1-read-logs', { ...size, theme });
      await page.locator('.shell__field').waitFor({ state: 'attached' });
      await page.waitForTimeout(500);
      assert.deepEqual(await barriers(page), []);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${wider} px too wide`);
      await picture(page, `lab-${where}-${theme}`);
    });
  }
}

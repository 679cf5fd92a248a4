// Every page of the docs, once: nothing grave for those who hear it, nothing wider than a phone, no error. In other looks
// accessibility.test.mjs looks at some of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { pages } from './pages.mjs';
import { Site } from './site.mjs';

// Rules and examples share a template each: some of them stand for all. EVERY=1 looks at all of them.
const SHARED = /^(?:rules|examples)\/./;
const OWN = pages().filter((path) => path.endsWith('/index.html')).map((path) => path.replace(/index\.html$/, ''));
const isLookedAt = (path, place) => process.env.EVERY || !SHARED.test(path.replace(/^(rules|examples)\/$/, '')) || place % 12 === 0;

let site;
before(async () => (site = await Site.open()));
after(() => site?.close());

test('nothing is grave on any page, and nothing wider than a phone', async () => {
  const page = await site.page({ width: 360, height: 800 });
  const wrong = [];
  for (const path of OWN.filter(isLookedAt)) {
    await page.goto(site.address(path));
    const found = await barriers(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${wider} px wider than the screen`);
    wrong.push(...found.map((what) => `${path}: ${what}`));
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(page.problems, []);
  assert.deepEqual(page.foreign, []);
});

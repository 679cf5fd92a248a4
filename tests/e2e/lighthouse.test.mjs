// What Lighthouse says of the pages that are read, on a phone with a slow network, as its defaults have it.
// No audit is left out: it takes 127.0.0.1 for a safe place, and a host without a robots.txt for one that hides nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { Site } from './site.mjs';

const PAGES = ['learn/', 'lifecycle/shutdown/', 'examples/', 'rules/shipper-loses-last-logs/'];

// Of a hundred, in each category.
const LEAST = 95;

// A busy machine makes a page slower and never quicker: the best of some runs is the page's own.
const TRIES = 3;

let site;
let chrome;
before(async () => {
  site = await Site.open({ compresses: true });
  chrome = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
});
after(async () => {
  await chrome?.kill();
  await site?.close();
});

async function look(path) {
  const { lhr } = await lighthouse(site.address(path), { port: chrome.port, logLevel: 'error' });
  assert.equal(lhr.runtimeError, undefined);
  return lhr;
}

/** What costs a category its points, the dearest first. */
function flaws({ categories, audits }) {
  return Object.values(categories).filter(({ score }) => !(score * 100 >= LEAST)).flatMap(({ title, score, auditRefs }) => {
    const costly = auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1);
    const told = costly.sort((a, b) => b.weight - a.weight).map(({ id }) => `${id} ${audits[id].displayValue ?? ''}`.trim());
    return [`${title} ${Math.round(score * 100)}: ${told.join(', ')}`];
  });
}

for (const path of PAGES) {
  test(`${path}: at least ${LEAST} of 100 in everything`, async (context) => {
    let found = [];
    for (let tries = 0; tries < TRIES; tries += 1) {
      const report = await look(path);
      const scores = Object.values(report.categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
      assert.equal(scores.length, 4);
      context.diagnostic(scores.join(', '));
      found = flaws(report);
      if (found.length === 0) break;
    }
    assert.deepEqual(found, []);
  });
}

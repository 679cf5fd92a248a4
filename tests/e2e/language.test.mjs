// The interface in German: chosen once, kept, and complete.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, shared } from './playground.mjs';
import { Site, dist } from './site.mjs';

const GERMAN = JSON.parse(readFileSync(join(dist, 'words/de.json'), 'utf8'));

/** Words that show that a text is English; none of them is a German one. */
const ENGLISH = /\b(?:the|of|and|is|are|this|with|what|that|your|from|not|it|by|which|has|have)\b/i;

/** Names of containers that are words of the interface too. */
const NAMES = new Set(['app']);

const WRONG = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    image: nginx\n    livenessProbe: {httpGet: {port: 80}}\n    readinessProbe: {httpGet: {port: 80}}\n';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** Runs in the page: what can be seen or heard of it and is said to be in its own language. */
function interfaceTexts() {
  const found = [];
  const isOwn = (element) => element.closest('[lang]')?.lang === document.documentElement.lang;
  const take = (element, words, seen = element) => {
    if (words?.trim() && /\p{L}/u.test(words) && isOwn(element) && seen.checkVisibility()) found.push(words.trim());
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (/^(?:SCRIPT|STYLE|NOSCRIPT|TEMPLATE|TEXTAREA)$/.test(element.tagName) || element.closest('.cm-content, .cm-gutters')) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
        // A title that is a part of the name says nothing else.
        const words = element.getAttribute(name);
        if (name !== 'title' || !element.ariaLabel?.includes(words)) take(element, words);
      }
      // A closed list shows one of its options, and reads all of them.
      const seen = element.closest('select') ?? element;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) take(element, node.data, seen);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return [...new Set(found)];
}

/** What stands in a sentence may be English: a name, a message. */
const SENTENCES = Object.values(GERMAN).filter((words) => /\p{L}/u.test(words) && words.includes('{}'))
  .map((words) => new RegExp(`^${words.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'u'));

/** What of the interface is still English. */
async function left(page) {
  const texts = await page.evaluate(interfaceTexts);
  const isLeft = (words) => {
    const pattern = words.replace(/\d+(?:\.\d+)*/g, '{}');
    const isKey = [words, pattern].some((key) => GERMAN[key] !== undefined && GERMAN[key] !== key && !Object.values(GERMAN).includes(key));
    return isKey || (ENGLISH.test(words) && !SENTENCES.some((sentence) => sentence.test(words)));
  };
  return texts.filter((words) => !NAMES.has(words) && isLeft(words));
}

const language = (page) => page.evaluate(() => document.documentElement.lang);
const catalogues = (page) => page.asked.filter((url) => /\/words\/\w\w\.json/.test(url));

/** Chooses a language where the page offers it; it is loaded again. */
async function choose(page, name) {
  const select = page.locator('podlife-language:visible select');
  await select.locator('option', { hasText: name }).waitFor({ state: 'attached' });
  await Promise.all([page.waitForEvent('load'), select.selectOption({ label: name })]);
}

/** A page on which German was chosen before. */
async function german(options = {}) {
  const page = await site.page(options);
  await page.addInitScript(() => localStorage.setItem('podlife.language', 'de'));
  return page;
}

test('English loads no words; German is chosen in the head of the page, kept, and left again', async () => {
  const { page } = await Playground.open(site);
  assert.equal(await language(page), 'en');
  assert.deepEqual(catalogues(page), []);
  await choose(page, 'Deutsch');
  await page.getByRole('heading', { name: 'Probleme' }).waitFor();
  assert.equal(await language(page), 'de');
  assert.match(await page.title(), /sieh einem Pod/);
  assert.equal(catalogues(page).length, 1);
  await page.reload();
  await page.getByRole('group', { name: /^Zeitleiste des Pods / }).waitFor();
  await page.goto(site.address('learn/native-sidecars/'));
  await page.getByRole('link', { name: 'Beispiele' }).first().waitFor();
  await page.goto(site.address('quiz.html'));
  await page.getByRole('heading', { name: 'Themen' }).waitFor();
  await choose(page, 'English');
  await page.getByRole('heading', { name: 'Topics' }).waitFor();
  assert.equal(await language(page), 'en');
  assert.deepEqual(page.problems, []);
});

test('on a phone it is chosen below the timeline', async () => {
  const page = await site.page({ width: 360, height: 740, hasTouch: true, isMobile: true });
  await page.goto(site.address(''));
  await choose(page, 'Deutsch');
  await page.getByRole('navigation', { name: 'Bereiche' }).getByRole('button', { name: 'YAML' }).click();
  assert.equal(await page.locator('podlife-language:visible').count(), 0);
  assert.deepEqual(page.problems, []);
});

test('the address asks for a language once', async () => {
  const page = await site.page();
  await page.goto(`${site.address('quiz.html')}?lang=de`);
  await page.getByRole('heading', { name: 'Themen' }).waitFor();
  await page.goto(site.address('quiz.html'));
  await page.getByRole('heading', { name: 'Topics' }).waitFor();
  for (const strange of ['xx', '../de', '%22', 'constructor']) {
    await page.goto(`${site.address('quiz.html')}?lang=${strange}`);
    await page.getByRole('heading', { name: 'Topics' }).waitFor();
  }
});

test('the playground is German, what Kubernetes says stays English', async () => {
  const page = await german();
  const found = {};
  const look = async (name) => {
    await page.waitForTimeout(150);
    const wrong = [...await left(page), ...await barriers(page)];
    if (wrong.length > 0) found[name] = wrong;
  };
  await page.goto(site.address('') + shared(WRONG));
  await page.getByRole('group', { name: 'Zeitleiste des Pods web' }).waitFor();
  await page.locator('.cm-content').waitFor();
  await look('opened');
  assert.match(await page.locator('.verdict').textContent(), /vom API-Server angenommen/);
  for (const name of ['Events', 'Status', 'Logs', 'Ressourcen', 'Pod', 'Terminal']) {
    await page.getByRole('tab', { name, exact: true }).click();
    await look(name);
  }
  await page.locator('.shell__field').fill('kubectl get pods');
  await page.keyboard.press('Enter');
  await page.locator('.terminal').getByText('READY').first().waitFor();
  await look('a command');
  await page.goto(`${site.address('')}?example=classic-log-shipper`);
  await page.getByRole('button', { name: /^Beheben/ }).first().waitFor();
  await look('an example');
  await page.locator('.problem__body').first().click();
  await look('a problem');
  await page.getByRole('button', { name: /^Beheben/ }).first().click();
  await page.locator('.offer').waitFor();
  await look('a fix');
  await page.getByRole('button', { name: 'So lassen' }).click();
  await page.getByRole('button', { name: 'Als Tabelle' }).click();
  await look('as a table');
  await page.locator('#find').fill('started');
  await look('a search');
  await page.locator('#find').fill('');
  await page.getByRole('button', { name: 'Als Tabelle' }).click();
  await page.locator('.item').last().focus();
  await page.keyboard.press('Enter');
  await look('an entry');
  await page.getByRole('button', { name: 'Tastenkürzel' }).click();
  await look('keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export' }).click();
  await look('export');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Beispiele' }).click();
  await page.locator('.menu__entry').nth(5).waitFor();
  await look('examples');
  await page.locator('.menu__search').fill('zzz');
  await look('no example');
  await page.locator('.menu__search').fill('');
  await page.locator('.menu__entry').nth(3).click();
  await page.locator('.notice').waitFor();
  await look('an example is opened');
  await page.getByRole('button', { name: 'Suchen', exact: true }).click();
  await page.locator('.cm-search').waitFor();
  await look('the search of the editor');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Vergleichen' }).click();
  await page.locator('.compare__table').waitFor();
  await look('a comparison');
  assert.deepEqual(found, {});
  assert.deepEqual(page.problems, []);
});

test('a phone says the same', async () => {
  const page = await german({ width: 360, height: 740, hasTouch: true, isMobile: true });
  await page.goto(site.address('learn/'));
  await page.locator('podlife-language').waitFor();
  await page.goto(site.address('') + shared(WRONG));
  await page.getByRole('group', { name: 'Zeitleiste des Pods web' }).waitFor();
  const panes = page.getByRole('navigation', { name: 'Bereiche' });
  for (const name of ['YAML', 'Terminal', /Probleme/, 'Zeitleiste']) {
    await panes.getByRole('button', { name }).click();
    assert.deepEqual(await left(page), [], String(name));
    assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, `${name} is too wide`);
  }
  await page.goto(site.address('quiz.html'));
  await page.locator('podlife-language').waitFor();
  assert.ok(await page.evaluate(() => document.querySelector('.header').offsetHeight) < 110, 'the head takes two rows');
});

test('the quiz is German, questions stay English', async () => {
  const page = await german();
  const found = {};
  const look = async (name) => {
    await page.waitForTimeout(150);
    const wrong = [...await left(page), ...await barriers(page)];
    if (wrong.length > 0) found[name] = wrong;
  };
  await page.goto(site.address('quiz.html'));
  await page.getByRole('heading', { name: 'Themen' }).waitFor();
  await look('home');
  await page.goto(site.address('quiz.html?question=shutdown/sidecars-stop-last'));
  await page.getByRole('button', { name: 'Prüfen' }).click();
  await page.getByRole('button', { name: 'Noch einmal versuchen' }).waitFor();
  await look('an answer');
  assert.equal(await page.locator('.quiz__title').getAttribute('lang'), 'en');
  await page.goto(site.address('quiz.html?topic=probes'));
  await page.getByRole('button', { name: 'Prüfen' }).waitFor();
  await look('a question');
  await page.goto(site.address('quiz.html?exam=CKAD&seed=1'));
  await page.getByRole('button', { name: 'Beginnen' }).waitFor();
  await look('before an exam');
  await page.getByRole('button', { name: 'Beginnen' }).click();
  await page.getByRole('timer').waitFor();
  await look('an exam');
  for (let task = 0; task < 2; task += 1) await page.getByRole('button', { name: /abgeben/i }).click();
  await page.locator('.score').waitFor();
  await look('a result');
  assert.deepEqual(found, {});
  assert.deepEqual(page.problems, []);
});

test('the frame of the docs is German, the pages stay English', async () => {
  const page = await german();
  const found = {};
  const look = async (name) => {
    const wrong = [...await left(page), ...await barriers(page)];
    if (wrong.length > 0) found[name] = wrong;
  };
  for (const path of ['learn/', 'learn/native-sidecars/', 'lifecycle/shutdown/', 'reference/versions/', 'labs/1-read-logs/', 'examples/', 'examples/crash-loop/', 'rules/', 'rules/shipper-loses-last-logs/', '404.html']) {
    await page.goto(site.address(path));
    await page.getByRole('button', { name: 'Suchen', exact: true }).waitFor();
    assert.equal(await language(page), 'de');
    assert.equal(await page.locator('main').getAttribute('lang'), 'en');
    await look(path);
    // What a reader without the language sees of the frame, found again by its own words.
    const frame = await page.locator('.header, .side, .toc, .docs__foot, .next-quiz, .ways, figcaption, .code__head').allTextContents();
    assert.ok(frame.join(' ').includes('Lernen'));
  }
  await page.goto(site.address('learn/native-sidecars/'));
  await page.getByRole('button', { name: 'Suchen', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Suchen' });
  await dialog.getByRole('searchbox').fill('startup');
  await dialog.getByText(/gefunden/).waitFor();
  await look('the search');
  await dialog.getByRole('button', { name: 'Schließen' }).click();
  await page.getByRole('button', { name: 'Abspielen' }).first().click();
  await page.getByRole('group', { name: /^Zeitleiste des Pods/ }).first().waitFor();
  await look('a live example');
  assert.deepEqual(found, {});
  assert.deepEqual(page.problems, []);
});

test('an embedded Pod is German where its address says so', async () => {
  const page = await site.page({ width: 640, height: 360 });
  await page.goto(`${site.address('embed.html')}?lang=de${shared(WRONG)}`);
  await page.getByRole('link', { name: 'In Podlife öffnen' }).waitFor();
  assert.deepEqual(await left(page), []);
});

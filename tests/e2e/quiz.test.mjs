import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { dist, Site } from './site.mjs';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true };

const heads = () => JSON.parse(readFileSync(join(dist, 'quiz.json'), 'utf8')).questions;
const question = (id) => JSON.parse(readFileSync(join(dist, 'quiz', `${id.split('/')[0]}.json`), 'utf8')).find((it) => it.id === id);

/** Presses Tab until the element that has the focus is the wanted one. */
async function tabTo(page, what, isWanted) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await page.evaluate(isWanted)) {
      return;
    }
    // In an editor and a terminal Tab means something; Escape before it leaves.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${what}`);
}

const button = (name) => `document.activeElement?.tagName === 'BUTTON' && document.activeElement.textContent.trim() === '${name}'`;

async function press(page, name) {
  await tabTo(page, name, button(name));
  await page.keyboard.press('Enter');
}

/** Opens a question, and waits until it can be answered. */
async function open(page, address) {
  await page.goto(site.address(`quiz.html?${address}`));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: /^(Check|Next|Finish)$/ }).first().waitFor();
}

/** Answers what is on the screen by keyboard, rightly or not. */
async function answer(page) {
  if (await page.getByRole('radio').count() > 0 || await page.getByRole('checkbox').count() > 0) {
    await tabTo(page, 'a choice', `['radio', 'checkbox'].includes(document.activeElement?.type)`);
    await page.keyboard.press('Space');
  } else if (await page.getByRole('list', { name: 'Events in your order' }).count() > 0) {
    await tabTo(page, 'a button that moves an event', `/: (earlier|later)$/.test(document.activeElement?.ariaLabel ?? '') && !document.activeElement.disabled`);
    await page.keyboard.press('Enter');
  } else {
    await page.locator('.cm-content').waitFor();
    await tabTo(page, 'the editor', `document.activeElement?.classList.contains('cm-content')`);
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('# looked at\n');
  }
}

async function write(page, text) {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+V');
}

test('a question of each kind can be answered by keyboard alone, and shows what really happens', async () => {
  const page = await site.page();
  const kinds = new Map();
  for (const head of heads()) {
    const isPlayed = Boolean(question(head.id).manifest);
    if (isPlayed && !kinds.has(head.kind)) kinds.set(head.kind, head.id);
  }
  assert.equal(kinds.size, 7, [...kinds.keys()].join());
  for (const id of kinds.values()) {
    await open(page, `question=${id}`);
    await answer(page);
    await press(page, 'Check');
    await page.getByRole('status').filter({ hasText: /^(Right|Not quite)/ }).waitFor();
    await page.getByRole('group', { name: /^Timeline of Pod/ }).first().waitFor();
  }
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.problems, []);
});

test('the reference solution gets all points, a fragment of it too, and the given manifest shows both lives', async () => {
  const page = await site.page();
  const head = heads().find(({ kind, id }) => kind === 'repair-yaml' && /^kind: Pod/m.test(question(id).manifest) && question(id).solution.includes('\nspec:\n'));
  const asked = question(head.id);
  await open(page, `question=${head.id}`);
  await page.locator('.cm-content').waitFor();
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('status').filter({ hasText: /^Not quite: \d+ of \d+\./ }).waitFor();
  await page.getByRole('heading', { name: 'With a right one' }).waitFor();
  assert.ok(await page.getByRole('group', { name: /^Timeline of Pod/ }).count() >= 1);
  await page.getByRole('button', { name: 'Try again' }).click();
  await write(page, asked.solution);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('status').filter({ hasText: /^Right\./ }).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  const spec = asked.solution.split('\nspec:\n')[1].split('\n---\n')[0].replace(/^ {2}/gm, '');
  await write(page, spec);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('status').filter({ hasText: /^Right\./ }).waitFor();
});

test('events are put into their order by dragging, and by touch', async () => {
  for (const options of [{}, PHONE]) {
    const page = await site.page(options);
    await open(page, `question=${heads().find(({ kind }) => kind === 'order-events').id}`);
    const texts = () => page.locator('.option__words').allTextContents();
    const before = await texts();
    const [from, to] = [page.locator('.option__grip').first(), page.locator('.option').nth(2)];
    const [a, b] = [await from.boundingBox(), await to.boundingBox()];
    await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
    await page.mouse.down();
    await page.mouse.move(a.x + a.width / 2, b.y + b.height / 2, { steps: 8 });
    await page.mouse.up();
    const after = await texts();
    assert.deepEqual(after.slice(0, 3), [before[1], before[2], before[0]]);
  }
});

test('a whole mock exam by keyboard alone, at 360 px, with a reload in the middle', async () => {
  const page = await site.page(PHONE);
  await page.goto(site.address('quiz.html?exam=CKAD&seed=17'));
  await press(page, 'Begin');
  await page.getByRole('timer').waitFor();
  const address = page.url();
  assert.match(address, /exam=CKAD&seed=\d+/);
  const titles = [];
  for (let task = 0; task < 17; task += 1) {
    await page.getByText(`${task + 1} of 17`, { exact: true }).waitFor();
    titles.push(await page.getByRole('heading', { level: 1 }).textContent());
    await answer(page);
    assert.equal(await page.getByRole('status').filter({ hasText: /^(Right|Not quite)/ }).count(), 0, 'nothing is told before the end');
    if (task === 4) await press(page, 'Flag');
    if (task === 8) {
      const left = await page.getByRole('timer').textContent();
      await page.reload();
      await page.getByText('9 of 17', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Question 5, answered, flagged' }).waitFor();
      await page.getByRole('button', { name: 'Question 9, answered' }).waitFor();
      const now = await page.getByRole('timer').textContent();
      assert.ok(now <= left && now.startsWith('1:5'), `${left}, then ${now}`);
    }
    if (task < 16) await press(page, 'Next');
  }
  assert.equal(new Set(titles).size, 17);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the screen');
  await press(page, 'Finish');
  await page.getByRole('status').filter({ hasText: /\d+ %.*of 17 right.*(Passed|Not passed)/ }).waitFor();
  assert.equal(await page.getByRole('listitem').filter({ has: page.getByRole('button') }).count(), 17);
  await page.getByRole('listitem').getByRole('button').first().click();
  await page.getByRole('status').filter({ hasText: /^(Right|Not quite)/ }).waitFor();
  // The same address is the same exam for somebody else.
  const other = await site.page();
  await other.goto(address);
  await other.getByRole('button', { name: 'Begin' }).click();
  assert.equal(await other.getByRole('heading', { level: 1 }).textContent(), titles[0]);
  assert.deepEqual(page.problems, []);
});

test('an exam without all answers is ended on the second press, and with its time', async () => {
  const page = await site.page();
  await page.goto(site.address('quiz.html?exam=CKA'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: '17 without an answer: finish all the same' }).waitFor();
  // Other questions do not end it.
  await open(page, 'mode=quick&seed=1');
  await page.goto(site.address('quiz.html?exam=CKA'));
  await page.getByRole('timer').waitFor();
  await page.evaluate(() => {
    const round = JSON.parse(localStorage['podlife.exam']);
    localStorage['podlife.exam'] = JSON.stringify({ ...round, ends: Date.now() + 2500 });
  });
  await page.reload();
  await page.getByRole('status').filter({ hasText: '0 of 17 right. Not passed' }).waitFor();
});

test('what is wrong comes back, what was kept goes from browser to browser, and a changed question is asked anew', async () => {
  const page = await site.page();
  const head = heads().find(({ kind }) => kind === 'single-choice');
  const asked = question(head.id);
  const choose = async (isRight) => {
    await open(page, `question=${head.id}`);
    const place = asked.choices.findIndex((choice) => Boolean(choice.correct) === isRight);
    await page.locator('.option').nth(place).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('status').filter({ hasText: isRight ? /^Right/ : /^Not quite/ }).waitFor();
  };
  await choose(false);
  await page.goto(site.address('quiz.html'));
  await page.getByRole('link', { name: /^Once more.*1 question/ }).waitFor();
  await page.getByRole('link', { name: /^Daily review.*1 question/ }).click();
  await page.getByRole('heading', { level: 1, name: asked.title }).waitFor();
  await choose(true);
  await page.goto(site.address('quiz.html'));
  await page.getByText(/^1 of \d+ answered, 1 right/).waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save to a file' }).click()]);
  const text = readFileSync(await saved.path(), 'utf8');
  assert.ok(text.includes(head.id) && text.includes(head.hash));
  const other = await site.page();
  await other.goto(site.address('quiz.html'));
  for (const [content, said] of [[text, /^1 of \d+ answered/], [text.replace(head.hash, 'ffffffff'), /1 answers are read/]]) {
    const [chooser] = await Promise.all([other.waitForEvent('filechooser'), other.getByRole('button', { name: 'Read a file' }).click()]);
    await chooser.setFiles({ name: 'podlife-quiz.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    await other.getByText(said).first().waitFor();
  }
  assert.equal(await other.getByText(/^\d+ of \d+ answered/).count(), 0, 'an answer to another question does not count');
});

test('the simulator makes questions, and a link names them', async () => {
  const [one, other] = [await site.page(), await site.page()];
  for (const page of [one, other]) await open(page, 'mode=made&seed=42');
  const prompt = (page) => page.locator('.quiz__card').innerText();
  assert.equal(await prompt(one), await prompt(other));
  await answer(one);
  await one.getByRole('button', { name: 'Check' }).click();
  await one.getByRole('status').filter({ hasText: /^(Right|Not quite)/ }).waitFor();
});

test('the terminal beside a task answers about what was written', async () => {
  const page = await site.page();
  const head = heads().find(({ kind, id }) => kind === 'repair-yaml' && /^kind: Pod/m.test(question(id).manifest));
  await open(page, `question=${head.id}`);
  const command = page.getByRole('textbox', { name: 'Command' });
  await command.waitFor();
  await command.fill('kubectl get pods -o name');
  await command.press('Enter');
  await page.getByRole('log', { name: 'Output' }).getByText(/pod\//).first().waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious or critical in the quiz, ${colorScheme}`, async () => {
    const page = await site.page({ ...PHONE, colorScheme });
    const look = async (what) => assert.deepEqual(await barriers(page), [], what);
    await page.goto(site.address('quiz.html'));
    await page.getByRole('heading', { name: 'Topics' }).waitFor();
    await look('home');
    for (const kind of ['multiple-choice', 'find-fault', 'order-events', 'write-yaml']) {
      await open(page, `question=${heads().find((head) => head.kind === kind).id}`);
      await look(kind);
      await answer(page);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('status').filter({ hasText: /^(Right|Not quite)/ }).waitFor();
      await look(`${kind}, marked`);
    }
    await page.goto(site.address('quiz.html?mode=quick&seed=1'));
    for (let index = 0; index < 5; index += 1) await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('heading', { name: 'Questions' }).waitFor();
    await look('result');
  });
}

test('a question stands in any page, as high as it needs to be, and answers to nobody else', async () => {
  const page = await site.page();
  const host = `<!doctype html><title>Host</title><h1>Host</h1><script type="module" src="podlife-embed.js"></script>
    <podlife-quiz question="shutdown/sidecars-stop-last"><p>A question</p></podlife-quiz>`;
  site.instead.set('host.html', host);
  try {
    await page.goto(site.address('host.html'));
    const frame = page.frameLocator('podlife-quiz iframe');
    await frame.getByRole('button', { name: 'Check' }).waitFor();
    assert.equal(await frame.getByRole('banner').count(), 0, 'the head of the site stays away');
    const height = () => page.locator('podlife-quiz iframe').evaluate((frame) => frame.getBoundingClientRect().height);
    const before = await height();
    await page.evaluate(() => postMessage({ podlife: 1, type: 'height', value: 5000 }, '*'));
    await frame.getByRole('button', { name: 'Check' }).click();
    await frame.getByRole('status').filter({ hasText: /^Not quite/ }).waitFor();
    await page.waitForTimeout(500);
    const after = await height();
    assert.ok(after > before && after < 4000, `${before}, then ${after}`);
  } finally {
    site.instead.clear();
  }
});

test('there is a card for each question in the file for Anki', () => {
  const lines = readFileSync(join(dist, 'quiz/anki.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  assert.equal(lines.length, heads().length);
  for (const line of lines) assert.equal(line.split('\t').length, 3, line.slice(0, 80));
  assert.ok(readdirSync(join(dist, 'quiz')).length >= 19);
});

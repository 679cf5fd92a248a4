import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './site.mjs';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** Presses Tab until the element that has the focus is the wanted one. */
async function tabTo(page, what, isWanted) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(isWanted)) {
      return;
    }
    // In an editor Tab indents; Escape before it leaves.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${what}`);
}

const button = (name) => `document.activeElement?.tagName === 'BUTTON' && document.activeElement.textContent.trim() === '${name}'`;

/** Answers the question on the screen, rightly or not, and gives its kind. */
async function answer(page) {
  const radios = await page.getByRole('radio').count();
  if (radios > 0) {
    await tabTo(page, 'a choice', `document.activeElement?.type === 'radio'`);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    return (await page.locator('code.row').count()) > 0 ? 'predict-row' : 'single-choice';
  }
  if (await page.locator('.cm-content').count() > 0) {
    return 'repair-yaml';
  }
  await tabTo(page, 'a button that moves an event', `/: (earlier|later)$/.test(document.activeElement?.ariaLabel ?? '') && !document.activeElement.disabled`);
  await page.keyboard.press('Enter');
  return 'order-events';
}

test('all questions can be answered by keyboard alone, and each shows what really happens', async () => {
  const page = await site.page();
  await page.goto(site.address('quiz.html'));
  const kinds = new Set();
  let count = 0;
  for (;;) {
    const prompt = page.getByRole('heading', { level: 1 });
    await prompt.waitFor();
    await page.waitForTimeout(300);
    kinds.add(await answer(page));
    await tabTo(page, 'Check', button('Check'));
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: /^(Right|Not quite)\./ }).waitFor();
    await page.getByRole('group', { name: /^Timeline of Pod/ }).first().waitFor();
    count += 1;
    if (await page.getByRole('button', { name: 'Next', exact: true }).count() === 0) {
      break;
    }
    const asked = await prompt.textContent();
    await tabTo(page, 'Next', button('Next'));
    await page.keyboard.press('Enter');
    await page.waitForFunction((before) => document.querySelector('h1').textContent !== before, asked);
  }
  assert.ok(count >= 8, `${count} questions`);
  assert.deepEqual([...kinds].sort(), ['order-events', 'predict-row', 'repair-yaml', 'single-choice']);
  assert.deepEqual(page.foreign, []);
  assert.deepEqual(page.problems, []);
});

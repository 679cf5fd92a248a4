import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, shared } from './playground.mjs';
import { Site, picture } from './site.mjs';

const POD = `# mine
apiVersion: v1
kind: Pod
metadata:
  name: lighthouse
spec:
  containers:
  - name: lamp   # the light
    image: nginx:1.29
    readinessProbe:
      httpGet: {port: 80}
  - name: shipper
    image: fluent/fluent-bit:4
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const region = (page) => page.getByRole('region', { name: 'What if' });

async function open(options = {}) {
  const playground = await Playground.open(site, { fragment: shared(POD), ...options });
  const panel = region(playground.page);
  await panel.getByRole('combobox', { name: 'Runs' }).waitFor();
  return { playground, page: playground.page, panel };
}

/** The text, whatever of it the editor draws. */
const text = (page) => page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => localStorage[key].includes('kind: Pod'))));

async function says(page, words) {
  await page.waitForFunction((words) => Object.values(localStorage).some((kept) => kept.includes(words)), words);
}

async function saysNot(page, words) {
  await page.waitForFunction((words) => !Object.values(localStorage).some((kept) => kept.includes(words)), words);
}

for (const [name, options] of [
  ['on a desktop', {}],
  ['on a phone', { width: 360, height: 640 }],
]) {
  test(`what is chosen is written as a Scenario, played, and taken back, ${name}`, async () => {
    const { page, panel } = await open(options);
    const runs = panel.getByRole('combobox', { name: 'Runs' });
    await panel.getByText('Seems to be').getByText('an app', { exact: true }).waitFor();
    await panel.getByText('known image nginx').first().waitFor();
    await runs.selectOption({ label: 'exits after' });
    await says(page, 'runs: [{exitsAfter: 5s, exitCode: 1}]');
    await panel.getByRole('textbox', { name: 'Runs: time' }).fill('7s');
    await panel.getByRole('textbox', { name: 'Runs: time' }).press('Enter');
    await says(page, 'runs: [{exitsAfter: 7s, exitCode: 1}]');
    assert.ok((await text(page)).startsWith(POD), 'nothing else changed');
    await page.locator('.item[aria-label*="lamp: exit 1"]').first().waitFor({ state: 'attached' });
    await panel.getByRole('button', { name: 'Reset: Runs' }).click();
    await saysNot(page, 'kind: Scenario');
    assert.equal(await text(page), POD);
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.foreign, []);
  });

  test(`what happens at the playhead is planned, moved and removed, ${name}`, async () => {
    const { page, panel } = await open(options);
    await panel.getByRole('button', { name: 'Delete the Pod' }).click();
    await says(page, 'delete: {}');
    await page.getByRole('button', { name: /^From outside: delete at/ }).waitFor({ state: 'attached' });
    const at = panel.getByRole('textbox', { name: 'delete the Pod: time' });
    await at.fill('9s');
    await at.press('Enter');
    await says(page, 'at: 9s');
    await page.getByRole('button', { name: 'From outside: delete at 9.0 s' }).waitFor({ state: 'attached' });
    await panel.getByRole('textbox', { name: 'delete the Pod: grace period in seconds' }).fill('3');
    await panel.getByRole('textbox', { name: 'delete the Pod: grace period in seconds' }).press('Enter');
    await says(page, 'gracePeriodSeconds: 3');
    await panel.getByRole('button', { name: 'Remove: delete the Pod' }).click();
    await saysNot(page, 'kind: Scenario');
    assert.equal(await text(page), POD);
  });

  test(`the panel has no barriers and nothing is cut off, ${name}`, async () => {
    for (const theme of ['light', 'dark']) {
      const { page, panel } = await open({ ...options, theme });
      await panel.getByRole('button', { name: 'Kill lamp' }).click();
      await panel.getByRole('button', { name: 'Remove: send SIGKILL to lamp' }).waitFor();
      await panel.getByRole('combobox', { name: 'Readiness probe' }).selectOption({ label: 'fails from' });
      await panel.getByRole('textbox', { name: 'Readiness probe: time' }).waitFor();
      assert.deepEqual(await barriers(page), []);
      const wider = await panel.evaluate((panel) => [...panel.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible' && part.tagName !== 'SELECT' && part.tagName !== 'INPUT').length);
      assert.equal(wider, 0);
      await picture(page, `what-if-${theme}-${options.width ?? 1440}`);
      await page.context().close();
    }
  });
}

test('one undo takes back what was asked for', async () => {
  const { playground, page, panel } = await open();
  await panel.getByRole('button', { name: 'Drain the node' }).click();
  await says(page, 'drain: {}');
  await playground.editor.click();
  await page.keyboard.press('ControlOrMeta+Z');
  await saysNot(page, 'kind: Scenario');
  assert.equal(await text(page), POD);
});

test('the panel follows what is selected on the timeline, and works by keys alone', async () => {
  const { page, panel } = await open();
  await page.locator('.item[aria-label^="shipper:"]').last().click();
  const container = panel.getByRole('combobox', { name: 'Container' });
  await page.waitForFunction(() => document.querySelector('[aria-label="Container"]').value === 'shipper');
  await panel.getByText('a log shipper').first().waitFor();
  await container.focus();
  await page.keyboard.press('Tab');
  const name = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.equal(await name(), 'Starts up in');
  await page.keyboard.press('ArrowDown');
  await says(page, 'startsAfter: 5s');
  assert.equal(await name(), 'Starts up in', 'the focus stays where it was');
  await page.keyboard.press('Tab');
  assert.equal(await name(), 'Starts up in: time');
  await page.keyboard.type('250ms');
  await page.keyboard.press('Enter');
  await says(page, 'startsAfter: 250ms');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await name(), 'Reset: Starts up in');
  await page.keyboard.press('Enter');
  await saysNot(page, 'kind: Scenario');
  assert.equal(await name(), 'Starts up in', 'the focus goes to what is left');
});

test('what cannot be read is told, and the text stays as it is', async () => {
  const { page, panel } = await open();
  await panel.getByRole('combobox', { name: 'Image pull' }).selectOption({ label: 'takes' });
  await says(page, 'image: {pull: 5s}');
  await panel.getByRole('textbox', { name: 'Image pull: time' }).fill('soon');
  await panel.getByRole('textbox', { name: 'Image pull: time' }).press('Enter');
  await panel.getByRole('status').getByText('Write a time as').waitFor();
  assert.match(await text(page), /image: \{pull: 5s\}/);
});

test('a request stands on the timeline and among the events', async () => {
  const { page, panel } = await open();
  await panel.getByRole('button', { name: 'Call lamp on port 80' }).click();
  const mark = page.getByRole('button', { name: /^From outside: request at/ });
  await mark.waitFor({ state: 'attached' });
  await mark.click();
  await page.getByRole('region', { name: 'Details' }).getByText('From outside: request / from lamp:80').first().waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('cell', { name: 'Scenario' }).waitFor();
});

test('a plain text area is written into as well', async () => {
  const page = await site.page();
  await page.context().route('**/editor*.js*', (route) => route.abort());
  await page.goto(site.address('') + shared(POD));
  const panel = region(page);
  await panel.getByRole('button', { name: 'Evict the Pod' }).click();
  await page.waitForFunction(() => document.querySelector('textarea').value.includes('evict: {}'));
});

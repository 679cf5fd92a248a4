import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, shared } from './playground.mjs';
import { Site, picture } from './site.mjs';

// A Job that never completes: its helper never ends.
const JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: import
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: load
        image: busybox:1.36
        command: [sleep, "10"]
      # carries the rows away
      - name: shipper
        image: fluent/fluent-bit:4.0
        args: [-c, "/fluent-bit/etc/fluent-bit.conf"]
`;

// The run shows when this goes wrong, and the author allows the tag.
const CRASH = `apiVersion: v1
kind: Pod
metadata:
  name: lighthouse
spec:
  containers:
  - name: lamp
    image: nginx   # podlife: allow latest-tag
  - name: second-lamp
    image: nginx:1.29
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const region = (page) => page.getByRole('region', { name: 'Problems' });
const nativeFix = (page) => region(page).getByRole('button', { name: 'Fix: Make it a native sidecar' }).first();

async function open(text, options = {}) {
  const playground = await Playground.open(site, { fragment: shared(text), ...options });
  if (options.width < 700) await playground.page.getByRole('button', { name: /^Problems/ }).click();
  return playground;
}

for (const [name, options] of [
  ['on a desktop', { width: 1440, height: 900 }],
  ['on a tablet, dark', { width: 768, height: 1000, theme: 'dark' }],
  ['on a phone', { width: 360, height: 640 }],
]) {
  test(`a fix shows its lines and what it changes before it is applied, and one undo takes it back, ${name}`, async () => {
    const playground = await open(JOB, options);
    const { page } = playground;
    await nativeFix(page).click();
    const preview = region(page).getByRole('group', { name: 'Preview: Make it a native sidecar' });
    await preview.waitFor();
    await page.waitForFunction(() => document.activeElement?.className === 'offer');
    const lines = preview.getByRole('listitem');
    await lines.filter({ hasText: 'added: ' }).filter({ hasText: 'restartPolicy: Always' }).waitFor();
    await lines.filter({ hasText: 'removed: ' }).first().waitFor();
    const completion = preview.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'completion' }) });
    assert.match(await completion.innerText(), /none\s+Complete after 1\d/);
    assert.equal((await playground.text()).trim(), JOB.trim(), 'nothing is changed yet');
    await picture(page, `fix-${options.width}`);
    assert.deepEqual(await barriers(page), []);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `the page is ${wider} px too wide`);

    await preview.getByRole('button', { name: 'Leave it' }).click();
    await preview.waitFor({ state: 'detached' });
    assert.equal((await playground.text()).trim(), JOB.trim());

    await nativeFix(page).click();
    await preview.getByRole('button', { name: 'Apply' }).click();
    await preview.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Problems');
    const text = await playground.text();
    assert.ok(text.includes('      initContainers:\n'), text);
    assert.ok(text.includes('      # carries the rows away\n      - name: shipper\n'), text);
    if (options.width < 700) return;
    await playground.editor.click();
    await page.keyboard.press('ControlOrMeta+Z');
    assert.equal((await playground.text()).trim(), JOB.trim());
  });
}

test('a finding that a run shows leads to its instant, marks the lane, and says where to read on', async () => {
  const { page } = await open(CRASH);
  const lane = page.getByRole('row', { name: 'second-lamp' });
  await lane.waitFor();
  const found = region(page).getByRole('listitem').filter({ hasText: 'seen at' }).filter({ hasText: 'second-lamp' }).first();
  const seen = (await found.innerText()).match(/seen at ([\d.]+ m?s)/)[1];
  await found.getByRole('button').first().click();
  await page.getByRole('rowheader', { name: /^second-lamp, app, .*, the selected problem is about it$/ }).waitFor();
  await page.locator('.playhead__words').getByText(seen, { exact: true }).waitFor();
  const link = found.getByRole('link', { name: /^Why .* matters$/ });
  const answer = await page.request.get(await link.evaluate((link) => link.href));
  assert.equal(answer.status(), 200);
});

test('what a finding says of the end is seen by deleting the Pod', async () => {
  const deaf = CRASH.replace(/containers:[^]*/, 'containers:\n  - name: lamp\n    image: busybox:1.37\n    command: [sleep, "3600"]\n');
  const { page } = await open(deaf);
  const found = region(page).getByRole('listitem').filter({ hasText: 'pid1-ignores-sigterm' });
  await found.getByRole('button').first().click();
  await found.getByRole('button', { name: 'Delete the Pod to see it' }).click();
  await found.filter({ hasText: 'seen at' }).waitFor();
  await found.getByRole('button').first().click();
  assert.equal(await found.getByRole('button', { name: 'Delete the Pod to see it' }).count(), 0);
  await page.getByRole('region', { name: 'What if' }).getByText('delete the Pod', { exact: true }).waitFor();
});

test('what the author allows is counted, and other rules can be asked', async () => {
  const { page } = await open(CRASH);
  await region(page).getByText('1 allowed').waitFor();
  const strict = region(page).getByRole('listitem').filter({ hasText: 'missing-requests' });
  assert.equal(await strict.count(), 0);
  await region(page).getByRole('combobox', { name: 'Rules' }).selectOption({ label: 'all rules' });
  await strict.first().waitFor();
  await page.reload();
  await strict.first().waitFor();
});

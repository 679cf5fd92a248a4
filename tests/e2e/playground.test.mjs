import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, copied, shared } from './playground.mjs';
import { Site } from './site.mjs';

const SIDECAR = `apiVersion: v1
kind: Pod
metadata:
  name: lighthouse
spec:
  initContainers:
  - name: keeper
    image: envoyproxy/envoy:v1.34.0
    restartPolicy: Always
  containers:
  - name: lamp
    image: nginx:1.29
`;

const MISSPELT = SIDECAR.replace('    image: nginx:1.29', '    imagee: nginx:1.29');

const FRAGMENT = `containers:
- name: lamp
  image: nginx:1.29
`;

const JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: import
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: load
        image: busybox:1.36
        command: [sh, -c, "sleep 4; exit 1"]
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

test('a Pod is alive when the page opens', async () => {
  const { page, timeline, terminal, problems } = await Playground.open(site);
  await timeline.waitFor();
  await terminal.getByText('shop').first().waitFor();
  assert.ok(await problems.count() > 0, 'it has something to put right');
  assert.deepEqual(page.foreign, [], 'nothing leaves the site');
  assert.deepEqual(page.problems, []);
});

test('what is pasted is drawn, and plays in step with the rows', async () => {
  const playground = await Playground.open(site);
  const { page, timeline, terminal } = playground;
  await playground.paste(SIDECAR);
  await page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
  for (const container of ['keeper', 'lamp']) {
    await timeline.getByText(container, { exact: true }).first().waitFor();
  }
  await page.getByRole('button', { name: 'Next moment' }).click();
  await page.getByRole('button', { name: 'Next moment' }).click();
  await terminal.getByText('lighthouse').first().waitFor();
  assert.deepEqual(page.foreign, []);
});

test('a Job shows every Pod that it makes, and why it made it', async () => {
  const { page, timeline, terminal } = await Playground.open(site, { fragment: shared(JOB) });
  await page.getByRole('group', { name: /^Timeline of Pod import-/ }).waitFor();
  const lanes = timeline.getByText(/^[a-z0-9]{5}\/load$/);
  await lanes.nth(1).waitFor();
  const pods = async () => new Set((await terminal.innerText()).match(/import-[a-z0-9]{5}/g) ?? []);
  for (let step = 0; (await pods()).size < 2; step += 1) {
    assert.ok(step < 40, 'the second Pod comes with one of the next moments');
    await page.getByRole('button', { name: 'Next moment' }).click();
  }
  await page.getByText('The Job made Pod').first().waitFor();
  assert.deepEqual(page.problems, []);
});

test('what is typed is answered while it is typed', async () => {
  const playground = await Playground.open(site);
  const { page } = playground;
  await playground.paste(SIDECAR);
  await page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('  - name: horn');
  await page.keyboard.press('Enter');
  await page.keyboard.type('image: redis:8');
  await playground.timeline.getByText('horn', { exact: true }).first().waitFor();
});

test('a mistake is underlined at its exact place and listed with its line', async () => {
  const playground = await Playground.open(site);
  await playground.paste(MISSPELT);
  const listed = playground.problems.filter({ hasText: 'spec.containers[0].imagee' });
  await listed.first().waitFor();
  assert.match(await listed.first().innerText(), /line 12\b/);
  const underlined = await playground.underlined.allTextContents();
  assert.ok(underlined.includes('imagee'), `underlined: ${underlined.join(', ')}`);
  await listed.first().getByRole('button').first().click();
  await playground.shown.filter({ hasText: 'imagee' }).waitFor();
});

test('the terminal says what kubectl says of a refused manifest, word for word', async () => {
  const playground = await Playground.open(site);
  await playground.paste(MISSPELT);
  const words = 'Error from server (BadRequest): error when creating "pod.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee"';
  const terminal = playground.page.getByLabel('Terminal', { exact: true }).getByText(words);
  await terminal.first().waitFor();
  await playground.paste(MISSPELT.replace(/name: [a-z-]+/, 'name: Not_A_Name'));
  // The pattern holds asterisks, which are no marks of emphasis here.
  const pattern = "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'";
  await playground.problems.filter({ hasText: pattern }).first().waitFor();
});

test('a fix makes a Pod of a fragment, and one undo takes it back', async () => {
  const playground = await Playground.open(site);
  const { page } = playground;
  await playground.paste(FRAGMENT);
  const fix = playground.problems.getByRole('button', { name: /^Fix:/ }).first();
  await fix.click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await playground.editor.getByText('kind: Pod').first().waitFor();
  assert.match(await playground.text(), /apiVersion: v1[^]*kind: Pod[^]*spec:[^]*containers:/);
  await playground.timeline.getByText('lamp', { exact: true }).first().waitFor();
  await playground.editor.click();
  await page.keyboard.press('ControlOrMeta+Z');
  assert.equal((await playground.text()).trim(), FRAGMENT.trim());
});

test('a reload keeps the text', async () => {
  const playground = await Playground.open(site);
  await playground.paste(SIDECAR);
  await playground.page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
  await playground.page.waitForTimeout(500);
  await playground.page.reload();
  await playground.ready();
  assert.equal((await playground.text()).trim(), SIDECAR.trim());
});

test('a share link gives the same text to somebody else', async () => {
  const sender = await Playground.open(site);
  await sender.paste(SIDECAR);
  await sender.page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
  await sender.page.getByRole('button', { name: /share/i }).click();
  await copied(sender.page);
  const link = await sender.page.evaluate(() => navigator.clipboard.readText());
  const receiver = await Playground.open(site, { fragment: new URL(link).hash });
  assert.equal((await receiver.text()).trim(), SIDECAR.trim());
  assert.deepEqual(receiver.page.foreign, []);
});

test('a share link made elsewhere by the same recipe is understood, a broken one does no harm', async () => {
  const receiver = await Playground.open(site, { fragment: shared(SIDECAR) });
  await receiver.page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
  const other = await Playground.open(site, { fragment: '#v1=notDeflated' });
  await other.timeline.waitFor();
});

/** Makes the core fail at texts that say so: the page meets the same worker otherwise. */
async function breakCore(page) {
  await page.context().route('**/core-worker*.js*', async (route) => {
    const response = await route.fetch();
    const saboteur = `
      const listen = self.addEventListener.bind(self);
      self.addEventListener = (type, handler) => listen(type, (event) => {
        const text = String(event.data?.args?.[0]);
        if (type === 'message' && text.includes('break the core')) {
          postMessage({ id: event.data.id, crashed: 'broken on purpose' });
        } else if (type === 'message' && text.includes('hang the core')) {
          for (;;);
        } else {
          handler(event);
        }
      });
    `;
    await route.fulfill({ response, body: saboteur + await response.text() });
  });
}

for (const [what, note] of [['crash', '# break the core'], ['hang', '# hang the core']]) {
  test(`a ${what} of the core costs a message and not the text`, async () => {
    const page = await site.page();
    await breakCore(page);
    const playground = await Playground.open(site, { page });
    await playground.timeline.waitFor();
    await playground.paste(`${SIDECAR}${note}\n`);
    await page.getByText('Your text is safe').first().waitFor();
    assert.equal((await playground.text()).trim(), `${SIDECAR}${note}`.trim());
    await playground.paste(SIDECAR);
    await page.getByRole('group', { name: 'Timeline of Pod lighthouse' }).waitFor();
    await page.getByText('Your text is safe').first().waitFor({ state: 'hidden' });
  });
}

test('the head of a phone takes two rows', async () => {
  const { page } = await Playground.open(site, { viewport: { width: 360, height: 640 }, hasTouch: true });
  const { height } = await page.getByRole('banner').boundingBox();
  assert.ok(height <= 100, `${height} px high`);
});

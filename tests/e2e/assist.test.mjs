import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, shared } from './playground.mjs';
import { Site } from './site.mjs';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
  - name: proxy
    image: envoyproxy/envoy:v1.34.0
    restartPolicy: Always
  - name: setup
    image: busybox:1.36
  containers:
  - name: app
    image: nginx:1.29
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** Puts the cursor at the end of the line that ends with these words. */
async function behind({ page }, words) {
  await page.locator('.cm-line').filter({ hasText: new RegExp(`${words}$`) }).first().click();
  await page.keyboard.press('End');
}

/** What is offered. */
const options = ({ page }) => page.getByRole('listbox', { name: 'Completions' }).getByRole('option');

test('a sidecar is one Ctrl+Space away, with the versions that have it and what the API says of it', async () => {
  const playground = await Playground.open(site, { fragment: shared(POD) });
  const { page } = playground;
  await behind(playground, 'busybox:1.36');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Space');
  const first = options(playground).first();
  await first.waitFor();
  assert.match(await first.innerText(), /^restartPolicy/);
  const info = page.locator('.cm-completionInfo');
  await info.getByText('native sidecar, since 1.28 (on by default 1.29, stable 1.33)').waitFor();
  await info.getByText('individual containers in a pod').waitFor();
  await page.waitForTimeout(100);
  await page.keyboard.press('Enter');
  // The key is there, and its values are offered.
  await options(playground).filter({ hasText: 'Always' }).first().waitFor();
  await page.waitForTimeout(100);
  await page.keyboard.press('Enter');
  const text = await playground.text();
  assert.ok(text.includes('    image: busybox:1.36\n    restartPolicy: Always\n'), text);
  assert.deepEqual(page.foreign, [], 'nothing leaves the site');
  assert.deepEqual(page.problems, []);
});

test('a field says what it is under the pointer, and to the keyboard', async () => {
  const playground = await Playground.open(site, { fragment: shared(POD) });
  const { page } = playground;
  await page.locator('.cm-line').filter({ hasText: 'restartPolicy: Always' }).getByText('restartPolicy').hover();
  const told = page.locator('.podlife-api');
  await told.getByText('This makes it a native sidecar').waitFor();
  await told.getByText('individual containers in a pod').waitFor();
  await page.mouse.move(5, 5);
  await told.waitFor({ state: 'hidden' });
  await behind(playground, 'nginx:1.29');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+I');
  await told.getByText('Container image name').waitFor();
  await page.keyboard.press('Escape');
  await told.waitFor({ state: 'hidden' });
  assert.deepEqual(page.problems, []);
});

test('typing goes on as ever: what is typed to its end is not completed, and Enter ends the line', async () => {
  const playground = await Playground.open(site, { fragment: shared(POD) });
  const { page } = playground;
  await behind(playground, 'nginx:1.29');
  await page.keyboard.press('Enter');
  await page.keyboard.type('imagePullPolicy: Always', { delay: 40 });
  await options(playground).first().waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await page.keyboard.type('tty: true', { delay: 40 });
  const text = await playground.text();
  assert.ok(text.includes('    imagePullPolicy: Always\n    tty: true\n'), text);
});

test('the version dial is kept in the link and for the next visit, and says what it does not know', async () => {
  const playground = await Playground.open(site, { fragment: shared(POD) });
  const { page, problems } = playground;
  const dial = page.getByRole('combobox', { name: 'Kubernetes version' });
  assert.equal(await dial.inputValue(), '1.36');
  await dial.selectOption('1.27');
  await problems.getByText('unknown field "spec.initContainers[0].restartPolicy"').first().waitFor();
  await page.getByText('not compared with a cluster of that version').waitFor();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForURL(/kubernetes=1\.27$/);
  const address = page.url();
  const other = await site.page();
  await other.goto(address);
  const theirs = other.getByRole('combobox', { name: 'Kubernetes version' });
  await theirs.waitFor();
  assert.equal(await theirs.inputValue(), '1.27');
  await page.goto(site.address(''));
  await playground.ready();
  assert.equal(await dial.inputValue(), '1.27', 'the next visit');
  await dial.selectOption('1.36');
  await page.getByText('not compared with a cluster of that version').waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

const UNEVEN = `kind: Pod # kept
apiVersion: v1
metadata:
    name: web
spec:
      # what it is for
      containers:
        -   name: app
            image: nginx:1.29
`;

test('a text is indented evenly, comments stay, and one undo takes it back', async () => {
  const playground = await Playground.open(site, { fragment: shared(UNEVEN) });
  const { page } = playground;
  const format = page.getByRole('button', { name: 'Format' });
  await format.click();
  const even = 'spec:\n  # what it is for\n  containers:\n    - name: app\n      image: nginx:1.29\n';
  await page.waitForFunction(() => !document.querySelector('.cm-content').textContent.includes('        -   name'));
  assert.ok((await playground.text()).includes(even), await playground.text());
  await format.click();
  await page.getByText('It is indented evenly.').waitFor();
  await playground.editor.click();
  await page.keyboard.press('ControlOrMeta+Z');
  assert.equal(await playground.text(), UNEVEN);
  await playground.paste('a: [1');
  await format.click();
  await page.getByText('It can be formatted once it is YAML').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a file is opened, or dropped, and nothing of it leaves the browser', async () => {
  const playground = await Playground.open(site, { fragment: shared(POD) });
  const { page } = playground;
  const picking = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open file' }).click();
  const before = page.asked.length;
  await (await picking).setFiles({ name: 'a.yaml', mimeType: 'text/yaml', buffer: Buffer.from(UNEVEN) });
  await page.getByRole('group', { name: 'Timeline of Pod web' }).waitFor();
  await page.waitForFunction(() => document.querySelector('.cm-content').textContent.includes('what it is for'));
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'b.yaml'));
    return data;
  }, POD.replace('name: web', 'name: dropped'));
  await page.dispatchEvent('.cm-content', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('.cm-content', 'drop', { dataTransfer: data });
  await page.getByRole('group', { name: 'Timeline of Pod dropped' }).waitFor();
  assert.equal(await playground.text(), POD.replace('name: web', 'name: dropped'));
  await playground.editor.click();
  await page.keyboard.press('ControlOrMeta+Z');
  assert.equal(await playground.text(), UNEVEN, 'one undo');
  const asked = page.asked.slice(before).filter((address) => !/descriptions\.txt|icon\.svg/.test(address));
  assert.deepEqual(asked, [], 'nothing was asked of anybody');
  assert.deepEqual(page.problems, []);
});

test('a plain text area keeps the problems, the fixes, undo and the format, and is kept', async () => {
  const playground = await Playground.open(site, { fragment: shared(UNEVEN.replace('image:', 'imagee:')) });
  const { page, problems } = playground;
  await page.getByRole('button', { name: 'Plain text' }).click();
  const area = page.locator('textarea[aria-label="Manifest"]');
  await area.waitFor();
  assert.equal(await page.locator('.cm-content').count(), 0);
  await page.getByRole('button', { name: 'Format' }).click();
  await page.waitForFunction(() => document.querySelector('textarea').value.includes('\n    - name: app\n'));
  await problems.getByText('unknown field "spec.containers[0].imagee"').first().waitFor();
  await area.press('ControlOrMeta+Z');
  assert.equal(await area.inputValue(), UNEVEN.replace('image:', 'imagee:'));
  await area.fill(POD);
  await page.getByRole('group', { name: 'Timeline of Pod web' }).waitFor();
  await page.reload();
  await area.waitFor();
  await page.waitForTimeout(500);
  assert.equal(await area.inputValue(), POD);
  await page.getByRole('button', { name: 'Plain text' }).click();
  await playground.ready();
  assert.equal(await playground.text(), POD);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.cm-search').waitFor();
  assert.deepEqual(page.problems, []);
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
  # carries the lines away
  - name: log-shipper
    image: fluent/fluent-bit:4   # pinned
`;

const NATIVE = `# mine
apiVersion: v1
kind: Pod
metadata:
  name: lighthouse
spec:
  initContainers:
  # carries the lines away
  - name: log-shipper
    image: fluent/fluent-bit:4   # pinned
    restartPolicy: Always
  containers:
  - name: lamp   # the light
    image: nginx:1.29
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const example = (name) => readFile(new URL(`../../content/examples/${name}.yaml`, import.meta.url), 'utf8');
const region = (page) => page.getByRole('region', { name: 'Compare' });
const row = (page, name) => region(page).getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }).getByRole('cell');

/** A phone, which is touched. */
async function phone({ theme = 'light', width, height }) {
  const context = await site.browser.newContext({ viewport: { width, height }, hasTouch: true, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  Object.assign(page, { problems: [], foreign: [] });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  return page;
}

/** A page as the options say; a phone is touched. */
async function open({ touch = false, text = POD, ...options } = {}) {
  const page = touch ? await phone(options) : await site.page(options);
  const playground = await Playground.open(site, { fragment: shared(text), page });
  await page.getByRole('button', { name: 'Compare', exact: true }).waitFor();
  return { playground, page };
}

async function compare(page) {
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await region(page).getByRole('table').waitFor();
}

const kept = (page, words) => page.waitForFunction((words) => Object.values(localStorage).some((kept) => kept === words), words);

for (const [name, options] of [
  ['on a desktop', {}],
  ['on a phone', { width: 360, height: 640, touch: true }],
]) {
  test(`a log shipper in three forms, ${name}`, async () => {
    const { page } = await open({ ...options, text: await example('classic-log-shipper') });
    await compare(page);
    for (const form of ['Classic sidecar', 'Native sidecar', 'Init container']) {
      await region(page).getByRole('group', { name: form, exact: true }).getByRole('row', { name: 'log-shipper', exact: true }).waitFor();
    }
    assert.deepEqual(await row(page, 'start order').allTextContents(), ['app, log-shipper', '≠different: log-shipper, app', '≠different: log-shipper']);
    assert.deepEqual(await row(page, 'never starts').allTextContents(), ['none', 'none', 'worse: app']);
    assert.deepEqual(await row(page, 'lost log lines').allTextContents(), ['worse: those of the last 2s of app', 'better: none', '–']);
    await region(page).getByText('never starts: log-shipper has to end before it').waitFor();
    assert.equal(await page.getByRole('slider', { name: 'Playhead' }).count(), 1, 'one playhead for all');
    const native = region(page).getByRole('group', { name: 'Native sidecar', exact: true });
    assert.equal(await native.locator('.item__differs').count(), 1, 'what is different is framed');
    await native.getByRole('button', { name: /^log-shipper: stopping, .*, differs$/ }).waitFor({ state: 'attached' });
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.foreign, []);
  });

  test(`lanes are aligned, and all playheads are moved by one, ${name}`, async () => {
    const { page } = await open(options);
    await compare(page);
    const places = () => region(page).locator('.playhead').evaluateAll((heads) => heads.map((head) => head.getAttribute('transform')));
    assert.equal((await places()).length, 3);
    const before = await places();
    await page.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((before) => document.querySelector('.compare .playhead').getAttribute('transform') !== before, before[0]);
    assert.equal(new Set(await places()).size, 1, 'in step');
    const axes = await region(page).locator('.timeline__picture').evaluateAll((pictures) => pictures.map((it) => [...it.querySelectorAll('.axis__label')].map((label) => [label.textContent, label.getAttribute('x')].join()).join(' ')));
    assert.equal(new Set(axes).size, 1, 'one scale of time');
    const deleted = await region(page).locator('.item--outside').evaluateAll((marks) => marks.map((mark) => mark.dataset.at));
    assert.equal(deleted.length, 3);
    assert.equal(new Set(deleted).size, 1, 'deleted at the same instant');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForFunction((axis) => [...document.querySelectorAll('.compare .timeline__picture')].every((it) => [...it.querySelectorAll('.axis__label')].map((label) => [label.textContent, label.getAttribute('x')].join()).join(' ') !== axis), axes[0]);
  });

  test(`the native form is taken over with its comments, and one undo takes it back, ${name}`, async () => {
    const { playground, page } = await open(options);
    await compare(page);
    await page.getByRole('button', { name: 'Use this form: Native sidecar' }).click();
    await kept(page, NATIVE);
    await region(page).waitFor({ state: 'detached' });
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByRole('rowheader', { name: /^log-shipper, sidecar/ }).waitFor();
    if (options.touch) {
      await page.getByRole('button', { name: 'YAML' }).click();
    }
    await playground.editor.click();
    await page.keyboard.press('ControlOrMeta+Z');
    await kept(page, POD);
  });

  test(`a warning leads to the comparison in one click, ${name}`, async () => {
    const { page } = await open(options);
    if (options.touch) {
      await page.getByRole('button', { name: /^Problems/ }).click();
    }
    await page.getByRole('button', { name: /^Side by side: Make it a native sidecar/ }).first().click();
    await region(page).getByRole('heading', { name: 'Make it a native sidecar' }).waitFor();
    assert.deepEqual(await row(page, 'start order').allTextContents(), ['lamp, log-shipper', '≠different: log-shipper, lamp']);
    await page.getByRole('button', { name: 'Apply the fix: After the fix' }).click();
    await kept(page, NATIVE);
  });

  test(`a comparison has no barriers and nothing is cut off, ${name}`, async () => {
    for (const theme of ['light', 'dark']) {
      const { page } = await open({ ...options, theme, text: await example('classic-log-shipper') });
      await compare(page);
      assert.deepEqual(await barriers(page), []);
      const wider = await region(page).evaluate((panel) => [...panel.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === 'hidden' && !part.closest('.for-hearing, .compare__newest')).map((part) => part.className));
      assert.deepEqual(wider, []);
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, document.querySelector('.compare').getBoundingClientRect().right]);
      assert.ok(widths[0] <= widths[1] && widths[2] <= widths[1], String(widths));
      if (options.touch) {
        const [table, sides] = await Promise.all(['table', 'sides'].map((part) => region(page).locator(`.compare__${part}`).boundingBox()));
        assert.ok(table.y < sides.y, 'the table comes first');
      }
      await picture(page, `compare-${theme}-${options.width ?? 1440}`);
      await page.context().close();
    }
  });
}

test('another version, and the text as it was', async () => {
  const { playground, page } = await open({ text: NATIVE });
  await compare(page);
  const choice = region(page).getByRole('combobox', { name: 'What is compared' });
  await choice.selectOption({ label: 'Kubernetes 1.28' });
  await region(page).getByRole('heading', { name: 'Kubernetes 1.36 and 1.28' }).waitFor();
  assert.deepEqual(await row(page, 'ready after').allTextContents().then((cells) => cells[0]), 'worse: never');
  assert.equal(await choice.inputValue(), 'version:1.28');
  await playground.paste(POD);
  await choice.selectOption({ label: 'As it was when the page was opened' });
  await region(page).getByRole('group', { name: 'Before', exact: true }).getByRole('rowheader', { name: /^log-shipper, sidecar/ }).waitFor();
  await region(page).getByRole('group', { name: 'Now', exact: true }).getByRole('rowheader', { name: /^log-shipper, app/ }).waitFor();
  await page.getByRole('button', { name: 'Go back to this text: Before' }).click();
  await kept(page, NATIVE);
});

test('it follows what is typed, and closing it returns to the timeline', async () => {
  const { playground, page } = await open();
  await compare(page);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Compare');
  await playground.paste(POD.replaceAll('log-shipper', 'carrier-proxy'));
  await region(page).getByText('There is no container log-shipper').or(region(page).getByRole('heading', { name: 'carrier-proxy in three forms' })).first().waitFor();
  await region(page).getByRole('combobox', { name: 'What is compared' }).selectOption({ label: 'Forms of carrier-proxy' });
  await region(page).getByRole('heading', { name: 'carrier-proxy in three forms' }).waitFor();
  await region(page).getByRole('button', { name: 'Close' }).click();
  await region(page).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement.textContent === 'Compare');
  await page.getByRole('region', { name: 'Timeline' }).getByRole('row', { name: 'lamp', exact: true }).waitFor();
  assert.equal(await page.getByRole('slider', { name: 'Playhead' }).count(), 1);
});

test('names from the text stay text', async () => {
  const hostile = POD.replace('name: lighthouse', 'name: "<img src=x onerror=alert(1)>"').replace('nginx:1.29', '"\\"><script>alert(1)</script>"');
  const { page } = await open({ text: hostile });
  await compare(page).catch(() => {});
  await region(page).waitFor();
  assert.equal(await region(page).locator('img, script').count(), 0);
  assert.deepEqual(page.problems, []);
});

test('a link opens what is compared', async () => {
  const { page } = await open({ text: await example('classic-log-shipper') });
  await compare(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.waitForFunction(() => location.hash.includes('&compare=forms'));
  const link = new URL(page.url()).hash;
  const other = await Playground.open(site, { fragment: link });
  await region(other.page).getByRole('heading', { name: 'log-shipper in three forms' }).waitFor();
  await region(other.page).getByRole('table').waitFor();
});

// Links, exports, examples and print, at a desk and on a phone.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, copied, pane, shared } from './playground.mjs';
import { Site, picture } from './site.mjs';

const links = fileURLToPath(new URL('../fixtures/links/', import.meta.url));
const OWN = `apiVersion: v1
kind: Pod
metadata:
  name: my-own
spec:
  containers:
  - name: mine
    image: nginx:1.29
`;
const OTHER = OWN.replaceAll('my-own', 'from-a-link').replaceAll('mine', 'theirs');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 640, hasTouch: true };

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const notice = (page) => page.getByRole('status').filter({ has: page.locator('.notice') });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

const shown = (page) => page.evaluate(() => document.querySelector('.playground').dataset.pane);

async function pod(page, name) {
  await page.getByRole('group', { name: `Timeline of Pod ${name}` }).waitFor();
}

/** The whole text: the editor draws only the lines in sight. */
async function whole({ page, editor }) {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  return clipboard(page);
}

/** What an entry of the export menu gives: a file, or what is on the clipboard. */
async function exported(page, name) {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const menu = page.getByRole('group', { name: 'Export' });
  const entry = menu.getByRole('button', { name });
  if (!/^Copy/.test(name.source.slice(1))) {
    const [download] = await Promise.all([page.waitForEvent('download'), entry.click()]);
    await notice(page).getByText(`Saved ${download.suggestedFilename()}`).waitFor();
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await entry.click();
  return { text: await copied(page) };
}

for (const file of (await readdir(links)).filter((name) => name.endsWith('.link'))) {
  test(`the link ${file} opens`, async () => {
    const [address, view, at, version] = (await readFile(links + file, 'utf8')).split('\n');
    const text = await readFile(links + file.replace(/link$/, 'yaml'), 'utf8').catch(() => undefined);
    const playground = await Playground.open(site, { fragment: new URL(address).hash });
    const { page } = playground;
    if (text === undefined) {
      await notice(page).getByText('This link is damaged').waitFor();
      await pod(page, 'shop');
      return;
    }
    assert.equal((await whole(playground)).trim(), text.replaceAll('\r', '').trim());
    await page.getByRole('group', { name: /^Timeline of Pod/ }).or(page.getByRole('table')).first().waitFor({ state: 'attached' });
    const instant = at.replace(/^at: ?/, '');
    if (instant && !view.includes('words')) {
      // Where the run is shorter, its end.
      const playhead = page.getByRole('slider', { name: 'Playhead' });
      await playhead.waitFor({ state: 'attached' });
      const value = async (name) => Number(await playhead.getAttribute(name));
      assert.equal(await value('aria-valuenow'), Math.min(Number(instant), await value('aria-valuemax')));
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    }
    const wanted = version.replace(/^kubernetes: ?/, '') || '1.36';
    assert.equal(await page.getByRole('combobox', { name: 'Kubernetes version' }).inputValue(), wanted);
    if (view.includes('events')) {
      assert.equal(await page.getByRole('tab', { name: 'Events' }).getAttribute('aria-selected'), 'true');
      assert.equal(await shown(page), 'yaml');
    }
    assert.deepEqual(page.problems, []);
  });
}

test('the same state is the same link, short enough for a chat, and another browser shows the same', async () => {
  const text = await readFile(`${links}two-containers.yaml`, 'utf8');
  const sender = await Playground.open(site, { fragment: shared(text) });
  const { page } = sender;
  await pod(page, 'shop');
  await page.getByRole('tab', { name: 'Status' }).click();
  await page.getByRole('button', { name: 'Previous moment' }).click();
  const shareLink = async () => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.locator('.header__tools > .button--primary').click();
    return copied(page);
  };
  const link = await shareLink();
  assert.ok(link.length < 2000, `${link.length} characters`);
  assert.match(link, /&view=tab:status&at=\d+$/);
  assert.equal(await shareLink(), link);
  const receiver = await Playground.open(site, { fragment: new URL(link).hash });
  await pod(receiver.page, 'shop');
  assert.equal((await whole(receiver)).trim(), text.trim());
  assert.equal(await receiver.page.getByRole('tab', { name: 'Status' }).getAttribute('aria-selected'), 'true');
  const at = new URL(link).hash.match(/at=(\d+)/)[1];
  await receiver.page.waitForFunction((ms) => document.querySelector('[aria-label="Playhead"]')?.getAttribute('aria-valuenow') === ms, at);
  assert.equal(await receiver.page.getByRole('button', { name: 'Pause', exact: true }).count(), 0);
});

for (const [where, size] of [['desk', DESK], ['phone', PHONE]]) {
  test(`${where}: a link never costs a text of one's own`, async () => {
    const playground = await Playground.open(site, size);
    const { page } = playground;
    await pane(page, 'YAML');
    await playground.paste(OWN);
    await pane(page, 'Timeline');
    await pod(page, 'my-own');
    await page.waitForTimeout(400);
    await page.goto('about:blank');
    await page.goto(site.address('') + shared(OTHER));
    await playground.ready();
    await pod(page, 'from-a-link');
    await notice(page).getByText('Your own text is kept').waitFor();
    await picture(page, `share-kept-${where}`);
    // Typing in what the link brought makes it the text of the next visit: the own one is still there.
    await pane(page, 'YAML');
    await playground.editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('# a note');
    await page.waitForTimeout(400);
    await page.goto(site.address(''));
    await playground.ready();
    await pod(page, 'from-a-link');
    await page.getByRole('button', { name: 'Bring back my text' }).click();
    await pod(page, 'my-own');
    await pane(page, 'YAML');
    assert.equal((await playground.text()).trim(), OWN.trim());
    assert.equal(await notice(page).count(), 0);
    assert.deepEqual(page.problems, []);
  });

  test(`${where}: what is exported is complete`, async () => {
    const playground = await Playground.open(site, { ...size, fragment: shared(OWN) });
    const { page } = playground;
    await pod(page, 'my-own');
    const svg = await exported(page, /^SVG picture/);
    assert.equal(svg.name, 'my-own.svg');
    assert.match(String(svg.bytes), /^<svg xmlns=[^]*fill="#fff"[^]*<\/svg>\n$/);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    await page.keyboard.press('Escape');
    const png = await exported(page, /^PNG picture/);
    assert.equal(png.name, 'my-own.png');
    assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
    assert.equal(png.bytes.readUInt32BE(16), 1920);
    assert.match(String((await exported(page, /^Mermaid chart/)).bytes), /^gantt\n {4}title Pod my-own\n/);
    const run = JSON.parse((await exported(page, /^JSON/)).bytes);
    assert.equal(run.pods[0].containers[0].name, 'mine');
    const trace = await exported(page, /^Perfetto trace/);
    assert.equal(trace.name, 'my-own.trace.json');
    assert.ok(JSON.parse(trace.bytes).traceEvents.some(({ name }) => name === 'Running'));
    assert.match((await exported(page, /^Copy link/)).text, /#v1=/);
    assert.match((await exported(page, /^Copy as Markdown The/)).text, /^\[Pod `my-own` in Podlife\]\(http.*#v1=.*\)$/);
    const issue = (await exported(page, /^Copy as Markdown for an issue/)).text;
    assert.match(issue, /^Kubernetes 1\.36 · at .*\n\n```yaml\napiVersion: v1\n[^]*\$ kubectl get pods -w\nNAME/);
    assert.match((await exported(page, /^Copy embed code: frame/)).text, /^<iframe src="http[^"]*embed\.html#v1=/);
    assert.match((await exported(page, /^Copy embed code: element/)).text, /<podlife-timeline>\n<pre><code>apiVersion: v1/);
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(page.problems, []);
  });

  test(`${where}: an example is found, opened and taken back`, async () => {
    const playground = await Playground.open(site, { ...size, fragment: shared(OWN) });
    const { page } = playground;
    await pod(page, 'my-own');
    await page.getByRole('button', { name: 'Examples', exact: true }).click();
    const menu = page.getByRole('group', { name: 'Examples' });
    await menu.getByRole('heading', { name: 'Log shipping' }).waitFor();
    await menu.getByText('runs well').first().waitFor();
    await menu.getByText('CrashLoopBackOff').first().waitFor();
    await picture(page, `share-examples-${where}`);
    const field = menu.getByRole('searchbox', { name: 'Search examples' });
    await field.fill('jobs quit');
    await menu.getByText('1 found').waitFor();
    await field.press('ArrowDown');
    await page.keyboard.press('Enter');
    await pod(page, 'import');
    assert.equal(await menu.isVisible(), false);
    await notice(page).getByRole('button', { name: 'Undo' }).click();
    await pod(page, 'my-own');
    await page.getByRole('button', { name: 'Examples', exact: true }).click();
    await menu.getByRole('button', { name: /^Empty/ }).click();
    await page.waitForFunction(() => document.querySelector('.cm-content').innerText.trim() === '');
    await notice(page).getByRole('button', { name: 'Undo' }).click();
    await pod(page, 'my-own');
    await page.getByRole('button', { name: 'Examples', exact: true }).click();
    await menu.getByRole('button', { name: /^Reset to the first example/ }).click();
    await pod(page, 'shop');
    assert.deepEqual(page.problems, []);
  });

  for (const theme of ['light', 'dark']) {
    test(`${where}, ${theme}: axe finds nothing in the open menus, and nothing is wider than the screen`, async () => {
      const { page } = await Playground.open(site, { ...size, theme });
      await pod(page, 'shop');
      for (const name of ['Examples', 'Export']) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('group', { name }).getByRole('button').first().waitFor();
        await page.waitForTimeout(300);
        await picture(page, `share-${name}-${where}-${theme}`);
        assert.deepEqual(await barriers(page), [], name);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${name}: ${wider} px too wide`);
        await page.keyboard.press('Escape');
      }
    });
  }
}

test('menus are left and walked through by the keyboard alone', async () => {
  const { page } = await Playground.open(site, DESK);
  await pod(page, 'shop');
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.getByRole('button', { name: 'Export', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.match(await focused(), /^Copy link/);
  await page.keyboard.press('End');
  assert.match(await focused(), /^Print/);
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /^Copy link/);
  await page.keyboard.press('m');
  assert.match(await focused(), /^Mermaid/);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('group', { name: 'Export' }).isVisible(), false);
  assert.match(await focused(), /^Export/);
});

test('a damaged link beside a text of one\'s own shows that text', async () => {
  const playground = await Playground.open(site);
  const { page } = playground;
  await playground.paste(OWN);
  await pod(page, 'my-own');
  await page.waitForTimeout(400);
  await page.goto('about:blank');
  await page.goto(`${site.address('')}#v1=notDeflated`);
  await playground.ready();
  await pod(page, 'my-own');
  await notice(page).getByText('This link is damaged: its manifest cannot be read. This is your own text.').waitFor();
  await picture(page, 'share-damaged');
  await page.getByRole('button', { name: 'Close the notice' }).click();
  assert.equal(await notice(page).count(), 0);
});

test('a link that is opened in the same page is shown', async () => {
  const playground = await Playground.open(site, { fragment: shared(OWN) });
  await pod(playground.page, 'my-own');
  await playground.page.evaluate((hash) => { location.hash = hash; }, shared(OTHER));
  await pod(playground.page, 'from-a-link');
});

test('the sheet that is printed has manifest, problems, timeline and events', async () => {
  const { page } = await Playground.open(site, { fragment: shared(OWN.replace('nginx:1.29', 'nginx:latest')) });
  await pod(page, 'my-own');
  await page.evaluate(() => { window.print = () => {}; });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('group', { name: 'Export' }).getByRole('button', { name: /^Print/ }).click();
  await page.locator('.sheet').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  for (const name of ['my-own', 'Timeline', 'Problems', 'Manifest', 'kubectl get pods -w', 'Events']) {
    await page.locator('.sheet').getByRole('heading', { name, exact: true }).waitFor();
  }
  assert.equal(await page.locator('.header').isVisible(), false);
  assert.ok(await page.locator('.sheet tbody tr').count() > 3);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('.sheet').count(), 0);
});

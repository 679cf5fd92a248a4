import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, shared } from './playground.mjs';
import { Site } from './site.mjs';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: lighthouse
spec:
  initContainers:
  - name: oil
    image: busybox:1.37
    command: [sh, -c, sleep 4]
  - name: keeper
    image: envoyproxy/envoy:v1.34.0
    restartPolicy: Always
  containers:
  - name: lamp
    image: nginx:1.29
    readinessProbe:
      httpGet: {path: /, port: 80}
      periodSeconds: 1
---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  until: 60s
  containers:
  - name: lamp
    runs: [{exitsAfter: 20s, exitCode: 1}, {}]
  actions:
  - {at: 45s, delete: {}}
`;

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

async function open(options = {}) {
  const playground = await Playground.open(site, { fragment: shared(POD), ...options });
  const { page } = playground;
  const region = page.getByRole('region', { name: 'Timeline' });
  await region.getByRole('row', { name: 'lamp', exact: true }).waitFor();
  await page.waitForTimeout(300);
  const playhead = region.getByRole('slider', { name: 'Playhead' });
  const now = () => playhead.evaluate((slider) => Number(slider.value ?? slider.getAttribute('aria-valuenow')));
  const edge = async (name) => Number(await region.getByRole('slider', { name: `${name} of the visible part` }).getAttribute('aria-valuenow'));
  const view = async () => [await edge('Start'), await edge('End')];
  return { playground, page, region, playhead, now, view, details: page.getByRole('region', { name: 'Details' }) };
}

/** Takes the focus from whatever has it, as a click beside everything does. */
const leave = (page) => page.evaluate(() => document.activeElement?.blur());

test('each container is a row with its name, and one slider is the playhead', async () => {
  const { region, page, playhead } = await open();
  for (const name of ['oil', 'keeper', 'lamp']) {
    assert.equal(await region.getByRole('row', { name, exact: true }).count(), 1, name);
  }
  assert.equal(await playhead.count(), 1);
  assert.deepEqual(await barriers(page), []);
});

test('single keys zoom, move, step and play, wherever they lie', async () => {
  const { page, now, view } = await open();
  const [, end] = await view();
  await leave(page);
  await page.keyboard.press('.');
  const first = await now();
  await page.keyboard.press('.');
  assert.ok(await now() > first, 'a step leads on');
  await page.keyboard.press(',');
  assert.equal(await now(), first);
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  const [from, to] = await view();
  assert.ok(to - from < end * 0.6, `closer: ${from} to ${to} of ${end}`);
  await page.keyboard.press('d');
  const [moved] = await view();
  assert.ok(moved > from, 'to the right');
  await page.keyboard.press('a');
  // On AZERTY, Z lies where W lies in English.
  await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyW', key: 'z', bubbles: true, cancelable: true })));
  const [left, right] = await view();
  assert.ok(right - left < to - from, 'by its place');
  await page.keyboard.press('0');
  assert.deepEqual(await view(), [0, end]);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
});

test('keys are listed, mean nothing while somebody writes, and can be turned off', async () => {
  const { playground, page, view } = await open();
  const [, end] = await view();
  await playground.editor.click();
  await page.keyboard.type('w');
  assert.deepEqual(await view(), [0, end]);
  await page.keyboard.press('ControlOrMeta+Z');
  await leave(page);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.waitFor();
  assert.deepEqual(await barriers(page), []);
  await list.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  await leave(page);
  await page.keyboard.press('w');
  assert.deepEqual(await view(), [0, end]);
  await page.reload();
  await playground.ready();
  await page.getByRole('row', { name: 'lamp', exact: true }).waitFor();
  await page.keyboard.press('w');
  assert.deepEqual(await view(), [0, end], 'also after a reload');
});

test('the wheel with the control key zooms where it is turned, and a drag moves the picture', async () => {
  const { page, region, view } = await open();
  const [, end] = await view();
  const box = await region.locator('.timeline__picture').boundingBox();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 120);
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await page.waitForTimeout(100);
  const [from, to] = await view();
  assert.ok(to - from < end / 2 && from > 0, `${from} to ${to}`);
  await page.mouse.move(box.x + box.width - 60, box.y + 104);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 160, box.y + 104, { steps: 4 });
  await page.mouse.up();
  const [moved, later] = await view();
  assert.ok(moved > from || later === end, `${from} to ${moved}`);
});

test('the map of the whole run is dragged at both edges', async () => {
  const { page, region, view } = await open();
  const [, end] = await view();
  const map = await region.locator('.minimap').boundingBox();
  const y = map.y + map.height / 2;
  const drag = async (from, to) => {
    await page.mouse.move(map.x + map.width * from, y);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width * to, y, { steps: 4 });
    await page.mouse.up();
  };
  await drag(0.001, 0.25);
  await drag(0.999, 0.75);
  const [from, to] = await view();
  const near = (at, share) => Math.abs(at / end - share) < 0.03;
  assert.ok(near(from, 0.25) && near(to, 0.75), `${from} to ${to} of ${end}`);
  await region.getByRole('slider', { name: 'Start of the visible part' }).focus();
  await page.keyboard.press('ArrowLeft');
  assert.ok((await view())[0] < from);
});

test('a drag with the shift key measures', async () => {
  const { page, region } = await open();
  const box = await region.locator('.timeline__picture').boundingBox();
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width * 0.5, box.y + 120);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await region.getByText(/^\d+(\.\d+)?(s|ms)$/).and(page.locator('.measure__words')).waitFor();
});

test('a search leads from event to event, forward and back', async () => {
  const { page, region, now } = await open();
  await leave(page);
  await page.keyboard.press('/');
  await page.keyboard.type('lamp EXITED');
  await region.getByText('found').waitFor();
  await page.keyboard.press('Enter');
  const first = await now();
  await page.keyboard.press('Enter');
  const second = await now();
  assert.ok(second > first, `${first}, ${second}`);
  await page.keyboard.press('Shift+Enter');
  assert.equal(await now(), first);
});

test('a click tells what, when, why, where in the manifest and in the source, and marks it everywhere', async () => {
  const { playground, page, region, details } = await open();
  await page.getByRole('tab', { name: 'Events' }).click();
  await region.getByRole('button', { name: /^lamp: running and ready/ }).first().click();
  await details.getByRole('list', { name: 'Causes' }).getByRole('button').first().waitFor();
  await details.getByRole('button', { name: /^line \d+/ }).first().waitFor();
  const source = details.getByRole('link', { name: /\.go/ }).first();
  assert.match(await source.getAttribute('href'), /^https:\/\/github\.com\/kubernetes\/kubernetes\/blob\/.*\.go$/);
  assert.equal(await region.locator('.item.is-selected').count(), 1);
  await playground.shown.first().waitFor();
  const causes = details.getByRole('list', { name: 'Causes' });
  const what = (await causes.getByRole('button').locator('strong').first().innerText()).trim();
  await causes.getByRole('button').first().click();
  await details.getByRole('heading', { name: what }).waitFor();
  await page.getByRole('button', { name: 'Started' }).first().click();
  await page.locator('.events tr[aria-current="true"]').first().waitFor();
});

test('what is looked at stays while the manifest is edited', async () => {
  const { playground, page, region, view, details } = await open();
  await region.getByRole('button', { name: /^lamp: exit 1 / }).first().click();
  const what = await details.getByRole('heading').first().innerText();
  await leave(page);
  await page.keyboard.press('w');
  const before = await view();
  await playground.editor.getByText('name: lighthouse').click();
  await page.keyboard.press('End');
  await page.keyboard.type('s');
  await page.getByRole('group', { name: 'Timeline of Pod lighthouses' }).waitFor();
  assert.deepEqual(await view(), before);
  assert.equal(await details.getByRole('heading').first().innerText(), what);
});

test('the arrows go from event to event, and Enter selects', async () => {
  const { page, region, details } = await open();
  await region.locator('.item[tabindex="0"]').focus();
  const named = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  const first = await named();
  await page.keyboard.press('ArrowRight');
  const second = await named();
  assert.notEqual(second, first);
  await page.keyboard.press('ArrowDown');
  assert.match(await named(), /^keeper:/);
  await page.keyboard.press('Enter');
  await details.getByText('keeper').first().waitFor();
  assert.equal(await region.locator('.item[tabindex="0"]').count(), 1, 'one stop of the tab key');
});

test('the run is there as a table and as a list, and is told while it plays', async () => {
  const { page, region, now } = await open();
  await region.getByRole('button', { name: 'As table' }).click();
  const table = region.getByRole('table', { name: 'Containers' });
  await table.getByRole('rowheader', { name: 'keeper' }).waitFor();
  const list = region.getByRole('list', { name: 'Events in order of time' });
  await list.getByRole('button', { name: 'lamp started', exact: true }).click();
  const at = await now();
  assert.ok(at > 0);
  const said = page.locator('[role=status].for-hearing');
  await said.getByText('lamp started').waitFor();
  assert.deepEqual(await barriers(page), []);
});

test('the playhead goes at a quarter and at sixteen times the speed', async () => {
  const { page, region, now } = await open({ reducedMotion: 'no-preference' });
  await region.getByRole('button', { name: 'Pause' }).click().catch(() => {});
  const speed = region.getByRole('combobox', { name: 'Speed' });
  const offered = await speed.getByRole('option').allInnerTexts();
  for (const wanted of ['0.25×', '0.5×', '1×', '2×', '4×', '8×', '16×']) assert.ok(offered.includes(wanted), wanted);
  const pace = async (value) => {
    await speed.selectOption(value);
    await region.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('Home');
    await region.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForTimeout(1500);
    await region.getByRole('button', { name: 'Pause' }).click();
    return now();
  };
  const slow = await pace('0.25×');
  assert.ok(slow > 150 && slow < 700, `${slow} ms`);
  const fast = await pace('16×');
  assert.ok(fast > 12_000, `${fast} ms`);
});

test('on a phone two fingers zoom the timeline and not the page', async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const { region, view } = await open({ page });
  const [, end] = await view();
  const box = await region.locator('.timeline__picture').boundingBox();
  const touch = await context.newCDPSession(page);
  const y = box.y + 60;
  const at = (...places) => places.map((share, id) => ({ x: box.x + box.width * share, y, id }));
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.45, 0.55) });
  for (const part of [0.1, 0.15, 0.2]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.45 - part, 0.55 + part) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.waitForTimeout(100);
  const [from, to] = await view();
  assert.ok(to - from < end / 2, `${from} to ${to} of ${end}`);
  assert.equal(await page.evaluate(() => window.visualViewport.scale), 1);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
});

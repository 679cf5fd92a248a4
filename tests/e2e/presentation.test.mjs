import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground } from './playground.mjs';
import { Site } from './site.mjs';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

const sizes = (page) => page.evaluate(() => ['.cm-line', '.axis__label', '.terminal__lines'].map((name) => {
  const element = document.querySelector(name);
  return Number.parseFloat(getComputedStyle(element).fontSize) * (element.currentCSSZoom ?? 1);
}));

for (const width of [1440, 1024]) {
  test(`a presentation is half as large again, without what surrounds the run, and is left as it was entered, ${width} px`, async () => {
    const playground = await Playground.open(site, { width });
    const { page } = playground;
    await playground.timeline.waitFor();
    const before = await sizes(page);
    const button = page.getByRole('button', { name: 'Presentation' });
    await button.click();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    (await sizes(page)).forEach((size, index) => assert.ok(size >= before[index] * 1.5, `${size} px after ${before[index]} px`));
    for (const name of ['Site', 'What if', 'Details']) {
      assert.equal(await page.getByLabel(name, { exact: true }).first().isVisible(), false, name);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `${wider} px too wide`);

    // The playhead goes where the pointer is.
    const picture = page.locator('.timeline__picture');
    await page.waitForTimeout(300);
    const box = await picture.boundingBox();
    const x = box.x + box.width * 0.6;
    await page.mouse.click(x, box.y + 15);
    const line = await page.locator('.playhead__line').boundingBox();
    assert.ok(Math.abs(line.x - x) < 6, `the playhead is at ${line.x}, the pointer at ${x}`);

    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('p');
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    assert.deepEqual(await sizes(page), before);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('a reload brings back the text of this tab, not of another one', async () => {
  const playground = await Playground.open(site);
  const { page } = playground;
  await playground.paste('kind: Here\n');
  const other = await page.context().newPage();
  const elsewhere = await Playground.open(site, { page: other });
  await elsewhere.paste('kind: There\n');
  await page.bringToFront();
  await page.reload();
  await playground.ready();
  assert.match(await playground.text(), /kind: Here/);
  await page.context().close();
});

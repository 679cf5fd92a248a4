import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground } from './playground.mjs';
import { Site, picture } from './site.mjs';

const PAGES = {
  playground: async (page) => {
    await page.goto(site.address(''));
    const playground = new Playground(page);
    await playground.ready();
    await playground.timeline.or(page.locator('.timeline')).first().waitFor({ state: 'attached' });
  },
  docs: async (page) => {
    await page.goto(site.address('learn/native-sidecars/'));
    await page.getByRole('heading', { level: 1 }).waitFor();
  },
  quiz: async (page) => {
    await page.goto(site.address('quiz.html'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Check' }).waitFor();
  },
};

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

for (const [name, open] of Object.entries(PAGES)) {
  for (const theme of ['light', 'dark']) {
    test(`${name}, ${theme}: axe finds nothing serious or critical, and nothing is wider than the screen`, async () => {
      for (const width of [1440, 768, 360]) {
        const page = await site.page({ theme, width, height: width === 360 ? 740 : 900 });
        await open(page);
        await picture(page, `${name}-${theme}-${width}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wider <= 0, `at ${width} px the page is ${wider} px too wide`);
        assert.deepEqual(await barriers(page), [], `at ${width} px`);
        await page.context().close();
      }
    });
  }
}

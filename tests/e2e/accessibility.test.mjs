import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, pane, shared } from './playground.mjs';
import { Site, picture } from './site.mjs';
import { tooSmall } from './targets.mjs';

const BROKEN = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: [\nspec:\n  container: {}\n';
const REFUSED = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: Not_A_Name\nspec:\n  containers:\n  - name: a\n    imag: nginx\n';

const WIDTHS = [1440, 768, 360];
// Every look and every width, not each with each: EVERY=1 looks at all of them, which takes ten minutes.
const isLookedAt = (look, width) => process.env.EVERY || look.widths.includes(width);
const LOOKS = [
  { look: 'light', theme: 'light', widths: [360] },
  { look: 'dark', theme: 'dark', widths: [1440] },
  { look: 'contrast', theme: 'dark', kept: 'contrast', widths: [768] },
  { look: 'forced colors', theme: 'dark', forcedColors: 'active', widths: [360] },
];

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

async function opened(page, fragment = '') {
  // Another fragment alone would not load the page again.
  await page.goto('about:blank');
  const playground = await Playground.open(site, { page, fragment });
  await page.getByRole('region', { name: 'Timeline' }).locator('svg, .stage__empty, .failure').first().waitFor({ state: 'attached' });
  return playground;
}

const alive = async (page) => {
  await opened(page);
  await page.locator('.timeline__picture').waitFor({ state: 'attached' });
  // It plays to its first moment.
  await page.waitForTimeout(700);
};

/** What there is to see of the playground with one Pod in it, one after the other on one page. */
const VIEWS = {
  timeline: alive,
  'an entry': (page) => page.locator('.item').last().focus().then(() => page.keyboard.press('Enter')),
  table: (page) => page.getByRole('button', { name: 'As table' }).click(),
  'a search': async (page) => {
    await page.getByRole('button', { name: 'As table' }).click();
    await page.locator('#find').fill('exited');
    await page.keyboard.press('Enter');
  },
  manifest: (page) => pane(page, 'YAML'),
  'plain text': async (page) => {
    await page.getByRole('button', { name: 'Plain text' }).click();
    await page.locator('textarea').waitFor();
  },
  'the editor again': async (page) => {
    await page.getByRole('button', { name: 'Plain text' }).click();
    await page.locator('.cm-content').waitFor();
  },
  'the search of the text': async (page) => {
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.locator('.cm-search').waitFor();
  },
  problems: async (page) => {
    await page.keyboard.press('Escape');
    await pane(page, 'Problems');
    await page.locator('.problem__body').first().click();
  },
  'a fix': async (page) => {
    await page.getByRole('button', { name: /^Fix/ }).first().click();
    await page.locator('.offer').waitFor();
  },
  examples: async (page) => {
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.locator('.menu__entry').first().waitFor();
  },
  keys: async (page) => {
    await page.keyboard.press('Escape');
    const keys = page.getByRole('button', { name: 'Keyboard shortcuts' });
    if (await keys.isVisible()) await keys.click();
  },
  'what if': async (page) => {
    await page.keyboard.press('Escape');
    await pane(page, 'Timeline');
    await page.getByRole('region', { name: 'What if' }).scrollIntoViewIfNeeded();
  },
  presentation: (page) => present(page),
  'no presentation': (page) => present(page),
};

/** There is none on a phone. */
async function present(page) {
  const button = page.getByRole('button', { name: 'Presentation' });
  if (await button.isVisible()) await button.click();
}

/** The same of texts and states of their own. */
const STATES = {
  'an empty text': (page) => opened(page, shared(' ')),
  'no Pod': (page) => opened(page, shared('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: only}\n')),
  'a broken text': (page) => opened(page, shared(BROKEN)),
  'what is refused': (page) => opened(page, shared(REFUSED)),
  loading: async (page) => {
    await page.context().route('**/worker_bg.wasm*', () => {});
    await page.goto(site.address(''));
    await page.locator('.skeleton--timeline').waitFor();
  },
  crashed: async (page) => {
    await page.context().unroute('**/worker_bg.wasm*');
    await page.context().route('**/core-worker*.js*', (route) => route.fulfill({
      contentType: 'text/javascript',
      body: 'postMessage({ ready: true }); addEventListener("message", ({ data }) => postMessage({ id: data.id, crashed: "a panic of the core" }));',
    }));
    await page.goto(`${site.address('')}?crashed`);
    await pane(page, 'Problems');
    await page.getByText('Your text is safe').first().waitFor();
  },
};

const PAGES = {
  quiz: async (page) => {
    await page.goto(site.address('quiz.html'));
    await page.getByRole('heading', { name: 'Topics' }).waitFor();
  },
  'a question': async (page) => {
    await page.goto(site.address('quiz.html?topic=probes'));
    await page.getByRole('button', { name: 'Check' }).waitFor();
  },
  'an answer': async (page) => {
    await page.goto(site.address('quiz.html?question=shutdown/sidecars-stop-last'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  },
  'an exam': async (page) => {
    await page.goto(site.address('quiz.html?exam=CKAD&seed=1'));
    await page.getByRole('button', { name: 'Begin' }).or(page.getByRole('timer')).first().waitFor();
    if (await page.getByRole('button', { name: 'Begin' }).count() > 0) await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('timer').waitFor();
  },
  embed: async (page) => {
    await page.goto(`${site.address('embed.html')}${shared('apiVersion: v1\nkind: Pod\nmetadata:\n  name: harbor\nspec:\n  containers:\n  - name: crane\n    image: nginx:1.29\n')}`);
    await page.getByRole('group', { name: 'Timeline of Pod harbor' }).waitFor();
  },
  ...Object.fromEntries(['learn/native-sidecars/', 'learn/', 'lifecycle/shutdown/', 'rules/', 'rules/shipper-loses-last-logs/', 'examples/', 'examples/crash-loop/', 'guides/scenario/', '404.html'].map((path) => [path, async (page) => {
    await page.goto(site.address(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
  }])),
};

/** Each of the views on one page, with what is wrong with it. */
async function check(views, { look, theme, kept, forcedColors }, width, { least = 44 } = {}) {
  const isTouched = width === 360;
  const page = await site.page({ theme, width, height: isTouched ? 740 : 900, forcedColors, hasTouch: isTouched, isMobile: isTouched });
  if (kept) await page.addInitScript((kept) => localStorage.setItem('podlife.theme', kept), kept);
  const wrong = [];
  for (const [name, open] of Object.entries(views)) {
    await open(page);
    await page.waitForTimeout(100);
    const found = await barriers(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wider > 0) found.push(`${wider} px wider than the screen`);
    if (isTouched) found.push(...(await tooSmall(page, least)).map((target) => `too small: ${target}`));
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (moving > 0) found.push(`${moving} animations, though less motion was asked for`);
    wrong.push(...found.map((what) => `${name}: ${what}`));
    await picture(page, `${name.replaceAll(/\W+/g, '-')}-${look.replace(' ', '-')}-${width}`);
  }
  await page.context().close();
  return wrong;
}

for (const look of LOOKS) {
  for (const width of WIDTHS.filter((width) => isLookedAt(look, width))) {
    test(`${look.look}, ${width} px: nothing grave in any view of the playground`, async () => {
      const tabs = {};
      const probe = await site.page({ width });
      await probe.goto(site.address(''));
      await probe.locator('[role="tab"]').first().waitFor({ state: 'attached' });
      const names = await probe.locator('[role="tab"]').allTextContents();
      await probe.context().close();
      for (const name of names) {
        tabs[`tab ${name}`] = async (page) => {
          await pane(page, 'Terminal');
          await page.getByRole('tab', { name, exact: true }).click();
        };
      }
      assert.deepEqual(await check({ ...VIEWS, ...tabs, ...STATES }, look, width), []);
    });
  }
  test(`${look.look}: nothing grave on the other pages`, async () => {
    const { quiz, 'a question': question, 'an answer': answer, 'an exam': exam, embed, ...docs } = PAGES;
    for (const width of WIDTHS.filter((width) => isLookedAt(look, width))) {
      assert.deepEqual(await check({ quiz, 'a question': question, 'an answer': answer, 'an exam': exam }, look, width), [], `at ${width} px`);
      // The pages of the docs have links among words: there 24 pixels are enough.
      assert.deepEqual(await check({ embed, ...docs }, look, width, { least: 24 }), [], `at ${width} px`);
    }
  });
}

// What other people's pages show by podlife-embed.js: their site has another origin, and pages of all kinds.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { barriers } from './axe.mjs';
import { Host, hosts } from './host.mjs';
import { dist, Site, picture } from './site.mjs';

const WIDTHS = [360, 768, 1440];

const pod = (name, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
${more}  containers:
  - name: app
    image: registry.example/shop:8.2
`;

let site;
let host;
before(async () => {
  site = await Site.open();
  host = await Host.open(join(hosts, 'plain'), site.address(''));
});
after(async () => {
  host?.close();
  await site?.close();
});

/** A page of somebody else; `elsewhere` says what it asked of neither them nor the site. */
async function open(path, { at = host, ...options } = {}) {
  const page = await site.page(options);
  page.elsewhere = () => page.foreign.filter((url) => !url.startsWith(at.origin));
  page.ofSite = () => page.asked.filter((url) => url.startsWith(site.origin) && !url.includes('podlife-embed.js'));
  page.host = at;
  await page.addInitScript(() => {
    if (top !== self) return;
    window.heard = [];
    for (const type of ['ready', 'welcome', 'height', 'shown', 'instant', 'edited']) {
      addEventListener(`podlife-${type}`, ({ target, detail }) => window.heard.push({ type, detail, element: target.localName }));
    }
  });
  await page.goto(at.address(path));
  return page;
}

/** A page with this in its body. */
async function show(body, { head = '', ...options } = {}) {
  const name = `made-${host.pages.size}.html`;
  host.pages.set(name, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Made</title><meta name="viewport" content="width=device-width">${head}
<script type="module" src="https://podlife.dev/podlife-embed.js"></script></head><body><main><h1>Made</h1>
${body}
</main></body></html>`);
  return open(name, options);
}

async function end(page) {
  assert.deepEqual(page.elsewhere(), [], 'nothing comes from a third host');
  // A dialog of the playground would take the focus, which browsers refuse a frame.
  assert.deepEqual(page.problems.filter((problem) => !problem.startsWith('Blocked autofocusing')), []);
  await page.context().close();
}

const timeline = (attributes, text = pod('shown')) => `<podlife-timeline ${attributes}><pre><code>${text}</code></pre></podlife-timeline>`;
const inside = (page, element = 'podlife-timeline', index = 0) => page.locator(element).nth(index).frameLocator('iframe');
const group = (frame, name) => frame.getByRole('group', { name: `Timeline of Pod ${name}` });
const drawn = (page, name, element, index) => group(inside(page, element, index), name).waitFor();
const playhead = (frame) => frame.getByRole('slider', { name: 'Playhead' });
const value = async (slider, name = 'now') => Number(await slider.getAttribute(`aria-value${name}`));
const heard = (page, type) => page.evaluate((type) => window.heard.filter((it) => it.type === type).map(({ detail }) => detail), type);

async function until(what, is, patience = 5000) {
  for (const end = Date.now() + patience; ;) {
    const found = await is();
    if (found) return found;
    assert.ok(Date.now() < end, `never: ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

/** Presses a button of the page: after scrolling the browser takes its time to notice where its frames are now. */
async function press(page, name, role = 'button') {
  const button = page.getByRole('main').getByRole(role, { name }).first();
  await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForTimeout(300);
  await button.click();
}

/** How high a frame is, and its content. */
async function heights(page, element, index = 0) {
  const frame = page.locator(`${element} iframe`).nth(index);
  const outside = await frame.evaluate((frame) => frame.getBoundingClientRect().height);
  const content = await (await (await frame.elementHandle()).contentFrame()).evaluate(() => ({
    height: Math.ceil(document.getElementById('app').getBoundingClientRect().height),
    overflow: document.documentElement.scrollHeight - innerHeight,
    wider: document.documentElement.scrollWidth - innerWidth,
  }));
  return { outside, ...content };
}

const fits = (page, element, index) => until(`${element} is as high as its content`, async () => {
  const { outside, height, overflow, wider } = await heights(page, element, index);
  return Math.abs(outside - height) <= 1 && overflow <= 0 && wider <= 0;
});

test('the script is small', () => {
  const size = gzipSync(readFileSync(join(dist, 'podlife-embed.js')), { level: 9 }).length;
  assert.ok(size <= 15 * 1024, `${size} bytes`);
});

test('a code block gets its timeline above it, and stays', async () => {
  const page = await open('index.html');
  await drawn(page, 'fenced');
  const code = page.locator('pre.language-podlife');
  assert.ok(await code.isVisible());
  assert.match(await code.textContent(), /name: fenced[^]*# <8\.3 & tested/);
  assert.equal(await code.evaluate((pre) => pre.previousElementSibling.localName), 'podlife-timeline');
  assert.equal(await page.locator('podlife-timeline iframe').first().getAttribute('title'), 'Timeline of a Pod: fenced');
  assert.deepEqual(await page.locator('podlife-timeline iframe').first().evaluate(({ referrerPolicy }) => referrerPolicy), 'no-referrer');
  await end(page);
});

test('without JavaScript all texts and codes are there, and nothing is asked of the site', async () => {
  const page = await open('index.html', { javaScriptEnabled: false });
  for (const text of ['name: fenced', 'name: element', 'name: to-be-changed', 'shop.yaml', 'Who stops last?']) {
    assert.ok(await page.getByText(text).first().isVisible(), text);
  }
  assert.deepEqual(page.asked.filter((url) => url.startsWith(site.origin)), []);
  await end(page);
});

const ATTRIBUTES = {
  'view="timeline"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await frame.locator('.embed__text').count(), 0);
  },
  'view="yaml"': async ({ frame }) => {
    await frame.getByText('name: shown').waitFor();
    assert.equal(await group(frame, 'shown').count(), 0);
  },
  'view="both"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.ok(await frame.getByText('name: shown').isVisible());
  },
  'view="rows" until="20s"': async ({ frame }) => {
    await frame.getByText('kubectl get pods -w').waitFor();
    assert.match(await frame.locator('.embed__rows').textContent(), /shown +1\/1 +Running +0/);
  },
  'view="compare"': async ({ frame }) => {
    await frame.getByRole('region', { name: 'Compare' }).waitFor();
    assert.ok(await frame.getByRole('region', { name: 'Compare' }).getByRole('rowheader').first().isVisible());
  },
  'start="2s" until="30s"': async ({ frame }) => {
    await until('the playhead is at 2 s', async () => await value(playhead(frame)) === 2000);
    assert.ok(await frame.getByRole('button', { name: 'Play', exact: true }).isVisible());
  },
  'start="1500ms" until="30s"': async ({ frame }) => {
    await until('the playhead is at 1.5 s', async () => await value(playhead(frame)) === 1500);
  },
  'until="70s"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await value(playhead(frame), 'max'), 70_000);
  },
  'version="1.27"': async ({ frame, page }) => {
    await group(frame, 'shown').waitFor();
    const address = await frame.getByRole('link', { name: 'Open in Podlife' }).getAttribute('href');
    assert.match(address, /&kubernetes=1\.27$/);
    assert.match(await page.locator('podlife-timeline iframe').getAttribute('src'), /[?&]version=1\.27/);
  },
  play: async ({ frame }) => {
    await frame.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await until('it plays', async () => await value(playhead(frame)) > 0);
  },
  spoiler: async ({ frame }) => {
    await frame.getByText('What will happen?').waitFor();
    assert.equal(await group(frame, 'shown').count(), 0);
    await frame.getByRole('button', { name: 'Show what happens' }).click();
    await group(frame, 'shown').waitFor();
  },
  'theme="dark"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await frame.locator('html').getAttribute('data-theme'), 'dark');
  },
  'theme="contrast"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await frame.locator('html').getAttribute('data-theme'), 'contrast');
  },
  'theme="auto"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await frame.locator('html').getAttribute('data-theme'), 'light');
  },
  'load="click"': async ({ page, frame }) => {
    const button = page.getByRole('button', { name: 'Show the timeline' });
    await button.waitFor();
    await page.waitForTimeout(500);
    assert.deepEqual(page.ofSite(), []);
    assert.ok(await page.getByText('name: shown').isVisible());
    await button.click();
    await group(frame, 'shown').waitFor();
    assert.equal(await button.count(), 0);
  },
  'label="How a Pod of one container starts"': async ({ page, frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await page.locator('podlife-timeline iframe').getAttribute('title'), 'How a Pod of one container starts');
  },
  'src="shop.yaml"': async ({ frame }) => {
    await group(frame, 'from-a-file').waitFor();
  },
  'src="shop.yaml" scenario="shop-scenario.yaml" view="both"': async ({ frame }) => {
    await group(frame, 'from-a-file').waitFor();
    assert.equal(await value(playhead(frame), 'max'), 30_000);
    assert.match(await frame.locator('.embed__text').textContent(), /^apiVersion: v1[^]*\n---\napiVersion: podlife\.dev\/v1alpha1\n/);
  },
  'scenario="shop-scenario.yaml"': async ({ frame }) => {
    await group(frame, 'shown').waitFor();
    assert.equal(await value(playhead(frame), 'max'), 30_000);
  },
};

for (const [attributes, check] of Object.entries(ATTRIBUTES)) {
  test(`<podlife-timeline ${attributes}>`, async () => {
    const page = await show(timeline(attributes), { reducedMotion: 'no-preference' });
    await check({ page, frame: inside(page) });
    await end(page);
  });
}

test('a version without native sidecars plays them otherwise', async () => {
  const native = pod('old', '  initContainers:\n  - name: proxy\n    image: envoyproxy/envoy:v1.34.0\n    restartPolicy: Always\n');
  const page = await show(timeline('version="1.28" view="rows"', native) + timeline('view="rows"', native) + timeline('version="1.27"', native));
  const rows = (index) => inside(page, 'podlife-timeline', index).locator('.embed__rows').textContent();
  assert.notEqual(await rows(0), await rows(1));
  assert.match(await rows(1), /2\/2/);
  assert.doesNotMatch(await rows(0), /2\/2/);
  // What its API server refuses is not played.
  await page.locator('podlife-timeline').last().scrollIntoViewIfNeeded();
  await inside(page, 'podlife-timeline', 2).getByText(/unknown field "spec.initContainers/).waitFor();
  assert.equal(await playhead(inside(page, 'podlife-timeline', 2)).count(), 0);
  await end(page);
});

test('<podlife-playground> can be edited, says so, and has the height that it is given', async () => {
  const page = await show(`<podlife-playground height="640"><pre><code>${pod('mine')}</code></pre></podlife-playground>`);
  const frame = inside(page, 'podlife-playground');
  await drawn(page, 'mine', 'podlife-playground');
  assert.equal(await frame.getByRole('banner').count(), 0, 'the head of the site stays away');
  assert.equal((await heights(page, 'podlife-playground')).outside, 640);
  await frame.locator('.cm-content').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# typed');
  await until('the page hears of it', async () => (await heard(page, 'edited')).some((text) => text.endsWith('# typed')));
  await page.locator('podlife-playground').evaluate((element, text) => (element.text = text), pod('theirs'));
  await drawn(page, 'theirs', 'podlife-playground');
  // It stays a frame: one that is none would keep what is typed.
  const inner = page.frames().find((frame) => frame.url().includes('frame.html'));
  assert.ok(new URL(inner.url()).searchParams.has('frame'), inner.url());
  await end(page);
});

test('<podlife-playground read-only> shows text and timeline, and cannot be edited', async () => {
  const page = await show(`<podlife-playground read-only start="1s" until="20s"><pre><code>${pod('fixed')}</code></pre></podlife-playground>`);
  const frame = inside(page, 'podlife-playground');
  await group(frame, 'fixed').waitFor();
  assert.ok(await frame.getByText('name: fixed').isVisible());
  assert.equal(await frame.locator('.cm-content, textarea').count(), 0);
  await fits(page, 'podlife-playground');
  await end(page);
});

test('<podlife-playground load=click> offers itself', async () => {
  const page = await show(`<podlife-playground load="click"><pre><code>${pod('asked-for')}</code></pre></podlife-playground>`);
  await page.waitForTimeout(300);
  assert.deepEqual(page.ofSite(), []);
  await press(page, 'Open the playground');
  await drawn(page, 'asked-for', 'podlife-playground');
  await end(page);
});

test('<podlife-quiz> shows a question, or questions of a topic, as high as they need to be', async () => {
  const page = await show('<podlife-quiz question="shutdown/sidecars-stop-last"><a href="https://podlife.dev/quiz.html">Who stops last?</a></podlife-quiz><podlife-quiz topic="probes" theme="dark"></podlife-quiz>');
  await inside(page, 'podlife-quiz').getByRole('button', { name: 'Check' }).waitFor();
  assert.equal(await inside(page, 'podlife-quiz').getByRole('banner').count(), 0);
  const before = (await heights(page, 'podlife-quiz')).outside;
  await inside(page, 'podlife-quiz').getByRole('button', { name: 'Check' }).click();
  await inside(page, 'podlife-quiz').getByRole('status').filter({ hasText: /^Not quite/ }).waitFor();
  await fits(page, 'podlife-quiz');
  assert.ok((await heights(page, 'podlife-quiz')).outside > before);
  const second = inside(page, 'podlife-quiz', 1);
  await page.locator('podlife-quiz').nth(1).scrollIntoViewIfNeeded();
  await second.getByRole('button', { name: 'Check' }).waitFor();
  assert.match(await second.locator('main').textContent(), /Probes/);
  assert.equal(await second.locator('html').getAttribute('data-theme'), 'dark');
  await end(page);
});

// What generators make of a code block, and of the words behind its language.
const FENCES = {
  'a class of the block': `<pre class="language-podlife"><code>${pod('block')}</code></pre>`,
  'a class of the code, with words': `<pre><code class="language-podlife view=both until=30s hljs">${pod('block')}</code></pre>`,
  'data- attributes': `<pre class="language-podlife" data-view="both" data-until="30s"><code>${pod('block')}</code></pre>`,
  'a first line': `<pre><code class="language-podlife"># podlife: view=both, until=30s\n${pod('block')}</code></pre>`,
  'lines with an element at their end, in a block of the language': `<div class="language-podlife"><div><pre class="language-podlife"><code>${[`# podlife: view=both until=30s`, ...pod('block').trimEnd().split('\n')].map((line) => `<div>${line}<br></div>`).join('')}</code></pre><button>Copy</button></div></div>`,
  'buttons in the block': `<pre><div class="buttons"><button>Copy</button></div><code class="language-podlife view=both until=30s">${pod('block')}</code></pre>`,
  'highlighted lines': `<div class="highlight-podlife" data-view="both" data-until="30s"><div class="highlight"><pre><span></span>${pod('block').replace('kind', '<span class="k">kind</span>')}</pre></div></div>`,
  'numbers in a column': `<div class="highlight-podlife" data-view="both" data-until="30s"><table><tr><td class="linenos"><div class="linenodiv"><pre>1\n2\n3</pre></div></td><td class="code"><div class="highlight"><pre>${pod('block')}</pre></div></td></tr></table></div>`,
  'a number before each line': `<pre class="language-podlife" data-view="both" data-until="30s"><code>${pod('block').replaceAll(/^/gm, '<span class="linenos">7</span>').replace(/<span[^>]*>7<.span>$/, '')}</code></pre>`,
};

for (const [kind, markup] of Object.entries(FENCES)) {
  test(`a code block by ${kind}`, async () => {
    const page = await show(markup);
    const frame = inside(page);
    await group(frame, 'block').waitFor();
    assert.equal(await page.locator('podlife-timeline').count(), 1);
    if (markup.includes('both')) {
      assert.equal(await value(playhead(frame), 'max'), 30_000);
      assert.equal(await frame.locator('.embed__text').textContent(), pod('block'));
      assert.equal(await page.locator('main pre:visible').count(), 0, 'the text is not there twice');
    } else {
      assert.ok(await page.locator('main pre').isVisible());
    }
    await end(page);
  });
}

test('options of a code block: play, spoiler, playground, load', async () => {
  const fence = (words, name) => `<pre><code class="language-podlife ${words}">${pod(name)}</code></pre>`;
  const page = await show(fence('spoiler play', 'hidden-one') + fence('view=playground', 'edited-one') + fence('view=playground read-only', 'shown-one') + fence('load=click', 'asked-one'));
  const reveal = inside(page).getByRole('button', { name: 'Show what happens' });
  await reveal.waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(await heard(page, 'instant'), [], 'nothing goes on behind the question');
  await reveal.press('Enter');
  await until('it plays, and the focus is where it can be stopped', () => inside(page).locator('.button--play:focus').count());
  await page.locator('podlife-playground').first().scrollIntoViewIfNeeded();
  await drawn(page, 'edited-one', 'podlife-playground');
  await page.locator('podlife-playground').last().scrollIntoViewIfNeeded();
  await drawn(page, 'shown-one', 'podlife-playground', 1);
  assert.match(await inside(page, 'podlife-playground', 1).locator('.embed__text').textContent(), /name: shown-one/);
  await press(page, 'Show the timeline');
  await drawn(page, 'asked-one', 'podlife-timeline', 1);
  await end(page);
});

for (const width of WIDTHS) {
  test(`${width} px: each frame is as high as its content, and nothing is wider than the page`, async () => {
    const page = await open('index.html', { width });
    for (const [element, index, name] of [['podlife-timeline', 0, 'fenced'], ['podlife-timeline', 1, 'element'], ['podlife-timeline', 2, 'from-a-file'], ['podlife-quiz', 0]]) {
      await page.locator(element).nth(index).scrollIntoViewIfNeeded();
      if (name) await drawn(page, name, element, index);
      else await inside(page, element, index).getByRole('button', { name: 'Check' }).waitFor();
      await fits(page, element, index);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `embed-host-${width}`);
    await end(page);
  });
}

test('a frame follows the width of the page', async () => {
  const page = await show(timeline('view="both"'));
  await drawn(page, 'shown');
  const found = [];
  for (const width of [...WIDTHS, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(400);
    await fits(page, 'podlife-timeline');
    found.push((await heights(page, 'podlife-timeline')).outside);
  }
  assert.ok(found[0] > found[2], `wide pages have them beside each other: ${found}`);
  assert.ok(Math.abs(found[0] - found[3]) <= 1, `it shrinks again: ${found}`);
  await end(page);
});

test('the frame looks as the page does, whenever that changes', async () => {
  const page = await open('index.html');
  await drawn(page, 'fenced');
  const look = () => inside(page).locator('html').evaluate((html) => {
    const style = getComputedStyle(html);
    return { theme: html.dataset.theme, app: style.getPropertyValue('--app').trim(), font: getComputedStyle(document.body).fontFamily };
  });
  assert.deepEqual(await look(), { theme: 'light', app: '#b3005e', font: 'Georgia, "DejaVu Serif", serif' });
  await page.getByRole('button', { name: 'Theme' }).click();
  await until('it is dark', async () => (await look()).theme === 'dark');
  await picture(page, 'embed-host-dark');
  await page.getByRole('button', { name: 'Theme' }).click();
  await until('it is light', async () => (await look()).theme === 'light');
  // What one element says counts for it alone, from then on.
  await page.locator('podlife-timeline').first().evaluate((element) => {
    element.setAttribute('theme', 'contrast');
    element.style.setProperty('--podlife-app', 'rgb(1, 2, 3)');
  });
  await until('the element says it', async () => {
    const { theme, app } = await look();
    return theme === 'contrast' && app === 'rgb(1, 2, 3)';
  });
  assert.equal(await inside(page, 'podlife-timeline', 1).locator('html').getAttribute('data-theme'), 'light');
  await end(page);
});

// The background of a page, by how it may be written; what readers prefer counts where the page has none.
const BACKGROUNDS = [
  ['html { background: #0b0f1a }', 'light', 'dark'],
  ['html { background: #fff }', 'dark', 'light'],
  ['body { background: oklch(0.98 0.01 250) }', 'dark', 'light'],
  ['body { background: oklch(0.2 0.02 250) }', 'light', 'dark'],
  ['body { background: lab(95 0 0) }', 'dark', 'light'],
  ['body { background: color(display-p3 0.05 0.05 0.1) }', 'light', 'dark'],
  ['body { background: rgb(0 0 0 / 10%) }', 'dark', 'light'],
  [':root { color-scheme: dark }', 'light', 'dark'],
  [':root { color-scheme: light dark }', 'dark', 'dark'],
  [':root { color-scheme: light dark }', 'light', 'light'],
  ['', 'dark', 'light'],
  ['main { background: #111 } body { background: #fff }', 'light', 'dark'],
];

test('light or dark is what is behind the frame', async () => {
  const page = await show(timeline(''), { head: '<style id="style"></style>' });
  await drawn(page, 'shown');
  const paint = (style) => page.evaluate((style) => {
    document.getElementById('style').textContent = style;
    document.documentElement.toggleAttribute('data-painted');
  }, style);
  const isShown = (theme, when) => until(`${theme}: ${when}`, async () => await inside(page).locator('html').getAttribute('data-theme') === theme);
  for (const [style, theme, expected] of BACKGROUNDS) {
    await paint(`main { background: ${expected === 'dark' ? '#fff' : '#000'} }`);
    await isShown(expected === 'dark' ? 'light' : 'dark', 'before');
    await page.emulateMedia({ colorScheme: theme });
    await paint(style);
    await isShown(expected, `${style} for readers who like it ${theme}`);
  }
  await end(page);
});

test('nothing is loaded before an element comes into view, and everything once for all of them', async () => {
  const page = await show(`<div style="height: 3000px">Text</div>${timeline('', pod('first'))}<div style="height: 2000px">Text</div>${timeline('', pod('second'))}`);
  await page.waitForTimeout(800);
  assert.deepEqual(page.ofSite(), []);
  await page.locator('podlife-timeline').first().scrollIntoViewIfNeeded();
  await drawn(page, 'first');
  assert.equal(await page.locator('podlife-timeline iframe').count(), 1);
  const asked = (part) => page.ofSite().filter((url) => url.includes(part)).length;
  assert.equal(asked('embed.html'), 1);
  await page.locator('podlife-timeline').last().scrollIntoViewIfNeeded();
  await drawn(page, 'second', 'podlife-timeline', 1);
  assert.equal(asked('embed.html'), 2);
  assert.equal(page.asked.filter((url) => url.includes('podlife-embed.js')).length, 1);
  await end(page);
});

test('on paper the frame is there, or the code', async () => {
  const page = await open('index.html');
  await drawn(page, 'fenced');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('podlife-timeline iframe').first().isVisible());
  assert.ok(await page.getByText('name: fenced').isVisible());
  // Nobody has asked for this one.
  assert.ok(await page.getByText('name: to-be-changed').isVisible());
  await end(page);
  const later = await show(`<div style="height: 3000px">Text</div><pre><code class="language-podlife view=both">${pod('far-away')}</code></pre>${timeline('', pod('farther'))}`);
  await later.emulateMedia({ media: 'print' });
  assert.ok(await later.getByText('name: far-away').isVisible());
  assert.ok(await later.getByText('name: farther').isVisible());
  await end(later);
});

test('the text stays where the frame never greets', async () => {
  const page = await site.page();
  page.elsewhere = () => [];
  await page.route('**/embed.html**', (route) => route.abort());
  const name = 'unanswered.html';
  host.pages.set(name, `<!doctype html><title>Host</title><script type="module" src="https://podlife.dev/podlife-embed.js"></script><pre><code class="language-podlife view=both">${pod('fence')}</code></pre>${timeline('')}`);
  await page.goto(host.address(name));
  await page.locator('podlife-timeline iframe').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(1000);
  assert.ok(await page.getByText('name: fence').isVisible());
  assert.ok(await page.getByText('name: shown').isVisible());
  assert.equal(await page.locator('podlife-timeline iframe').first().isVisible(), false);
  await page.context().close();
});

test('a picture that stands above a code block, as `podlife mdbook` draws it, stays until the frame is there', async () => {
  const drawing = '<div class="podlife-static"><svg viewBox="0 0 300 200" width="300" height="200" role="img" aria-label="Drawn"><rect width="300" height="200" /></svg></div>';
  const page = await show(`${drawing}<pre><code class="language-podlife load=click">${pod('drawn-before')}</code></pre>`);
  const picture = page.getByRole('img', { name: 'Drawn' });
  await page.getByRole('button', { name: 'Show the timeline' }).waitFor();
  assert.ok(await picture.isVisible());
  await press(page, 'Show the timeline');
  await drawn(page, 'drawn-before');
  assert.equal(await picture.isVisible(), false);
  assert.ok(await page.locator('main pre').isVisible());
  await end(page);
});

test('an element without a manifest says so to whoever wrote the page, and its text stays', async () => {
  const page = await show('<podlife-timeline src="not-there.yaml"><p>A Pod that starts.</p></podlife-timeline>');
  const warned = [];
  page.on('console', (message) => warned.push(message.text()));
  await page.reload();
  await until('a warning', () => warned.some((text) => text.includes('podlife-timeline: Error: not-there.yaml: 404')));
  assert.ok(await page.getByText('A Pod that starts.').isVisible());
  assert.equal(await page.locator('iframe').count(), 0);
  await page.context().close();
});

test('a page with a strict policy shows everything, and its policy is never broken', async () => {
  const page = await open('strict.html');
  await page.evaluate(() => {
    window.broken = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.broken.push(`${violatedDirective} ${blockedURI}`));
  });
  await drawn(page, 'strict');
  await page.locator('podlife-playground').scrollIntoViewIfNeeded();
  await drawn(page, 'strict-playground', 'podlife-playground');
  await page.locator('podlife-quiz').scrollIntoViewIfNeeded();
  await inside(page, 'podlife-quiz').getByRole('button', { name: 'Check' }).waitFor();
  await fits(page, 'podlife-timeline');
  assert.deepEqual(await page.evaluate(() => window.broken), []);
  await end(page);
});

test('a page in a sandbox shows its Pod, as high as it is', async () => {
  const page = await open('boxed.html');
  const boxed = page.frameLocator('iframe[sandbox]');
  const frame = boxed.locator('podlife-timeline').frameLocator('iframe');
  await group(frame, 'single').waitFor();
  assert.equal(await value(playhead(frame), 'max'), 30_000);
  assert.equal(await frame.locator('html').getAttribute('data-theme'), 'light');
  await until('it has the height of its content', async () => {
    const outside = await boxed.locator('podlife-timeline iframe').evaluate((frame) => frame.getBoundingClientRect().height);
    return Math.abs(outside - await frame.locator('#app').evaluate((app) => app.getBoundingClientRect().height)) <= 1;
  });
  await frame.getByRole('button', { name: 'Play', exact: true }).click();
  await until('it plays', async () => await value(playhead(frame)) > 0);
  assert.deepEqual(page.elsewhere(), []);
  await page.context().close();
});

test('a page in a sandbox has playgrounds and questions', async (context) => {
  const policies = ['frame.html', 'quiz.html'].map((name) => readFileSync(join(dist, name), 'utf8').match(/worker-src [^;"]*/)?.[0] ?? '');
  if (!policies.every((policy) => policy.includes('blob:'))) return context.skip('their policy has no blob: for workers');
  host.pages.set('boxed-inside.html', `<!doctype html><title>Inside</title><script type="module" src="https://podlife.dev/podlife-embed.js"></script><podlife-playground><pre>${pod('boxed-playground')}</pre></podlife-playground><podlife-quiz question="shutdown/sidecars-stop-last"></podlife-quiz>`);
  host.pages.set('boxed-outside.html', '<!doctype html><title>Outside</title><iframe sandbox="allow-scripts" src="boxed-inside.html" width="1200" height="1600"></iframe>');
  const page = await open('boxed-outside.html', { height: 1700 });
  const boxed = page.frameLocator('iframe[sandbox]');
  await group(boxed.locator('podlife-playground').frameLocator('iframe'), 'boxed-playground').waitFor();
  await boxed.locator('podlife-quiz').frameLocator('iframe').getByRole('button', { name: 'Check' }).click();
  await boxed.locator('podlife-quiz').frameLocator('iframe').getByRole('status').filter({ hasText: /^Not quite/ }).waitFor();
  assert.deepEqual(page.elsewhere(), []);
  await page.context().close();
});

test('a page that is a file shows its Pod', async () => {
  const page = await site.page();
  const file = join(hosts, 'plain/fence.html');
  await page.route('file://**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (!existsSync(path)) return route.abort();
    await route.fulfill({ contentType: path.endsWith('.css') ? 'text/css' : 'text/html', body: readFileSync(path, 'utf8').replaceAll('https://podlife.dev/', site.address('')) });
  });
  await page.goto(String(pathToFileURL(file)));
  await drawn(page, 'single');
  await fits(page, 'podlife-timeline');
  await page.context().close();
});

test('methods, events and other manifests', async () => {
  const page = await show(timeline('until="40s"'), { reducedMotion: 'no-preference' });
  const frame = inside(page);
  const call = (what) => page.locator('podlife-timeline').evaluate((element, what) => new Function('element', `element.${what}`)(element), what);
  await group(frame, 'shown').waitFor();
  assert.deepEqual(await heard(page, 'shown'), ['shown']);
  const [{ version }] = await heard(page, 'welcome');
  assert.match(version, /^[0-9a-f]{12}$/);
  await call('seek(12000)');
  await until('it is at 12 s', async () => await value(playhead(frame)) === 12_000);
  await until('the page hears of it', async () => (await heard(page, 'instant')).at(-1) === 12_000);
  await call('play()');
  await frame.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await until('instants come', async () => (await heard(page, 'instant')).at(-1) > 12_000);
  await call('pause()');
  await frame.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await page.locator('podlife-timeline').evaluate((element, text) => (element.text = text), pod('another'));
  await group(frame, 'another').waitFor();
  await until('it says so', async () => (await heard(page, 'shown')).at(-1) === 'another');
  assert.equal(await page.locator('podlife-timeline iframe').getAttribute('title'), 'Timeline of a Pod: another');
  await end(page);
});

test('what is said before the frame is there is not lost', async () => {
  const page = await show(`<podlife-timeline until="40s"></podlife-timeline><script>
    const element = document.querySelector("podlife-timeline");
    element.text = ${JSON.stringify(pod('said-early'))};
    customElements.whenDefined("podlife-timeline").then(() => element.seek(7000));
  </script>`);
  const frame = inside(page);
  await group(frame, 'said-early').waitFor();
  await until('it is at 7 s', async () => await value(playhead(frame)) === 7000);
  await end(page);
});

test('elements that come later, are moved or go away', async () => {
  const page = await show('<div id="a"></div><div id="b"></div>');
  await page.evaluate((text) => {
    document.getElementById('a').innerHTML = `<pre class="language-podlife"><code>${text}</code></pre>`;
  }, pod('late'));
  await drawn(page, 'late');
  await page.evaluate(() => document.getElementById('b').append(...document.getElementById('a').childNodes));
  await drawn(page, 'late');
  assert.equal(await page.locator('podlife-timeline').count(), 1);
  // As a router does that knows of its own elements only.
  await page.evaluate(() => document.querySelector('#b pre').remove());
  await until('its timeline goes with it', async () => await page.locator('podlife-timeline').count() === 0);
  await page.evaluate((text) => {
    document.getElementById('a').innerHTML = `<podlife-timeline><pre><code>${text}</code></pre></podlife-timeline>`;
  }, pod('later-still'));
  await drawn(page, 'later-still');
  await end(page);
});

test('a page that talks to the frame by hand', async () => {
  const page = await open('by-hand.html');
  const frame = page.frameLocator('#pod');
  await group(frame, 'by-hand').waitFor();
  assert.equal(await value(playhead(frame), 'max'), 30_000);
  await page.getByRole('button', { name: '20 s' }).click();
  await page.getByText('20 s', { exact: true }).nth(1).waitFor();
  await until('it has the height of its content', async () => {
    const outside = await page.locator('#pod').evaluate((frame) => frame.getBoundingClientRect().height);
    return Math.abs(outside - await frame.locator('#app').evaluate((app) => app.getBoundingClientRect().height)) <= 1;
  });
  assert.equal(await frame.locator('html').evaluate((html) => html.style.getPropertyValue('--app')), '#b3005e');
  await end(page);
});

test('nobody else is heard: neither by the frame, nor by the page', async () => {
  const attacker = await Host.open(join(hosts, 'plain'), site.address(''), { name: '127.0.0.1' });
  try {
    const forged = [
      { podlife: 1, type: 'hello', value: { theme: 'contrast', colors: { app: 'red' } } },
      { podlife: 1, type: 'look', value: { theme: 'contrast', colors: { app: 'red' } } },
      { podlife: 1, type: 'show', value: pod('forged') },
      { podlife: 1, type: 'seek', value: 9000 },
      { podlife: 1, type: 'play' },
      { podlife: 1, type: 'ready' },
      { podlife: 1, type: 'welcome', value: { version: 'forged' } },
      { podlife: 1, type: 'height', value: 7777 },
      { podlife: 1, type: 'shown', value: 'forged' },
      { podlife: 1, type: 'instant', value: 5 },
    ];
    // Sends all of it to the page around, to all frames in that, and to who opened it.
    attacker.pages.set('attack.html', `<!doctype html><title>Attacker</title><script>
      const forged = ${JSON.stringify(forged)};
      const attack = () => {
        const windows = [parent, top, window.opener].filter((it) => it && it !== self);
        for (const around of [...windows]) for (let index = 0; index < around.length; index += 1) windows.push(around[index], ...Array.from({ length: around[index].length }, (_, inner) => around[index][inner]));
        for (const target of windows) if (target !== self) for (const message of forged) target.postMessage(message, "*");
        document.title = "attacked " + windows.length;
      };
      addEventListener("message", ({ data }) => data === "attack" && attack());
    </script>`);
    const page = await show(`${timeline('until="40s"')}<podlife-quiz question="shutdown/sidecars-stop-last"></podlife-quiz><iframe id="attacker" src="${attacker.address('attack.html')}" title="x"></iframe>`);
    page.elsewhere = () => [];
    const frame = inside(page);
    await group(frame, 'shown').waitFor();
    await inside(page, 'podlife-quiz').getByRole('button', { name: 'Check' }).waitFor();
    await fits(page, 'podlife-timeline');
    await fits(page, 'podlife-quiz');
    await page.waitForTimeout(300);
    const state = async () => ({
      heard: await page.evaluate(() => window.heard.length),
      heights: await page.locator('iframe').evaluateAll((frames) => frames.map((frame) => frame.getBoundingClientRect().height)),
      title: await page.locator('podlife-timeline iframe').getAttribute('title'),
      look: await frame.locator('html').evaluate((html) => [html.dataset.theme, html.style.cssText]),
      text: await frame.locator('.embed').innerText(),
    });
    const before = await state();
    // A frame beside it.
    await page.evaluate(() => document.getElementById('attacker').contentWindow.postMessage('attack', '*'));
    await until('the attack', async () => (await page.frames().find((it) => it.url().includes('attack.html')).title()).startsWith('attacked'));
    await page.waitForTimeout(500);
    assert.deepEqual(await state(), before);
    // A window that the page has opened.
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate((url) => { window.open(url); }, attacker.address('attack.html'))]);
    await popup.waitForLoadState();
    await popup.evaluate(() => postMessage('attack', '*'));
    await until('the attack', async () => (await popup.title()).startsWith('attacked'));
    await popup.close();
    await page.bringToFront();
    await page.waitForTimeout(500);
    assert.deepEqual(await state(), before);
    // The page itself is another window than its frame.
    await page.evaluate((forged) => forged.forEach((message) => postMessage(message, '*')), forged);
    await page.waitForTimeout(300);
    assert.deepEqual(await state(), before);
    await page.context().close();

    // A frame of Podlife's own site in a page of the attacker's, which is in the page: it hears the attacker alone, and nobody hears it.
    attacker.pages.set('nested.html', `<!doctype html><title>Nested</title><iframe src="${site.address('embed.html')}"></iframe><script>
      const tell = (type, value) => frames[0].postMessage({ podlife: 1, type, value }, "*");
      addEventListener("message", ({ data }) => { if (data.type === "ready") { tell("hello", { theme: "dark" }); tell("show", ${JSON.stringify(pod('nested'))}); } });
    </script>`);
    const outer = await show(`${timeline('')}<iframe src="${attacker.address('nested.html')}" title="x" height="400"></iframe>`);
    outer.elsewhere = () => [];
    await drawn(outer, 'shown');
    await outer.frameLocator('iframe[title="x"]').frameLocator('iframe').getByRole('group', { name: 'Timeline of Pod nested' }).waitFor();
    await drawn(outer, 'shown');
    assert.deepEqual(await heard(outer, 'shown'), ['shown']);
    await outer.context().close();
  } finally {
    attacker.close();
  }
});

test('a frame hears the first origin that says hello, and takes nothing from it that loads anything', async () => {
  const page = await show(`<iframe id="pod" src="${site.address('embed.html')}" title="x" width="800" height="400"></iframe>`);
  const frame = page.frameLocator('#pod');
  await frame.locator('.embed').waitFor();
  const tell = (type, value) => page.evaluate(([type, value]) => document.getElementById('pod').contentWindow.postMessage({ podlife: 1, type, value }, '*'), [type, value]);
  await tell('show', pod('unknown'));
  await page.waitForTimeout(300);
  assert.equal(await group(frame, 'unknown').count(), 0, 'nothing before a hello');
  const evil = 'http://127.0.0.1:9/evil.png';
  await tell('hello', { theme: '"><script>', font: `x; background: url(${evil})`, colors: { surface: `url(${evil})`, app: `image-set("${evil}" 1x)`, canvas: `u\\72l(${evil})`, '--x': 'red', border: 'red; } body { display: none' } });
  await tell('show', pod('known'));
  await group(frame, 'known').waitFor();
  const style = await frame.locator('html').evaluate((html) => html.style.cssText);
  assert.doesNotMatch(style, /evil|display/);
  await tell('seek', 'x');
  await tell('seek', -5);
  await tell('show', { toString: 'x' });
  await tell('height', 5);
  await page.waitForTimeout(300);
  assert.ok(await group(frame, 'known').isVisible());
  assert.deepEqual(page.foreign.filter((url) => url.startsWith('http://127.0.0.1:9')), []);
  await end(page);
});

test('the page itself stays quick while a Pod is loaded and drawn', async (context) => {
  const page = await site.page();
  page.elsewhere = () => page.foreign.filter((url) => !url.startsWith(host.origin));
  await page.addInitScript(() => {
    window.long = [];
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ startTime, duration, attribution }) => ({ startTime, duration, who: attribution[0]?.containerType })))).observe({ type: 'longtask', buffered: true });
  });
  host.pages.set('quick.html', `<!doctype html><title>Host</title><h1>Host</h1><div style="height: 3000px">Text</div>${timeline('')}${timeline('view="both"', pod('second'))}<script type="module" src="https://podlife.dev/podlife-embed.js"></script>`);
  await page.goto(host.address('quick.html'));
  await page.waitForTimeout(500);
  const before = await page.evaluate(() => performance.now());
  await page.locator('podlife-timeline').first().scrollIntoViewIfNeeded();
  await drawn(page, 'shown');
  await page.waitForTimeout(500);
  const long = (await page.evaluate(() => window.long)).filter(({ startTime, who }) => startTime >= before && who === 'window');
  context.diagnostic(`${long.length} long tasks, ${Math.max(0, ...long.map(({ duration }) => duration))} ms`);
  assert.deepEqual(long.filter(({ duration }) => duration >= 50), []);
  await end(page);
});

for (const theme of ['light', 'dark']) {
  test(`nothing grave for axe on a ${theme} page`, async () => {
    const page = await open('index.html', { theme });
    if (theme === 'dark') await page.getByRole('button', { name: 'Theme' }).click();
    await drawn(page, 'fenced');
    await page.waitForTimeout(1200);
    assert.deepEqual(await barriers(page), []);
    const titles = await page.locator('iframe').evaluateAll((frames) => frames.map(({ title }) => title));
    assert.ok(titles.every(Boolean), `${titles}`);
    assert.equal(new Set(titles).size, titles.length, `${titles}`);
    // The keyboard goes through a frame and comes out of it.
    await page.getByRole('button', { name: 'Theme' }).focus();
    await page.keyboard.press('Tab');
    await until('the frame has the focus', () => page.evaluate(() => document.activeElement?.localName === 'podlife-timeline'));
    await until('and comes out of it', async () => {
      await page.keyboard.press('Tab');
      return page.evaluate(() => document.activeElement?.localName !== 'podlife-timeline');
    });
    await end(page);
  });
}

/** A site of a generator, as tests/hosts/build.mjs has built it. */
async function generated(kind, context) {
  const folder = join(hosts, 'built', kind);
  if (!existsSync(folder)) {
    context.skip(`not built: node tests/hosts/build.mjs ${kind}`);
    return undefined;
  }
  const at = await Host.open(folder, site.address(''), { written: readFileSync(`${folder}.txt`, 'utf8').trim() });
  context.after(() => at.close());
  return at;
}

test('Docusaurus: a fence survives its highlighter, its router and its themes', async (context) => {
  const at = await generated('docusaurus', context);
  if (!at) return;
  const page = await open('', { at });
  await drawn(page, 'docusaurus');
  const code = page.locator('pre.language-podlife');
  assert.ok(await code.isVisible());
  assert.equal(await value(playhead(inside(page)), 'max'), 30_000);
  await fits(page, 'podlife-timeline');
  const mode = page.getByRole('button', { name: /dark and light mode/ });
  for (let presses = 0; presses < 3 && await page.locator('html').getAttribute('data-theme') !== 'dark'; presses += 1) await mode.click();
  await until('it has the theme of the page', async () => {
    const wanted = await page.locator('html').getAttribute('data-theme');
    return wanted === await inside(page).locator('html').getAttribute('data-theme');
  });
  await page.locator('podlife-timeline').nth(1).scrollIntoViewIfNeeded();
  await drawn(page, 'docusaurus-element', 'podlife-timeline', 1);
  assert.match(await inside(page, 'podlife-timeline', 1).locator('.embed__text').textContent(), /name: docusaurus-element\n\nspec:\n {2}containers:\n/);
  await press(page, 'Another page', 'link');
  await drawn(page, 'docusaurus-other');
  assert.equal(await page.locator('podlife-timeline').count(), 1, 'the one before has gone');
  assert.equal(await inside(page).locator('.embed__text').textContent(), pod('docusaurus-other').replace('spec:', '\nspec:').replace(/registry.*/, '"$&" # <8.3 & tested'));
  assert.equal(await code.isVisible(), false);
  await page.goBack();
  await drawn(page, 'docusaurus');
  assert.equal(await page.locator('podlife-timeline').count(), 2);
  await page.locator('podlife-quiz').scrollIntoViewIfNeeded();
  await inside(page, 'podlife-quiz').getByRole('button', { name: 'Check' }).waitFor();
  await end(page);
});

test('MkDocs Material: a fence with options, palettes and instant navigation', async (context) => {
  const at = await generated('mkdocs', context);
  if (!at) return;
  const page = await open('', { at });
  await drawn(page, 'mkdocs');
  assert.equal(await value(playhead(inside(page)), 'max'), 30_000);
  assert.ok(await page.locator('pre.language-podlife').isVisible());
  await fits(page, 'podlife-timeline');
  assert.equal(await inside(page).locator('html').getAttribute('data-theme'), 'light');
  await page.locator('label[title="Dark"]').click();
  await until('it is dark', async () => await inside(page).locator('html').getAttribute('data-theme') === 'dark');
  await press(page, 'Another page', 'link');
  await drawn(page, 'mkdocs-other');
  assert.equal(await page.locator('podlife-timeline').count(), 1);
  await end(page);
});

test('Hugo: a render hook passes the options on, and brings the script where it is needed', async (context) => {
  const at = await generated('hugo', context);
  if (!at) return;
  const page = await open('', { at });
  await inside(page).getByRole('button', { name: 'Show what happens' }).click();
  await drawn(page, 'hugo');
  assert.equal(await value(playhead(inside(page)), 'max'), 30_000);
  await fits(page, 'podlife-timeline');
  await page.getByRole('link', { name: 'Another page' }).click();
  assert.equal(await page.locator('script').count(), 0);
  await end(page);
});

test('mdBook: words behind the language, its highlighter and its themes', async (context) => {
  const at = await generated('mdbook', context);
  if (!at) return;
  const page = await open('shop.html', { at });
  const frame = inside(page);
  await drawn(page, 'mdbook');
  assert.equal(await value(playhead(frame), 'max'), 30_000);
  assert.doesNotMatch(await frame.locator('.embed__text').textContent(), /Copy/);
  await fits(page, 'podlife-timeline');
  await page.locator('#mdbook-theme-toggle, #theme-toggle').click({ timeout: 500 }).catch(() => {});
  await page.locator('#mdbook-theme-navy, #navy').click();
  await until('it is dark', async () => await frame.locator('html').getAttribute('data-theme') === 'dark');
  // A book asks for what it likes of its own.
  assert.deepEqual(page.elsewhere(), []);
  await page.context().close();
});

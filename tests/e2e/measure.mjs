// Measures how fast the built site is, and says what ../speed.txt allows: node measure.mjs [check] [load edit scrub terminal memory grade]
//
// A browser slows down the main thread of a page alone; the worker that holds the core is made to wait as much longer.

import { readFile } from 'node:fs/promises';
import { Playground } from './playground.mjs';
import { Site } from './site.mjs';
import { busy, crowd, long, sizes, slowed, watchPage } from './measured.mjs';

const SLOW = 4;
const RUNS = 5;
const GROUPS = { load, edit, scrub, terminal, memory, grade };

const words = process.argv.slice(2);
const names = words.filter((word) => word in GROUPS);
const seen = new Map();

const site = await Site.open({ compresses: true });
for (const [name, group] of Object.entries(GROUPS)) {
  if (names.length && !names.includes(name)) continue;
  console.log(`\n${name}`);
  await group();
}
await site.close();
await compare();

/** A playground on a page that is slowed down `slow` times once it stands, with a script before the core's. */
async function open(manifest, { slow = SLOW, before = '', draws = true } = {}) {
  const page = await site.page({ reducedMotion: 'no-preference' });
  page.setDefaultTimeout(60_000);
  await prefix(page, `(${slowed})();(${sizes})();${before}`);
  await page.addInitScript(watchPage);
  // As from the last visit: an address holds less.
  await page.addInitScript((text) => localStorage.setItem('podlife.text', text), manifest);
  const playground = await Playground.open(site, { page });
  if (draws) await page.getByRole('slider', { name: 'Playhead' }).first().waitFor();
  await page.waitForTimeout(draws ? 1500 : 5000);
  const pause = page.getByRole('button', { name: 'Pause' });
  if (await pause.isVisible()) await pause.click();
  const tools = await page.context().newCDPSession(page);
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slow });
  // A call is given up after a second, so it is not slow before its code is compiled.
  await inWorker(page, (slow) => { self.slow = slow; return true; }, slow);
  return { page, playground, tools };
}

/** Every task of the quiz, its given manifest and its solution graded in the worker as the page asks for it. */
async function grade() {
  const page = await site.page();
  await prefix(page, `(${slowed})();(${sizes})();`);
  await page.goto(site.address('quiz.html'));
  await page.getByRole('heading', { name: 'Topics' }).waitFor();
  const { topics } = await (await page.request.get(site.address('quiz.json'))).json();
  const tasks = [];
  for (const { name } of topics) {
    const questions = await (await page.request.get(site.address(`quiz/${name}.json`))).json();
    tasks.push(...questions.filter(({ solution }) => solution));
  }
  const calls = tasks.flatMap((task) => [task.manifest, task.solution].map((manifest) => [JSON.stringify(task), JSON.stringify({ manifest })]));
  const times = await page.evaluate(async ({ calls, slow }) => {
    const worker = new Worker(new URL('core-worker.js', document.baseURI), { type: 'module' });
    const answers = [];
    let answered;
    worker.addEventListener('message', ({ data }) => {
      if (data.waits === undefined && data.ready === undefined) answered?.(data);
    });
    await new Promise((ready) => worker.addEventListener('message', ready, { once: true }));
    const call = (args) => new Promise((done) => {
      const start = performance.now();
      answered = (data) => done([performance.now() - start, data]);
      worker.postMessage({ id: 1, call: 'grade', args });
    });
    // The first rounds load the rest of the core and compile it.
    for (let round = 0; round < 3; round += 1) {
      answers.length = 0;
      for (const args of calls) answers.push(await call(args));
    }
    if (answers.some(([, { answer }]) => !answer)) throw new Error('a task was not graded');
    return answers.map(([time]) => time * slow);
  }, { calls, slow: SLOW });
  tell('grade', times, 0.95);
  await page.context().close();
}

/** Runs `script` in the worker, before what is in it. */
async function prefix(page, script) {
  await page.context().route('**/core-worker*.js*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/** A first visit over a slow network. */
async function load() {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await site.page({ reducedMotion: 'no-preference' });
    page.setDefaultTimeout(60_000);
    await page.addInitScript(watchPage);
    const tools = await page.context().newCDPSession(page);
    await tools.send('Network.enable');
    await tools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
    await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOW });
    await page.goto(site.address(''), { waitUntil: 'commit' });
    await page.getByRole('slider', { name: 'Playhead' }).first().waitFor({ state: 'attached' });
    // It plays to the first moment: what is moved by that is counted.
    await page.waitForTimeout(6000);
    const told = await page.evaluate(() => {
      const { alive, interactive, shift, shifts, largest, long } = window.measured;
      const [content] = performance.getEntriesByName('first-contentful-paint');
      const blocked = long.filter(({ start }) => start > content.startTime && start < alive).reduce((sum, { time }) => sum + time - 50, 0);
      const files = performance.getEntriesByType('resource').map(({ name, startTime, responseEnd, encodedBodySize }) => ({ name: name.replace(/.*\/|\?.*/g, ''), startTime, responseEnd, encodedBodySize }));
      return { content: content.startTime, interactive, alive, shift, shifts, largest, blocked, files, long };
    });
    runs.push(told);
    await page.context().close();
  }
  for (const name of ['content', 'largest', 'interactive', 'alive', 'blocked', 'shift']) tell(`load.${name}`, runs.map((run) => run[name]));
  const [first] = runs;
  for (const { name, startTime, responseEnd, encodedBodySize } of first.files) {
    console.log(`    ${name.padEnd(38)} ${at(startTime)} to ${at(responseEnd)} ms, ${encodedBodySize} bytes`);
  }
  for (const { start, time } of first.long) console.log(`    busy at ${at(start)} for ${at(time)} ms`);
  for (const { value, start, what } of first.shifts) console.log(`    shift of ${value.toFixed(4)} at ${at(start)} ms: ${what}`);
}

/** Letters, each with the time until the page shows what comes of it. */
async function edit() {
  const { page, playground, tools } = await open(busy(10));
  await type(playground, '  name: busy');
  await letters(page, 60, 250);
  const { shown } = await page.evaluate(() => window.measured);
  tell('edit.shown', shown.slice(10), 0.95);
  tell('edit.core (of that, the worker)', await inWorker(page, () => self.worked.slice(-40)), 0.95);

  // Where the page's time goes, in time of its processor, which others on the machine do not change; not slowed down.
  await tools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await inWorker(page, () => { self.slow = 1; return true; });
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => Object.fromEntries((await tools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  const start = await spent();
  await letters(page, 40, 250);
  const end = await spent();
  const parts = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration', 'TaskDuration'].map((name) => `${name} ${at((end[name] - start[name]) / 40)}`);
  console.log(`    the page's processor for each letter, ms, not slowed down: ${parts.join(', ')}`);
  await page.context().close();

  const large = await open(long(500_000), { slow: 1, draws: false });
  await type(large.playground, '  name: long');
  await letters(large.page, 40, 300);
  await large.page.waitForTimeout(500);
  const keys = await large.page.evaluate(() => window.measured.keys);
  tell('edit.key', keys.slice(-40), 0.95);
  console.log(`    ${await large.page.locator('.failure').count() ? 'the core was given up' : 'the core answered'}`);
  await large.page.context().close();
}

async function letters(page, count, pause) {
  for (let letter = 0; letter < count; letter += 1) {
    await page.keyboard.type('abcdefghij'[letter % 10]);
    await page.waitForTimeout(pause);
  }
}

/** Puts the cursor behind the first place of some words. */
async function type({ page, editor }, words) {
  await editor.click();
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < 8; line += 1) {
    await page.keyboard.press('End');
    const text = await page.evaluate(() => getSelection().anchorNode?.parentElement?.closest('.cm-line')?.textContent);
    if (text === words) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`no line ${words}`);
}

/** Frames while a Pod with 5,000 probe marks is scrubbed, played and moved: as they are, and slowed down. */
async function scrub() {
  await marks('', 1);
  await marks('.slow', SLOW);
}

async function marks(pace, slow) {
  const { page } = await open(busy(5), { before: `(${crowd})();`, slow });
  const box = await page.locator('.timeline__picture').boundingBox();
  const told = await page.locator('.item').evaluateAll((items) => items.map((item) => Number(item.getAttribute('aria-label').match(/×(\d+)|(\d+) probes/)?.slice(1).find(Boolean) ?? 1)));
  console.log(`    ${told.reduce((sum, count) => sum + count, 0)} bars and marks in ${told.length} elements`);
  const right = box.x + box.width - 40;
  const left = box.x + 200;
  const sweep = async (y, times) => {
    await page.mouse.move(left, y);
    await page.mouse.down();
    for (let step = 1; step <= times; step += 1) await page.mouse.move(left + ((right - left) * step) / times, y);
    await page.mouse.up();
  };
  await frames(page, 'nothing', () => page.waitForTimeout(1000));
  await frames(page, `scrub.frame${pace}`, () => sweep(box.y + 20, 180));
  await frames(page, `play.frame${pace}`, async () => {
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForTimeout(3000);
    const pause = page.getByRole('button', { name: 'Pause' });
    if (await pause.isVisible()) await pause.click();
  });
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('0');
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('w');
  await frames(page, `pan.frame${pace}`, () => sweep(box.y + 104, 180));
  await page.context().close();
}

/** A frame is the time between two calls of requestAnimationFrame. */
async function frames(page, name, act) {
  await page.evaluate(() => {
    window.frames_seen = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_seen.push(now - last);
      last = now;
      window.frames_run = requestAnimationFrame(frame);
    };
    window.frames_run = requestAnimationFrame(frame);
  });
  await act();
  tell(name, await page.evaluate(() => {
    cancelAnimationFrame(window.frames_run);
    return window.frames_seen.slice(2);
  }), 0.95);
}

/** Commands, each with the time until its answer is painted. */
async function terminal() {
  const { page, playground } = await open(busy(10));
  const field = page.getByRole('textbox', { name: 'Command' });
  const commands = ['kubectl get pods', 'kubectl describe pod busy', 'kubectl logs busy -c a', 'kubectl get pod busy -o yaml', 'kubectl exec busy -c a -- ps'];
  const times = [];
  await field.fill('kubectl get pods');
  await field.press('Enter');
  await playground.terminal.getByText('busy').first().waitFor();
  for (let round = 0; round < 6; round += 1) {
    for (const command of commands) {
      await field.fill(command);
      await page.waitForTimeout(150);
      const time = page.evaluate(() => new Promise((done) => {
        const log = document.querySelector('[role="log"][aria-label="Output"]');
        let start;
        document.addEventListener('keydown', ({ timeStamp }) => { start = timeStamp; }, { once: true, capture: true });
        // The command itself comes first, its answer after it.
        let calls = 0;
        const observer = new MutationObserver(() => {
          calls += 1;
          const now = calls;
          setTimeout(() => {
            if (now !== calls) return;
            observer.disconnect();
            done(window.measured_last - start);
          }, 400);
          requestAnimationFrame((frame) => { window.measured_last = frame; });
        });
        observer.observe(log, { childList: true, subtree: true, characterData: true });
      }));
      await field.press('Enter');
      times.push(await Promise.race([time, page.waitForTimeout(5000).then(() => 5000)]));
    }
  }
  tell('terminal.answer', times, 0.95);
  await page.context().close();
}

/** What is still held after 1,000 edits. */
async function memory() {
  const { page, playground, tools } = await open(busy(3), { slow: 1 });
  await tools.send('HeapProfiler.enable');
  await type(playground, '  name: busy');
  const held = async () => {
    await page.waitForTimeout(1000);
    await tools.send('HeapProfiler.collectGarbage');
    await tools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await tools.send('Runtime.getHeapUsage');
    const app = await page.evaluate(() => window.measured.app?.memory.buffer.byteLength ?? 0);
    const core = await inWorker(page, () => self.memories.at(-1)?.buffer.byteLength ?? 0);
    return { page: usedSize / 1e6, app: app / 1e6, core: core / 1e6 };
  };
  const edits = async (count) => {
    for (let done = 0; done < count; done += 20) {
      for (const letter of 'abcdefghij') await page.keyboard.type(letter, { delay: 20 });
      for (let letter = 0; letter < 10; letter += 1) await page.keyboard.press('Backspace', { delay: 10 });
    }
  };
  await edits(200);
  let before = await held();
  const first = before;
  for (let count = 0; count < 1000; count += 250) {
    await edits(260);
    before = await held();
    console.log(`    after ${count + 250}: page ${before.page.toFixed(2)} MB, wasm of the application ${before.app.toFixed(2)} MB, of the core ${before.core.toFixed(2)} MB`);
  }
  for (const name of ['page', 'app', 'core']) tell(`memory.${name}`, [before[name] - first[name]]);
  await page.context().close();
}

async function inWorker(page, act, word) {
  for (const worker of page.workers()) {
    const told = await worker.evaluate(act, word).catch(() => undefined);
    if (told !== undefined) return told;
  }
  throw new Error('no worker');
}

function at(number) {
  return Math.abs(number) < 10 ? number.toFixed(2) : number.toFixed(0);
}

/** Prints the median, or another share, of the figures. */
function tell(name, figures, share = 0.5) {
  const sorted = figures.filter((figure) => Number.isFinite(figure)).sort((a, b) => a - b);
  const of = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  seen.set(name, of(share));
  console.log(`  ${name.padEnd(18)} median ${at(of(0.5))}, p95 ${at(of(0.95))}, least ${at(of(0))}, most ${at(of(1))}, of ${sorted.length}`);
}

/** Holds what was seen against what is allowed. */
async function compare() {
  const text = await readFile(new URL('../speed.txt', import.meta.url), 'utf8');
  console.log('');
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const [name, , aim, unit, ...what] = line.split(/\s+/);
    if (!seen.has(name)) continue;
    const isOver = !(seen.get(name) <= Number(aim));
    console.log(`${isOver ? 'over  ' : 'within'} ${name.padEnd(18)} ${at(seen.get(name)).padStart(8)} of ${aim} ${unit}: ${what.join(' ')}`);
    if (isOver && words.includes('check')) process.exitCode = 1;
  }
}

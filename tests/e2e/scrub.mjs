// Measures how fluently a long run is scrubbed, moved and played: node scrub.mjs [slow-down, 4 without one]
//
// The Pod has five containers. The core leaves out probe results that tell nothing new where there are many; here the
// worker's answer is given 1000 marks for each lane on its way, every tenth a failure, and as many causes. The browser is
// slowed down by its own tools; a frame is the time between two calls of requestAnimationFrame.

import { Playground, shared } from './playground.mjs';
import { Site } from './site.mjs';

const SLOW = Number(process.argv[2] ?? 4);
const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: busy
spec:
  containers:
${['a', 'b', 'c', 'd', 'e'].map((name) => `  - name: ${name}\n    image: nginx:1.29\n`).join('')}---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  until: 1000s
`;

/** Runs in the worker, before it: what it answers gets the marks. */
function crowd() {
  const send = self.postMessage.bind(self);
  self.postMessage = (message) => {
    const report = message.answer?.startsWith('{"documents"') && JSON.parse(message.answer);
    if (!report?.run) return send(message);
    const { timeline, causes } = report.run;
    for (const lane of timeline.lanes) {
      for (let index = 0; index < 1000; index += 1) {
        const [kind, word] = index % 10 ? ['probeSuccess', 'succeeded'] : ['probeFailure', 'failed'];
        const at = 2000 + index * 990;
        lane.marks.push({ kind, at, label: `readiness probe ${word}`, cause: causes.length });
        causes.push({ ...causes[0], at, what: `The readiness probe of ${lane.name} ${word}`, because: [0], rule_id: 'probe.run', container: lane.name });
      }
    }
    return send({ ...message, answer: JSON.stringify(report) });
  };
}

const site = await Site.open();
const page = await site.page({ reducedMotion: 'no-preference' });
await page.context().route('**/core-worker*.js*', async (route) => {
  const response = await route.fetch();
  await route.fulfill({ response, body: `(${crowd})();\n${await response.text()}` });
});
await Playground.open(site, { fragment: shared(manifest), page });
await page.getByRole('row', { name: 'e', exact: true }).waitFor();
await page.waitForTimeout(1000);
const pause = page.getByRole('button', { name: 'Pause' });
if (await pause.isVisible()) await pause.click();
const box = await page.locator('.timeline__picture').boundingBox();
const told = await page.locator('.item').evaluateAll((items) => items.map((item) => Number(item.getAttribute('aria-label').match(/×(\d+)|(\d+) probes/)?.slice(1).find(Boolean) ?? 1)));
console.log(`${told.reduce((sum, count) => sum + count, 0)} bars and marks in ${told.length} elements`);
const tools = await page.context().newCDPSession(page);
await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOW });

async function measure(name, act) {
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
  const seen = await page.evaluate(() => {
    cancelAnimationFrame(window.frames_run);
    return window.frames_seen.slice(2);
  });
  seen.sort((a, b) => a - b);
  const at = (share) => seen[Math.min(seen.length - 1, Math.floor(seen.length * share))].toFixed(1);
  const late = seen.filter((time) => time > 20).length;
  console.log(`${name}: ${seen.length} frames, median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms, ${late} later than 20 ms`);
}

const right = box.x + box.width - 40;
const left = box.x + 200;
const sweep = async (y, times) => {
  await page.mouse.move(left, y);
  await page.mouse.down();
  for (let step = 1; step <= times; step += 1) {
    await page.mouse.move(left + ((right - left) * step) / times, y);
  }
  await page.mouse.up();
};

await measure('nothing', () => page.waitForTimeout(1000));
await measure('scrub', () => sweep(box.y + 20, 180));
await measure('play', async () => {
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(3000);
  if (await pause.isVisible()) await pause.click();
});
await page.evaluate(() => document.activeElement?.blur());
await page.keyboard.press('0');
for (let step = 0; step < 5; step += 1) await page.keyboard.press('w');
await measure('pan', () => sweep(box.y + 104, 180));
await site.close();

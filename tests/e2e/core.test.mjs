import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground } from './playground.mjs';
import { Site } from './site.mjs';

// None of the examples is as wrong as this.
const WRONG = `apiVersion: batch/v1
kind: CronJob
metadata: {name: tides}
spec:
  schedule: "* *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          volumes: [{name: sea, nfs: {server: "", path: water}}]
          containers: [{name: moon, image: busybox:1.36}]
`;
const SAYS = 'spec.jobTemplate.spec.template.spec.volumes[0].nfs.server: Required value';

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

test('the first Pod is alive before the rest of the core has come, and what needs it waits for it', async () => {
  const page = await site.page();
  let arrive;
  const arrival = new Promise((done) => { arrive = done; });
  await page.context().route('**/worker_rest.wasm*', async (route) => {
    await arrival;
    await route.continue();
  });
  const playground = await Playground.open(site, { page });
  await playground.timeline.waitFor();
  await playground.paste(WRONG);
  // Longer than a call of the core may take: the network is not the core.
  await page.waitForTimeout(1500);
  assert.equal(await playground.problems.filter({ hasText: SAYS }).count(), 0, 'nothing of the first part knows it');
  assert.equal(await page.locator('#app[aria-busy="true"]').count(), 1, 'that it works is shown');
  arrive();
  await playground.problems.filter({ hasText: SAYS }).first().waitFor();
  await page.locator('#app:not([aria-busy])').waitFor();
  assert.equal(await page.locator('#app[aria-busy]').count(), 0, 'and not for longer');
  assert.deepEqual(page.problems, []);
});

test('a rest that does not come at first is asked for again', async () => {
  const page = await site.page();
  let isThere = false;
  await page.context().route('**/worker_rest.wasm*', (route) => isThere ? route.continue() : route.abort());
  const playground = await Playground.open(site, { page });
  await playground.timeline.waitFor();
  await playground.paste(WRONG);
  await page.getByText('Your text is safe').first().waitFor();
  isThere = true;
  await playground.paste(`${WRONG}# once more\n`);
  await playground.problems.filter({ hasText: SAYS }).first().waitFor();
});

test('the first view needs the first part of the application alone, and what comes before the rest waits for it', async () => {
  const page = await site.page();
  let asked = 0;
  let isThere = false;
  await page.context().route('**/app-*_rest.wasm', (route) => {
    asked += 1;
    return isThere ? route.continue() : route.abort();
  });
  const playground = await Playground.open(site, { page });
  await playground.timeline.waitFor();
  await page.getByRole('button', { name: 'Play', exact: true }).first().waitFor();
  assert.equal(asked, 1, 'it was fetched for later, and not waited for');
  isThere = true;
  await page.getByRole('button', { name: 'As table' }).click();
  await page.getByRole('table').first().waitFor();
  assert.equal(asked, 2);
});

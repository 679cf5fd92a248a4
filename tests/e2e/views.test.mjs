import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './axe.mjs';
import { Playground, pane, shared } from './playground.mjs';
import { Site, picture } from './site.mjs';

const SHOP = `apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      initContainers:
      - name: migrate
        image: busybox:1.37
        command: [sh, -c, sleep 3]
        resources: {requests: {cpu: 500m, memory: 64Mi}}
      - name: proxy
        image: envoyproxy/envoy:v1.34.0
        restartPolicy: Always
        resources: {limits: {cpu: 50m, memory: 64Mi}}
      containers:
      - name: app
        image: busybox:1.37
        command: [sh, -c, 'while true; do echo line >> /var/log/out; sleep 1; done']
        ports: [{containerPort: 8080, name: http}]
        resources: {requests: {cpu: 200m, memory: 256Mi}}
        volumeMounts: [{name: logs, mountPath: /var/log}]
      - name: shipper
        image: busybox:1.37
        command: [tail, -F, /logs/out]
        volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
      volumes: [{name: logs, emptyDir: {}}]
`;

const HOSTILE = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: '"><img src=x onerror=document.title=1>'
    image: '<script>document.title=2</script>'
    resources: {requests: {'<b>x</b>': 1}}
`;

const SIZES = [
  ['on a desktop', { width: 1440, height: 900 }],
  ['on a phone', { width: 360, height: 640 }],
];

let site;
before(async () => { site = await Site.open(); });
after(() => site?.close());

/** Shows a tab of the dock. */
async function show(page, name) {
  await pane(page, 'Terminal');
  await page.getByRole('tab', { name, exact: true }).click();
  return page.getByRole('tabpanel', { name, exact: true });
}

async function open(text, options) {
  const playground = await Playground.open(site, { fragment: shared(text), ...options });
  const playhead = playground.page.getByRole('slider', { name: 'Playhead', includeHidden: true });
  // On a busy machine the first answer may take longer than the page waits for it.
  for (let tries = 0; tries < 3 && !await playhead.waitFor({ state: 'attached', timeout: 3000 }).then(() => true, () => false); tries += 1) {
    await playground.page.reload();
    await playground.ready();
  }
  return { playground, page: playground.page };
}

for (const [name, size] of SIZES) {
  test(`what is reserved, by which container, and what it costs, ${name}`, async () => {
    const { playground, page } = await open(SHOP, size);
    const panel = await show(page, 'Resources');
    await panel.getByText('max(init migrate: 500m, running: 50m + 200m) + overhead 0 = 500m').waitFor();
    await panel.getByText('max(init migrate: 64Mi, running: 64Mi + 256Mi) + overhead 0 = 320Mi').waitFor();
    await panel.getByRole('row', { name: /init migrate/ }).first().getByText('decides').waitFor();
    await panel.getByRole('heading', { name: 'Quality of service: Burstable' }).waitFor();
    await panel.getByText('3 Pods reserve cpu 1500m and memory 960Mi.').waitFor();

    const replicas = panel.getByRole('textbox', { name: 'Replicas' });
    await replicas.pressSequentially('10');
    await panel.getByText('10 Pods reserve cpu 5 and memory 3200Mi.').waitFor();
    await panel.getByRole('textbox', { name: 'Price of a CPU hour' }).fill('0.04');
    await panel.getByText('0.2000 an hour, 146.00 in a month').waitFor();
    assert.equal(await replicas.inputValue(), '10');

    await panel.getByRole('button', { name: '500m', exact: true }).click();
    await page.getByRole('textbox', { name: 'Manifest' }).waitFor();
    await playground.shown.filter({ hasText: 'cpu: 500m' }).waitFor();
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.foreign, []);
  });

  test(`who is in the Pod and who uses whose, ${name}`, async () => {
    const { playground, page } = await open(SHOP, size);
    const panel = await show(page, 'Pod');
    const app = panel.getByRole('button', { name: /^app, app container/ });
    await app.waitFor();
    assert.match(await app.getAttribute('aria-label'), /writes volume logs at \/var\/log \(rw\)/);
    await panel.getByRole('button', { name: /^shipper, .* reads volume logs at \/logs \(ro\)/ }).waitFor();
    await panel.getByRole('button', { name: 'Volume logs, emptyDir' }).waitFor();
    const wide = await panel.evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    assert.ok(wide <= 0, `${wide} px too wide`);
    await picture(page, `views-pod-${size.width}`);

    await panel.getByText('In words').click();
    await panel.getByText('Service shop leads port 80 to 8080, app.').waitFor();

    await app.focus();
    await page.keyboard.press('Enter');
    await playground.shown.filter({ hasText: 'name: app' }).waitFor();
    assert.deepEqual(page.problems, []);
  });
}

test('the status at the playhead, with what its last change brought', async () => {
  const { page } = await open(SHOP, {});
  const panel = await show(page, 'Status');
  const playhead = page.getByRole('slider', { name: 'Playhead' });
  await playhead.press('Home');
  await panel.getByText('phase: Pending').waitFor();
  await playhead.press('End');
  await panel.getByText('phase: Running').waitFor();
  await panel.getByText('qosClass: Burstable').waitFor();
  assert.notEqual(await panel.locator('mark').count(), 0);
  assert.deepEqual(page.problems, []);
});

test('the views follow the text and the playhead, and keep the focus', async () => {
  const { playground, page } = await open(SHOP);
  const panel = await show(page, 'Pod');
  const app = panel.getByRole('button', { name: /^app, / });
  await app.waitFor();
  await page.getByRole('slider', { name: 'Playhead' }).press('Home');
  await panel.getByRole('button', { name: /^app, app container, image/ }).waitFor();
  await app.focus();
  await page.getByRole('slider', { name: 'Playhead' }).evaluate((slider) => slider.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'End', code: 'End', bubbles: true, cancelable: true })));
  await panel.getByRole('button', { name: /^app, app container, running/ }).waitFor();
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^app, /);

  await playground.paste(SHOP.replaceAll('logs', 'spool'));
  await panel.getByRole('button', { name: 'Volume spool, emptyDir' }).waitFor();
  await show(page, 'Resources');
  await playground.paste(SHOP.replace('cpu: 500m', 'cpu: 100m'));
  await page.getByText('max(init migrate: 100m, running: 50m + 200m) + overhead 0 = 250m').waitFor();
  await playground.paste('kind: ConfigMap\napiVersion: v1\n');
  await page.getByText('Nothing to show before there is a Pod.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('hostile names come out as text', async () => {
  const { page } = await open(HOSTILE);
  const title = await page.title();
  for (const name of ['Resources', 'Pod']) {
    const panel = await show(page, name);
    await panel.getByText('onerror').first().waitFor({ state: 'attached' });
    assert.equal(await panel.locator('img, script').count(), 0);
  }
  assert.equal(await page.title(), title);
});

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing serious or critical in the views, ${theme}`, async () => {
    for (const [, size] of SIZES) {
      const { page } = await open(SHOP, { theme, ...size });
      for (const [name, words] of [['Resources', 'Reserved in each phase'], ['Pod', 'In words']]) {
        const panel = await show(page, name);
        await panel.getByText(words).waitFor();
        await picture(page, `views-${name}-${theme}-${size.width}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wider <= 0, `${name}: ${wider} px too wide at ${size.width}`);
        assert.deepEqual(await barriers(page), [], `${name} at ${size.width}`);
      }
      await page.context().close();
    }
  });
}

// What measure.mjs measures with: manifests, and scripts that run in pages and in the worker.

const letters = 'abcdefghijklmnopqrst'.split('');

/** A Pod of so many containers with probes, which is watched for 1000 seconds. */
export function busy(count) {
  const containers = letters.slice(0, count).map((name, index) => `  - name: ${name}
    image: nginx:1.29
    ports: [{containerPort: ${8000 + index}}]
    readinessProbe: {httpGet: {path: /, port: ${8000 + index}}, periodSeconds: 10}
`);
  return `apiVersion: v1
kind: Pod
metadata:
  name: busy
spec:
  containers:
${containers.join('')}---
apiVersion: podlife.dev/v1alpha1
kind: Scenario
spec:
  until: ${count > 5 ? 120 : 1000}s
`;
}

/** A Pod, and ConfigMaps until the text has so many bytes. */
export function long(bytes) {
  const head = `apiVersion: v1
kind: Pod
metadata:
  name: long
spec:
  containers:
  - name: app
    image: nginx:1.29
`;
  const parts = [head];
  for (let index = 0, size = head.length; size < bytes; index += 1) {
    const part = `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-${index}\ndata:\n${letters.map((letter) => `  key-${letter}: value ${letter} of ${index}, some words that fill the line\n`).join('')}`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}

/** Runs in the worker, before it: each answer takes `slow` times as long, and how long is kept. */
export function slowed() {
  self.worked = [];
  self.slow = 1;
  let start = 0;
  self.addEventListener('message', () => { start = performance.now(); });
  const send = self.postMessage.bind(self);
  self.postMessage = (message) => {
    if (message.id !== undefined) {
      const end = start + (performance.now() - start) * self.slow;
      while (performance.now() < end);
      self.worked.push(performance.now() - start);
    }
    send(message);
  };
}

/** Runs in the worker, before it: keeps the memories of what is instantiated. */
export function sizes() {
  self.memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...args) => {
      const made = await real(...args);
      const { memory } = (made.instance ?? made).exports;
      if (memory) self.memories.push(memory);
      return made;
    };
  }
  const Real = WebAssembly.Instance;
  WebAssembly.Instance = new Proxy(Real, {
    construct(target, args) {
      const made = new target(...args);
      if (made.exports.memory) self.memories.push(made.exports.memory);
      return made;
    },
  });
}

/** Runs in the worker, before it: each lane of what it answers gets 1000 marks, every tenth a failure, and as many causes. */
export function crowd() {
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

/** Runs in the page, before it: keeps when what happened. */
export function watchPage() {
  const measured = { shift: 0, shifts: [], long: [], keys: [], shown: [] };
  window.measured = measured;
  const watch = (type, act, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true, ...more });
  watch('layout-shift', ({ value, startTime, hadRecentInput, sources }) => {
    if (hadRecentInput) return;
    measured.shift += value;
    measured.shifts.push({ value, start: startTime, what: sources.map(({ node }) => node?.className?.baseVal ?? node?.className ?? node?.nodeName).join(', ') });
  });
  watch('longtask', ({ startTime, duration }) => measured.long.push({ start: startTime, time: duration }));
  watch('largest-contentful-paint', ({ startTime }) => { measured.largest = startTime; });
  watch('event', ({ name, duration }) => name === 'keydown' && measured.keys.push(duration), { durationThreshold: 16 });
  addEventListener('TrunkApplicationStarted', ({ detail }) => { measured.app = detail.wasm; });

  // A letter until the timeline has the new name of the Pod, and that is painted.
  let pressed;
  addEventListener('keydown', ({ timeStamp, key }) => { if (key.length === 1) pressed = timeStamp; }, true);
  let name;
  new MutationObserver(() => {
    const now = performance.now();
    if (!measured.interactive && document.querySelector('textarea, .cm-content')) {
      // The next turn of the page's loop comes when it would have heard a key.
      measured.interactive = now;
      setTimeout(() => { measured.interactive = performance.now(); });
    }
    const drawn = document.querySelector('[role="group"][aria-label^="Timeline of Pod"]')?.ariaLabel;
    if (drawn && !measured.alive) requestAnimationFrame(() => setTimeout(() => { measured.alive ??= performance.now(); }));
    if (drawn === name) return;
    name = drawn;
    const start = pressed;
    if (start !== undefined) requestAnimationFrame(() => setTimeout(() => measured.shown.push(performance.now() - start)));
  }).observe(document, { childList: true, subtree: true, attributeFilter: ['aria-label'] });
}

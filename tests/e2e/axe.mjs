// What axe finds, in words that say where.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical findings on a page as it stands. */
export async function barriers(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => {
    const why = failureSummary.split('\n').slice(1).join(' ').trim();
    return `${id} (${help}) at ${target.flat().join(' ')}: ${why}`;
  }));
}

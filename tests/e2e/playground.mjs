// The playground as a person meets it: by roles and names.

import { deflateRawSync } from 'node:zlib';

export class Playground {
  constructor(page) {
    this.page = page;
  }

  /** Opens it and waits until the editor has replaced the plain text area. */
  static async open(site, { fragment = '', page, ...options } = {}) {
    const playground = new Playground(page ?? await site.page(options));
    await playground.page.goto(site.address('') + fragment);
    await playground.ready();
    return playground;
  }

  /** A phone shows one pane at a time: there the editor may be out of sight. */
  async ready() {
    await this.page.locator('.cm-content').waitFor({ state: 'attached' });
  }

  get editor() {
    return this.page.locator('.cm-content');
  }

  get timeline() {
    return this.page.getByRole('group', { name: /^Timeline of Pod/ });
  }

  get problems() {
    return this.page.getByRole('region', { name: 'Problems' }).getByRole('listitem');
  }

  get terminal() {
    return this.page.getByRole('log', { name: 'Output' });
  }

  /** What the editor underlines, with the severity as its class says. */
  get underlined() {
    return this.page.locator('.cm-lintRange');
  }

  /** The lines that the page points at. */
  get shown() {
    return this.page.locator('.podlife-shown');
  }

  /** Replaces the text as a paste does. */
  async paste(text) {
    // Not clicked: the middle of a long line may be out of sight.
    await this.editor.focus();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  /** The text as the editor shows it; it draws all lines of a short one. */
  async text() {
    const lines = await this.page.locator('.cm-line').allTextContents();
    return lines.join('\n');
  }
}

/** Shows a pane, where the page shows one at a time, as on a phone. */
export async function pane(page, name) {
  const panes = page.getByRole('navigation', { name: 'Panes' });
  if (await panes.isVisible()) await panes.getByRole('button', { name }).click();
}

/** What is copied, once something is. */
export async function copied(page) {
  for (let tries = 0; tries < 100; tries += 1) {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    if (text) return text;
    await page.waitForTimeout(50);
  }
  throw new Error('nothing was copied');
}

/** The fragment of a share link. */
export function shared(text) {
  return `#v1=${deflateRawSync(Buffer.from(text)).toString('base64url')}`;
}

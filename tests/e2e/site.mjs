// Serves the built site under a sub-path, and opens its pages in Chromium.

import { createServer } from 'node:http';
import { mkdir, readFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.DIST ?? join(here, '../../dist');

// The site must work wherever it is put.
const BASE = '/sub/path/';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
};

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// How long a page may take for what a test waits for.
const PATIENCE = 10_000;

/** The site, served, and a browser to look at it with. */
export class Site {
  static async open() {
    if (!existsSync(join(dist, 'index.html'))) {
      throw new Error('dist/ holds no site: cargo xtask build');
    }
    const site = new Site();
    site.server = createServer((request, response) => answer(request, response));
    await new Promise((listening) => site.server.listen(0, '127.0.0.1', listening));
    site.origin = `http://127.0.0.1:${site.server.address().port}`;
    site.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
    return site;
  }

  async close() {
    await this.browser.close();
    this.server.closeAllConnections();
    this.server.close();
  }

  address(path) {
    return this.origin + BASE + path;
  }

  /**
   * A page in a context of its own: nothing is remembered from other tests.
   * It keeps what it asked for (`asked`), what left the site (`foreign`) and what went wrong (`problems`).
   */
  async page({ theme = 'light', width = 1440, height = 900, javaScriptEnabled = true, reducedMotion = 'reduce', hasTouch = false } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      javaScriptEnabled,
      reducedMotion,
      hasTouch,
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: this.origin });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.asked = [];
    page.foreign = [];
    page.problems = [];
    context.on('request', (request) => {
      const url = request.url();
      page.asked.push(url);
      if (!url.startsWith(this.origin + BASE) && !/^(data|blob|about):/.test(url)) {
        page.foreign.push(url);
      }
    });
    page.on('pageerror', (error) => page.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        page.problems.push(message.text());
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 400) {
        page.problems.push(`${response.status()} ${response.url()}`);
      }
    });
    return page;
  }
}

/** Keeps a picture to be looked at. */
export async function picture(page, name) {
  const folder = join(here, 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  // Browsers ask for it by themselves.
  if (pathname === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  let path = normalize(decodeURIComponent(pathname));
  if (!path.startsWith(BASE)) {
    response.writeHead(404).end('outside of the site');
    return;
  }
  path = join(dist, path.slice(BASE.length));
  if (existsSync(path) && statSync(path).isDirectory()) {
    if (!pathname.endsWith('/')) {
      response.writeHead(301, { location: `${pathname}/` }).end();
      return;
    }
    path = join(path, 'index.html');
  }
  if (!existsSync(path)) {
    response.writeHead(404).end('not found');
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    // An embedding page with an opaque origin may load the modules.
    'access-control-allow-origin': '*',
  });
  response.end(await readFile(path));
}

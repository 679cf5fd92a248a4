// Serves the built site under a sub-path, and opens its pages in Chromium.

import { createServer } from 'node:http';
import { mkdir, readFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { dist, here } from './pages.mjs';

export { dist };

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
  /** What is served instead of a file, by its path below the site's root. */
  instead = new Map();

  /** Whether nobody answers. */
  isDown = false;

  /** `compresses`: as a real server does, and with the names by which a browser asks whether a file is still the same. */
  static async open({ compresses = false } = {}) {
    if (!existsSync(join(dist, process.env.PODLIFE_SITE ? '404.html' : 'index.html'))) {
      throw new Error('dist/ holds no site: cargo xtask build');
    }
    const site = new Site();
    site.server = createServer((request, response) => site.answer(request, response, compresses));
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
   * A page in a context of its own: nothing is remembered from other tests, and nothing kept by a service worker unless asked for.
   * It keeps what it asked for (`asked`), what left the site (`foreign`) and what went wrong (`problems`).
   */
  async page({ theme = 'light', width = 1440, height = 900, javaScriptEnabled = true, reducedMotion = 'reduce', serviceWorkers = 'block', ...more } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      javaScriptEnabled,
      reducedMotion,
      serviceWorkers,
      ...more,
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

  async answer(request, response, compresses) {
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
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
    path = path.slice(BASE.length);
    const file = join(dist, path);
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!pathname.endsWith('/')) {
        response.writeHead(301, { location: `${pathname}/` }).end();
        return;
      }
      path = join(path, 'index.html');
    }
    const replaced = this.instead.get(path);
    if (replaced === undefined && !existsSync(join(dist, path))) {
      response.writeHead(404).end('not found');
      return;
    }
    const head = {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      // An embedding page with an opaque origin may load the modules.
      'access-control-allow-origin': '*',
    };
    let body = replaced ?? await readFile(join(dist, path));
    // As it is written for a site with this path: `podlife site --base`.
    if (path === '404.html') body = String(body).replaceAll('="/', `="${BASE}`);
    if (compresses) compressed(path, body, head, request, response);
    else response.writeHead(200, head).end(body);
  }
}

const packed = new Map();

/** Answers with the file as it travels from a common server: brotli or gzip, to be kept for ten minutes. */
function compressed(path, body, head, request, response) {
  const etag = `"${body.length}"`;
  Object.assign(head, { etag, 'cache-control': 'max-age=600', vary: 'accept-encoding' });
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, head).end();
    return;
  }
  const kind = ['br', 'gzip'].find((kind) => request.headers['accept-encoding']?.includes(kind));
  if (!kind || extname(path) === '.png') {
    response.writeHead(200, head).end(body);
    return;
  }
  const key = `${kind} ${path} ${etag}`;
  if (!packed.has(key)) {
    // What servers use who compress once: 9 of 11 for brotli.
    const brotli = () => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
    packed.set(key, kind === 'br' ? brotli() : gzipSync(body, { level: 9 }));
  }
  response.writeHead(200, { ...head, 'content-encoding': kind }).end(packed.get(key));
}

/** Keeps a picture to be looked at. */
export async function picture(page, name) {
  const folder = join(here, 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

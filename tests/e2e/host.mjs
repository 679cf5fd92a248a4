// Somebody else's site: pages of another origin, and of another site for the browser, which keeps them in another process.

import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const hosts = fileURLToPath(new URL('../hosts/', import.meta.url));

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
};

// What stands in the pages where readers of the guide have the address of the site.
const PODLIFE = 'https://podlife.dev/';

export class Host {
  /** Pages that are no files, by their path. */
  pages = new Map();

  /** The files below `folder`; `podlife` is the address of the site whose script they load, `written` what stands for it in them. */
  static async open(folder, podlife, { name = 'localhost', written = PODLIFE } = {}) {
    const host = new Host();
    host.server = createServer(({ url }, response) => {
      let path = normalize(decodeURIComponent(new URL(url, 'http://host').pathname)).slice(1);
      if (path === 'favicon.ico') return response.writeHead(204).end();
      const file = () => join(folder, path);
      if (!host.pages.has(path) && existsSync(file()) && statSync(file()).isDirectory()) path = join(path, 'index.html');
      if (!host.pages.has(path) && !existsSync(file())) return response.writeHead(404).end('not found');
      const type = TYPES[extname(path)] ?? (host.pages.has(path) ? TYPES['.html'] : 'application/octet-stream');
      const body = host.pages.get(path) ?? readFileSync(file());
      const isText = /^text|json|xml/.test(type);
      response.writeHead(200, { 'content-type': type }).end(isText ? String(body).replaceAll(written, podlife) : body);
    });
    // Both of what the name may mean.
    await new Promise((listening) => host.server.listen(0, name === 'localhost' ? undefined : name, listening));
    host.origin = `http://${name}:${host.server.address().port}`;
    return host;
  }

  address(path) {
    return `${this.origin}/${path}`;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

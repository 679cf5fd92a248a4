// Where the site leads to, and that it needs nobody else to be read. Nothing is fetched here.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attribute, dist, elements, here, pages, tree } from './pages.mjs';

// Attributes by which a browser fetches at once, and what a <link> may only point at.
const LOADING = new Set(['action', 'background', 'data', 'formaction', 'poster', 'src', 'srcset', 'style']);
const POINTING = new Set(['alternate', 'author', 'canonical', 'help', 'license', 'next', 'prev']);

// The start of an address with a host, wherever it stands in an attribute or a style sheet.
const ADDRESS = /(?<![\w/:])(?:https?:)?\/\/([\w.-]+)[^\s"')]*/gi;

/** Whether a browser that shows the page asks for what the attribute names. */
function isLoaded(element, name) {
  if (LOADING.has(name)) return true;
  if (name !== 'href') return false;
  if (element.tagName === 'link') return attribute(element, 'rel').split(' ').some((rel) => !POINTING.has(rel));
  return !['a', 'area'].includes(element.tagName);
}

/** Every address of another host in an attribute of a page. */
function* addresses(path) {
  for (const element of elements(tree(path))) {
    for (const { name, value } of element.attrs) {
      if (!LOADING.has(name) && !['content', 'href'].includes(name)) continue;
      for (const [address, host] of value.matchAll(ADDRESS)) {
        yield { address, host, isLoaded: isLoaded(element, name), tag: element.tagName };
      }
    }
  }
}

test('the site leads to hosts that somebody has chosen', () => {
  const chosen = readFileSync(join(here, 'hosts.txt'), 'utf8').trim().split('\n');
  const found = new Map();
  for (const path of pages()) {
    for (const { host } of addresses(path)) found.set(host, found.get(host) ?? path);
  }
  const added = [...found].filter(([host]) => !chosen.includes(host)).map(([host, path]) => `${host} (${path})`);
  assert.deepEqual(added, [], 'not in tests/e2e/hosts.txt');
  assert.deepEqual(chosen, [...found.keys()].sort(), 'hosts.txt is sorted and names no host that no page leads to');
});

test('no page and no style sheet loads anything from another host', () => {
  const loaded = pages().flatMap((path) => [...addresses(path)].filter(({ isLoaded }) => isLoaded).map(({ address, tag }) => `${path}: <${tag}> ${address}`));
  const sheets = readdirSync(dist, { recursive: true }).filter((path) => path.endsWith('.css'));
  const imported = sheets.flatMap((path) => [...readFileSync(join(dist, path), 'utf8').matchAll(/(?:url\(|@import)[^;)]*/gi)]
    .filter(([what]) => what.match(ADDRESS)).map(([what]) => `${path}: ${what}`));
  assert.deepEqual([...loaded, ...imported], []);
});

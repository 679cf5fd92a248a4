// The pages of the built site as files. What is written in them needs no browser to be read.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'parse5';

export const here = dirname(fileURLToPath(import.meta.url));

/** Where the site is. PODLIFE_SITE names another folder, also one that holds the pages without the application. */
export const dist = process.env.PODLIFE_SITE ?? process.env.DIST ?? join(here, '../../dist');

/** Every HTML page of the site, by its path: `learn/native-sidecars/index.html`. */
export function pages() {
  if (!existsSync(join(dist, '404.html'))) {
    throw new Error(`${dist} holds no site: cargo xtask build`);
  }
  const paths = readdirSync(dist, { recursive: true }).filter((path) => path.endsWith('.html'));
  return paths.map((path) => path.replaceAll(sep, '/')).sort();
}

/** A page as a tree. */
export const tree = (path) => parse(readFileSync(join(dist, path), 'utf8'));

/** All elements below a node, in the order of the page. */
export function* elements(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elements(child);
  }
}

export const attribute = (element, name) => element.attrs.find((it) => it.name === name)?.value;

export const hasClass = (element, name) => (attribute(element, 'class') ?? '').split(' ').includes(name);

/** What ends a line of text. Everything else stands within one. */
const BLOCKS = new Set('article aside blockquote br button caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr label li main nav ol option output p pre section select summary table tbody td th thead tr ul'.split(' '));

/**
 * The texts of a page's <main>, one for each run within a block, with the elements that hold it from the outside in.
 * `instead` says with which text an element is replaced: `''` leaves it out, `undefined` takes what is in it.
 */
export function texts(path, instead) {
  const main = [...elements(tree(path))].find(({ tagName }) => tagName === 'main');
  const found = [];
  let text = '';
  const end = (holders) => {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    if (line) found.push({ text: line, holders });
    text = '';
  };
  const walk = (node, holders) => {
    for (const child of node.childNodes) {
      if (child.nodeName === '#text') text += child.value;
      if (!child.tagName) continue;
      const isBlock = BLOCKS.has(child.tagName);
      if (isBlock) end(holders);
      const replaced = instead(child);
      // Labels stand side by side without a blank.
      const apart = child.tagName === 'span' ? ' ' : '';
      text += apart + (replaced ?? '');
      if (replaced === undefined) walk(child, isBlock ? [...holders, child] : holders);
      text += apart;
      if (isBlock) end([...holders, child]);
    }
  };
  if (main) walk(main, [main]);
  end([main]);
  return found;
}

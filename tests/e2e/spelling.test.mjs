// Every page is spelled right, in American English.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import english from 'dictionary-en';
import nspell from 'nspell';
import { attribute, hasClass, here, pages, texts } from './pages.mjs';

// What is typed, drawn or named by a machine.
const NO_PROSE = new Set(['code', 'pre', 'script', 'style', 'svg']);

/** Names that somebody gave: to containers and Pods, to rules, and to the checks of other tools. */
function isName(element, path) {
  const { tagName, childNodes: [first], parentNode } = element;
  return hasClass(element, 'card__foot')
    || tagName === 'option'
    || (tagName === 'a' && attribute(element, 'href').endsWith(`rules/${first?.value}/`))
    || (['figcaption', 'dt'].includes(tagName) && path.startsWith('examples/'))
    || (tagName === 'td' && path.startsWith('guides/side-by-side/') && parentNode.childNodes[0] !== element);
}

const spell = nspell(english);

/** The project's own words: one a line, sorted. */
const own = readFileSync(join(here, 'words.txt'), 'utf8').trim().split('\n');

/** A word of the project may be more than one or own something, and begin a sentence. */
const ownWords = new Set(own.flatMap((word) => [word, word[0].toUpperCase() + word.slice(1)]).flatMap((word) => [word, `${word}s`]));

/** `DaemonSet` and `read-only` are right when their parts are. */
const parts = (word) => word.split(/-|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);

function isRight(word) {
  const bare = word.replace(/'s?$|(?<=[A-Z])s$/, '');
  return ownWords.has(bare) || spell.correct(word) || spell.correct(bare) || (parts(bare).length > 1 && parts(bare).every(isRight));
}

/** The words of a text, without what is none: addresses, paths, options, versions. */
function words(text) {
  return text.replaceAll('’', "'").replaceAll(/"\S+"/g, ' ').split(/\s+/)
    .filter((part) => !/[\d_=@$\\<>{}[\]]|\w[.:]\w|\/|^\W*[-.]+\w/.test(part))
    .flatMap((part) => part.match(/\p{L}+(?:['-]\p{L}+)*'?/gu) ?? [])
    // The name of a rule: liveness-same-as-readiness.
    .filter((word) => !/^[a-z]+(-[a-z]+){2,}$/.test(word));
}

test('words are what people read', () => {
  assert.deepEqual(words("The kubelet’s log-shipper (v1.29) reads init/app, not kube_proxy or --since=1m."), ['The', "kubelet's", 'log-shipper', 'reads', 'not', 'or']);
});

test('the words of the project are sorted, each there once, and none that everybody knows', () => {
  assert.deepEqual(own, [...new Set(own)].sort());
  assert.deepEqual(own.filter((word) => spell.correct(word)), []);
});

test('every page is spelled right', () => {
  const unknown = new Map();
  for (const path of pages()) {
    const prose = texts(path, (element) => NO_PROSE.has(element.tagName) ? ' ' : isName(element, path) ? '' : undefined);
    for (const word of prose.flatMap(({ text }) => words(text))) {
      if (!isRight(word)) unknown.set(word, (unknown.get(word) ?? new Set()).add(path));
    }
  }
  const list = [...unknown].sort(([a], [b]) => a < b ? -1 : 1).map(([word, found]) => `${word}: ${[...found].join(' ')}`);
  assert.equal(list.length, 0, `not in tests/e2e/words.txt:\n${list.join('\n')}\n`);
});

// The docs are read by people whose first language is another one: short sentences, common words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syllable } from 'syllable';
import { hasClass, pages, texts } from './pages.mjs';

const DOCS = /^(learn|patterns|lifecycle|operate|labs|exam|guides|reference)\//;

// Years of school after which a page is understood (Flesch and Kincaid), and words in a sentence.
const GRADE = 10;
const LENGTH = 20;

// What is typed stands in a sentence as one word of two syllables.
const CODE = 'command';

/** What is no prose, or no prose of the page: pictures, tables, forms, the findings of the linter, the ways on. */
const isLeftOut = (element) => ['figure', 'form', 'nav', 'pre', 'svg', 'table'].includes(element.tagName)
  || ['code', 'says', 'term', 'next-quiz'].some((name) => element.tagName === 'div' && hasClass(element, name));

/** The paragraphs and entries of lists of a page. */
function prose(path) {
  return texts(path, (element) => element.tagName === 'code' ? CODE : isLeftOut(element) ? '' : undefined)
    .filter(({ holders }) => ['p', 'li', 'dd'].includes(holders.at(-1).tagName))
    .map(({ text }) => text);
}

/** A paragraph ends a sentence, also without a full stop. What follows a stop begins large, or is typed. */
const sentences = (text) => text.split(new RegExp(`(?<=[.!?]["”)]?)\\s+(?=["“(]?(?:\\p{Lu}|\\d|${CODE}))`, 'u'));

const words = (text) => text.match(/[\p{L}\d][\p{L}\d'’.,:-]*/gu) ?? [];

function measure(paragraphs) {
  const lines = paragraphs.flatMap(sentences).filter((line) => words(line).length > 0);
  const all = lines.flatMap(words);
  const length = all.length / lines.length;
  // A number is read as one.
  const syllables = all.map((word) => Math.max(1, syllable(word))).reduce((sum, count) => sum + count, 0);
  const [longest] = lines.sort((a, b) => words(b).length - words(a).length);
  return { length, longest, grade: 0.39 * length + 11.8 * (syllables / all.length) - 15.59 };
}

test('sentences end where they end', () => {
  assert.deepEqual(sentences('It takes 1.5 s, e.g. here. Then "it ends." command is next.'), ['It takes 1.5 s, e.g. here.', 'Then "it ends."', 'command is next.']);
});

test('the grade is that of Flesch and Kincaid', () => {
  const grade = (text) => measure([text]).grade.toFixed(2);
  assert.equal(grade('The cat sat on the mat.'), (0.39 * 6 + 11.8 - 15.59).toFixed(2));
  assert.equal(grade(`Use ${CODE}. Then wait 30 seconds.`), (0.39 * 3 + 11.8 * 8 / 6 - 15.59).toFixed(2));
});

test('every docs page is easily read', (context) => {
  const all = pages().filter((path) => DOCS.test(path)).map((path) => ({ path, ...measure(prose(path)) }));
  const line = ({ path, grade, length }) => `${grade.toFixed(1).padStart(5)} ${length.toFixed(1).padStart(5)}  ${path}`;
  const hardest = all.sort((a, b) => b.grade - a.grade);
  context.diagnostic(['grade words  page', ...hardest.slice(0, 10).map(line)].join('\n'));
  const hard = hardest.filter(({ grade, length }) => !(grade <= GRADE && length <= LENGTH));
  assert.deepEqual(hard.map((page) => `${line(page)}: ${page.longest}`), []);
});

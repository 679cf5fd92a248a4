// Every page is valid HTML.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { dist, pages } from './pages.mjs';

const validator = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // A headline that says what the page says is longer than what a search engine shows of it.
    'long-title': 'off',
    // `<!doctype html>` and `<!DOCTYPE html>` are the same, and so are `<meta>` and `<meta />`.
    'doctype-style': 'off',
    'void-style': 'off',
    // A picture says where its bars are by properties, which no class could: `--y:96`.
    'no-inline-style': ['error', { allowedProperties: ['--h', '--i', '--left', '--n', '--p', '--y'] }],
    // HTML lets an id begin with a digit, and a heading may: "1. Create the Pod".
    'valid-id': ['error', { relaxed: true }],
    // Filters and calculators answer while somebody types; there is nothing to send.
    'wcag/h32': 'off',
  },
}));

test('every page is valid HTML', () => {
  const wrong = pages().flatMap((path) => validator.validateFileSync(join(dist, path)).results
    .flatMap(({ messages }) => messages.map(({ line, column, ruleId, message }) => `${path}:${line}:${column} ${ruleId}: ${message}`)));
  assert.equal(wrong.length, 0, `${wrong.length} findings:\n${wrong.join('\n')}\n`);
});

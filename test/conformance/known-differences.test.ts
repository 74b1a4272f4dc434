import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KNOWN_DIFFERENCES } from './known-differences.js';

const page = readFileSync(new URL('../../docs/known-differences.md', import.meta.url), 'utf8');

/** The sections of the page: heading, and the first paragraph in one line. */
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [heading = '', firstParagraph = ''] = section.split('\n\n');
    return { id: heading.trim(), reason: firstParagraph.replaceAll('\n', ' ').trim() };
  });

test('the documentation lists the known differences with their reasons, and no others', () => {
  expect(sections).toEqual(KNOWN_DIFFERENCES.map(({ id, reason }) => ({ id, reason })));
});

test('every difference is shown by the differential runs or by a test that exists and names it', () => {
  for (const { id, shownBy, explains } of KNOWN_DIFFERENCES) {
    expect(explains !== undefined, id).toBe(shownBy === 'differential');
    if (shownBy === 'differential') continue;
    const file = new URL(shownBy, import.meta.url);
    expect(existsSync(file), shownBy).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(id);
  }
});

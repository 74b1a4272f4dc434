import { existsSync, readFileSync, readdirSync } from 'node:fs';
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
    if (shownBy === 'differential') {
      expect(explains, id).toBeDefined();
      continue;
    }
    const file = new URL(shownBy, import.meta.url);
    expect(existsSync(file), shownBy).toBe(true);
    expect(groupsIn(readFileSync(file, 'utf8')), id).toContain(id);
  }
});

test('every group of tests that is named like a difference is about one that is listed', () => {
  const folder = new URL('.', import.meta.url);
  const listed = KNOWN_DIFFERENCES.map(({ id }) => id);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.test.ts'))) {
    for (const group of groupsIn(readFileSync(new URL(name, folder), 'utf8'))) expect(listed, name).toContain(group);
  }
});

/** The titles of a file's groups that have the form of a difference's name. */
function groupsIn(source: string): string[] {
  return [...source.matchAll(/^describe\('([a-z]+(?:-[a-z]+)+)',/gm)].map(([, title = '']) => title);
}

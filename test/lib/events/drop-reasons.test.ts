import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { dropReasons } from '../../../lib/events/delivery-counts.js';

test('docs/production.md lists each reason for a loss, and no other', () => {
  const page = readFileSync(new URL('../../../docs/production.md', import.meta.url), 'utf8');
  const section = page.split('\n## ').find((part) => part.startsWith('Lost events')) ?? '';
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, reason]) => reason);
  expect(listed).toEqual([...dropReasons]);
});

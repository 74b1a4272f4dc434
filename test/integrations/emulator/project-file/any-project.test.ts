import { readFileSync } from 'node:fs';
import { array, asyncProperty, assert, constant, constantFrom, jsonValue, nat, oneof, tuple } from 'fast-check';
import { parseSpecs } from 'statsig-nodekit';
import { checkProject, compileProject, ProjectFileError } from 'statsig-nodekit/emulator';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const sample: unknown = parse(
  readFileSync(new URL('../../../../samples/project/statsig.yaml', import.meta.url), 'utf8'),
);

/** Words that mean something in a project, to be put where they do not belong. */
const words = [
  'new_checkout',
  'q4_holdout',
  'promo',
  'userID',
  'constructor',
  '__proto__',
  'default',
  '',
  'any',
  '2.3.0',
];

/** Changes the value at the place that the numbers lead to: replaces it, removes it, or adds a key beside it. */
function mutate(project: unknown, steps: readonly number[], value: unknown, kind: 'replace' | 'remove' | 'add'): void {
  let parent: unknown = project;
  for (const [depth, step] of steps.entries()) {
    if (typeof parent !== 'object' || parent === null) return;
    const keys = Object.keys(parent);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return;
    const child: unknown = Reflect.get(parent, key);
    if (depth === steps.length - 1 || typeof child !== 'object' || child === null) {
      if (kind === 'remove') Reflect.deleteProperty(parent, key);
      else Reflect.set(parent, kind === 'add' ? `${key}x` : key, value);
      return;
    }
    parent = child;
  }
}

const mutation = tuple(
  array(nat(40), { minLength: 1, maxLength: 7 }),
  oneof(jsonValue(), constantFrom<unknown>(...words), constant(undefined)),
  constantFrom('replace' as const, 'remove' as const, 'add' as const),
);

test('whatever is done to a project, it is either complained about or compiles to specs that this SDK takes', async () => {
  let valid = 0;
  let invalid = 0;
  await assert(
    asyncProperty(array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const project: unknown = structuredClone(sample);
      for (const [steps, value, kind] of mutations) mutate(project, steps, value, kind);
      try {
        const checked = await checkProject(project);
        const { specs } = compileProject(checked, { now: 1 });
        expect(parseSpecs(JSON.parse(JSON.stringify(specs))).skipped).toEqual([]);
        valid += 1;
      } catch (error) {
        if (!(error instanceof ProjectFileError)) throw error;
        expect(error.complaints.length).toBeGreaterThan(0);
        invalid += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(valid, invalid)).toBeGreaterThan(10);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import type { ReadSpecs } from '../../../lib/specs/read-specs.js';
import { runToEnd } from '../../../lib/specs/run-to-end.js';
import { readDocument } from '../../../lib/sync/read-document.js';
import { generateProject } from '../../support/generator/generate-project.js';
import { Random } from '../../support/generator/random.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';
import { writeJson } from '../../support/write-json.js';

function read(document: string | object, previous?: ReadSpecs): ReadSpecs {
  const specs = runToEnd(readDocument(document, previous));
  if (specs === 'no-updates') throw new Error('The document says that there is nothing new.');
  return specs;
}

/** What came of a document, in a form that can be compared. */
type Outcome =
  | 'no-updates'
  | 'not JSON'
  | Pick<ReadSpecs, 'snapshot' | 'skipped'>
  | { readonly path: string; readonly expected: string; readonly found: string };

function outcomeOf(work: () => Pick<ReadSpecs, 'snapshot' | 'skipped'> | 'no-updates'): Outcome {
  try {
    const specs = work();
    return specs === 'no-updates' ? specs : { snapshot: specs.snapshot, skipped: specs.skipped };
  } catch (error) {
    if (!(error instanceof InvalidSpecsError)) throw error;
    const { path, expected, found } = error;
    return expected === 'JSON' ? 'not JSON' : { path, expected, found };
  }
}

const inPieces = (text: string, previous?: ReadSpecs): Outcome =>
  outcomeOf(() => runToEnd(readDocument(text, previous)));

/** What comes of a document when the engine's own parser reads all of it first. */
function atOnce(text: string): Outcome {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'not JSON';
  }
  const isEmpty = typeof document === 'object' && document !== null && Reflect.get(document, 'has_updates') === false;
  return isEmpty ? 'no-updates' : outcomeOf(() => parseSpecs(document));
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });

/** A small document with a part of each kind. */
const small = buildSpecs({
  gates: {
    'a "gate"': { rules: [rule('r', [everyone], { passPercentage: 12.5e-1 })] },
    'é😀': { salt: 'back\\slash' },
  },
  configs: {
    c: { rules: [rule('r', [everyone], { returnValue: { a: [1, { b: null }], '': '}]{["' } })] },
    bad: { salt: 5 },
  },
  layers: { l: { defaultValue: { a: 1 } } },
  mappingRules: { m: rule('m', [everyone]) },
  top: {
    app_id: ['x', { y: 1 }],
    overrides: { c: [{ new_config_name: 'd', rules: [{ rule_name: 'm' }] }] },
    param_stores: { s: { parameters: { p: { ref_type: 'static', param_type: 'string', value: 'x' } } } },
    sdk_configs: { sampling_mode: 'on' },
    unknown: { anything: [true, false, null, -0.5e3] },
  },
});

/** Breaks a text, or changes it, in a place or a few. */
function damage(random: Random, text: string): string {
  let damaged = text;
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const at = random.integer(0, damaged.length);
    const to = Math.min(damaged.length, at + random.integer(1, 4));
    const strange = random.pick([
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      ' ',
      '0',
      'null',
      '\n',
      '\0',
      'é',
      '\uD800',
      '{}',
      '""',
    ]);
    damaged = random.pick([
      () => damaged.slice(0, at) + damaged.slice(to),
      () => damaged.slice(0, at) + strange + damaged.slice(at),
      () => damaged.slice(0, at) + strange + damaged.slice(to),
      () => damaged.slice(0, at),
      () => damaged.slice(at),
      () => damaged.slice(0, to) + damaged.slice(at),
    ])();
  }
  return damaged;
}

describe('a document that is read in pieces', () => {
  it('says what it says at once, however it is written', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const text = writeJson(random, small);
        const outcome = inPieces(text);
        expect(outcome).toEqual(atOnce(text));
        expect(outcome).toHaveProperty('snapshot.featureGates.size', 2);
      }),
      { numRuns: 500 },
    );
  });

  it('says what it says at once, whatever the project', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const text = writeJson(new Random(seed), generateProject(seed).project);
        const outcome = inPieces(text);
        expect(outcome).toEqual(atOnce(text));
        expect(outcome).toHaveProperty('snapshot');
      }),
      { numRuns: 30 },
    );
  });

  it('is refused when it is refused at once, and with the same complaint, whatever is wrong', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const text = damage(random, random.chance(0.5) ? JSON.stringify(small) : writeJson(random, small));
        const outcome = inPieces(text);
        expect(outcome).toEqual(atOnce(text));
        const kind = typeof outcome === 'string' ? outcome : 'snapshot' in outcome ? 'read' : 'refused';
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }),
      { numRuns: 4000 },
    );
    // The damage is of every kind, so that none of the comparisons above is empty.
    for (const kind of ['not JSON', 'read', 'refused']) expect(seen.get(kind) ?? 0).toBeGreaterThan(100);
  });

  it('is the same when it follows another, of which what did not change is kept', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const before = read(writeJson(random, small));
        const text = damage(random, writeJson(random, small));
        expect(inPieces(text, before)).toEqual(atOnce(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what did not change', () => {
  const withGates = (gates: Record<string, object>): string =>
    JSON.stringify(buildSpecs({ gates: { same: { rules: [rule('r', [everyone])] }, ...gates } }));

  it('stays the very same object; what did is read', () => {
    const before = read(withGates({ changed: { salt: 'a' }, removed: {} }));
    const after = read(withGates({ changed: { salt: 'b' }, added: {} }), before);
    const [was, is] = [before.snapshot, after.snapshot];
    expect([...is.featureGates.keys()]).toEqual(['same', 'changed', 'added']);
    expect(is.featureGates.get('same')).toBe(was.featureGates.get('same'));
    expect(is.featureGates.get('changed')?.salt).toBe('b');
    expect([...is.conditions.values()]).toHaveLength(1);
    for (const [id, condition] of is.conditions) expect(condition).toBe(was.conditions.get(id));
  });

  it('is kept by its name: another entry that is written alike has a name of its own', () => {
    const before = read(withGates({ one: {} }));
    const after = read(withGates({ two: {} }), before);
    expect(after.snapshot.featureGates.get('two')?.name).toBe('two');
  });

  it('is complained about again when it is malformed', () => {
    const before = read(withGates({ bad: { salt: 5 } }));
    expect(before.skipped).toHaveLength(1);
    expect(read(withGates({ bad: { salt: 5 } }), before).skipped).toEqual(before.skipped);
  });

  it('is not known of an object, which is copied entry by entry', () => {
    const document = buildSpecs({ gates: { g: {} } });
    const { snapshot, digests } = read(document);
    expect(digests.featureGates.size).toBe(0);
    const { g } = document['feature_gates'] as { readonly g: { defaultValue: unknown; rules: unknown[] } };
    g.rules.push('rubbish');
    expect(snapshot.featureGates.get('g')?.rules).toEqual([]);
  });
});

describe('the complaint about a text that is not JSON', () => {
  const found = (text: string): string => {
    try {
      read(text);
    } catch (error) {
      if (error instanceof InvalidSpecsError) return error.found;
    }
    return 'nothing';
  };

  it.each([
    ['breaks at once', '[1,}', 'a text of 4 characters that begins "[1,}"'],
    [
      'breaks off in a word',
      '{"time":tru',
      'a text of 11 characters that begins "{\\"time\\":tru" and breaks after character 8',
    ],
    [
      'breaks off in an object',
      '{"a":{"b":[1',
      'a text of 12 characters that begins "{\\"a\\":{\\"b\\":[1" and breaks at character 12',
    ],
    ['breaks off in a text', '{"a', 'a text of 3 characters that begins "{\\"a" and breaks at character 3'],
    [
      'lacks a comma',
      '{"a":1 "b":2}',
      'a text of 13 characters that begins "{\\"a\\":1 \\"b\\":2}" and breaks at character 7',
    ],
    ['has a comma too many', '{"a":1,}', 'a text of 8 characters that begins "{\\"a\\":1,}" and breaks at character 7'],
    ['goes on', '{} {}', 'a text of 5 characters that begins "{} {}" and breaks at character 3'],
    ['has a key without quotes', '{a:1}', 'a text of 5 characters that begins "{a:1}" and breaks at character 1'],
  ])('that %s says where', (_name, text, expected) => {
    expect(found(text)).toBe(expected);
  });
});

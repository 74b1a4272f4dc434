import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CompilePattern,
  type PatternComplaint,
  loadPatternCompiler,
} from '../../lib/patterns/load-pattern-compiler.js';
import { Random } from '../support/generator/random.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { generatePattern, generateSubject } from './patterns/generate-patterns.js';
import { matchJob } from './patterns/match-job.js';
import { SHARED_PATTERNS, SHARED_SUBJECTS, UNRUNNABLE_PATTERNS } from './patterns/pattern-examples.js';
import { readRunParameters } from './run-parameters.js';

/** How many batches are generated, of how many patterns and subjects each. */
const BATCHES = 20;
const PATTERNS = 100;
const SUBJECTS = 60;

const { seed } = readRunParameters();

let compile: CompilePattern;
beforeAll(async () => {
  compile = await loadPatternCompiler();
});

interface Outcome {
  readonly pattern: string;
  readonly subject: string;
  readonly ours: boolean;
  readonly theirs: boolean;
}

describe.runIf(isOracleInstalled())('patterns, compared with the official core', () => {
  const oracle = new Oracle();
  afterAll(async () => oracle.close());

  /** By pattern and subject; undefined for a pattern at which the core ends its process. */
  async function askCore(
    patterns: readonly string[],
    subjects: readonly string[],
  ): Promise<(readonly boolean[] | undefined)[]> {
    try {
      const { answers } = await oracle.answer(matchJob(patterns, subjects));
      return patterns.map((_pattern, index) => answers.map((answer) => answer[index] === 'true'));
    } catch (error) {
      if (!String(error).includes('ended its process')) throw error;
      if (patterns.length === 1) return [undefined];
      const half = Math.ceil(patterns.length / 2);
      return [
        ...(await askCore(patterns.slice(0, half), subjects)),
        ...(await askCore(patterns.slice(half), subjects)),
      ];
    }
  }

  async function outcomes(patterns: readonly string[], subjects: readonly string[]): Promise<Outcome[]> {
    const theirs = await askCore(patterns, subjects);
    return patterns.flatMap((pattern, index) => {
      const found = theirs[index];
      const search = compile(pattern);
      if (found === undefined) return [];
      return subjects.map((subject, at) => ({
        pattern,
        subject,
        ours: search?.(subject) ?? false,
        theirs: found[at] === true,
      }));
    });
  }

  const differing = (all: readonly Outcome[]): Outcome[] => all.filter(({ ours, theirs }) => ours !== theirs);

  test('each construct matches the same', async () => {
    const all = await outcomes(SHARED_PATTERNS, SHARED_SUBJECTS);
    console.log(`hand-written patterns: ${all.length} pairs compared, ${differing(all).length} differ`);
    expect(differing(all)).toEqual([]);
    expect(all.length).toBe(SHARED_PATTERNS.length * SHARED_SUBJECTS.length);
  });

  test('generated ones match the same', async () => {
    const random = new Random(seed);
    const all: Outcome[] = [];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const patterns = Array.from({ length: PATTERNS }, () => generatePattern(random));
      const subjects = Array.from({ length: SUBJECTS }, () => generateSubject(random));
      all.push(...(await outcomes(patterns, subjects)));
    }
    const matching = all.filter(({ theirs }) => theirs).length;
    console.log(
      `patterns: ${all.length} pairs compared (seed ${seed}), ${matching} match, ${differing(all).length} differ`,
    );
    expect(differing(all).slice(0, 5), `seed ${seed}`).toEqual([]);
    expect(all.length).toBeGreaterThan(BATCHES * PATTERNS * SUBJECTS * 0.9);
    expect(matching).toBeGreaterThan(all.length / 10);
  });

  test('unrunnable-patterns-never-match: the official core finds each of them', async () => {
    for (const { pattern, found } of UNRUNNABLE_PATTERNS) expect(await askCore([pattern], [found])).toEqual([[true]]);
  });
});

describe('unrunnable-patterns-never-match', () => {
  test.each(UNRUNNABLE_PATTERNS)('ours refuses $pattern, because $reason', ({ pattern, reason }) => {
    const complaints: PatternComplaint[] = [];
    expect(compile(pattern, complaints)).toBeUndefined();
    expect(complaints).toEqual([{ pattern, reason }]);
  });
});

describe('group-repeated-zero-times-is-harmless', () => {
  const pattern = '\\b((b){0})';

  test('ours finds the pattern', () => {
    expect(compile(pattern)?.('a')).toBe(true);
  });

  test.runIf(isOracleInstalled())('the official core ends its process', async () => {
    const oracle = new Oracle();
    await expect(oracle.answer(matchJob([pattern], ['a']))).rejects.toThrow('The official core ended its process');
    await oracle.close();
  });
});

describe('newest-characters-are-known', () => {
  /** The digit zero of Tolong Siki, of Unicode 17. */
  const [pattern, digit] = ['^\\d$', '\u{11de0}'];

  test('ours knows a digit that is new', () => {
    expect(compile(pattern)?.(digit)).toBe(true);
  });

  test.runIf(isOracleInstalled())('the official core does not', async () => {
    const oracle = new Oracle();
    const { answers } = await oracle.answer(matchJob([pattern], [digit]));
    await oracle.close();
    expect(answers[0]?.[0]).toBe('false');
  });
});

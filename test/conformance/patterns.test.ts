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

  /**
   * Where the core backtracks it gives up after so many steps, and says that there is no match
   * (`no-limit-of-steps`). It backtracks for look-behind, `\\K`, `\\G` and `\\Z`; it takes many steps where a group is repeated.
   */
  const mayExceedSteps = ({ pattern, ours, theirs }: Outcome): boolean =>
    ours && !theirs && /\(\?<[=!]|\\[ZKG<>b]/i.test(pattern) && /\)[*+?{]/.test(pattern);

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
    const explained = differing(all).filter(mayExceedSteps);
    const unexplained = differing(all).filter((outcome) => !mayExceedSteps(outcome));
    console.log(
      `patterns: ${all.length} pairs compared (seed ${seed}), ${matching} match, ${unexplained.length} differ, and ${explained.length} in which the core may have given up`,
    );
    expect(unexplained.slice(0, 5), `seed ${seed}`).toEqual([]);
    expect(explained.length, `seed ${seed}`).toBeLessThan(100);
    expect(new Set(explained.map(({ pattern }) => pattern)).size, `seed ${seed}`).toBeLessThan(4);
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

describe('no-limit-of-steps', () => {
  const pattern = '(?:a|a)+(?<=a)b|z';
  const subject = `${'a'.repeat(40)}z`;

  test('ours finds what is there', () => {
    expect(compile(pattern)?.(subject)).toBe(true);
  });

  test.runIf(isOracleInstalled())('the official core gives up before it comes to it', async () => {
    const oracle = new Oracle();
    const { answers } = await oracle.answer(matchJob([pattern], [subject]));
    await oracle.close();
    expect(answers[0]?.[0]).toBe('false');
  });
});

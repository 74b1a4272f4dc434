import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { canonicalResponse, parseObject } from './responses/canonical-response.js';
import { DEMO_RESPONSE_EXAMPLES } from './responses/demo-response-examples.js';
import { EVAL_RESPONSE_EXAMPLES } from './responses/eval-response-examples.js';
import { OVERRIDE_RESPONSE_EXAMPLES } from './responses/override-response-examples.js';
import type { ResponseExample } from './responses/response-example.js';
import { KitResponses, OfficialResponses, type ResponseJob } from './responses/response-job.js';
import { SPEC_RESPONSE_EXAMPLES } from './responses/spec-response-examples.js';

interface Contestant {
  readonly answer: (job: ResponseJob) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const OURS = 'statsig-nodekit';
const contestants: { readonly name: string; readonly start: () => Promise<Contestant> }[] = [
  { name: OURS, start: async () => KitResponses.start() },
];
// The examples came from the official core: asking it again shows that they are still what it does.
if (isOracleInstalled()) {
  contestants.push({ name: 'the official core', start: () => Promise.resolve(new OfficialResponses()) });
}

const examples = [
  ...EVAL_RESPONSE_EXAMPLES,
  ...DEMO_RESPONSE_EXAMPLES,
  ...SPEC_RESPONSE_EXAMPLES,
  ...OVERRIDE_RESPONSE_EXAMPLES,
];

/** The real project, where it is at hand: it is not ours to copy. */
const realProject = new URL('../../../shared/fixtures/eval_proj_dcs.json', import.meta.url);

/** With titles that a reporter prints as they are. */
const titled = (rows: readonly ResponseExample[]): [title: string, example: ResponseExample][] =>
  rows.map((example) => [`${example.row}: ${example.situation}`, example]);

test('every row of the tables of examples has its turn', () => {
  const rows = new Set(examples.map(({ row }) => row));
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_row, at) => `${letter}${at + 1}`);
  expect([...rows].toSorted()).toEqual([...numbered('E', 29), ...numbered('S', 31)].toSorted());
});

describe.each(contestants)('client initialize responses of $name', ({ name, start }) => {
  let contestant: Contestant;
  beforeAll(async () => {
    contestant = await start();
  });
  afterAll(async () => contestant.close());

  async function expectPlace(
    { user, request, overrides = [], at, isRaw, holds, theirs }: ResponseExample,
    specs: string,
  ) {
    const calls = [{ user, request: { hashAlgorithm: 'none', ...request } }];
    const [text = ''] = await contestant.answer({ specs, overrides, calls });
    const response = isRaw === true ? parseObject(text) : canonicalResponse(text);
    expect(placeIn(response, at)).toEqual(name === OURS ? holds : (theirs ?? holds));
  }

  test.each(titled(examples))('%s', async (_title, example) => {
    await expectPlace(example, JSON.stringify(example.project));
  });

  test.runIf(existsSync(realProject)).each(titled(EVAL_RESPONSE_EXAMPLES))(
    '%s, on the real project',
    async (_title, example) => {
      await expectPlace(example, readFileSync(realProject, 'utf8'));
    },
  );
});

function placeIn(response: unknown, at: ResponseExample['at']): unknown {
  return at.reduce((place, key) => (Object(place) as Readonly<Record<string, unknown>>)[key], response);
}

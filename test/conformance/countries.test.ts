import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateAddress } from '../support/generator/generate-address.js';
import { Random } from '../support/generator/random.js';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { Kit } from './kit-answers.js';
import { readRunParameters } from './run-parameters.js';
import { rule, smallProject } from './small-project.js';

/** How many addresses are compared. */
const ADDRESSES = 10_000;

const { seed } = readRunParameters();
const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** A country is told by 52 gates: one for each first letter, and one for each second. Nothing else has two letters. */
const letterGates = letters.flatMap((letter) => [
  { id: `first_${letter}`, countries: letters.map((second) => letter + second) },
  { id: `second_${letter}`, countries: letters.map((first) => first + letter) },
]);

const project = smallProject({
  conditions: Object.fromEntries(
    letterGates.map(({ id, countries }) => [
      id,
      { type: 'ip_based', field: 'country', operator: 'any_case_sensitive', targetValue: countries },
    ]),
  ),
  gates: Object.fromEntries(letterGates.map(({ id }) => [id, { rules: [rule('r', [id])] }])),
});

function countryJob(addresses: readonly string[]): OracleJob {
  return {
    specs: JSON.stringify(project),
    options: {},
    users: addresses.map((ip) => ({ userID: 'u', ip })),
    plan: { ...EMPTY_PLAN, probes: letterGates.map(({ id }) => id) },
    exposedUsers: 0,
  };
}

/** Which of the gates are open, such as `second_E first_D`; empty for an address without a country. */
function openGates(answers: readonly string[] | undefined): string {
  return letterGates.flatMap(({ id }, index) => (answers?.[index] === 'true' ? [id] : [])).join(' ');
}

describe.runIf(isOracleInstalled())('countries of IP addresses, compared with the official core', () => {
  let kit: Kit;
  let oracle: Oracle;
  beforeAll(async () => {
    kit = await Kit.start();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await kit.close();
    await oracle.close();
  });

  test('are the same', async () => {
    const random = new Random(seed);
    const addresses = Array.from({ length: ADDRESSES }, () => generateAddress(random));
    const job = countryJob(addresses);
    const [ours, theirs] = await Promise.all([kit.answer(job), oracle.answer(job)]);
    const differences = addresses.flatMap((ip, index) => {
      const [our, their] = [openGates(ours.answers[index]), openGates(theirs.answers[index])];
      return our === their ? [] : [{ ip, ours: our, theirs: their }];
    });
    const found = ours.answers.filter((answers) => openGates(answers) !== '').length;
    console.log(
      `addresses: ${addresses.length} compared (seed ${seed}), ${found} with a country, ${differences.length} differ`,
    );
    expect(differences.slice(0, 5), `seed ${seed}`).toEqual([]);
    expect(found).toBeGreaterThan(ADDRESSES / 2);
  });
});

describe('mapped-addresses-have-a-country', () => {
  const job = countryJob(['::ffff:8.8.8.8', '::ffff:127.0.0.1']);

  test('ours finds the country of the IPv4 address', async () => {
    const kit = await Kit.start();
    const { answers } = await kit.answer(job);
    await kit.close();
    expect(answers.map(openGates)).toEqual(['second_S first_U', '']);
  });

  test.runIf(isOracleInstalled())('the official core finds none', async () => {
    const oracle = new Oracle();
    const { answers } = await oracle.answer(job);
    await oracle.close();
    expect(answers.map(openGates)).toEqual(['', '']);
  });
});

describe('impossible-addresses-have-no-country', () => {
  const job = countryJob(['256.0.0.0']);

  test('ours finds none', async () => {
    const kit = await Kit.start();
    const { answers } = await kit.answer(job);
    await kit.close();
    expect(answers.map(openGates)).toEqual(['']);
  });

  test.runIf(isOracleInstalled())('the official core ends its process', async () => {
    const oracle = new Oracle();
    await expect(oracle.answer(job)).rejects.toThrow('The official core ended its process');
    await oracle.close();
  });
});

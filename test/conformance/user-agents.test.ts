import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { parseUserAgent } from '../../lib/user-agents/parse-user-agent.js';
import { Random } from '../support/generator/random.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { readRunParameters } from './run-parameters.js';
import { damagedAgent, jumbledAgent, realisticAgent } from '../support/generator/agents/generate-agents.js';

/** How many agents of each kind are compared. */
const AGENTS = 6_000;

const { seed } = readRunParameters();

interface OfficialAnswer {
  readonly os_name: string;
  readonly os_version: string;
  readonly browser_name: string;
  readonly browser_version: string;
}

async function askOfficialParser(agents: readonly string[]): Promise<readonly OfficialAnswer[]> {
  const child = fork(new URL('./user-agents/official-parser.mjs', import.meta.url), { stdio: 'inherit', execArgv: [] });
  const answered = once(child, 'message');
  child.send(agents);
  const [answers]: (readonly OfficialAnswer[])[] = await answered;
  return answers ?? [];
}

describe.runIf(isOracleInstalled())('user agents, compared with the official core', () => {
  test.each([
    { kind: 'realistic', generate: realisticAgent },
    { kind: 'damaged', generate: damagedAgent },
    { kind: 'jumbled', generate: jumbledAgent },
  ])('$kind ones are read the same', async ({ kind, generate }) => {
    const random = new Random(seed);
    const agents = [...new Set(Array.from({ length: AGENTS }, () => generate(random)))];
    const theirs = await askOfficialParser(agents);
    const ours = agents.map((agent) => {
      const { osName, osVersion, browserName, browserVersion } = parseUserAgent(agent);
      return { os_name: osName, os_version: osVersion, browser_name: browserName, browser_version: browserVersion };
    });
    const differences = agents.flatMap((agent, index) =>
      JSON.stringify(sorted(ours[index])) === JSON.stringify(sorted(theirs[index]))
        ? []
        : [{ agent, ours: ours[index], theirs: theirs[index] }],
    );
    console.log(`${kind} user agents: ${agents.length} compared (seed ${seed}), ${differences.length} differ`);
    expect(differences.slice(0, 5), `seed ${seed}`).toEqual([]);
    expect(agents.length).toBeGreaterThan(AGENTS * 0.8);
  });
});

/** The core returns the fields in any order. */
function sorted(answer: OfficialAnswer | undefined): OfficialAnswer | undefined {
  if (answer === undefined) return undefined;
  const { os_name, os_version, browser_name, browser_version } = answer;
  return { os_name, os_version, browser_name, browser_version };
}

import { Statsig, type ClientInitializeOptions } from 'statsig-nodekit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generateProject } from '../../support/generator/generate-project.js';
import { UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import type { WireProject } from '../../support/generator/wire-types.js';

/** The forms that differ in what is kept of an outcome for the next user. */
const forms: readonly ClientInitializeOptions[] = [
  { hashAlgorithm: 'none' },
  { removeIdType: true },
  { responseFormat: 1, hashAlgorithm: 'none' },
  { responseFormat: 2 },
  { previousResponseHash: '' },
];

/** Texts that are of one user alone, in every field that a user has. */
function markedUser(users: UserGenerator, index: number): { userID: string } & Record<string, unknown> {
  const mark = (what: string): string => `${what}-of-${index}.`;
  const { customIDs, custom, privateAttributes, ...others } = users.generate();
  return {
    ...others,
    userID: mark('user'),
    customIDs: { ...(customIDs as object), stableID: mark('stable') },
    custom: { ...(custom as object), mark: mark('custom') },
    privateAttributes: { ...(privateAttributes as object), secret: mark('private') },
  };
}

/** A project of which each answer follows from the user: without chance. */
function certainProject(seed: number): WireProject {
  const { project } = generateProject(seed);
  const { cmab_configs: _chosen, session_replay_info: _drawn, ...certain } = project;
  return certain;
}

async function clientOf(specs: WireProject): Promise<Statsig> {
  const client = new Statsig('secret-apart', {
    bootstrapSpecs: JSON.stringify(specs),
    disableNetwork: true,
    outputLogLevel: 'none',
  });
  onTestFinished(async () => void (await client.shutdown()));
  await client.initialize();
  return client;
}

/** Without the instance that answered. */
function withoutSession(text: string): string {
  return text.replace(/"sessionId":"[\w-]{36}"/, '');
}

describe('client responses for many users of one client', () => {
  it.each([1, 2, 3])('are those of each user alone, and tell nothing of another: project %i', async (seed) => {
    const specs = certainProject(seed);
    const shared = await clientOf(specs);
    const generator = new UserGenerator(new Random(seed), specs);
    const users = Array.from({ length: 16 }, (_, index) => markedUser(generator, index));
    // Each comes twice, so that what was kept for others is there.
    for (let round = 0; round < 2; round += 1) {
      for (const [index, user] of users.entries()) {
        const alone = round === 0 ? undefined : await clientOf(specs);
        for (const form of forms) {
          const text = shared.getClientInitializeResponse(user, form);
          expect(shared.getClientInitializeResponseBytes(user, form).toString()).toBe(text);
          const marks = new Set(text.match(/\w+-of-\d+\./g));
          expect([...marks].toSorted()).toEqual(['custom', 'stable', 'user'].map((what) => `${what}-of-${index}.`));
          if (alone === undefined) continue;
          expect(withoutSession(text)).toBe(withoutSession(alone.getClientInitializeResponse(user, form)));
        }
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Statsig, formatExplanation } from 'statsig-nodekit';
import { compileProject, loadProject } from 'statsig-nodekit/emulator';
import { describe, expect, it } from 'vitest';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const page = readFileSync(fromRoot('docs/evaluation.md'), 'utf8');

/** The sample project as it is in the repository, as of a fixed day. */
async function sampleClient(): Promise<Statsig> {
  const loaded = await loadProject(fromRoot('samples/project/statsig.yaml'));
  if (loaded.kind !== 'project') throw new Error('The sample project is a project file.');
  const { specs } = compileProject(loaded.project, { ...loaded, now: Date.UTC(2026, 10, 21, 12) });
  const client = new Statsig('secret-documentation', { bootstrapSpecs: specs, disableNetwork: true });
  await client.initialize();
  return client;
}

describe('docs/evaluation.md', () => {
  it('shows what formatExplanation prints of the sample project', async () => {
    const client = await sampleClient();
    const user = {
      userID: 'user-2',
      country: 'CA',
      appVersion: '2.4.0',
      privateAttributes: { email: 'ann@example.com' },
    };
    const text = formatExplanation(client.explainGate(user, 'new_checkout'));
    expect(page).toContain(`\`\`\`text\n${text}\n\`\`\`\n`);
  });
});

import { readFileSync } from 'node:fs';
import { Statsig } from 'statsig-nodekit';
import { createClientProxy } from 'statsig-nodekit/request';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../../../docs/client-proxy.md', import.meta.url), 'utf8');
const client = new Statsig('secret-server', { disableNetwork: true, outputLogLevel: 'none' });

describe('docs/client-proxy.md', () => {
  it('has every option, and no other', () => {
    const [, section = ''] = page.split('\n## Options\n');
    const [table = ''] = section.split('\n## ');
    const listed = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    const options = { client, clientSdkKey: 'client-a', zzzzzzzzzz: 1 };
    const make = (): unknown => createClientProxy(options);
    const byName = (one = '', other = ''): number => one.localeCompare(other);
    expect(make).toThrow('`zzzzzzzzzz` is unknown; expected ');
    try {
      make();
    } catch (error) {
      const known = /expected (.*)\.$/.exec(String(error))?.[1]?.split(', ');
      expect(listed.toSorted(byName)).toEqual(known?.toSorted(byName));
    }
  });

  it('has the paths and the limits that hold', async () => {
    const proxy = createClientProxy({ client, clientSdkKey: 'client-a' });
    for (const path of Object.values(proxy.networkConfig)) expect(page).toContain(`POST ${path}\``);
    const ask = async (body: string): Promise<string> => {
      const response = await proxy.events(new Request('http://host/?k=client-a', { method: 'POST', body }));
      return response.text();
    };
    const stated = (name: string): string | undefined =>
      new RegExp(`^\\| \`${name}\` +\\| \`?([^|\`]*?)\`? +\\|`, 'm').exec(page)?.[1];
    expect(await ask(' '.repeat(2_000_000))).toContain(`larger than ${stated('maxBodyBytes')} bytes`);
    const events = Array.from({ length: 2000 }, () => ({}));
    expect(await ask(JSON.stringify({ events }))).toContain(`at most ${stated('maxEvents')} are taken`);
  });
});

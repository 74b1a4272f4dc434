import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { Statsig } from '../../lib/client/statsig.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';

/** Asks the official package what ours is asked in the first test. */
const program = `
  import { Statsig } from '@statsig/statsig-node-core';
  const options = { disableNetwork: true, outputLogLevel: 'none' };
  const first = Statsig.newShared('secret-shared-client', options);
  const second = Statsig.newShared('secret-shared-client', options);
  await first.shutdown();
  const third = Statsig.newShared('secret-shared-client', options);
  console.log(JSON.stringify({
    secondIsFirst: second === first,
    thirdIsShared: third === Statsig.shared(),
    firstIsShared: first === Statsig.shared(),
  }));
  process.exit(0);
`;

describe('second-shared-client-is-the-first', () => {
  afterEach(() => Statsig.removeSharedInstance());

  test('ours returns the client that there is, and replaces one that was shut down', async () => {
    const options = { disableNetwork: true, outputLogLevel: 'none' } as const;
    const first = Statsig.newShared('secret-shared-client', options);
    expect(Statsig.newShared('secret-shared-client', options)).toBe(first);
    await first.shutdown();
    const third = Statsig.newShared('secret-shared-client', options);
    expect(third).not.toBe(first);
    expect(Statsig.shared()).toBe(third);
  });

  test.runIf(isOracleInstalled())('the official package keeps the first, and returns others', async () => {
    // In a process of its own: a fault of native code ends the whole process.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      secondIsFirst: false,
      thirdIsShared: false,
      firstIsShared: true,
    });
  });
});

import { describe, expect, it } from 'vitest';

import { resolveOptions } from '../../../lib/options/resolve-options.js';
import { StatsigUser } from '../../../lib/users/statsig-user.js';

/** What is in force, with the user as its fields, and what is wrong. */
function read(consoleCaptureOptions: unknown): { settings: unknown; complaints: string[] } {
  const { options, complaints } = resolveOptions({ consoleCaptureOptions });
  const { consoleCaptureOptions: settings } = options;
  return { settings: settings && { ...settings, user: settings.user.toJSON() }, complaints };
}

const defaults = {
  logLevels: ['warn', 'error'],
  user: { userID: 'console-capture-user' },
  maxKeys: 100,
  maxDepth: 10,
  maxLength: 4096,
};

describe('consoleCaptureOptions', () => {
  it('captures warnings and errors of a user of its own, when it is enabled and says no more', () => {
    expect(read({ enabled: true })).toMatchObject({ settings: defaults, complaints: [] });
  });

  it.each([[{ enabled: false, logLevels: ['log'] }], [{}]])('captures nothing with %j', (given) => {
    expect(read(given)).toEqual({ settings: undefined, complaints: [] });
  });

  it('takes levels in any case, each once, a user in either form, and limits', () => {
    const limits = { maxKeys: 1, maxDepth: 2, maxLength: 3 };
    for (const user of [{ userID: 'u' }, new StatsigUser({ userID: 'u' })]) {
      expect(read({ enabled: true, logLevels: ['LOG', 'warning', 'warn'], user, ...limits })).toMatchObject({
        settings: { logLevels: ['log', 'warn'], user: { userID: 'u' }, ...limits },
        complaints: [],
      });
    }
  });

  it.each([
    [true, undefined, 'expected { enabled: true }, received true; nothing is captured.'],
    [{ enabled: 'yes' }, undefined, 'field enabled: expected true or false, received "yes"; false is used.'],
    [{ enabled: true, level: 'x' }, defaults, 'field level: unknown; it has no effect.'],
    [
      { enabled: true, logLevels: 'warn' },
      defaults,
      'field logLevels: expected an array of trace, debug, log, info, warn, error, received "warn"; warn and error are captured.',
    ],
    [
      { enabled: true, logLevels: ['error', 'fatal', 'warn'] },
      { ...defaults, logLevels: ['error', 'warn'] },
      'field logLevels: expected some of trace, debug, log, info, warn, error, received "fatal"; it is left out.',
    ],
    [
      { enabled: true, maxKeys: 101 },
      defaults,
      'field maxKeys: expected a whole number from 1 to 100, received 101; 100 is used.',
    ],
    [
      { enabled: true, maxDepth: 0 },
      { ...defaults, maxDepth: 1 },
      'field maxDepth: expected a whole number from 1 to 10, received 0; 1 is used.',
    ],
    [
      { enabled: true, maxLength: 5000 },
      defaults,
      'field maxLength: expected a whole number from 1 to 4096, received 5000; 4096 is used.',
    ],
  ])('reports what is wrong with %j', (given, settings, complaint) => {
    const result = read(given);
    expect(result.complaints).toEqual([`Option consoleCaptureOptions: ${complaint}`]);
    if (settings === undefined) expect(result.settings).toBeUndefined();
    else expect(result.settings).toMatchObject(settings);
  });
});

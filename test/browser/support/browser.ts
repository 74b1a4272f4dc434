import { type Browser, chromium } from 'playwright-core';
import { beforeAll } from 'vitest';
import { chromium as chromiumPackage, findProgram } from '../../../scripts/debian-packages.mjs';
import { requirePart } from '../../support/require-part.js';

const executablePath = findProgram(chromiumPackage);

/** For `describe.skipIf(!hasBrowser)`. In CI, importing this file fails where there is no browser. */
export const hasBrowser = requirePart({
  name: 'Chromium',
  available: executablePath !== undefined,
  howToGet: 'Install the Debian package chromium, or Chrome.',
});

const args = [
  // Only pages of this machine: a script that asks for another host is told that there is none. One name is not the machine's
  // own, because browsers trust those without https.
  '--host-resolver-rules=MAP shop.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  // The sandbox refuses to run as root, which containers do.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

let launched: Promise<Browser> | undefined;

/**
 * The headless browser of all files: started before the first test that may need it. It ends with the process of the tests,
 * whose pipe it listens to.
 */
export function browserForFile(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (executablePath !== undefined) browser = await (launched ??= chromium.launch({ executablePath, args }));
  });
  return () => {
    if (browser === undefined) throw new Error('There is no browser yet: ask for it within a test.');
    return browser;
  };
}

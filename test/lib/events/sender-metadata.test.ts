import { describe, expect, it } from 'vitest';

import { buildSenderMetadata } from '../../../lib/events/sender-metadata.js';
import { sdkType, sdkVersion } from '../../../lib/version.js';

describe('buildSenderMetadata', () => {
  it('describes the sender in the words that the service knows', () => {
    const metadata = buildSenderMetadata({ sessionID: 'abc', serviceName: 'shop' });
    expect(metadata).toEqual({
      sdkType,
      sdkVersion,
      sessionID: 'abc',
      os: expect.stringMatching(/^(linux|macos|windows|[a-z]+)$/) as string,
      arch: expect.stringMatching(/^(x86_64|aarch64|[a-z0-9]+)$/) as string,
      languageVersion: process.versions.node,
      service_name: 'shop',
    });
    const names = { linux: 'linux', darwin: 'macos', win32: 'windows' } as Record<string, string>;
    expect(metadata.os).toBe(names[process.platform] ?? process.platform);
  });

  it('leaves an unset service name out', () => {
    expect('service_name' in buildSenderMetadata({ sessionID: 'abc', serviceName: undefined })).toBe(false);
  });
});

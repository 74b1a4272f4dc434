import { describe, expect, it } from 'vitest';
import { UserAgentMemo } from '../../../lib/user-agents/user-agent-memo.js';

const agent = 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0.1.2 Safari/537.36';

describe('UserAgentMemo', () => {
  it('gives each fact under the name that conditions use', () => {
    const memo = new UserAgentMemo();
    const fields = ['os_name', 'os_version', 'browser_name', 'browser_version'] as const;
    expect(fields.map((field) => memo.field(agent, field))).toEqual(['Chrome OS', '14541.0.0', 'Chrome', '126.0.1.2']);
    expect(memo.size).toBe(1);
  });

  it('gives the same facts again, also for agents that were forgotten', () => {
    const memo = new UserAgentMemo();
    for (let round = 0; round < 2; round += 1) {
      for (let version = 0; version < 2_000; version += 1) {
        expect(memo.field(`Chrome/${version}.0`, 'browser_version')).toBe(`${version}.0`);
      }
    }
  });

  it('holds a bounded number of agents', () => {
    const memo = new UserAgentMemo();
    for (let version = 0; version < 10_000; version += 1) memo.field(`Chrome/${version}`, 'os_name');
    expect(memo.size).toBeLessThanOrEqual(512);
  });
});

import { describe, expect, it } from 'vitest';

import { RecentStates } from '../../../lib/sticky/recent-states.js';

describe('RecentStates', () => {
  it('knows for a minute what was written', () => {
    const states = new RecentStates(100);
    states.noteWritten('u:userID', 'e', 'state', 1000);
    expect(states.get('u:userID', 'e', 60_999)).toBe('state');
    expect(states.get('u:userID', 'e', 61_000)).toBeUndefined();
    expect(states.get('u:userID', 'other', 1000)).toBeUndefined();
  });

  it('takes for absent what a load did not tell of', () => {
    const states = new RecentStates(100);
    states.noteLoaded('u:userID', new Map([['e', 'state']]), 1000);
    expect(states.get('u:userID', 'e', 1001)).toBe('state');
    expect(states.get('u:userID', 'other', 1001)).toBeNull();
    expect(states.get('v:userID', 'e', 1001)).toBeUndefined();
  });

  it('believes a write that ended after the load had begun', () => {
    const states = new RecentStates(100);
    states.noteWritten('u:userID', 'e', 'new', 1005);
    states.noteWritten('u:userID', 'other', 'new', 1005);
    states.noteLoaded('u:userID', new Map([['e', 'old']]), 1000);
    expect(states.get('u:userID', 'e', 1010)).toBe('new');
    expect(states.get('u:userID', 'other', 1010)).toBe('new');
  });

  it('believes a load that began after the write', () => {
    const states = new RecentStates(100);
    states.noteWritten('u:userID', 'e', 'old', 1000);
    states.noteLoaded('u:userID', new Map(), 1005);
    expect(states.get('u:userID', 'e', 1010)).toBeNull();
  });

  it('does not know what a failed write has left', () => {
    const states = new RecentStates(100);
    states.noteLoaded('u:userID', new Map(), 1000);
    states.noteWritten('u:userID', 'e', undefined, 1005);
    expect(states.get('u:userID', 'e', 1010)).toBeUndefined();
    expect(states.get('u:userID', 'other', 1010)).toBeNull();
  });

  it('keeps apart keys and names that read alike when joined', () => {
    const states = new RecentStates(100);
    states.noteWritten('a:b', 'c', 'state', 1000);
    expect(states.get('a:', 'bc', 1000)).toBeUndefined();
    expect(states.get('a', ':bc', 1000)).toBeUndefined();
  });

  it('forgets the oldest beyond its size, and nothing below it', () => {
    const states = new RecentStates(10);
    for (let index = 0; index < 20; index++) states.noteWritten(`u${index}:userID`, 'e', 'state', 1000);
    expect(states.get('u0:userID', 'e', 1000)).toBeUndefined();
    for (let index = 15; index < 20; index++) expect(states.get(`u${index}:userID`, 'e', 1000)).toBe('state');
  });
});

import { describe, expect, it } from 'vitest';
import { IdList } from '../../../lib/id-lists/id-list.js';
import { IdLists } from '../../../lib/id-lists/id-lists.js';

function listWith(key: string): IdList {
  const list = new IdList();
  list.apply(`+${key}\n`);
  return list;
}

describe('the ID lists of a project', () => {
  it('answer for each list by its name', () => {
    const lists = new IdLists();
    lists.set('beta', listWith('ypeBEsob'));
    lists.set('staff', listWith('PiPoFgA5'));
    expect(lists.has('beta', 'ypeBEsob')).toBe(true);
    expect(lists.has('staff', 'ypeBEsob')).toBe(false);
    expect(lists.names).toEqual(['beta', 'staff']);
  });

  it('hold nobody on a list that is unknown, replaced or deleted', () => {
    const lists = new IdLists();
    expect(lists.has('__proto__', 'ypeBEsob')).toBe(false);
    lists.set('beta', listWith('ypeBEsob'));
    lists.set('beta', listWith('PiPoFgA5'));
    expect([lists.has('beta', 'ypeBEsob'), lists.has('beta', 'PiPoFgA5')]).toEqual([false, true]);
    lists.delete('beta');
    expect([lists.has('beta', 'PiPoFgA5'), lists.get('beta'), lists.names]).toEqual([false, undefined, []]);
  });
});

import type { InitializeResult, Statsig } from 'statsig-nodekit';
import { vi } from 'vitest';
import { SpecStore } from '../../lib/client/spec-store.js';
import { IdList } from '../../lib/id-lists/id-list.js';
import { IdLists } from '../../lib/id-lists/id-lists.js';

/**
 * Initialises a client whose store is given the files of ID lists by name. The client has no way to fetch them yet, so
 * its store is caught while it takes specs into use.
 */
export async function initializeWithIdLists(
  client: Statsig,
  files: Readonly<Record<string, string>>,
): Promise<InitializeResult> {
  if (Object.keys(files).length === 0) return client.initialize();
  const applied = vi.spyOn(SpecStore.prototype, 'apply');
  try {
    const result = await client.initialize();
    const [store] = applied.mock.contexts;
    if (store instanceof SpecStore) store.setIdLists(idListsOf(files));
    return result;
  } finally {
    applied.mockRestore();
  }
}

function idListsOf(files: Readonly<Record<string, string>>): IdLists {
  const lists = new IdLists();
  for (const [name, lines] of Object.entries(files)) {
    const list = new IdList();
    list.apply(lines);
    lists.set(name, list);
  }
  return lists;
}

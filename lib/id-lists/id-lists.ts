import type { IdList } from './id-list.js';

/**
 * The ID lists of a project by name.
 *
 * Lists are changed in place: a copy of millions of members for each change would cost more than they are worth. So
 * answers that were remembered of users must be dropped with each change (`SpecStore.setIdLists`).
 */
export class IdLists {
  readonly #lists = new Map<string, IdList>();

  /** Whether a list holds a member key. False for unknown lists. */
  has(listName: string, memberKey: string): boolean {
    return this.#lists.get(listName)?.has(memberKey) ?? false;
  }

  get(listName: string): IdList | undefined {
    return this.#lists.get(listName);
  }

  /** Adds a list, or puts it in the place of the one of that name. */
  set(listName: string, list: IdList): void {
    this.#lists.set(listName, list);
  }

  /** Forgets a list: nobody is on it any more. */
  delete(listName: string): void {
    this.#lists.delete(listName);
  }

  /** The names of all lists. */
  get names(): readonly string[] {
    return [...this.#lists.keys()];
  }
}

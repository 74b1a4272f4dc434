import type { DataStore } from '../../../lib/stores/data-store.js';

/** What a store of the start tests holds and how it behaves; plain data, so that another process can be told. */
export interface StartStoreParts {
  /** The text that it holds at the beginning. */
  readonly held?: string;
  /** What reading does instead of giving what is held. */
  readonly get?: 'throws' | 'rejects' | 'hangs';
  /** Whether it wants to be polled. */
  readonly polls?: boolean;
  /** Whether there is nothing to read with. */
  readonly withoutGet?: boolean;
  /** Whether it hands out bytes. */
  readonly bytes?: boolean;
  /** Whether it can be read only when its `initialize` is over, a moment later. */
  readonly slowToStart?: boolean;
  /** Whether `calls` tells also of each time that the store was asked whether it is to be polled, as `question`. */
  readonly recordsQuestions?: boolean;
}

export function makeStartStore(parts: StartStoreParts): { readonly calls: string[]; readonly store: DataStore };

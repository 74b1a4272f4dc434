/**
 * ID lists in a store that many processes share, as the member `idLists` of a data store: one process fetches them from the network, and
 * the others read them. A file of a list only grows, so that what is kept of it is a beginning of it. The official SDK keeps no lists.
 */
export interface IdListStore {
  /** Whether lists are read here, because another process fetches them. Asked before each look. */
  shouldRead(): Promise<boolean>;
  /** The overview that was written last; undefined when there is none. */
  readManifest(): Promise<string | undefined>;
  /** Keeps the overview, tells readers of it, and gives up all files but those that it is about. */
  writeManifest(text: string, files: readonly string[]): Promise<void>;
  /** How much there is of each file. Unit: bytes. */
  sizes(files: readonly string[]): Promise<readonly number[]>;
  /** A part of a file; shorter, or empty, where there is no more of it. Unit: bytes. */
  readFile(file: string, part: { readonly from: number; readonly length: number }): Promise<Uint8Array>;
  /** Keeps a part of a file. False, without effect, when there is less of the file than `from`. Unit: bytes. */
  writeFile(file: string, from: number, bytes: Uint8Array): Promise<boolean>;
  /** Takes somebody to tell of a new overview. @returns ends it */
  subscribe(onChange: () => void): () => void;
}

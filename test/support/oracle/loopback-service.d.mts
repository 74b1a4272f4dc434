/** A specs, ID lists and events service on 127.0.0.1, shared by the oracle's process and by the tests of our own client. */
export interface LoopbackService {
  /** Base address for the option `specsUrl`. */
  readonly specsUrl: string;
  /** Address for the option `logEventUrl`. */
  readonly logEventUrl: string;
  /** Address for the option `idListsUrl`. */
  readonly idListsUrl: string;
  /** From now on a client with this key is given this specs text, and these files of ID lists by name. */
  serve(sdkKey: string, specs: string, idLists?: Readonly<Record<string, string>>): void;
  /** The events posted with this key so far; they, and the key's specs and lists, are forgotten afterwards. */
  take(sdkKey: string): unknown[];
  close(): Promise<void>;
}

/** Starts the service on a free port. */
export function startLoopbackService(): Promise<LoopbackService>;

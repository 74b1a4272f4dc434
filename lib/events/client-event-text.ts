import type { LoggableEvent } from './loggable-event.js';

/** Whose events they are: one visit of one browser. */
export interface ClientEventOrigin {
  /** The same for events that may be sent together. */
  readonly id: string;
  readonly clientSdkKey: string;
  /** For the headers of the request, as the browser's SDK would have sent them. */
  readonly sdkType: string | undefined;
  readonly sdkVersion: string | undefined;
  readonly statsigMetadata: Readonly<Record<string, unknown>>;
}

/** An event that a browser logged, as it waits to be passed on. */
export class ClientEventText implements LoggableEvent {
  readonly origin: ClientEventOrigin;
  readonly #text: string | undefined;

  constructor(event: unknown, origin: ClientEventOrigin) {
    this.#text = textOf(event);
    this.origin = origin;
  }

  /** Its length, which is about what it takes. */
  get heldBytes(): number {
    return this.#text?.length ?? 0;
  }

  /** @throws TypeError when the event has no JSON form, by which it is counted as lost */
  toJson(): string {
    if (this.#text === undefined) throw new TypeError('The event has no JSON form.');
    return this.#text;
  }
}

function textOf(event: unknown): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    // Objects within each other too deeply, for example; `toJson` tells.
    return undefined;
  }
}

/** Names that a header can carry; what a browser says of itself is not taken further than that. */
const headerWord = /^[\w.+-]{1,64}$/;

/** Who sends these events, for the service. */
export function clientEventOrigin(
  clientSdkKey: string,
  statsigMetadata: Readonly<Record<string, unknown>>,
): ClientEventOrigin {
  const { sdkType, sdkVersion } = statsigMetadata;
  return {
    id: JSON.stringify([clientSdkKey, statsigMetadata]),
    clientSdkKey,
    sdkType: wordOf(sdkType),
    sdkVersion: wordOf(sdkVersion),
    statsigMetadata,
  };
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && headerWord.test(value) ? value : undefined;
}

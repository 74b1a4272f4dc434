import type { LoggerService } from '@nestjs/common';
import type { FlushResult, Statsig } from 'statsig-nodekit';
import { endUpdates } from 'statsig-nodekit/request';
import { StatsigStartError } from './statsig-module-errors.js';

/** What starts and ends a client with the application. */
export interface ClientLifecycleParts {
  readonly client: Statsig;
  /** Whether the client was made for the application. Another's is neither initialised nor closed, only flushed. */
  readonly ownsClient: boolean;
  readonly failFast: boolean;
  /** Unit: milliseconds. */
  readonly shutdownTimeoutMs: number;
  readonly logger: LoggerService;
}

/** Starts a client when the application starts and ends it with the application, with one line in the log for each. */
export class ClientLifecycle {
  readonly #parts: ClientLifecycleParts;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: ClientLifecycleParts) {
    this.#parts = parts;
  }

  /**
   * Waits for the specs, as long as the client's options allow. All callers get the same promise.
   * @throws StatsigStartError with `failFast`, when there are none
   */
  start(): Promise<void> {
    return (this.#started ??= this.#start());
  }

  /** Looks no more for newer specs, while the requests that are being handled are still answered. Never rejects. */
  async endUpdates(): Promise<void> {
    const { client, ownsClient } = this.#parts;
    if (ownsClient) await endUpdates(client);
  }

  /** Delivers what is left and closes the client. All callers get the same promise, which never rejects. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #start(): Promise<void> {
    const { client, ownsClient, failFast, shutdownTimeoutMs, logger } = this.#parts;
    if (!ownsClient) {
      if (client.status === 'uninitialized') logger.warn(uninitialized);
      return;
    }
    const result = await client.initialize();
    if (result.isSuccess) {
      const specs =
        result.source === 'NoValues'
          ? 'without specs: all gates are off'
          : `specs from ${result.source}${ageOf(client)}`;
      logger.log(`Ready in ${result.durationMs} ms, ${specs}`);
    } else if (failFast) {
      // The application ends here; without this, a process that survives would go on polling.
      await client.shutdown(shutdownTimeoutMs);
      throw new StatsigStartError(result.error ?? 'No specs were found.');
    } else if (this.#closed === undefined) {
      // Why, the client has said in its own log.
      logger.warn(`Not ready after ${result.durationMs} ms; all gates are off for now`);
    }
  }

  async #close(): Promise<void> {
    const { client, ownsClient, shutdownTimeoutMs, logger } = this.#parts;
    const result = ownsClient ? await client.shutdown(shutdownTimeoutMs) : await this.#flush();
    const delivered = `Delivered ${counted(result?.delivered ?? 0)} at shutdown`;
    if (result?.isSuccess === true) {
      logger.log(delivered);
      return;
    }
    const lost = result === undefined ? 'unknown' : counted(result.pending + result.dropped);
    const reason = result?.error ?? `no answer within ${shutdownTimeoutMs} ms (shutdownTimeoutMs)`;
    logger.warn(`${delivered}; not delivered: ${lost}. ${reason}`);
  }

  /** The result of a flush, or undefined when the time was up first. */
  async #flush(): Promise<FlushResult | undefined> {
    const { client, shutdownTimeoutMs } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), shutdownTimeoutMs);
    });
    try {
      return await Promise.race([client.flushEvents(), timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const uninitialized =
  "The client that StatsigModule was given (`client`) has not been initialised, so all gates are off. It stays its owner's: " +
  'await client.initialize() before the application starts.';

/** When the project had last changed, as the specs say. */
function ageOf(client: Statsig): string {
  const { lcut } = client.getSpecsDetails();
  return lcut === null || lcut === 0 ? '' : ` of ${new Date(lcut).toISOString()}`;
}

function counted(events: number): string {
  return events === 1 ? '1 event' : `${events} events`;
}

import { hash } from 'node:crypto';
import { ClientResponseBuilder } from '../bootstrap/client-response-builder.js';
import { type ResponseOptions, resolveResponseOptions } from '../bootstrap/resolve-response-options.js';
import type { Logger } from '../observability/logger.js';
import { type StatsigUser, userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import { sdkType, sdkVersion } from '../version.js';
import type { ClientInitializeResponse } from './client-initialize-response.js';
import type { SpecStore } from './spec-store.js';

const logTag = 'ClientInitializeResponse';

/** What {@link ClientResponses} need. */
export interface ClientResponsesSettings {
  readonly store: SpecStore;
  readonly logger: Logger;
  /** Tells this client from others, in what browsers report. */
  readonly sessionId: string;
  /** The user as events carry it. */
  readonly writeUser: (user: Readonly<UserData>) => string;
  /** The user that a caller meant. */
  readonly toUser: (input: unknown) => StatsigUser;
}

/** Makes client initialize responses for callers: takes users and options as they come, and never throws. */
export class ClientResponses {
  readonly #settings: ClientResponsesSettings;
  readonly #builder: ClientResponseBuilder;

  constructor(settings: ClientResponsesSettings) {
    this.#settings = settings;
    this.#builder = new ClientResponseBuilder({
      sdkInfo: { sdkType, sdkVersion, sessionId: settings.sessionId },
      writeUser: settings.writeUser,
      digestOf: (text) => hash('sha256', text, 'base64'),
    });
  }

  /** The response as JSON text. */
  text(input: unknown, options: unknown): string {
    const user = this.#settings.toUser(input);
    try {
      const resolved = this.resolve(options, 'getClientInitializeResponse');
      return this.#builder.build(user, this.#settings.store.state.context, resolved);
    } catch (error) {
      return this.#failed(error, user);
    }
  }

  /** The response as JSON text in UTF-8. */
  bytes(input: unknown, options: unknown): Buffer {
    const user = this.#settings.toUser(input);
    try {
      const resolved = this.resolve(options, 'getClientInitializeResponseBytes');
      return joinPieces(this.#builder.buildPieces(user, this.#settings.store.state.context, resolved));
    } catch (error) {
      return Buffer.from(this.#failed(error, user));
    }
  }

  #failed(error: unknown, user: StatsigUser): string {
    const { logger, writeUser } = this.#settings;
    const message = error instanceof Error ? error.message : 'unknown error';
    logger.warnOnce('response-failed', logTag, `No response could be made; one without values is served: ${message}`);
    return withoutValues(writeUser(userDataOf(user)));
  }

  /**
   * Options as a caller gave them to a method, with complaints about them in the log.
   *
   * @throws only what a getter or an iterator of the caller's throws
   */
  resolve(options: unknown, method: string): ResponseOptions {
    const { logger } = this.#settings;
    return resolveResponseOptions(options, (complaint) =>
      logger.warnOnce(`${method}:${complaint}`, logTag, `About ${method}: ${complaint}.`),
    );
  }

  /** The response, and the user in it, each as JSON text. */
  make(input: unknown, options: ResponseOptions): { readonly values: string; readonly userText: string } {
    const { store, toUser, writeUser } = this.#settings;
    const user = toUser(input);
    const values = this.#builder.build(user, store.state.context, options);
    return { values, userText: writeUser(userDataOf(user)) };
  }

  /** The response as an object of the caller's own. */
  object(input: unknown, options: unknown): ClientInitializeResponse {
    // oxlint-disable-next-line no-unsafe-type-assertion -- every response has these members
    return JSON.parse(this.text(input, options)) as ClientInitializeResponse;
  }
}

/** Texts and bytes in one buffer of their own, which is not shared with others. */
function joinPieces(pieces: readonly (string | Uint8Array)[]): Buffer {
  let size = 0;
  for (const piece of pieces) size += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
  // Without zeros, each byte of which would be written twice.
  const joined = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      at += joined.write(piece, at);
    } else {
      joined.set(piece, at);
      at += piece.length;
    }
  }
  return joined;
}

/** A response that no browser takes for values: it then asks for its own. */
function withoutValues(user: string): string {
  return `{"feature_gates":{},"dynamic_configs":{},"layer_configs":{},"param_stores":{},"time":0,"has_updates":false,"hash_used":"","user":${user},"evaluated_keys":{},"sdkInfo":{},"sdkParams":{}}`;
}

import type { Statsig } from 'statsig-nodekit';
import type { ServedProject } from './served-project.js';

/** Once an hour: each state of the project has a client of its own, so none ever has anything new to fetch. */
const neverMs = 3_600_000;

/**
 * A client of the emulator's own project, for what the service itself evaluates. Made when it is first needed, and again when the
 * project has changed.
 */
export class ProjectClient {
  readonly #served: () => ServedProject;
  readonly #url: () => string;
  #current: { readonly project: ServedProject; readonly client: Promise<Statsig> } | undefined;
  #isClosed = false;

  /** @param url of the emulator, where its ID lists are */
  constructor({ served, url }: { readonly served: () => ServedProject; readonly url: () => string }) {
    this.#served = served;
    this.#url = url;
  }

  /** A client with the project as it is served now, and its ID lists. */
  client(): Promise<Statsig> {
    const project = this.#served();
    if (this.#current?.project === project) return this.#current.client;
    const former = this.#current;
    this.#current = { project, client: this.#create(project) };
    if (former !== undefined) void end(former.client);
    return this.#current.client;
  }

  /** Ends the client, if there is one. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#current !== undefined) await end(this.#current.client);
  }

  async #create({ text }: ServedProject): Promise<Statsig> {
    // Loaded only here: an emulator for servers needs nothing of the SDK itself.
    const { Statsig: Client } = await import('statsig-nodekit');
    const client = new Client('secret-emulator', {
      bootstrapSpecs: text,
      enableIdLists: true,
      idListsUrl: `${this.#url()}/v1/get_id_lists`,
      idListsSyncIntervalMs: neverMs,
      specsSyncIntervalMs: neverMs,
      disableAllLogging: true,
      outputLogLevel: 'none',
    });
    if (!this.#isClosed) await client.initialize();
    return client;
  }
}

/** Requests that still use it are answered all the same. One that could not be made was reported where it was asked for. */
async function end(client: Promise<Statsig>): Promise<void> {
  const made = await client.catch(() => undefined);
  await made?.shutdown();
}

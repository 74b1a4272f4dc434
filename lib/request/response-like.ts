/** A response as Express, `node:http` and the raw side of Fastify have it, as far as a header is added to it. */
export interface ResponseLike {
  readonly headersSent: boolean;
  /** Adds a value beside those that the header has. */
  appendHeader(name: string, value: string): unknown;
}

/**
 * Who logs an exposure when the server asks about a flag.
 * - `client`: nobody does on the server; the browser does when the page asks there.
 * - `deferred`: the server does, when the browser has told that the page was shown; what nobody sees is never logged.
 * - `server`: the server does, when it has answered, unless it is known that nobody sees the answer: the request is made ahead or
 *   comes from a robot, or the page has failed.
 */
export type ExposurePolicy = 'client' | 'deferred' | 'server';

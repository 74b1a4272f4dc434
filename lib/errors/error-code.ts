/**
 * Every value that {@link StatsigError.code} can have. Match on the code rather than on a class: it stays the same when
 * a process holds two copies of the package (one imported, one required), where `instanceof` would say no.
 * `docs/errors.md` tells for each when it occurs and what to do.
 */
export type ErrorCode = (typeof errorCodes)[number];

/** The codes as a list, for exhaustive handling and for checking the documentation against. */
export const errorCodes = [
  'sdk_key_invalid',
  'specs_invalid',
  'specs_missing',
  'specs_unavailable',
  'data_store_failed',
  'specs_file_unreadable',
  'id_list_invalid',
  'network_request_failed',
  'initialization_timed_out',
  'client_shut_down',
  'embedding_invalid',
] as const;

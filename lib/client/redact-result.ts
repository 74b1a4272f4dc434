/** Something that tells in `error` what went wrong. */
interface MaybeFailed {
  readonly error?: string;
}

/**
 * The same result with secrets taken out of what it quotes: an error of an event sink or a storage says what the application's
 * own libraries put into it.
 */
export function redactResult<
  Result extends MaybeFailed & { readonly forwarded?: MaybeFailed; readonly sinks?: readonly MaybeFailed[] },
>(result: Result, redact: (text: string) => string): Result {
  const clean = <Part extends MaybeFailed>(part: Part): Part =>
    part.error === undefined ? part : { ...part, error: redact(part.error) };
  const { forwarded, sinks } = result;
  if (forwarded === undefined && sinks === undefined) return clean(result);
  return {
    ...clean(result),
    ...(forwarded && { forwarded: clean(forwarded) }),
    ...(sinks && { sinks: sinks.map(clean) }),
  };
}

/** A response as parsed JSON. */
export type Response = Readonly<Record<string, unknown>>;

/**
 * A response in the form in which two are compared: without what differs between clients (`sdkInfo`), and in format 2 with
 * the references, which depend on order, replaced by what they stand for.
 */
export function canonicalResponse(text: string): Response {
  const { sdkInfo: _sdkInfo, ...response } = parseObject(text);
  if (response['response_format'] !== 'init-v2') return response;
  const { values, exposures, ...rest } = response;
  const valueOf = (id: unknown): unknown => member(values, id);
  const exposuresOf = (ids: unknown): unknown => (Array.isArray(ids) ? ids.map((id) => member(exposures, id)) : ids);
  const resolve = (entity: unknown): unknown => {
    const { v, s, us, ...others } = asObject(entity);
    return {
      ...others,
      ...(v === undefined ? {} : { v: typeof v === 'string' ? valueOf(v) : v }),
      ...(s === undefined ? {} : { s: exposuresOf(s) }),
      ...(us === undefined ? {} : { us: exposuresOf(us) }),
    };
  };
  for (const map of ['feature_gates', 'dynamic_configs', 'layer_configs']) {
    rest[map] = Object.fromEntries(Object.entries(asObject(rest[map])).map(([key, entity]) => [key, resolve(entity)]));
  }
  return rest;
}

/** @throws TypeError when the text is no JSON object. */
export function parseObject(text: string): Record<string, unknown> {
  return asObject(JSON.parse(text));
}

/** @throws TypeError when the value is no object. */
export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('This is no object.');
  return value as Record<string, unknown>;
}

function member(map: unknown, id: unknown): unknown {
  const found = asObject(map);
  if (typeof id !== 'string' || !Object.hasOwn(found, id)) throw new TypeError(`Nothing stands for ${String(id)}.`);
  return found[id];
}

/** @throws TypeError when the value is no text. */
export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('This is no text.');
  return value;
}

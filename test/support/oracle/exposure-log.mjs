import { canonicalJson } from './canonical-json.mjs';

/** The custom ID by which the exposure events of a user are recognised. No condition refers to it. */
export const SERIAL_ID_TYPE = 'serial';

/** Posted events → comparable text by user and entity. */
export function readExposures(events) {
  const exposures = [];
  const users = new Map();
  for (const event of events) {
    if (!/^statsig::(gate|config|layer)_exposure$/.test(event.eventName)) continue;
    const { user, metadata, statsigMetadata, time, ...rest } = event;
    const { receivedAt, ...comparableMetadata } = metadata;
    const serial = user.customIDs?.[SERIAL_ID_TYPE] ?? '';
    if (serial !== '') users.set(serial, canonicalJson(user));
    exposures.push({
      serial,
      eventName: event.eventName,
      name: metadata.gate ?? metadata.config,
      parameter: metadata.parameterName ?? null,
      text: canonicalJson({
        ...rest,
        metadata: comparableMetadata,
        statsigMetadata: withoutChoice(statsigMetadata),
        isDated: typeof time === 'number',
        hasReceivedAt: typeof receivedAt === 'string',
      }),
    });
  }
  return { exposures, users: [...users] };
}

/** Whom a rate above 1 chooses is the private choice of each contestant. */
function withoutChoice(statsigMetadata) {
  const { samplingRate, shadowLogged } = statsigMetadata ?? {};
  const isChoice = samplingRate > 1 && (shadowLogged === 'logged' || shadowLogged === 'dropped');
  return isChoice ? { ...statsigMetadata, shadowLogged: 'one or the other' } : statsigMetadata;
}

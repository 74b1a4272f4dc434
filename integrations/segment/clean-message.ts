import type { MessageContent } from './compat-message.js';
import { type ForwardedEvent, metadataText } from './forwarded-event.js';

/** An event with flat properties, which become columns of their own in a warehouse, and without the user. */
export function cleanContent(event: ForwardedEvent): MessageContent {
  const { source } = event;
  const { metadata, value, exposure } = source;
  if (exposure === null) {
    return { properties: { ...metadata, ...(value !== null && { value }) }, context: {} };
  }
  const lcut = Number(metadataText(source, 'lcut'));
  return {
    properties: {
      ...subjectOf(event),
      rule_id: metadataText(source, 'ruleID'),
      ...(exposure.groupName !== null && { group: exposure.groupName }),
      ...(exposure.unitID !== null && { unit_id: exposure.unitID }),
      ...(exposure.idType !== '' && { unit_type: exposure.idType }),
      reason: metadataText(source, 'reason'),
      ...(lcut > 0 && { lcut }),
      ...(metadataText(source, 'isManualExposure') === 'true' && { is_manual: true }),
    },
    context: {},
  };
}

/** What was exposed, in a column that is named after its kind. */
function subjectOf({ kind, name, source }: ForwardedEvent): Record<string, unknown> {
  const fromLayer = {
    layer: metadataText(source, 'config'),
    parameter: metadataText(source, 'parameterName'),
  };
  const isOfLayer = source.eventName === 'statsig::layer_exposure';
  switch (kind) {
    case 'gate':
    case 'holdout':
      return { [kind]: name, value: metadataText(source, 'gateValue') === 'true' };
    case 'layer': {
      const experiment = metadataText(source, 'allocatedExperiment');
      return { ...fromLayer, ...(experiment !== '' && { experiment }) };
    }
    default:
      return { [kind]: name, ...(isOfLayer && fromLayer) };
  }
}

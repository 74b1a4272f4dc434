import type { SinkEvent } from 'statsig-nodekit';

/**
 * What an event is about, for filters and for its name at Segment.
 * - `gate`: the exposure of a gate, or of a segment that was checked like one.
 * - `config`: that of a dynamic config.
 * - `experiment`: that of an experiment or an autotune.
 * - `layer`: that of a layer's parameter.
 * - `holdout`: that of a holdout that was checked by its name.
 * - `custom`: an event of the application's own.
 */
export type ForwardedKind = (typeof forwardedKinds)[number];

/** The kinds as a list. */
export const forwardedKinds = ['gate', 'config', 'experiment', 'layer', 'holdout', 'custom'] as const;

/** How exposures of layers are told: as such, or as those of the experiment that set the parameter, where one did. */
export type LayerForm = 'layer' | 'experiment';

/** An event that may be forwarded, with what Segment is told of it. */
export interface ForwardedEvent {
  readonly kind: ForwardedKind;
  /** Of the gate, config, experiment or layer; of the event itself for `custom`. Filters look at it. */
  readonly name: string;
  /** The name of the event at Segment. */
  readonly eventName: string;
  readonly source: SinkEvent;
}

/**
 * An event of the client as Segment is told of it; undefined for what the SDK tells the service of itself, such as diagnostics.
 *
 * In events of the SDK experiments look like dynamic configs. What the specs called them when it was decided tells them apart.
 */
export function toForwardedEvent(
  source: SinkEvent,
  { layers, customEventPrefix }: { readonly layers: LayerForm; readonly customEventPrefix: string },
): ForwardedEvent | undefined {
  const { eventName, exposure } = source;
  if (exposure === null) {
    if (eventName.startsWith('statsig::')) return undefined;
    return { kind: 'custom', name: eventName, eventName: customEventPrefix + eventName, source };
  }
  if (eventName === 'statsig::layer_exposure' && layers === 'experiment') {
    const experiment = metadataText(source, 'allocatedExperiment');
    if (experiment !== '') return exposureOf('experiment', experiment, source);
  }
  const kind = kindOf(eventName, exposure.entity);
  return exposureOf(kind, metadataText(source, kind === 'gate' || kind === 'holdout' ? 'gate' : 'config'), source);
}

function exposureOf(kind: ForwardedKind, name: string, source: SinkEvent): ForwardedEvent {
  return { kind, name, eventName: `statsig::${kind}_exposure`, source };
}

/** By the event first: an entity that is not known here counts as the nearest thing. */
function kindOf(eventName: string, entity: string): ForwardedKind {
  if (eventName === 'statsig::gate_exposure') return entity === 'holdout' ? 'holdout' : 'gate';
  if (eventName === 'statsig::layer_exposure') return 'layer';
  return entity === 'experiment' || entity === 'autotune' ? 'experiment' : 'config';
}

/** A member of an event's metadata; empty when it is absent or no text. */
export function metadataText({ metadata }: Pick<SinkEvent, 'metadata'>, member: string): string {
  const value = metadata?.[member];
  return typeof value === 'string' ? value : '';
}

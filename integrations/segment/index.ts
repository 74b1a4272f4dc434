/**
 * Segment for the events of a client: exposures and custom events as `track` calls, by a sink for the option `eventSinks`.
 *
 * What lives here: which events are forwarded, and what Segment is told of them. What must not: HTTP, which is that of Segment's
 * library or of a function of the application's own.
 *
 * @module
 */

// The sink
export { segmentSink, type SegmentSink } from './segment-sink.js';
export { SegmentOptionsError, type SegmentSinkOptions } from './segment-sink-options.js';
export { SegmentLibraryMissingError } from './segment-library-missing-error.js';
export type { SegmentSkipReason, SegmentStatistics } from './segment-statistics.js';

// Which events
export type { SegmentEventFilter, SegmentSample } from './event-filter.js';
export type { ForwardedKind, LayerForm } from './forwarded-event.js';

// What they become
export type { SegmentFormat } from './build-message.js';
export type { SegmentIdentifiers } from './segment-identifiers.js';
export { segmentLimits, type SegmentIntegrations, type SegmentMessage } from './segment-message.js';

// The way to Segment
export type { SegmentClient, SegmentTrackIdentity, SegmentTrackParams } from './segment-client.js';
export type { SegmentRegion } from './open-segment-client.js';
export type { SendSegmentBatch } from './send-transport.js';

import { describe, expect, it } from 'vitest';

import { type SpecsOrigin, detailsOf } from '../../../lib/evaluation/evaluation-details.js';
import type { EvaluationOutcome } from '../../../lib/evaluation/evaluation.js';

const network: SpecsOrigin = { source: 'Network', lcut: 1000, receivedAt: 2000 };
const without: SpecsOrigin = { source: 'NoValues', lcut: null, receivedAt: null };

describe('detailsOf', () => {
  it.each<[outcome: EvaluationOutcome, source: string, reason: string]>([
    ['recognized', 'Network', 'Network:Recognized'],
    ['unrecognized', 'Network', 'Network:Unrecognized'],
    ['unsupported', 'Network', 'Network:Unsupported'],
    ['recognized', 'Bootstrap', 'Bootstrap:Recognized'],
    ['recognized', 'Adapter(FileBased)', 'Adapter(FileBased):Recognized'],
    ['unrecognized', 'Loading', 'Loading:Unrecognized'],
  ])('of something %s from %s says %s', (outcome, source, reason) => {
    expect(detailsOf({ outcome, version: 4, overrideReason: undefined }, { ...network, source })).toEqual({
      reason,
      lcut: 1000,
      receivedAt: 2000,
      version: 4,
    });
  });

  it.each(['Uninitialized', 'NoValues'])('says %s alone where there are no specs', (source) => {
    expect(
      detailsOf({ outcome: 'unrecognized', version: undefined, overrideReason: undefined }, { ...network, source }),
    ).toEqual({
      reason: source,
      lcut: null,
      receivedAt: null,
      version: null,
    });
  });

  it('of circles and of defects says so, and nothing of the specs', () => {
    const nothing = { lcut: null, receivedAt: null, version: null };
    expect(detailsOf({ outcome: 'too-deep', version: 4, overrideReason: undefined }, network)).toEqual({
      reason: 'Error:Statsig Evaluation Depth Exceeded',
      ...nothing,
    });
    expect(detailsOf({ outcome: 'failed', version: 4, overrideReason: undefined }, network)).toEqual({
      reason: 'Error:Evaluation Failed',
      ...nothing,
    });
  });

  it('of an override says so, with or without specs', () => {
    expect(detailsOf({ outcome: 'recognized', version: 4, overrideReason: 'LocalOverride' }, network)).toEqual({
      reason: 'LocalOverride:Recognized',
      lcut: 1000,
      receivedAt: 2000,
      version: 4,
    });
    expect(detailsOf({ outcome: 'recognized', version: undefined, overrideReason: 'LocalOverride' }, without)).toEqual({
      reason: 'LocalOverride:Recognized',
      lcut: 0,
      receivedAt: null,
      version: null,
    });
  });
});

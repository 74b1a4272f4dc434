import { describe, expect, it } from 'vitest';

import { stickyUnits } from '../../../lib/client/sticky-units.js';
import { compileParts } from '../../support/specs-builder.js';

const idTypes = (parts: Parameters<typeof compileParts>[0]): string[] =>
  stickyUnits(compileParts(parts).snapshot).map(({ idType }) => idType);

describe('stickyUnits', () => {
  it('are the ID types of running experiments and of all layers, each once', () => {
    expect(
      idTypes({
        configs: {
          running: { isActive: true, idType: 'userID' },
          other: { isActive: true, idType: 'userID' },
          ended: { isActive: false, idType: 'stableID' },
          config: { idType: 'sessionID' },
        },
        layers: { page: { idType: 'companyID' } },
      }),
    ).toEqual(['userID', 'companyID']);
  });

  it('is userID where there is none', () => {
    expect(idTypes({})).toEqual(['userID']);
  });

  it('keep the decisions of their own experiments and layers, and of names that the project does not have', () => {
    const { snapshot } = compileParts({
      configs: { person: { isActive: true, idType: 'userID' } },
      layers: { team: { idType: 'companyID' } },
    });
    const [byUser, byCompany] = stickyUnits(snapshot);
    expect(['person', 'team', 'gone'].map((name) => byUser?.keeps(name))).toEqual([true, false, true]);
    expect(['person', 'team', 'gone'].map((name) => byCompany?.keeps(name))).toEqual([false, true, true]);
  });
});

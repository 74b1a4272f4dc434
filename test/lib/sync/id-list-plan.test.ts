import { describe, expect, it } from 'vitest';
import { type HeldFile, type IdListPlan, planIdList } from '../../../lib/sync/id-list-plan.js';

const url = 'https://lists.example/one';
const held = { fileID: 'f1', creationTime: 5, size: 30, isDamaged: false } satisfies HeldFile;
const offer = { url, fileID: 'f1', creationTime: 5, size: 30 };

describe('the plan for a list', () => {
  it.each<[string, HeldFile | undefined, Partial<typeof offer> | { fileID: undefined; size?: number }, IdListPlan]>([
    ['is not held yet', undefined, {}, 'replace'],
    ['has not changed', held, {}, 'keep'],
    ['has grown', held, { size: 40 }, 'append'],
    ['has shrunk, which only a server that lags behind says', held, { size: 20 }, 'keep'],
    ['has another, later file', held, { fileID: 'f2', creationTime: 6, size: 10 }, 'replace'],
    ['has another file of the same time', held, { fileID: 'f2' }, 'replace'],
    ['has another, older file', held, { fileID: 'f2', creationTime: 4, size: 400 }, 'keep'],
    ['has a file of the same id and a later time', held, { creationTime: 6, size: 10 }, 'replace'],
    ['has the same file with an older time, and has not grown', held, { creationTime: 4 }, 'keep'],
    ['has the same file with an older time, and has grown', held, { creationTime: 4, size: 40 }, 'append'],
    ['has no file id any more', held, { fileID: undefined }, 'keep'],
    ['has no file id any more, and has grown', held, { fileID: undefined, size: 40 }, 'append'],
    ['has an older file without id', held, { fileID: undefined, creationTime: 4, size: 40 }, 'keep'],
    ['is damaged', { ...held, isDamaged: true }, {}, 'replace'],
    [
      'is damaged, while an older file is offered',
      { ...held, isDamaged: true },
      { fileID: 'f0', creationTime: 4 },
      'keep',
    ],
  ])('that %s', (_case, heldFile, change, plan) => {
    expect(planIdList(heldFile, { ...offer, ...change })).toBe(plan);
  });
});

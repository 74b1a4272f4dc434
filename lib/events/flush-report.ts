import type { DeliveryCounts, DropCounts } from './delivery-counts.js';
import type { DeliveryResult } from './flush-result.js';

/** What is known at the end of a flush. */
export interface FlushEnding {
  /** Whether everything that was waiting has left. */
  readonly isComplete: boolean;
  readonly pending: number;
  readonly lastError: unknown;
}

/** Makes results of flushes out of the running counts: what was delivered in between, and losses that no result told yet. */
export class FlushReport {
  readonly #counts: DeliveryCounts;
  #toldDrops: DropCounts = {};

  constructor(counts: DeliveryCounts) {
    this.#counts = counts;
  }

  /** Starts counting for one result. */
  begin(): { end: (ending: FlushEnding) => DeliveryResult } {
    const deliveredBefore = this.#counts.delivered;
    return {
      end: (ending) => {
        const drops = this.#untoldDrops();
        const dropped = drops.reduce((sum, [, count]) => sum + count, 0);
        const delivered = this.#counts.delivered - deliveredBefore;
        const { isComplete, pending } = ending;
        if (isComplete && dropped === 0) return { isSuccess: true, delivered, pending, dropped };
        return {
          isSuccess: false,
          error: describe(ending, drops, dropped),
          delivered,
          pending,
          dropped,
          ...(dropped > 0 && { droppedByReason: Object.fromEntries(drops) }),
        };
      },
    };
  }

  #untoldDrops(): [string, number][] {
    const told = new Map(Object.entries(this.#toldDrops));
    this.#toldDrops = this.#counts.dropped;
    return Object.entries(this.#toldDrops)
      .map(([reason, count]): [string, number] => [reason, count - (told.get(reason) ?? 0)])
      .filter(([, count]) => count > 0);
  }
}

function describe({ isComplete, pending, lastError }: FlushEnding, drops: [string, number][], dropped: number): string {
  const sentences: string[] = [];
  if (!isComplete) sentences.push(`${pending} events are not delivered and still held.`);
  if (dropped > 0) {
    const reasons = drops.map(([reason, count]) => `${reason}: ${count}`).join(', ');
    sentences.push(`${dropped} events were lost (${reasons}).`);
  }
  if (lastError instanceof Error) sentences.push(lastError.message);
  return sentences.join(' ');
}

/** How deep gates may refer to each other; beyond it they are taken for a circle. */
export const maxDepth = 300;

/**
 * How deep evaluations may stand in each other in all, redirections and consulted experiments included. `nested` cannot
 * tell: mappings set it back, and a consulted experiment counts anew. The official core ends the process in such circles.
 * Little more than `maxDepth`, because explaining takes 2 kB of the stack for each, of 1 MB in all.
 */
export const maxStackDepth = maxDepth + 20;

/** Thrown, and caught again within this folder, when gates refer to each other without end. */
export class TooDeep extends Error {
  /** Whether calls stand in each other without end, and not just gates: then all of them end. */
  readonly endsOuterCalls: boolean;

  constructor({ endsOuterCalls }: { readonly endsOuterCalls: boolean }) {
    super();
    this.endsOuterCalls = endsOuterCalls;
  }
}

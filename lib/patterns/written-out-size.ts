import type { PatternNode } from './pattern-node.js';

/**
 * How many characters, sets and places the counted repetitions of a pattern come to when they are written out:
 * `a{3}` to 3, `(?:ab){2,10}` to 20, `a+b` to none. The engine runs a pattern in that form.
 */
export function writtenOutSize(node: PatternNode): number {
  switch (node.kind) {
    case 'sequence':
      return sum(node.parts, writtenOutSize);
    case 'choice':
      return sum(node.options, writtenOutSize);
    case 'look-behind':
      return writtenOutSize(node.node);
    case 'repeat':
      return copiesOf(node) > 1 ? copiesOf(node) * fullSize(node.node) : writtenOutSize(node.node);
    default:
      return 0;
  }
}

function fullSize(node: PatternNode): number {
  switch (node.kind) {
    case 'sequence':
      return sum(node.parts, fullSize);
    case 'choice':
      // One that holds nothing is copied all the same.
      return Math.max(1, sum(node.options, fullSize));
    case 'look-behind':
      return fullSize(node.node);
    case 'repeat':
      return Math.max(1, copiesOf(node)) * fullSize(node.node);
    default:
      return 1;
  }
}

const copiesOf = ({ least, most }: Extract<PatternNode, { kind: 'repeat' }>): number => most ?? least;

const sum = (nodes: readonly PatternNode[], sizeOf: (node: PatternNode) => number): number =>
  nodes.reduce((total, node) => total + sizeOf(node), 0);

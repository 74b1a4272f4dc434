import type { Project } from '../project-file/project.js';
import { deriveSalt } from './derive.js';

/** The share of a layer, or of everyone, that belongs to one experiment. */
export interface Allocation {
  /** What buckets are counted with: the layer's salt, so that the experiments of one layer never share a unit. */
  readonly salt: string;
  /** The experiment's buckets of 0–999: from the first up to, and without, the second. */
  readonly from: number;
  readonly to: number;
}

/**
 * The buckets of every experiment. In a layer each takes the next free ones in the order of the file, so a new
 * experiment at the end leaves the others' users where they are. Outside of layers each counts for itself.
 */
export function allocateBuckets(project: Project): ReadonlyMap<string, Allocation> {
  const nextFree = new Map<string, number>();
  const allocations = new Map<string, Allocation>();
  for (const [name, experiment] of Object.entries(project.experiments ?? {})) {
    const size = Math.round((experiment.allocation ?? 100) * 10);
    const { layer } = experiment;
    if (typeof layer !== 'string') {
      allocations.set(name, { salt: deriveSalt('allocation', name), from: 0, to: size });
      continue;
    }
    const from = nextFree.get(layer) ?? 0;
    nextFree.set(layer, from + size);
    allocations.set(name, { salt: layerSalt(project, layer), from, to: from + size });
  }
  return allocations;
}

/** The salt of a layer, given or derived. */
function layerSalt(project: Project, layer: string): string {
  return project.layers?.[layer]?.salt ?? deriveSalt('layer', layer);
}

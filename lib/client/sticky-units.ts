import type { SpecSnapshot } from '../specs/spec-snapshot.js';

/** An ID type under which decisions of a project are kept. */
export interface StickyUnit {
  readonly idType: string;
  /** Whether the decisions of an experiment or layer are kept under this ID type. True for names that the project does not have. */
  readonly keeps: (configName: string) => boolean;
}

/**
 * The ID types of the experiments that are running and of all layers; `userID` while there is none of them, as before the first
 * specs.
 */
export function stickyUnits(snapshot: SpecSnapshot): readonly StickyUnit[] {
  const idTypes = new Set<string>();
  for (const { idType, isActive } of snapshot.dynamicConfigs.values()) if (isActive === true) idTypes.add(idType);
  for (const { idType } of snapshot.layerConfigs.values()) idTypes.add(idType);
  if (idTypes.size === 0) idTypes.add('userID');
  return [...idTypes].map((idType) => ({
    idType,
    keeps: (configName) => {
      const owners = [snapshot.dynamicConfigs.get(configName), snapshot.layerConfigs.get(configName)];
      const known = owners.filter((spec) => spec !== undefined);
      return known.length === 0 || known.some((spec) => spec.idType === idType);
    },
  }));
}

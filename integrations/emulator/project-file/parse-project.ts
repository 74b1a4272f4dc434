import { checkExperiments } from './check-experiments.js';
import { checkParameters } from './check-parameters.js';
import { checkPatterns } from './check-patterns.js';
import { checkClashes, checkReferences, checkSharedNames, type KnownNames } from './check-references.js';
import { checkRules } from './check-rules.js';
import { parseDocument } from './parse-document.js';
import type { Project } from './project.js';
import { ProjectFileError } from './project-file-error.js';
import { readProject } from './read-project.js';
import { type Locate, Reading } from './reading.js';

/** Where a project comes from. */
export interface ProjectOrigin {
  /** What complaints call the file. @default 'project' */
  readonly file?: string;
  /** Names from the `raw` payload, which the project may refer to. @default none */
  readonly rawNames?: KnownNames;
  /** @default no positions */
  readonly locate?: Locate;
}

/**
 * Reads a project from the text of a project file: YAML, or JSON, which is a subset of it.
 * @throws {ProjectFileError} with every mistake, each with its line and column.
 */
export async function parseProject(text: string, origin: Omit<ProjectOrigin, 'locate'> = {}): Promise<Project> {
  const { value, locate } = await parseDocument(text, origin.file ?? 'project');
  return checkProject(value, { ...origin, locate });
}

/**
 * Checks a project that was built in code, or parsed already, and returns it typed.
 * @throws {ProjectFileError} with every mistake; without an `origin.locate` they have paths but no lines.
 */
export async function checkProject(value: unknown, origin: ProjectOrigin = {}): Promise<Project> {
  const reading = new Reading(origin.file ?? 'project', origin.locate);
  const project = readProject(value, [], reading);
  // What refers to what is only worth checking in a project whose parts could all be read.
  if (project !== undefined && reading.complaints.length === 0) {
    checkRules(project, reading);
    checkSharedNames(project, reading);
    if (origin.rawNames !== undefined) checkClashes(project, origin.rawNames, reading);
    checkReferences(project, origin.rawNames, reading);
    checkExperiments(project, reading);
    checkParameters(project, reading);
    await checkPatterns(project, reading);
    if (reading.complaints.length === 0) return project;
  }
  throw new ProjectFileError(reading.complaints);
}

import type { Project } from '../project-file/project.js';
import type { ConditionTable } from './condition-table.js';

/** What the parts of one compilation share. */
export interface Compilation {
  readonly project: Project;
  readonly conditions: ConditionTable;
}

import { type Complaint, formatComplaint } from './complaint.js';

/** A project file has mistakes. All of them are in {@link complaints}, and in the message, one per line. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'project_file_invalid';
  readonly complaints: readonly Complaint[];

  constructor(complaints: readonly Complaint[], options?: ErrorOptions) {
    super(complaints.map(formatComplaint).join('\n'), options);
    this.complaints = complaints;
  }
}

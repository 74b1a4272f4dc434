/** Whether `next build` is at work: Next says so in all of its processes. */
export function isBuilding(): boolean {
  return process.env['NEXT_PHASE'] === 'phase-production-build';
}

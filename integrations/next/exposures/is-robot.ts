/** Words by which search engines and previews of links call themselves. One maker of telephones has a name that ends like theirs. */
const ofRobots =
  /(?<!cu)bot\b|crawler|spider|slurp|preview|externalhit|archiver|mediapartners|inspectiontool|^whatsapp\//i;

/** Whether a program that renders pages for no visitor sends the request: robots are nobody whom an experiment is about. */
export function isRobot(userAgent: string | null | undefined): boolean {
  return userAgent !== null && userAgent !== undefined && ofRobots.test(userAgent);
}

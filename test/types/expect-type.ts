/** Whether two types are the same one: the compiler takes these two functions for alike only then. */
// oxlint-disable-next-line no-unnecessary-type-parameters -- the parameters stand for every type there is
type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/** Compiles only when the value has exactly the type: `expectType<number>()(value)`. */
export function expectType<Expected>(): <Actual>(
  value: Actual,
  ...same: Same<Actual, Expected> extends true ? [] : [never]
) => void {
  return () => undefined;
}

/** A decorator was written wrongly: the program must be changed, so it is thrown while the program starts. */
export class StatsigDecoratorError extends Error {
  override readonly name = 'StatsigDecoratorError';
  readonly code = 'decorator_invalid';
}

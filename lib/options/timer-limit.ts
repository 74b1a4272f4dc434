/** The longest delay that Node's timers take; a longer one would fire at once. Unit: milliseconds. */
export const longestTimerMs = 2_147_483_647;

/** Repeats measurements that other load disturbed, so that no image shows a disturbed run. */

/**
 * Rounds before giving up. Each runs all strategies in turn and counts only as a whole, so that a
 * passing disturbance cannot favour some of them.
 */
const mostRounds = 5;

/** The first undisturbed round; undefined if every round had a disturbed run. */
export async function quietRound<Ran extends { disturbed: string }>(
  round: () => Promise<Ran[]>,
): Promise<Ran[] | undefined> {
  for (let left = mostRounds; left > 0; left--) {
    const ran = await round();
    if (ran.every(({ disturbed }) => disturbed === "")) return ran;
  }
  return undefined;
}

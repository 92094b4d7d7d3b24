/** Measuring on a machine that may do other things: no image shows a run that was disturbed. */

/** Each takes all strategies in turn: what disturbs one of them for a while does not choose among them. */
const mostRounds = 5;

/** The first round in which nothing was disturbed; undefined where each of them was. */
export async function quietRound<Ran extends { disturbed: string }>(
  round: () => Promise<Ran[]>,
): Promise<Ran[] | undefined> {
  for (let left = mostRounds; left > 0; left--) {
    const ran = await round();
    if (ran.every(({ disturbed }) => disturbed === "")) return ran;
  }
  return undefined;
}

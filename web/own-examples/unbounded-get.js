// The mistake: asking a service for everything at once. It has a pool of connections; the rest of the
// requests queue up there until they time out, and were all for nothing.
// The fix: no more in flight than it has connections. Make `fixed` true.
const fixed = false;

export async function task({ size, get }) {
  const inFlight = fixed ? 20 : size;
  let asked = 0;
  let answered = 0;
  async function askOneAfterAnother() {
    while (asked < size) {
      asked++;
      await get(100).then(
        () => answered++,
        () => undefined, // it timed out
      );
    }
  }
  await Promise.all(Array.from({ length: inFlight }, askOneAfterAnother));
  return `${answered} of ${size}`;
}

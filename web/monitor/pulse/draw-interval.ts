/** How often pulses are drawn; nothing else of them is needed by whoever measures. */

/**
 * In ms. A smooth strip does not need every frame; while something is measured it takes what it must, and
 * when that needs every core, as little as still looks alive.
 */
export const drawIntervalMs = { idle: 33, run: 66, sparingRun: 100 } as const;

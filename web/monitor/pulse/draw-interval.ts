/**
 * How often pulses are drawn. A separate module, so that measuring code does not import the drawing
 * code.
 */

/**
 * In ms. Smooth motion does not need every frame. During a run drawing uses less CPU, and in one
 * that needs every core, the least that still looks alive.
 */
export const drawIntervalMs = { idle: 33, run: 66, sparingRun: 100 } as const;

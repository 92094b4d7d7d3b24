/** The timeline as the page loads it: as one chunk, once there is something to show. */
export { factsOf, type MarkFacts } from "./describe.ts";
export { firstMark } from "./find.ts";
export { Gestures, zoomStep } from "./gestures.ts";
export { TimelineStage } from "./stage.ts";

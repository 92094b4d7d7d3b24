/** The timeline as the page loads it: as one chunk, once there is something to show. */

export { Gestures, zoomStep } from "./gestures.ts";
export { factsOf, type MarkFacts } from "./scene/describe.ts";
export { firstMark } from "./scene/find.ts";
export { TimelineStage } from "./stage.ts";

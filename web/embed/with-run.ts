/** What an embed needs only for a run; loaded with the first one. */
export { lanesReady } from "../api/api.ts";
export { answerOf } from "./answer.ts";
export { capForHost } from "./cap.ts";
export { whereRun } from "./where-run.ts";

import "./lanes-embed-pulse.ts";
import "./lanes-strip.ts";

/** The parts of the page that are of use where it is not ready to run. */
import "./about-here.ts";
import "./share/take-away.ts";

// Where it is the network that is missing, this is as well.
if (window.lanes.capabilities().tier === "none") {
  import("../kit/recorded/recorded-runs.ts").catch(() => undefined);
}

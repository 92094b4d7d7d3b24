/** Parts of the page that are fetched once it is ready to run; their elements are empty until then. */
import "./about-here.ts";
import "./share/take-away.ts";
import "./simple-test/simple-test-panel.ts";
import "./sweep/sweep-panel.ts";
import "./timeline/timeline-view.ts";
import "./verdict/answer-line.ts";
import "./verdict/conclusion.ts";
import "./verdict/verdict-panel.ts";

// A row without its code has its numbers all the same.
import("../kit/code/code-fold.ts").catch(() => undefined);

/** What a run of somebody's own code runs if it brings none. */
import cpp from "../../own-examples/start.cpp?raw";
import js from "../../own-examples/start.js?raw";

export const example = { js, cpp };

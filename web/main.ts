/**
 * The page. `window.lanes` is there before any component's first update: those wait for the end of
 * this script.
 */
import { installLanes } from "./api/api.ts";
import "./app/lanes-app.ts";

installLanes();

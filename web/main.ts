/** The page: the engine first, so that `window.lanes` is there for the interface and for scripts. */
import { installLanes } from "./engine/api.ts";
import "./ui/lanes-app.ts";

installLanes();

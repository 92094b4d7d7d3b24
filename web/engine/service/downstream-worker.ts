/** The downstream model in a worker of this page (downstream-service.ts). */
import type { MainModule } from "@generated/wasm/lanes-downstream";
import { loadModule } from "../../workers/modules.ts";
import { answerAsDownstream } from "./downstream-service.ts";

answerAsDownstream(loadModule<MainModule>("lanes-downstream"));

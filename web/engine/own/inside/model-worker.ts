/**
 * The modelled service, in a worker of the sandbox: what somebody else's code asks is no worker of the
 * page's.
 */
import type { MainModule } from "@generated/wasm/lanes-downstream";
import { answerAsDownstream } from "../../service/downstream-service.ts";
import { instantiate } from "./module.ts";
import { meetPage } from "./page-line.ts";

async function start(): Promise<void> {
  const { line, core } = await meetPage();
  answerAsDownstream(instantiate<MainModule>(core), line);
}

void start();

import "./worker-scope.ts";
import "../../engine/service/downstream-worker.ts";

import "./worker-scope.ts";
import "../../engine/hosts/task-worker.ts";

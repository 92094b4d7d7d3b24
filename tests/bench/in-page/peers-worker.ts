/** workerpool's side of the dispatch: a worker whose task is as small as a task can be. */
import workerpool from "workerpool";

workerpool.worker({ nothing: (task: number) => task });

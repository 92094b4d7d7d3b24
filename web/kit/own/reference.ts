/** What a task may use, in short, for beside the editor. All of it: docs/own-code.md. */
import { html } from "lit";
import type { Spec } from "../../spec/types.ts";

const entries: Record<Spec["lang"], readonly (readonly [string, string])[]> = {
  js: [
    ["export async function task({ seed, size, get, turn })", "is called once for each task."],
    [
      "await get(ms)",
      "asks the modelled service; rejects when that refuses or times out. Without ms it takes the page’s latency.",
    ],
    ["await turn()", "lets others have the event loop. In a generator, yield does the same."],
    ["console.log(…)", "is shown below."],
    ["return answer", "is a number, a string, or a list of them."],
  ],
  cpp: [
    ["lanes::Task task(lanes::Seed seed, std::uint32_t size)", "is called once for each task."],
    ["std::uint64_t task(std::uint32_t seed, std::uint32_t size)", "works too."],
    ["co_await lanes::get(ms)", "asks the modelled service; its value is whether that answered."],
    ["co_await lanes::turn()", "lets others have the event loop."],
    ["lanes::log(value), std::printf(…)", "are shown below."],
    ["co_return answer", "is an integer or text."],
    [
      "lanes::Thread thread(int number), bool holds(int threads)",
      "in place of a task: threads whose schedules are explored, and what must hold in the end.",
    ],
    [
      'lanes::Cell total{"total", 0}, lanes::Mutex lock{"lock"}',
      "are what threads share, declared outside functions: co_await total.load(), store(v), add(v), compare_exchange(seen, v), lock.lock(), unlock(); total.now() in holds.",
    ],
    ["#include <…>", "adds standard headers; without any it compiles in a moment."],
  ],
  wasm: [
    ["memory", "is exported, and either"],
    ["task(seed: i32, size: i32) → i64", "whose answer is an unsigned number, or"],
    ["lanes_begin(seed: i32, size: i32) → i32", "begins a task: a handle, not 0."],
    [
      "lanes_resume(task: i32, reply: i32) → i32",
      "goes on. 0: ended. 1: a turn. n ≥ 2: waits for an answer of n − 2 ms; reply is then 1, or 2 if there was none.",
    ],
    ["lanes_answer(task: i32) → i32", "is the address of the answer, UTF-8,"],
    ["lanes_answer_bytes(task: i32) → i32", "and its length."],
    ["lanes.log(address: i32, bytes: i32)", "may be imported, and nothing else."],
  ],
};

export function reference(lang: Spec["lang"]): unknown {
  return html`
    <details class="reference">
      <summary>What a task may use</summary>
      <dl>
        ${entries[lang].map(([code, says]) => html`<div><dt>${code}</dt><dd>${says}</dd></div>`)}
      </dl>
    </details>
  `;
}

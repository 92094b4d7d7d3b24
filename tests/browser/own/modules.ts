/**
 * Small modules for the tests, of WAT (made.ts): a linear congruential generator (Knuth, MMIX), `size`
 * steps from the seed, in both forms, and one that asks the service.
 */
import { ofWat } from "./made.ts";

export const memory = '(memory (export "memory") 1)';
export const plain = '(func (export "task") (param $seed i32) (param $size i32) (result i64)';

const step = (x: string) =>
  `(i64.add (i64.mul ${x} (i64.const 6364136223846793005)) (i64.const 1442695040888963407))`;

/**
 * The resumable form. Task n has the 64 bytes from 64 (n + 1) on: what is left of its size at 0, the
 * address of its answer at 4, x at 8, its answer in decimal, written from the end, up to 64.
 */
const resumable = (resume: string) => `(module ${memory}
  (func (export "lanes_begin") (param $seed i32) (param $size i32) (result i32) (local $task i32)
    (local.set $task (i32.shl (i32.add (local.get $seed) (i32.const 1)) (i32.const 6)))
    (i32.store (local.get $task) (local.get $size))
    (i64.store offset=8 (local.get $task) (i64.extend_i32_u (local.get $seed)))
    (local.get $task))
  (func (export "lanes_resume") (param $task i32) (param $reply i32) (result i32) ${resume})
  (func $end (param $task i32) (param $x i64) (result i32) (local $at i32)
    (local.set $at (i32.add (local.get $task) (i32.const 64)))
    (loop $digit
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (i32.wrap_i64 (i64.rem_u (local.get $x) (i64.const 10))) (i32.const 48)))
      (local.set $x (i64.div_u (local.get $x) (i64.const 10)))
      (br_if $digit (i64.ne (local.get $x) (i64.const 0))))
    (i32.store offset=4 (local.get $task) (local.get $at))
    (i32.const 0))
  (func (export "lanes_answer") (param $task i32) (result i32)
    (i32.load offset=4 (local.get $task)))
  (func (export "lanes_answer_bytes") (param $task i32) (result i32)
    (i32.sub (i32.add (local.get $task) (i32.const 64)) (i32.load offset=4 (local.get $task)))))`;

export const modules = {
  plain: ofWat(`(module ${memory} ${plain} (local $x i64)
    (local.set $x (i64.extend_i32_u (local.get $seed)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $size)))
        (local.set $x ${step("(local.get $x)")})
        (local.set $size (i32.sub (local.get $size) (i32.const 1)))
        (br $next)))
    (local.get $x)))`),
  /** A step, and a turn. */
  resumable: ofWat(
    resumable(`
    (if (i32.eqz (i32.load (local.get $task)))
      (then (return (call $end (local.get $task) (i64.load offset=8 (local.get $task))))))
    (i32.store (local.get $task) (i32.sub (i32.load (local.get $task)) (i32.const 1)))
    (i64.store offset=8 (local.get $task) ${step("(i64.load offset=8 (local.get $task))")})
    (i32.const 1)`),
  ),
  /** Asks for 50 ms when it was told nothing yet; then its answer is what it was told. */
  asking: ofWat(
    resumable(`
    (if (i32.eqz (local.get $reply)) (then (return (i32.const 52))))
    (call $end (local.get $task) (i64.extend_i32_u (local.get $reply)))`),
  ),
};

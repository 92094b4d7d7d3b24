;; How many of the $size numbers from $number on are prime.
(module
  (memory (export "memory") 1)
  (func $is_prime (param $number i32) (result i32)
    (local $divisor i32)
    (if (i32.lt_u (local.get $number) (i32.const 2)) (then (return (i32.const 0))))
    (local.set $divisor (i32.const 2))
    (loop $next
      (if (i32.gt_u (local.get $divisor) (i32.div_u (local.get $number) (local.get $divisor)))
        (then (return (i32.const 1))))
      (if (i32.eqz (i32.rem_u (local.get $number) (local.get $divisor)))
        (then (return (i32.const 0))))
      (local.set $divisor (i32.add (local.get $divisor) (i32.const 1)))
      (br $next))
    (unreachable))
  (func (export "task") (param $number i32) (param $size i32) (result i64)
    (local $count i64)
    (block $counted
      (loop $next
        (br_if $counted (i32.eqz (local.get $size)))
        (local.set $count
          (i64.add (local.get $count) (i64.extend_i32_u (call $is_prime (local.get $number)))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (local.set $size (i32.sub (local.get $size) (i32.const 1)))
        (br $next)))
    (local.get $count)))

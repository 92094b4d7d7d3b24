;; Sorts $size numbers drawn from the seed, each by insertion among those before, and folds them in
;; that order. Number i is at 4 i.
(module
  (memory (export "memory") 1)
  (func (export "task") (param $x i32) (param $size i32) (result i64)
    (local $end i32) (local $at i32) (local $fold i64)
    (local.set $size (i32.shl (local.get $size) (i32.const 2)))
    (block $drawn
      (loop $draw
        (br_if $drawn (i32.ge_u (local.get $end) (local.get $size)))
        (local.set $x
          (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
        (local.set $at (local.get $end))
        (block $found
          (loop $move
            (br_if $found (i32.eqz (local.get $at)))
            (br_if $found
              (i32.le_u (i32.load (i32.sub (local.get $at) (i32.const 4))) (local.get $x)))
            (i32.store (local.get $at) (i32.load (i32.sub (local.get $at) (i32.const 4))))
            (local.set $at (i32.sub (local.get $at) (i32.const 4)))
            (br $move)))
        (i32.store (local.get $at) (local.get $x))
        (local.set $end (i32.add (local.get $end) (i32.const 4)))
        (br $draw)))
    (local.set $at (i32.const 0))
    (block $folded
      (loop $next
        (br_if $folded (i32.ge_u (local.get $at) (local.get $size)))
        (local.set $fold
          (i64.add (i64.mul (local.get $fold) (i64.const 31))
                   (i64.load32_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $fold)))

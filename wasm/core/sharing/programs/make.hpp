#pragma once

#include <memory>

#include "sharing/programs/cache.hpp"
#include "sharing/programs/counter.hpp"
#include "sharing/programs/locks.hpp"
#include "sharing/programs/once.hpp"
#include "sharing/programs/philosophers.hpp"
#include "sharing/programs/withdraw.hpp"

namespace lanes::sharing {

/// The program on `world`, which must outlive it. Its fix must fit (entry_of(…).fixes).
template <typename W>
std::unique_ptr<ProgramOn<W>> make_program(W& world, const Sharing& sharing) {
  switch (sharing.program) {
    case Program::counter:
      return std::make_unique<Counter<W>>(world, sharing);
    case Program::withdraw:
      return std::make_unique<Withdraw<W>>(world, sharing);
    case Program::cache:
      return std::make_unique<Cache<W>>(world, sharing);
    case Program::once:
      return std::make_unique<Once<W>>(world, sharing);
    case Program::locks:
      return std::make_unique<Locks<W>>(world, sharing);
    case Program::philosophers:
      return std::make_unique<Philosophers<W>>(world, sharing);
  }
  return nullptr;
}

}  // namespace lanes::sharing

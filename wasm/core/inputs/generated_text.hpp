#pragma once

#include <cstdint>
#include <string>

#include "inputs/random_stream.hpp"

namespace lanes {

/// `value` in decimal, with leading zeros if it has fewer than `digits` digits.
void append_decimal(std::string& text, std::uint32_t value, std::uint32_t digits = 1);

/// `digits` ≤ 16 lower-case hex digits: the lowest of `value`.
void append_hex(std::string& text, std::uint64_t value, std::uint32_t digits);

/// A moment in UTC as RFC 3339 writes it, with milliseconds: 2026-03-14T09:26:53.589Z.
void append_timestamp(std::string& text, std::uint64_t unix_ms);

/// A random UUID (RFC 9562, version 4).
void append_uuid(std::string& text, RandomStream& random);

}  // namespace lanes

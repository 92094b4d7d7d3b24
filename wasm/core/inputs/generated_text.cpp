#include "inputs/generated_text.hpp"

#include <array>
#include <chrono>
#include <string_view>

namespace lanes {

void append_decimal(std::string& text, std::uint32_t value, std::uint32_t digits) {
  std::array<char, 10> reversed{};
  std::uint32_t count = 0;
  for (; value != 0 || count < digits; value /= 10) {
    reversed[count++] = static_cast<char>('0' + value % 10);
  }
  while (count > 0) text += reversed[--count];
}

void append_hex(std::string& text, std::uint64_t value, std::uint32_t digits) {
  static constexpr std::string_view hex = "0123456789abcdef";
  while (digits > 0) text += hex[value >> (4 * --digits) & 0xfU];
}

void append_timestamp(std::string& text, std::uint64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> moment{milliseconds(unix_ms)};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss time{moment - day};
  append_decimal(text, static_cast<std::uint32_t>(static_cast<int>(date.year())), 4);
  text += '-';
  append_decimal(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_decimal(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_decimal(text, static_cast<std::uint32_t>(time.hours().count()), 2);
  text += ':';
  append_decimal(text, static_cast<std::uint32_t>(time.minutes().count()), 2);
  text += ':';
  append_decimal(text, static_cast<std::uint32_t>(time.seconds().count()), 2);
  text += '.';
  append_decimal(text, static_cast<std::uint32_t>(time.subseconds().count()), 3);
  text += 'Z';
}

void append_uuid(std::string& text, RandomStream& random) {
  const auto high = random.bits();
  const auto low = random.bits();
  append_hex(text, high >> 32U, 8);
  text += '-';
  append_hex(text, high >> 16U, 4);
  text += "-4";
  append_hex(text, high, 3);
  text += '-';
  append_hex(text, 0x8U | (low >> 60U & 0x3U), 1);
  append_hex(text, low >> 48U, 3);
  text += '-';
  append_hex(text, low, 12);
}

}  // namespace lanes

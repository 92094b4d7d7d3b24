#include "inputs/log_lines.hpp"

#include <array>
#include <span>
#include <string_view>

#include "inputs/generated_text.hpp"

namespace lanes {

namespace {

using namespace std::string_view_literals;

constexpr std::array levels{"DEBUG"sv, "INFO "sv, "INFO "sv, "INFO "sv, "WARN "sv, "ERROR"sv};
constexpr std::array methods{"GET"sv, "GET"sv, "GET"sv, "POST"sv, "PUT"sv, "DELETE"sv};
constexpr std::array hosts{"api.example.com"sv, "static.example.net"sv, "www.example.org"sv,
                           "payments.example.co.uk"sv, "localhost"sv};
constexpr std::array paths{"/v1/orders"sv, "/v1/customers/self"sv,
                           "/search"sv,    "/assets/app-3f9c.js"sv,
                           "/health"sv,    "/v2/carts/items/batch"sv};
constexpr std::array agents{"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0"sv,
                            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Safari/605.1.15"sv,
                            "curl/8.17.0"sv, R"(Probe \"uptime\"/2.1)"sv};
constexpr std::array names{"ada"sv, "alan.turing"sv, "g.hopper"sv, "linus+lists"sv, "edsger_w"sv};
constexpr std::array domains{"example.com"sv, "mail.example.org"sv, "uni-example.edu"sv};
constexpr std::array packages{"com.example.shop.cart"sv, "com.example.http"sv,
                              "org.example.pool"sv};
constexpr std::array types{"CartService"sv, "RequestHandler"sv, "ConnectionPool$Lease"sv,
                           "Retry"sv};
constexpr std::array functions{"checkout"sv, "handle"sv, "acquire"sv, "<init>"sv, "run"sv};
constexpr std::array failures{"java.net.SocketTimeoutException: connect timed out"sv,
                              "java.lang.IllegalStateException: pool is closed"sv,
                              "com.example.shop.OutOfStock: 3 left of 12 wanted"sv};

/// Text, and what it is made from.
struct Writer {
  std::string& text;
  RandomStream random;

  Writer(std::string& to, std::uint32_t seed, std::uint32_t index)
      : text(to), random(seed, index) {}

  template <std::size_t count>
  void pick(const std::array<std::string_view, count>& choices) {
    text += random.pick(std::span(choices));
  }

  void number(std::uint32_t below) { append_decimal(text, random.below(below)); }

  void address() {
    for (int octet = 0; octet < 4; ++octet) {
      if (octet > 0) text += '.';
      number(256);
    }
  }

  void url() {
    text += random.one_in(8) ? "http://" : "https://";
    pick(hosts);
    if (random.one_in(6)) text += ":8443";
    pick(paths);
    if (random.one_in(2)) {
      text += "?page=";
      number(40);
      text += "&sort=price%2Casc";
    }
  }

  void request() {
    address();
    text += " - \"";
    pick(methods);
    text += ' ';
    pick(paths);
    text += " HTTP/1.1\" ";
    text += random.one_in(12) ? "503" : "200";
    text += ' ';
    number(90'000);
    text += " \"";
    url();
    text += "\" \"";
    pick(agents);
    text += "\" ";
    number(1200);
    text += " ms id=";
    append_uuid(text, random);
  }

  void sign_in() {
    text += "session ";
    append_uuid(text, random);
    text += " opened for ";
    pick(names);
    text += '@';
    pick(domains);
    text += " from ";
    address();
    text += " after ";
    number(5);
    text += " attempts, version 10.4.";
    number(300);
  }

  void call() {
    text += "calling ";
    url();
    text += " took ";
    number(3000);
    text += " ms; cache 0x";
    append_hex(text, random.bits(), 8);
    text += random.one_in(3) ? " missed, reason=\"entry has expired\"" : " hit";
  }

  void failure() {
    pick(failures);
    const auto frames = 2 + random.below(6);
    for (std::uint32_t frame = 0; frame < frames; ++frame) {
      text += "\n    at ";
      pick(packages);
      text += '.';
      const auto type = random.pick(std::span(types));
      text += type;
      text += '.';
      pick(functions);
      text += '(';
      text += type.substr(0, type.find('$'));
      text += ".java:";
      number(900);
      text += ')';
    }
  }
};

/// 2026-03-01T00:00:00Z in milliseconds since 1970.
constexpr std::uint64_t log_begins_ms = 1'772'323'200'000;

}  // namespace

void append_log_entry(std::uint32_t seed, std::uint32_t index, std::string& text) {
  Writer writer(text, seed, index);
  append_timestamp(text, log_begins_ms + std::uint64_t{index} * 37 + writer.random.below(37));
  const auto kind = writer.random.below(16);
  text += ' ';
  if (kind == 0) {
    text += "ERROR";
  } else {
    writer.pick(levels);
  }
  text += " [worker-";
  writer.number(32);
  text += "] ";
  if (kind == 0) {
    writer.failure();
  } else if (kind < 9) {
    writer.request();
  } else if (kind < 12) {
    writer.sign_in();
  } else {
    writer.call();
  }
  text += '\n';
}

std::string log_text(std::uint32_t seed, std::uint32_t kib) {
  std::string text;
  for (std::uint32_t index = 0; text.size() < std::size_t{kib} * 1024; ++index) {
    append_log_entry(seed, index, text);
  }
  return text;
}

}  // namespace lanes

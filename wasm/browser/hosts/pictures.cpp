#include "hosts/pictures.hpp"

#include "workloads/resize.hpp"

namespace lanes::browser {

void Pictures::begin(bool watched) {
  run_.watched = watched;
  run_.outputs.clear();
}

void Pictures::setInput(std::uint32_t width, std::uint32_t height, const emscripten::val& pixels) {
  auto& input = run_.input.emplace(Picture{.width = width, .height = height, .pixels = {}});
  input.pixels.resize(pixel_bytes * width * height);
  const emscripten::val view(
      emscripten::typed_memory_view(input.pixels.size(), input.pixels.data()));
  view.call<void>("set", pixels);
}

Uint32Array Pictures::outputs() const {
  constexpr auto words = sizeof(Outputs::Entry) / sizeof(std::uint32_t);
  static_assert(words == 8);
  const auto entries = run_.outputs.entries();
  return Uint32Array(emscripten::val(emscripten::typed_memory_view(
      words * entries.size(), reinterpret_cast<const std::uint32_t*>(entries.data()))));
}

Uint8Array generated_pixels(std::uint32_t seed, std::uint32_t width) {
  const auto picture = generated_picture(seed, width);
  const emscripten::val view(
      emscripten::typed_memory_view(picture.pixels.size(), picture.pixels.data()));
  return view.call<emscripten::val>("slice").as<Uint8Array>();
}

}  // namespace lanes::browser

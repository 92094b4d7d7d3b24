#pragma once

#include <cstdint>

#include "workloads/catalogue.hpp"

namespace lanes {

/// The generated picture of `seed`, `width` px wide and ¾ of that high.
Picture generated_picture(std::uint32_t seed, std::uint32_t width);

/// Resizes a picture to a quarter of each side by stb_image_resize2: the user's own, or one that is
/// generated, `size` px wide, as resizing asks for its rows. Mitchell's filter on the stored
/// values (not in linear light: what browsers do, too), colours weighted by alpha. The digest is
/// the SHA-256 of the output pixels, RGBA.
std::unique_ptr<Job> make_resize(const JobSpec& spec);

inline constexpr Work resize_work{
    .name = "resize",
    .bound = Bound::cpu,
    .title = "Image resizing",
    .summary =
        "A picture is resized to a quarter of each side: one that is generated, "
        "or one of your own.",
    .size = Size{.min = 16,
                 .max = 8192,
                 .standard = 4096,
                 .unit = "px",
                 .label = "Width of each picture",
                 .growth = Growth::square},
    .make = make_resize,
    .shows = Shows::pair,
    // The output (¼ · ¾ · ¼ of the pixels, 4 bytes each), 32 rows of input, stb's row buffers.
    .memory = {.bytes = 98'304, .per_unit = 704, .per_unit_squared = 0.1875},
};

}  // namespace lanes

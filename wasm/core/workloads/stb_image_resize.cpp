// stb_image_resize2 by Jeff Roberts and Jorge L. Rodriguez, compiled once. SSE2, NEON, WebAssembly
// SIMD and plain C give the same bytes as long as none of them fuses multiply and add; the wider
// AVX and half-float paths are left out so that every x86-64 machine runs the same code.
#define STBIR_NO_AVX
#define STBIR_NO_AVX2
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb/stb_image_resize2.h>

#if defined(__wasm__) && !defined(STBIR_WASM)
#error "resize is to run on WebAssembly SIMD: compile this file with -msimd128"
#endif

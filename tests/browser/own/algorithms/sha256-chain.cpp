// `size` times the SHA-256 of the text before, in hex; the first text is the seed. FIPS 180-4.
constexpr std::uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

constexpr std::uint32_t rotated(std::uint32_t word, unsigned by) {
  return word >> by | word << (32 - by);
}

struct Text {
  char letters[64];
  std::size_t length = 0;
  const char* data() const { return letters; }
  std::size_t size() const { return length; }
};

void digest_of(const char* text, std::size_t length, char* hex) {
  const std::size_t blocks = (length + 72) / 64;
  unsigned char bytes[128] = {};
  for (unsigned i = 0; i < length; ++i) bytes[i] = static_cast<unsigned char>(text[i]);
  bytes[length] = 0x80;
  bytes[blocks * 64 - 2] = static_cast<unsigned char>(length * 8 >> 8);
  bytes[blocks * 64 - 1] = static_cast<unsigned char>(length * 8);
  std::uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (const unsigned char* block = bytes; block < bytes + blocks * 64; block += 64) {
    std::uint32_t words[64];
    for (unsigned i = 0; i < 16; ++i) {
      const unsigned char* at = block + i * 4;
      words[i] = std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 |
                 std::uint32_t{at[2]} << 8 | at[3];
    }
    for (unsigned i = 16; i < 64; ++i) {
      std::uint32_t far = words[i - 15], near = words[i - 2];
      std::uint32_t first = rotated(far, 7) ^ rotated(far, 18) ^ far >> 3;
      std::uint32_t second = rotated(near, 17) ^ rotated(near, 19) ^ near >> 10;
      words[i] = words[i - 16] + first + words[i - 7] + second;
    }
    std::uint32_t v[8];
    for (unsigned i = 0; i < 8; ++i) v[i] = state[i];
    for (unsigned i = 0; i < 64; ++i) {
      std::uint32_t mixed = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25);
      std::uint32_t one = v[7] + mixed + ((v[4] & v[5]) ^ (~v[4] & v[6])) + constants[i] + words[i];
      std::uint32_t turned = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22);
      std::uint32_t two = turned + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      for (unsigned j = 7; j > 0; --j) v[j] = v[j - 1];
      v[4] += one;
      v[0] = one + two;
    }
    for (unsigned i = 0; i < 8; ++i) state[i] += v[i];
  }
  for (unsigned i = 0; i < 64; ++i)
    hex[i] = "0123456789abcdef"[state[i / 8] >> (28 - i % 8 * 4) & 15];
}

lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  char digits[10];
  std::size_t length = 0;
  do digits[length++] = static_cast<char>('0' + seed % 10);
  while ((seed /= 10) != 0);
  Text text;
  for (std::size_t i = 0; i < length; ++i) text.letters[i] = digits[length - 1 - i];
  text.length = length;
  for (std::uint32_t i = 0; i < size; ++i) {
    digest_of(text.letters, text.length, text.letters);
    text.length = 64;
    if (i % 8 == 7) co_await lanes::turn();
  }
  co_return text;
}

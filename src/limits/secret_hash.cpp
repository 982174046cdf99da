#include "necsus/limits/secret_hash.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <memory>
#include <new>
#include <random>

namespace necsus {

namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

SecretHash::SecretHash() : secret_() {
    std::random_device random;
    for (auto& byte : secret_) byte = static_cast<unsigned char>(random());
}

std::uint64_t SecretHash::operator()(std::string_view name) const {
    // Made once: to look for the algorithm takes longer than it does.
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    std::array<unsigned char, 32> digest{};
    bool done = EVP_DigestInit_ex(context.get(), sha256, nullptr) == 1 &&
                EVP_DigestUpdate(context.get(), secret_.data(), secret_.size()) == 1 &&
                EVP_DigestUpdate(context.get(), name.data(), name.size()) == 1 &&
                EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
    if (!done) throw std::bad_alloc();
    std::uint64_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

}  // namespace necsus

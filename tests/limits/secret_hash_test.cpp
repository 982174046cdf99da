#include "necsus/limits/secret_hash.hpp"

#include <catch2/catch.hpp>
#include <string>

using necsus::SecretHash;

TEST_CASE("a name has one hash for one object, and others elsewhere") {
    const SecretHash one;
    const SecretHash other;
    for (const auto& name : {std::string("lobby"), std::string(), std::string(1000, 'x')}) {
        CHECK(one(name) == one(name));
        CHECK(one(name) != other(name));
        CHECK(one(name) != one(name + "!"));
    }
}

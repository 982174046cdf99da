#include "necsus/limits/field_limits.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("each field has the limit that protocol, section 1, gives it") {
    const auto [field, limit] = GENERATE(table<std::string, std::size_t>({
        {"text", 1048576},
        {"image", 4194304},
        {"media", 4194304},
        {"form_data", 4194304},
        {"room", 1024},
        {"author", 1024},
        {"name", 1024},
        {"url", 8192},
        {"base_url", 8192},
        {"css", 8192},
        {"js", 8192},
        {"action_url", 8192},
        {"responds_to", 16384},
        {"state", 1048576},
    }));
    CAPTURE(field);
    CHECK(FieldLimits().of(field) == limit);
}

TEST_CASE("a field that is not in the list has no limit") {
    CHECK(FieldLimits().of("params") > std::size_t{1} << 40U);
}

TEST_CASE("a limit is said in bytes, and where it is round in larger units too") {
    CHECK(in_bytes(1000) == "1000 bytes");
    CHECK(in_bytes(1024) == "1024 bytes (1 KiB)");
    CHECK(in_bytes(1U << 20U) == "1048576 bytes (1 MiB)");
    CHECK(in_bytes(3U << 19U) == "1572864 bytes (1536 KiB)");
    CHECK(FieldLimits().complaint("The field \"name\"", "name", 1025) ==
          "The field \"name\" is too long: it has 1025 bytes in UTF-8, and may have at most 1024 bytes (1 KiB). "
          "(The admin's flag for this is --max-name-bytes.)");
}

// Times patterns, for bench/patterns. From stdin, four lines for each: the pattern, a text in which it is
// found, and two in which it is not. To stdout, a line for each: nanoseconds of a search in each of the three texts,
// of compiling, of finding the compiled pattern in the cache, and of making the first text ready to be searched.

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <variant>

#include "necsus/pattern/cache.hpp"
#include "necsus/pattern/pattern.hpp"
#include "necsus/pattern/subject.hpp"

using namespace necsus;

namespace {

using std::chrono::steady_clock;

constexpr auto measured_for = std::chrono::milliseconds(5);
constexpr auto search_limit = std::chrono::milliseconds(10);

/// The compiler must believe that someone looks at `value`.
template <class T>
void use(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

/// Nanoseconds of one `action`. The clock is looked at seldom.
template <class Action>
double time_of(Action action) {
    std::int64_t count = 0;
    auto begin = steady_clock::now();
    auto taken = steady_clock::duration::zero();
    for (std::int64_t batch = 1; taken < measured_for; batch *= 2) {
        for (std::int64_t i = 0; i < batch; ++i) action();
        count += batch;
        taken = steady_clock::now() - begin;
    }
    return std::chrono::duration<double, std::nano>(taken).count() / static_cast<double>(count);
}

Pattern compiled(const std::string& pattern) {
    auto result = Pattern::compile(pattern);
    if (const auto* error = std::get_if<PatternError>(&result)) {
        std::fprintf(stderr, "%s: %s\n", pattern.c_str(), error->message.c_str());
        std::exit(1);
    }
    return std::get<Pattern>(result);
}

double search_time(const Pattern& pattern, const std::string& text, bool is_hit) {
    Subject subject(text);
    bool found = std::holds_alternative<PatternMatch>(pattern.search(subject, search_limit));
    if (found != is_hit) {
        std::fprintf(stderr, "This should %s a match: %s\n", is_hit ? "hold" : "not hold", text.c_str());
        std::exit(1);
    }
    return time_of([&] { use(pattern.search(subject, search_limit)); });
}

double cached_time(const std::string& pattern) {
    PatternCache cache;
    const PatternText text{PatternText::Kind::pattern, pattern};
    cache.keep("lobby", text, compile(text));
    return time_of([&] { use(cache.find(text)); });
}

}  // namespace

int main() {
    std::string pattern;
    std::string hit;
    std::array<std::string, 2> misses;
    while (std::getline(std::cin, pattern) && std::getline(std::cin, hit) && std::getline(std::cin, misses[0]) &&
           std::getline(std::cin, misses[1])) {
        auto program = compiled(pattern);
        auto hit_ns = search_time(program, hit, true);
        auto miss_ns = search_time(program, misses[0], false);
        auto near_miss_ns = search_time(program, misses[1], false);
        auto compile_ns = time_of([&] { use(Pattern::compile(pattern)); });
        auto subject_ns = time_of([&] { use(Subject(hit)); });
        std::printf("%.1f %.1f %.1f %.1f %.1f %.1f\n", hit_ns, miss_ns, near_miss_ns, compile_ns, cached_time(pattern),
                    subject_ns);
    }
}

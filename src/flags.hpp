// Flags that write into a Config, each with its environment variable (docs/configuration.md).
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <chrono>
#include <string>
#include <vector>

namespace necsus {

class Flags {
  public:
    explicit Flags(CLI::App& app) : app_(app) {}

    /// Registers `value` as it is: a text, a path, a number without bounds.
    template <class Value>
    CLI::Option* add(const std::string& flag, Value& value, const std::string& meaning) {
        return app_.add_option(flag, value, meaning)->envname(env_name(flag))->capture_default_str();
    }

    template <class Number>
    void number(const std::string& flag, Number& value, Number least, Number most, const std::string& meaning) {
        add(flag, value, meaning)->check(between(least, most));
    }

    template <class Duration>
    void seconds(const std::string& flag, Duration& value, double least, const std::string& meaning) {
        auto set = [&value](double count) {
            value = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
        };
        auto present = std::chrono::duration<double>(value).count();
        app_.add_option_function<double>(flag, set, meaning + ", in seconds")
            ->envname(env_name(flag))
            ->check(between(least, most_seconds))
            ->default_str(fmt::format("{:g}", present));
    }

    void choice(const std::string& flag, std::string& value, std::vector<std::string> allowed,
                const std::string& meaning) {
        add(flag, value, meaning)->check(CLI::IsMember(std::move(allowed)));
    }

    /// on or off.
    void toggle(const std::string& flag, bool& value, const std::string& meaning) {
        auto set = [&value](const std::string& word) { value = word == "on"; };
        app_.add_option_function<std::string>(flag, set, meaning)
            ->envname(env_name(flag))
            ->check(CLI::IsMember({"on", "off"}))
            ->default_str(value ? "on" : "off");
    }

  private:
    static constexpr double most_seconds = 86'400;

    /// --max-body-bytes: NECSUS_MAX_BODY_BYTES.
    static std::string env_name(const std::string& flag) {
        std::string name = "NECSUS_";
        for (char c : flag.substr(2))
            name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return name;
    }

    /// As CLI::Range, which lets "nan" pass.
    template <class Number>
    static CLI::Validator between(Number least, Number most) {
        auto check = [least, most](const std::string& text) {
            Number value{};
            bool inside = CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
            return inside ? std::string() : fmt::format("{} is not from {} to {}", text, least, most);
        };
        return {check, fmt::format("{} to {}", least, most)};
    }

    CLI::App& app_;
};

}  // namespace necsus

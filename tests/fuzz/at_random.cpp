// Runs a fuzz target without libFuzzer, whose compiler would first have to compile the whole server: over its corpus,
// and then for some seconds over inputs made out of that at random. It finds less, and takes part in every run of the
// tests. Usage: PROGRAM CORPUS SECONDS [SEED]

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t max_bytes = 4096;

void give(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> read_corpus(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

class Maker {
  public:
    Maker(const std::vector<std::string>& corpus, std::uint32_t seed) : corpus_(corpus), random_(seed) {}

    /// One of the corpus, with up to eight changes.
    std::string next() {
        auto input = any_of_corpus();
        for (auto changes = 1 + below(8); changes > 0; --changes) change(input);
        if (input.size() > max_bytes) input.resize(max_bytes);
        return input;
    }

  private:
    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
    const std::string& any_of_corpus() { return corpus_[below(corpus_.size())]; }
    char any_byte() {
        constexpr std::string_view telling = "\0\r\n \"\\%:/{}[]0-\x7f\x80\xff"sv;
        return below(2) == 0 ? telling[below(telling.size())] : static_cast<char>(below(256));
    }

    void change(std::string& input) {
        auto at = below(input.size() + 1);
        auto length = 1 + below(16);
        switch (below(6)) {
            case 0:
                if (at < input.size()) input[at] = any_byte();
                break;
            case 1:
                input.insert(at, below(16) == 0 ? 1000 : 1, any_byte());
                break;
            case 2:
                input.erase(at, length);
                break;
            case 3:
                input.insert(at, input.substr(at, length));
                break;
            case 4: {
                const auto& other = any_of_corpus();
                input.insert(at, other.substr(below(other.size() + 1), 4 * length));
                break;
            }
            default:
                input.resize(below(8) == 0 ? at : input.size());
        }
    }

    const std::vector<std::string>& corpus_;
    std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return EXIT_FAILURE;
    const auto corpus = read_corpus(argv[1]);
    if (corpus.empty()) return EXIT_FAILURE;
    const auto seed = argc > 3 ? static_cast<std::uint32_t>(std::atoi(argv[3])) : std::random_device()();
    std::printf("seed %u\n", seed);
    std::fflush(stdout);
    for (const auto& input : corpus) give(input);

    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[2]));
    Maker maker(corpus, seed);
    long made = 0;
    for (; std::chrono::steady_clock::now() < end; ++made) give(maker.next());
    std::printf("%zu inputs of the corpus, and %ld made at random\n", corpus.size(), made);
}

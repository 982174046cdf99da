#include "record.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

namespace necsus::test {

namespace {

/// The file of this process. Tests have several threads.
class RecordFile {
  public:
    explicit RecordFile(const std::string& folder) {
        std::filesystem::create_directories(folder);
        // A process id may come again in one run of the tests, but not at the same time.
        auto now = std::chrono::system_clock::now().time_since_epoch().count();
        auto path = folder + "/" + std::to_string(::getpid()) + "-" + std::to_string(now);
        file_.open(path, std::ios::binary);
        if (!file_) throw std::runtime_error("cannot write the record " + path);
        std::ifstream arguments("/proc/self/cmdline", std::ios::binary);
        add(0, 'T', std::string(std::istreambuf_iterator<char>(arguments), {}));
    }

    int open(Record::Peer peer) {
        std::lock_guard lock(mutex_);
        add(++connections_, static_cast<char>(peer), {});
        return connections_;
    }

    void write(int connection, char kind, std::string_view bytes) {
        std::lock_guard lock(mutex_);
        add(connection, kind, bytes);
    }

  private:
    void add(int connection, char kind, std::string_view bytes) {
        file_ << connection << ' ' << kind << ' ' << bytes.size() << '\n' << bytes << '\n';
    }

    std::mutex mutex_;
    std::ofstream file_;
    int connections_ = 0;
};

/// Null where nothing is to be kept.
RecordFile* record_file() {
    static const auto file = [] {
        const char* folder = std::getenv("TEST_RECORDS");
        return folder == nullptr ? nullptr : std::make_unique<RecordFile>(folder);
    }();
    return file.get();
}

}  // namespace

Record::Record(Peer peer) : connection_(record_file() == nullptr ? 0 : record_file()->open(peer)) {}

void Record::sent(std::string_view bytes) const {
    if (connection_ != 0 && !bytes.empty()) record_file()->write(connection_, '>', bytes);
}

void Record::received(std::string_view bytes) const {
    if (connection_ != 0 && !bytes.empty()) record_file()->write(connection_, '<', bytes);
}

}  // namespace necsus::test

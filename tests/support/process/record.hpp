// Keeps what tests send and receive, so that tests/contract can hold it against api.yaml.
//
// Where the environment variable TEST_RECORDS names a folder, each test process writes one file there; elsewhere
// nothing is kept. tests/contract/records.py reads the files and describes their format.
#pragma once

#include <string_view>

namespace necsus::test {

/// One connection's part of the record.
class Record {
  public:
    /// What the other end is: the server, of which a test is the client; or a client (the server) of a test's bot.
    enum class Peer : char { server = 'S', bots_client = 'B' };

    explicit Record(Peer peer);

    void sent(std::string_view bytes) const;
    void received(std::string_view bytes) const;

  private:
    int connection_ = 0;  // 0: nothing is kept
};

}  // namespace necsus::test

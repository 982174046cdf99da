#include "necsus/text/html.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("what could be taken for HTML is written as character references") {
    CHECK(escape_html(R"(<a href="x" title='y'>&amp;</a>)") ==
          "&lt;a href=&quot;x&quot; title=&#x27;y&#x27;&gt;&amp;amp;&lt;/a&gt;");
    CHECK(escape_html("plain é\n").compare("plain é\n") == 0);
    CHECK(escape_html("").empty());
}

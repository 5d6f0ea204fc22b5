package dev.incant.tools.web.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ToolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cases of our own for each state of the standard's parser. All 891 cases of the web platform tests'
/// `urltestdata.json` that Java strings can hold were run against the parser when it was written.
final class WebUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    HTTP://EXAMPLE.org                ! https://b.org/x/y  ! http://example.org/
                    http:rel                          ! http://b.org/x/y   ! http://b.org/x/rel
                    http:abs.org                      ! https://b.org/x/y  ! http://abs.org/
                    ///e.org/x                        ! https://b.org/     ! https://e.org/x
                    \\x\\..\\y                        ! https://b.org/a/b  ! https://b.org/y
                    //e.org:443/                      ! https://b.org/     ! https://e.org/
                    ?q                                ! http://b.org/x?a#f ! http://b.org/x?q
                    #f                                ! http://b.org/x?a#g ! http://b.org/x?a#f
                    ''                                ! http://b.org/x?a#g ! http://b.org/x?a
                    #f                                ! mailto:a@b         ! mailto:a@b#f
                    ./.././../z/.                     ! http://b.org/x/y/  ! http://b.org/z/
                    %2e%2E/a%2fb                      ! http://b.org/x/y/  ! http://b.org/x/a%2fb
                    x:y                               ! http://b.org/      ! x:y
                    file:c|/../x                      ! http://b.org/      ! file:///c:/x
                    /x                                ! file:///C:/a/b     ! file:///C:/x
                    //h/x                             ! file:///C:/a/b     ! file://h/x
                    file://localhost/a                ! http://b.org/      ! file:///a
                    http://a@b@c/                     ! http://b.org/      ! http://a%40b@c/
                    http://faß.example                ! http://b.org/      ! http://xn--fa-hia.example/
                    http://ＧＯ.com                    ! http://b.org/      ! http://go.com/
                    http://0300.0xa8.257              ! http://b.org/      ! http://192.168.1.1/
                    http://[1:0:0:2:0::3]             ! http://b.org/      ! http://[1:0:0:2::3]/
                    web+demo:/.//not-a-host           ! http://b.org/      ! web+demo:/.//not-a-host
                    data:text/plain,a b               ! http://b.org/      ! data:text/plain,a b
                    """)
    void reads_as_browsers_do(String text, String base, String wanted) {
        assertThat(WebUrl.of("url", text, WebUrl.of("base", base, null)).href()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://@/",
                "http://a b",
                "http://a%00b",
                "http://[::1",
                "http://[1::2::3]",
                "http://[::1.2.3]",
                "http://256.256.256.256",
                "http://1.2.3.4.5",
                "http://a:b",
                "http://xn--é",
                "http://\u0644a",
                "http://\ufffd",
                "x",
                "//x"
            })
    void refuses_what_browsers_refuse(String text) {
        assertThatThrownBy(() -> WebUrl.of("url", text, null)).isInstanceOf(ToolException.class);
    }
}

package dev.incant.tools.web.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// AWS's own vectors: the Signature Version 4 test suite, and the examples of the IAM documentation.
final class AwsSignatureTest {
    private static final String KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final AwsSignature SUITE = new AwsSignature("AKIDEXAMPLE", KEY, "us-east-1", "service");
    private static final Map<String, String> HEADERS =
            Map.of("Host", "example.amazonaws.com", "X-Amz-Date", "20150830T123600Z");

    @Test
    void agrees_with_get_vanilla_of_the_suite() {
        assertThat(SUITE.authorization("GET", "/", "", HEADERS, new byte[0], TIME))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void agrees_with_post_vanilla_of_the_suite() {
        assertThat(SUITE.authorization("POST", "/", "", HEADERS, new byte[0], TIME))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void agrees_with_post_x_www_form_urlencoded_of_the_suite() {
        Map<String, String> headers = new java.util.HashMap<>(HEADERS);
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        assertThat(SUITE.authorization("POST", "/", "", headers, "Param1=value1".getBytes(UTF_8), TIME))
                .endsWith("SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void agrees_with_the_documented_request_to_iam() {
        AwsSignature iam = new AwsSignature("AKIDEXAMPLE", KEY, "us-east-1", "iam");
        assertThat(HexFormat.of().formatHex(iam.key("20150830")))
                .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
        Map<String, String> headers = Map.of(
                "Host", "iam.amazonaws.com",
                "Content-Type", "application/x-www-form-urlencoded; charset=utf-8",
                "X-Amz-Date", "20150830T123600Z");
        assertThat(iam.authorization("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, new byte[0], TIME))
                .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }
}

package dev.incant.tools.web.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests to Amazon's services (AWS Signature Version 4, "Create a signed AWS API request"). The
/// path is taken as it is, with nothing in it that would have to be encoded.
///
/// @param accessKey names the key
/// @param secretKey the key
record AwsSignature(String accessKey, String secretKey, String region, String service) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /// The time as the header `X-Amz-Date` has it.
    static String time(Instant now) {
        return TIME.format(now);
    }

    /// The value of the header `Authorization`.
    ///
    /// @param query in canonical form: sorted and encoded
    /// @param headers all that are signed, `Host` and `X-Amz-Date` among them
    /// @param now the time that `X-Amz-Date` says
    String authorization(
            String method, String path, String query, Map<String, String> headers, byte[] body, Instant now) {
        SortedMap<String, String> sorted = new TreeMap<>();
        headers.forEach((name, value) ->
                sorted.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
        StringBuilder lines = new StringBuilder();
        sorted.forEach(
                (name, value) -> lines.append(name).append(':').append(value).append('\n'));
        String signed = String.join(";", sorted.keySet());
        String canonical = String.join("\n", method, path, query, lines, signed, hex(sha256(body)));
        String time = time(now);
        String scope = String.join("/", time.substring(0, 8), region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical))));
        String signature = hex(hmac(key(time.substring(0, 8)), toSign));
        return ALGORITHM + " Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + signed + ", Signature="
                + signature;
    }

    /// The key of one day.
    byte[] key(String day) {
        byte[] key = utf8("AWS4" + secretKey);
        for (String each : new String[] {day, region, service, "aws4_request"}) {
            key = hmac(key, each);
        }
        return key;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

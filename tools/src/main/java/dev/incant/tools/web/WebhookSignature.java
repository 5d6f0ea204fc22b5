package dev.incant.tools.web;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs a webhook's body by HMAC (RFC 2104), as receivers expect it:
/// - `github`: `X-Hub-Signature-256: sha256=HEX` (GitHub, "Validating webhook deliveries");
/// - `stripe`: `Stripe-Signature: t=SECONDS,v1=HEX` over `SECONDS.BODY` (Stripe, "Verify webhook signatures");
/// - `standard`: `webhook-signature: v1,BASE64` over `ID.SECONDS.BODY` (Standard Webhooks 1.0); a secret that begins
///   with `whsec_` is Base64;
/// - `hex` and `base64`: the plain value over the body.
record WebhookSignature(String format, String header, String algorithm, byte[] secret) {
    /// Reads how to sign from the parameters `signature` and `secret_variable`.
    static WebhookSignature of(Args args, ToolContext context) {
        Map<String, @Nullable Object> said = args.map("signature");
        String format = String.valueOf(said.get("format"));
        boolean plain = format.equals("hex") || format.equals("base64");
        if (!plain && said.get("algorithm") != null) {
            throw ToolException.invalidParams("signature.algorithm: is fixed for the format " + format);
        }
        if (format.equals("standard") && said.get("header") != null) {
            throw ToolException.invalidParams("signature.header: is fixed for the format standard");
        }
        Object header = said.get("header");
        Object algorithm = said.get("algorithm");
        return new WebhookSignature(
                format,
                header == null ? usualHeader(format) : header.toString(),
                algorithm == null ? "sha256" : algorithm.toString(),
                secret(format, args, context));
    }

    private static String usualHeader(String format) {
        return switch (format) {
            case "github" -> "X-Hub-Signature-256";
            case "stripe" -> "Stripe-Signature";
            case "standard" -> "webhook-signature";
            default -> "X-Signature";
        };
    }

    private static byte[] secret(String format, Args args, ToolContext context) {
        Object given = args.map("signature").get("secret");
        if ((given == null) == !args.given("secret_variable")) {
            throw ToolException.invalidParams("give the secret as one of signature.secret and secret_variable");
        }
        String secret = given != null ? given.toString() : context.environment().secret(args.string("secret_variable"));
        if (secret.isEmpty()) {
            throw ToolException.invalidParams("signature.secret: is empty");
        }
        if (format.equals("standard") && secret.startsWith("whsec_")) {
            try {
                return Base64.getDecoder().decode(secret.substring(6));
            } catch (IllegalArgumentException e) {
                throw ToolException.invalidParams("signature.secret: is not Base64 after whsec_");
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /// The headers for one attempt.
    ///
    /// @param id of the delivery
    List<Http.Header> headers(String id, byte[] body, Instant now) {
        String seconds = String.valueOf(now.getEpochSecond());
        return switch (format) {
            case "github" -> List.of(new Http.Header(header, "sha256=" + hex(hmac(body))));
            case "stripe" ->
                List.of(new Http.Header(header, "t=" + seconds + ",v1=" + hex(hmac(joined(seconds + ".", body)))));
            case "standard" ->
                List.of(
                        new Http.Header("webhook-id", id),
                        new Http.Header("webhook-timestamp", seconds),
                        new Http.Header(
                                header,
                                "v1,"
                                        + Base64.getEncoder()
                                                .encodeToString(hmac(joined(id + "." + seconds + ".", body)))));
            case "base64" -> List.of(new Http.Header(header, Base64.getEncoder().encodeToString(hmac(body))));
            default -> List.of(new Http.Header(header, hex(hmac(body))));
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] joined(String before, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private byte[] hmac(byte[] message) {
        String name = "Hmac" + algorithm.toUpperCase(java.util.Locale.ROOT);
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

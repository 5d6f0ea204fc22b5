package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says who sends: AUTH (RFC 4954) by PLAIN (RFC 4616), LOGIN (as everybody does it; never a standard) or CRAM-MD5
/// (RFC 2195). The first two show the password to all who listen, so they are for TLS.
///
/// @param method `auto` or the mechanism
/// @param clear whether a password may be sent without TLS
record SmtpLogin(String user, String password, String method, boolean clear, Secret secrets) {
    /// Logs in, and returns the mechanism used.
    ///
    /// @param offered what the server offers
    /// @throws ToolException `denied` when nothing offered is safe; `failed` when nothing is offered or it
    ///     is refused
    String run(SmtpLink link, Set<String> offered) {
        String mechanism = chosen(link, offered);
        SmtpReply last = switch (mechanism) {
            case "PLAIN" -> secret(link, "AUTH PLAIN ", "\0" + user + "\0" + password);
            case "LOGIN" -> {
                challenge(link, "AUTH LOGIN");
                SmtpReply asked = secret(link, "", user);
                yield asked.code() == 334 ? secret(link, "", password) : asked;
            }
            default -> secret(link, "", answer(link, challenge(link, "AUTH CRAM-MD5")));
        };
        if (last.code() != 235) {
            throw link.refused("the login by " + mechanism, last);
        }
        return mechanism;
    }

    private String chosen(SmtpLink link, Set<String> offered) {
        boolean safe = link.tls() != null || clear;
        List<String> wanted = method.equals("auto")
                ? safe ? List.of("PLAIN", "LOGIN", "CRAM-MD5") : List.of("CRAM-MD5", "PLAIN", "LOGIN")
                : List.of(method.replace('_', '-').toUpperCase(java.util.Locale.ROOT));
        for (String each : wanted) {
            if (offered.contains(each)) {
                if (!safe && !each.equals("CRAM-MD5")) {
                    throw ToolException.denied("the password would be sent in clear text, since the connection has no"
                            + " TLS; set tls to starttls or implicit, or allow_insecure_auth to true");
                }
                return each;
            }
        }
        throw link.failed(
                "the login",
                "offers none of " + String.join(", ", wanted) + " but "
                        + (offered.isEmpty() ? "nothing" : String.join(", ", offered)));
    }

    private SmtpReply secret(SmtpLink link, String before, String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        secrets.keep(encoded);
        return link.command("the login", before + encoded);
    }

    private static SmtpReply challenge(SmtpLink link, String command) {
        SmtpReply reply = link.command("the login", command);
        if (reply.code() != 334) {
            throw link.refused("the login", reply);
        }
        return reply;
    }

    private String answer(SmtpLink link, SmtpReply challenge) {
        try {
            byte[] said = Base64.getDecoder().decode(String.join("", challenge.lines()));
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return user + " " + HexFormat.of().formatHex(mac.doFinal(said));
        } catch (IllegalArgumentException e) {
            throw link.failed("the login", "sent a challenge that is no Base64");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

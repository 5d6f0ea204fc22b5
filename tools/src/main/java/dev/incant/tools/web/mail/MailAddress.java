package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One address. The part before `@` is a dot-atom (RFC 5322, 3.2.3), with letters of all scripts where the server
/// takes them (RFC 6531); the domain is as DNS knows it, so `bücher.example` has become `xn--bcher-kva.example` (RFC
/// 5891).
///
/// @param name the name shown, null for none
/// @param address `local@domain`
record MailAddress(@Nullable String name, String address) {
    private static final Pattern LOCAL = Pattern.compile(
            "[\\p{Alnum}!#$%&'*+/=?^_`{|}~\\-[^\\x00-\\x9f]]+(\\.[\\p{Alnum}!#$%&'*+/=?^_`{|}~\\-[^\\x00-\\x9f]]+)*");
    private static final int LONGEST = 254;

    /// Reads the addresses of a parameter: a text with commas between them, or a list of texts.
    ///
    /// @param value null for none
    /// @throws ToolException `invalid_params`
    static List<MailAddress> all(String field, @Nullable Object value) {
        List<MailAddress> found = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                found.add(one(field + "[" + i + "]", String.valueOf(list.get(i))));
            }
        } else if (value != null) {
            found.addAll(parsed(field, value.toString()));
        }
        return found;
    }

    /// Reads exactly one address.
    ///
    /// @throws ToolException `invalid_params`
    static MailAddress one(String field, String text) {
        List<MailAddress> found = parsed(field, text);
        if (found.size() != 1) {
            throw invalid(field, text, "it has to be one address, not " + found.size());
        }
        return found.getFirst();
    }

    private static List<MailAddress> parsed(String field, String text) {
        MailText.line(field, text);
        List<MailAddress> found = new ArrayList<>();
        try {
            for (InternetAddress each : InternetAddress.parse(text, true)) {
                if (each.isGroup()) {
                    throw invalid(field, text, "groups of addresses are not taken");
                }
                String name = each.getPersonal();
                found.add(new MailAddress(
                        name == null ? null : MailText.line(field, name), checked(field, each.getAddress())));
            }
        } catch (AddressException e) {
            throw invalid(field, text, String.valueOf(e.getMessage()));
        }
        if (found.isEmpty()) {
            throw invalid(field, text, "it is empty");
        }
        return found;
    }

    private static String checked(String field, String address) {
        int at = address.lastIndexOf('@');
        if (at < 0) {
            throw invalid(field, address, "it has no '@'");
        }
        String local = address.substring(0, at);
        if (!LOCAL.matcher(local).matches() || local.getBytes(StandardCharsets.UTF_8).length > 64) {
            throw invalid(field, address, "what is before '@' is not as mail servers take it");
        }
        try {
            String domain = IDN.toASCII(address.substring(at + 1), IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
            String whole = local + "@" + domain;
            if (domain.isEmpty() || domain.startsWith(".") || domain.endsWith(".") || whole.length() > LONGEST) {
                throw invalid(field, address, "what is after '@' is no domain");
            }
            return whole;
        } catch (IllegalArgumentException e) {
            throw invalid(field, address, "what is after '@' is no domain: " + e.getMessage());
        }
    }

    private static ToolException invalid(String field, String text, String why) {
        return ToolException.invalidParams(field + ": '" + text + "' is no mail address: " + why);
    }

    boolean ascii() {
        return MailText.ascii(address);
    }

    String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    InternetAddress internet() {
        try {
            return new InternetAddress(address, name, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `Name <address>`, or the address alone.
    String shown() {
        return name == null ? address : name + " <" + address + ">";
    }
}

package dev.incant.tools.web.mail;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Secrets of a call: where they come from, and how what others say is kept free of them.
final class Secret {
    private final List<String> known = new ArrayList<>();

    /// Reads the secret that the parameter `name`, or the environment variable that `name_variable` names, holds.
    ///
    /// @throws ToolException `invalid_params` unless exactly one is given; `denied`, `unavailable`
    String read(String name, Args args, ToolContext context) {
        String variable = name + "_variable";
        if (args.given(name) == args.given(variable)) {
            throw ToolException.invalidParams(name + ": give one of " + name + " and " + variable);
        }
        String secret =
                args.given(name) ? args.string(name) : context.environment().secret(args.string(variable));
        if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
            throw ToolException.invalidParams(name + ": is empty or holds a control character");
        }
        keep(secret);
        return secret;
    }

    /// Hides this text too, from now on.
    void keep(String text) {
        known.add(text);
        known.sort(Comparator.comparing(String::length).reversed());
    }

    /// What somebody said, as one line of at most 500 characters, without what is secret.
    String hidden(String said) {
        String text = said;
        for (String secret : known) {
            text = text.replace(secret, Environment.MASK);
        }
        text = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() > 500 ? text.substring(0, 500) + "…" : text;
    }
}

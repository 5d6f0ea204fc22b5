package dev.incant.kernel.host;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.capability.UsedGrants;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Environment variables within grants. A grant or denial is a name, `*` at its end standing for any rest; a denial
/// wins. The value of a variable whose name looks like a secret's is kept back unless that name is granted in full.
final class HostEnvironment implements Environment {
    private static final List<String> SECRET_PARTS =
            List.of("PASSWORD", "PASSWD", "SECRET", "KEY", "TOKEN", "CREDENTIAL", "AUTH", "PRIVATE", "PASSPHRASE");
    private static final List<String> SECRET_STARTS = List.of("AWS_", "AZURE_", "GCP_", "SSH_", "API_");

    private final Rules granted;
    private final Map<String, String> variables;
    private final UsedGrants used;

    HostEnvironment(Rules granted, Map<String, String> variables) {
        this(granted, variables, new UsedGrants());
    }

    /// @param used takes note of what is read
    HostEnvironment(Rules granted, Map<String, String> variables, UsedGrants used) {
        this.granted = granted;
        this.variables = variables;
        this.used = used;
    }

    @Override
    public Optional<Variable> get(String name) {
        if (granted.none() || anyMatches(granted.denied(), name)) {
            String flag = granted.none() ? "--deny-env" : "--deny-env=" + name;
            throw denied(name, flag, "not allowed to read the variable '" + name + "': " + flag + " forbids it");
        }
        if (!allows(name)) {
            String flag = Permission.ENV.flag(name);
            throw denied(name, flag, "not allowed to read the variable '" + name + "': " + flag + " would allow it");
        }
        used.use(Permission.ENV, name);
        String value = variables.get(name);
        return value == null ? Optional.empty() : Optional.of(variable(name, value));
    }

    @Override
    public SortedMap<String, Variable> all() {
        if (granted.nothing()) {
            String flag = granted.none() ? "--deny-env" : Permission.ENV.flag("");
            throw denied(
                    "*",
                    flag,
                    "not allowed to read variables: " + flag + (granted.none() ? " forbids it" : " would allow it"));
        }
        used.use(Permission.ENV, "");
        SortedMap<String, Variable> all = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (allows(name) && !anyMatches(granted.denied(), name)) {
                all.put(name, variable(name, value));
            }
        });
        return all;
    }

    private boolean allows(String name) {
        return granted.all() || anyMatches(granted.allowed(), name);
    }

    private Variable variable(String name, String value) {
        boolean masked = looksSecret(name) && !granted.allowed().contains(name);
        return new Variable(name, masked ? MASK : value, masked);
    }

    private ToolException denied(String name, String flag, String message) {
        return used.refuse(
                new ToolException(ErrorCode.DENIED, message, Values.map("variable", name, "flag", flag), null));
    }

    private static boolean anyMatches(List<String> rules, String name) {
        for (String rule : rules) {
            boolean open = rule.endsWith("*");
            if (open ? name.startsWith(rule.substring(0, rule.length() - 1)) : name.equals(rule)) {
                return true;
            }
        }
        return false;
    }

    private static boolean looksSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (String part : SECRET_PARTS) {
            if (upper.contains(part)) {
                return true;
            }
        }
        for (String start : SECRET_STARTS) {
            if (upper.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}

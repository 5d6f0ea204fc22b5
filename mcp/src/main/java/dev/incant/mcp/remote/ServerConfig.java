package dev.incant.mcp.remote;

import dev.incant.mcp.authorization.OAuthSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server that a person added.
///
/// @param name what it and its tools are called here
/// @param place how it is reached
/// @param timeout of one call, and of its start
/// @param include patterns of the names of tools that are wanted, all when empty; `*` stands for anything, `?` for
///     one character
/// @param exclude patterns of the names of tools that are not wanted
public record ServerConfig(String name, Place place, Duration timeout, List<String> include, List<String> exclude) {
    /// How long a call may take unless something else is said.
    public static final Duration TIMEOUT = Duration.ofMinutes(1);

    public ServerConfig {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /// How a server is reached.
    public sealed interface Place {
        /// A program that is started here.
        ///
        /// @param line the program and its arguments
        /// @param directory where it starts
        /// @param environment variables for it
        /// @param inherited names of variables for it that have the value that they have at each start
        record Program(List<String> line, Path directory, Map<String, String> environment, List<String> inherited)
                implements Place {
            public Program {
                line = List.copyOf(line);
                environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
                inherited = List.copyOf(inherited);
            }

            @Override
            public String shown() {
                return String.join(" ", line);
            }
        }

        /// A server that runs somewhere.
        ///
        /// @param headers sent with each request
        /// @param bearerVariable the variable that holds a bearer token at each start; null for none
        /// @param oauth how to get tokens where the server wants such
        record Address(
                URI url,
                Map<String, String> headers,
                @Nullable String bearerVariable,
                OAuthSettings oauth) implements Place {
            public Address {
                headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            }

            /// Whether a person gave a token or the like, so that there is no other to get.
            public boolean identified() {
                return bearerVariable != null || headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
            }

            @Override
            public String shown() {
                return url.toString();
            }
        }

        /// The command or the URL, without secrets.
        String shown();
    }

    /// Whether a tool is wanted.
    public boolean wants(String tool) {
        return (include.isEmpty() || anyMatches(include, tool)) && !anyMatches(exclude, tool);
    }

    private static boolean anyMatches(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (matches(pattern, 0, name, 0)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, int at, String name, int from) {
        for (int i = at; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                for (int skip = from; skip <= name.length(); skip++) {
                    if (matches(pattern, i + 1, name, skip)) {
                        return true;
                    }
                }
                return false;
            }
            if (from == name.length() || c != '?' && c != name.charAt(from)) {
                return false;
            }
            from++;
        }
        return from == name.length();
    }
}

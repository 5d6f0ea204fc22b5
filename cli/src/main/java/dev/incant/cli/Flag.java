package dev.incant.cli;

import dev.incant.kernel.capability.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every option of every command. One with a [#key] can also be set in `incant.toml` and as a variable `INCANT_…`.
enum Flag {
    HELP("help", Kind.SWITCH, null, "", "Show what the command does, with examples."),
    OUTPUT("output", Kind.VALUE, "output", "FORMAT", "text for people, json for programs, jsonl for events."),
    CONFIG("config", Kind.VALUE, null, "FILE", "Read this file instead of incant.toml and the user's."),
    PROFILE("profile", Kind.VALUE, null, "NAME", "Let [profile.NAME] of incant.toml win over the rest of it."),
    TRACE("trace", Kind.SWITCH, "trace", "", "Print each message of the kernel to standard error."),

    STRICT("strict", Kind.SWITCH, "strict", "", "Grant nothing for being named in the arguments."),
    ALLOW_READ("allow-read", Kind.NAMES, "allow.read", "[=PATH,…]", "Let it read files, all or beneath these."),
    ALLOW_WRITE("allow-write", Kind.NAMES, "allow.write", "[=PATH,…]", "Let it write files, all or beneath these."),
    ALLOW_NET("allow-net", Kind.NAMES, "allow.net", "[=HOST[:PORT],…]", "Let it connect, anywhere or to these."),
    ALLOW_RUN("allow-run", Kind.NAMES, "allow.run", "[=NAME,…]", "Let it start programs, any or these."),
    ALLOW_ENV("allow-env", Kind.NAMES, "allow.env", "[=NAME,…]", "Let it read environment variables, all or these."),
    ALLOW_SYS("allow-sys", Kind.SWITCH, "allow.sys", "", "Let it read facts about the machine."),
    ALLOW_MCP(
            "allow-mcp", Kind.NAMES, "allow.mcp", "[=NAME,…]", "Let it call tools of other MCP servers, all or these."),
    ALLOW_ALL("allow-all", Kind.SWITCH, "allow.all", "", "Let it do all of the above; short: -A."),
    DENY_READ("deny-read", Kind.NAMES, "deny.read", "[=PATH,…]", "Keep it from reading; wins over --allow-read."),
    DENY_WRITE("deny-write", Kind.NAMES, "deny.write", "[=PATH,…]", "Keep it from writing."),
    DENY_NET("deny-net", Kind.NAMES, "deny.net", "[=HOST[:PORT],…]", "Keep it from connecting."),
    DENY_RUN("deny-run", Kind.NAMES, "deny.run", "[=NAME,…]", "Keep it from starting programs."),
    DENY_ENV("deny-env", Kind.NAMES, "deny.env", "[=NAME,…]", "Keep it from reading variables."),
    DENY_SYS("deny-sys", Kind.SWITCH, "deny.sys", "", "Keep it from reading facts about the machine."),
    DENY_MCP("deny-mcp", Kind.NAMES, "deny.mcp", "[=NAME,…]", "Keep it from calling tools of other MCP servers."),

    TIMEOUT("timeout", Kind.VALUE, "limits.timeout", "TIME", "Stop it after this time: 500ms, 5s, 2m, 1h."),
    MEMORY("memory", Kind.VALUE, "limits.memory", "SIZE", "What a script's values may take: 64m, 1g."),
    STEPS("steps", Kind.VALUE, "limits.steps", "N", "How many steps a script may take."),
    MAX_OUTPUT("max-output", Kind.VALUE, "limits.output", "SIZE", "How much a script may print."),
    MAX_CALLS("max-calls", Kind.VALUE, "limits.calls", "N", "How many tool calls may run at once."),
    MAX_FILE_SIZE("max-file-size", Kind.VALUE, "limits.file_size", "SIZE", "The largest file to read or write."),
    MAX_BODY_SIZE("max-body-size", Kind.VALUE, "limits.body_size", "SIZE", "The largest HTTP body."),

    MODE("mode", Kind.VALUE, "mcp.mode", "MODE", "catalogue (three tools and scripts) or direct (all tools)."),
    TOOLS("tools", Kind.VALUE, "mcp.tools", "NAME,…", "Only these tools and categories."),
    PROMPTS("prompts", Kind.VALUE, "mcp.prompts", "FOLDER,…", "Offer the Markdown files in these as prompts."),
    ASK_GRANTS("ask-grants", Kind.SWITCH, "mcp.ask_grants", "", "Let the person allow what is missing, when asked."),
    AUDIT_LOG("audit-log", Kind.VALUE, "mcp.audit_log", "FILE", "Where each call is noted; none for nowhere."),
    HTTP("http", Kind.NAMES, null, "[=HOST:PORT]", "Serve by HTTP, on 127.0.0.1:8420 unless told otherwise."),
    TOKEN_FILE("token-file", Kind.VALUE, "mcp.token_file", "FILE", "The tokens of HTTP clients; made if missing."),
    NO_TOKEN("no-token", Kind.SWITCH, null, "", "Let every program of this machine in by HTTP."),
    SESSION_IDLE("session-idle", Kind.VALUE, "mcp.session_idle", "TIME", "Forget an HTTP client not heard of: 30m."),

    URL("url", Kind.VALUE, null, "URL", "The server is at this URL."),
    ENV("env", Kind.EACH, null, "NAME[=VALUE]", "A variable for the server; without a value, as it is at each start."),
    HEADER("header", Kind.EACH, null, "'NAME: VALUE'", "A header of each request to the URL."),
    BEARER_ENV("bearer-env", Kind.VALUE, null, "NAME", "The variable that holds the token for the URL."),
    SCOPE("scope", Kind.EACH, null, "SCOPE", "Ask the authorization server for this too."),
    CLIENT_ID("client-id", Kind.VALUE, null, "ID", "What the authorization server knows Incant by already."),
    CLIENT_SECRET_ENV("client-secret-env", Kind.VALUE, null, "NAME", "The variable that holds the client's secret."),
    CLIENT_KEY("client-key", Kind.VALUE, null, "FILE", "The client's private key: PKCS #8 in PEM."),
    CLIENT_METADATA("client-metadata", Kind.VALUE, null, "URL", "Where the client's metadata is, which is its id."),
    CALLBACK_PORT("callback-port", Kind.VALUE, null, "PORT", "Where the browser comes back to; else any free one."),
    ISSUER("issuer", Kind.VALUE, null, "URL", "The authorization server, and no other."),
    GRANT(
            "grant",
            Kind.VALUE,
            null,
            "GRANT",
            "authorization_code (you log in), client_credentials, jwt_bearer or identity_assertion."),
    ASSERTION("assertion", Kind.VALUE, null, "FILE", "The token that the last two grants go by; read each time."),
    IDENTITY_ISSUER("identity-issuer", Kind.VALUE, null, "URL", "Who issued the ID token of identity_assertion."),
    IDENTITY_CLIENT_ID("identity-client-id", Kind.VALUE, null, "ID", "What that one knows Incant by."),
    INCLUDE("include", Kind.EACH, null, "PATTERN", "Only tools of such names; * stands for anything."),
    EXCLUDE("exclude", Kind.EACH, null, "PATTERN", "No tools of such names."),
    YES("yes", Kind.SWITCH, null, "", "Do not ask."),

    PARAMS("params", Kind.VALUE, null, "JSON", "The parameters as a JSON object, @FILE, or - for standard input."),
    CATEGORY("category", Kind.VALUE, null, "NAME", "Only tools of this category."),
    LIMIT("limit", Kind.VALUE, null, "N", "At most so many."),
    ALL("all", Kind.SWITCH, null, "", "All tools."),
    FORCE("force", Kind.SWITCH, null, "", "Replace what is there.");

    /// Flags that grant and limit.
    static final Flag[] SESSION = {
        ALLOW_READ,
        ALLOW_WRITE,
        ALLOW_NET,
        ALLOW_RUN,
        ALLOW_ENV,
        ALLOW_SYS,
        ALLOW_MCP,
        ALLOW_ALL,
        DENY_READ,
        DENY_WRITE,
        DENY_NET,
        DENY_RUN,
        DENY_ENV,
        DENY_SYS,
        DENY_MCP,
        TIMEOUT,
        MEMORY,
        STEPS,
        MAX_OUTPUT,
        MAX_CALLS,
        MAX_FILE_SIZE,
        MAX_BODY_SIZE
    };

    /// Flags that every command takes.
    static final Flag[] COMMON = {HELP, OUTPUT, CONFIG, PROFILE, TRACE};

    private static final Flag[] VALUES = values();

    /// What follows a flag.
    enum Kind {
        /// Nothing.
        SWITCH,
        /// A value, after `=` or as the next word.
        VALUE,
        /// A value as above, any number of times.
        EACH,
        /// Names after `=`, separated by commas, or nothing for all.
        NAMES
    }

    private final String word;
    private final Kind kind;
    private final @Nullable String key;
    private final String placeholder;
    private final String meaning;

    Flag(String word, Kind kind, @Nullable String key, String placeholder, String meaning) {
        this.word = word;
        this.kind = kind;
        this.key = key;
        this.placeholder = placeholder;
        this.meaning = meaning;
    }

    /// The name without dashes.
    String word() {
        return word;
    }

    Kind kind() {
        return kind;
    }

    /// The name in `incant.toml`, with a dot after the table; null for what only a command line says.
    @Nullable String key() {
        return key;
    }

    /// The environment variable that sets it; null where [#key] is.
    @Nullable String variable() {
        if (key == null) {
            return null;
        }
        StringBuilder name = new StringBuilder("INCANT_");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            name.append(c == '-' ? '_' : (char) (c - 'a' + 'A'));
        }
        return name.toString();
    }

    String placeholder() {
        return placeholder;
    }

    String meaning() {
        return meaning;
    }

    /// How help shows it: `--allow-read[=PATH,…]`, `--timeout TIME`.
    String shown() {
        return "--" + word + (kind == Kind.VALUE || kind == Kind.EACH ? " " : "") + placeholder;
    }

    static @Nullable Flag of(String word) {
        for (Flag flag : VALUES) {
            if (flag.word.equals(word)) {
                return flag;
            }
        }
        return null;
    }

    static @Nullable Flag ofKey(String key) {
        for (Flag flag : VALUES) {
            if (key.equals(flag.key)) {
                return flag;
            }
        }
        return null;
    }

    /// All flags with a key, in the order of their declaration.
    static List<Flag> settable() {
        List<Flag> settable = new ArrayList<>();
        for (Flag flag : VALUES) {
            if (flag.key != null) {
                settable.add(flag);
            }
        }
        return settable;
    }

    static Flag allowing(Permission permission) {
        return switch (permission) {
            case READ -> ALLOW_READ;
            case WRITE -> ALLOW_WRITE;
            case NET -> ALLOW_NET;
            case RUN -> ALLOW_RUN;
            case ENV -> ALLOW_ENV;
            case SYS -> ALLOW_SYS;
            case MCP -> ALLOW_MCP;
        };
    }

    static Flag denying(Permission permission) {
        return switch (permission) {
            case READ -> DENY_READ;
            case WRITE -> DENY_WRITE;
            case NET -> DENY_NET;
            case RUN -> DENY_RUN;
            case ENV -> DENY_ENV;
            case SYS -> DENY_SYS;
            case MCP -> DENY_MCP;
        };
    }
}

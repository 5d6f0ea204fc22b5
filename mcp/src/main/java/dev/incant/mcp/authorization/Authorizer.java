package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.mcp.client.Admission;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets a client in at one server: sends the tokens there are, gets the next ones when they end, and asks a person to
/// log in where it may; else it says what to run. Requests that are refused at the same time wait for one another, so
/// that one login serves all. Safe for use by many threads.
public final class Authorizer implements Admission {
    /// How often one request is sent again: for a nonce, for tokens that ended, for a login, for more scopes.
    private static final int MOST_ROUNDS = 4;

    private final Host host;
    private final String name;
    private final URI server;
    private final OAuthSettings settings;
    private final LoginFolder folder;
    private final @Nullable Person person;
    private final Turn turn = new Turn();
    private @Nullable Login login;
    private boolean read;
    private boolean dpopWanted;
    private volatile @Nullable String nonce;

    /// @param name of the server here, for messages
    /// @param person who is asked to log in while a request waits; null for nobody
    public Authorizer(
            Host host, String name, URI server, OAuthSettings settings, LoginFolder folder, @Nullable Person person) {
        this.host = host;
        this.name = name;
        this.server = server;
        this.settings = settings;
        this.folder = folder;
        this.person = person;
    }

    @Override
    public Attempt attempt(Cancellation cancellation) {
        return new Request(cancellation);
    }

    /// Whether an error is one that a login mends.
    public static boolean wantsLogin(ToolException error) {
        return AuthorizationErrors.wantsLogin(error);
    }

    /// Whether there are tokens.
    public boolean loggedIn() {
        turn.take(new Cancellation());
        try {
            return tokens() != null;
        } finally {
            turn.give();
        }
    }

    /// Whether anything is remembered of the server.
    public boolean known() {
        return folder.has(name);
    }

    /// Lets a person log in now, forgetting the tokens there are.
    ///
    /// @throws ToolException `unavailable` where the server says nothing of OAuth; what else can go wrong
    public void login(Person somebody, Cancellation cancellation) {
        turn.take(cancellation);
        try {
            Login known = remembered();
            AuthorizationHttp http = http(cancellation);
            Discovery.Found found = find(http, Challenge.NONE);
            if (found == null) {
                throw AuthorizationErrors.unavailable(
                        server + " says nothing of a login; --bearer-env or --header, when"
                                + " it is added, tells it who you are");
            }
            List<String> scopes = known == null || known.scopes().isEmpty()
                    ? wanted(found, Challenge.NONE, List.of())
                    : wanted(found, Challenge.NONE, known.scopes());
            grant(http, found, scopes, somebody, cancellation);
        } finally {
            turn.give();
        }
    }

    /// Forgets the login, and gives the tokens back where the authorization server takes them.
    ///
    /// @return what could not be done; null where all was
    public @Nullable String logout(Cancellation cancellation) {
        if (!known()) {
            return null;
        }
        turn.take(cancellation);
        try (LoginLock _ = folder.lock(name, cancellation)) {
            Login known = folder.read(name);
            String problem = null;
            if (known != null && known.tokens() != null && known.server().equals(server.toString())) {
                problem = revoked(known, known.tokens(), cancellation);
            }
            folder.delete(name);
            login = null;
            read = true;
            return problem;
        } finally {
            turn.give();
        }
    }

    private @Nullable String revoked(Login known, Tokens tokens, Cancellation cancellation) {
        try {
            AuthorizationHttp http = http(cancellation);
            Discovery.Found found =
                    new Discovery(http, server).find(known.metadata(), settings.issuer(), known.issuer());
            if (found == null || !found.issuer().issuer().equals(known.issuer())) {
                return "the authorization server " + known.issuer() + " is the server's no more";
            }
            Granting granting = new Granting(host, settings, http, found);
            Registration named = granting.named();
            Registration client = named == null ? known.registration() : named;
            if (client != null && found.issuer().revocation() != null) {
                granting.revoke(tokens, client);
                return null;
            }
            return known.issuer() + " takes no tokens back";
        } catch (ToolException e) {
            return e.message();
        }
    }

    private AuthorizationHttp http(Cancellation cancellation) {
        List<URI> named = new ArrayList<>();
        for (String each : new @Nullable String[] {settings.issuer(), settings.identityIssuer()}) {
            if (each != null) {
                named.add(URI.create(each));
            }
        }
        return new AuthorizationHttp(host, cancellation, server, named);
    }

    /// What is remembered, unless it is of another server of that name.
    private @Nullable Login remembered() {
        if (!read) {
            Login stored = folder.read(name);
            login = stored != null && stored.server().equals(server.toString()) ? stored : null;
            read = true;
        }
        return login;
    }

    /// Keeps what a login gave, which is not given again: nobody who holds the lock for too long keeps it out.
    private void remember(Login now) {
        try (LoginLock _ = folder.lock(name, new Cancellation())) {
            keep(now);
        } catch (ToolException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            keep(now);
        }
    }

    private void keep(Login now) {
        login = now;
        folder.write(name, now, host);
    }

    private @Nullable Tokens tokens() {
        Login known = remembered();
        return known == null ? null : known.tokens();
    }

    /// Looks who gives tokens today. Where that is another authorization server than before, all that the other
    /// gave is forgotten, since it is of no use here and must not be shown around.
    private Discovery.@Nullable Found find(AuthorizationHttp http, Challenge challenge) {
        Login known = remembered();
        String place = challenge.metadata() == null && known != null ? known.metadata() : challenge.metadata();
        String before = known == null ? null : known.issuer();
        Discovery.Found found = new Discovery(http, server).find(place, settings.issuer(), before);
        if (found == null || found.issuer().issuer().equals(before)) {
            return found;
        }
        String issuer = found.issuer().issuer();
        if (before != null && settings.clientId() != null) {
            throw ToolException.conflict(server + " now takes tokens of " + issuer + ", and your client is one of "
                    + before + "; if that is right, 'incant mcp remove " + name
                    + "', and add the server with a client of the new one");
        }
        login = new Login(server.toString(), issuer, place, null, null, List.of());
        return found;
    }

    /// What to ask for: what a person said, what was asked for before, and what the server wants now, or else
    /// what it says is enough for the usual.
    private List<String> wanted(Discovery.Found found, Challenge challenge, List<String> before) {
        List<String> scopes = Fields.union(Fields.union(settings.scopes(), before), challenge.scopes());
        if (scopes.isEmpty()) {
            scopes = Fields.union(scopes, found.resource().scopes());
        }
        boolean refreshable = settings.grant() == OAuthSettings.Grant.AUTHORIZATION_CODE
                && found.issuer().scopes().contains("offline_access");
        return refreshable ? Fields.union(scopes, List.of("offline_access")) : scopes;
    }

    private void grant(
            AuthorizationHttp http,
            Discovery.Found found,
            List<String> scopes,
            @Nullable Person somebody,
            Cancellation cancellation) {
        Granting granting = new Granting(host, settings, http, found);
        boolean bound = found.issuer().dpop() && (dpopWanted || found.resource().dpop());
        Login known = remembered();
        Login base = known == null
                ? new Login(server.toString(), found.issuer().issuer(), null, null, null, List.of())
                : known;
        String place =
                found.resource().url().isEmpty() ? null : found.resource().url();
        if (settings.grant() != OAuthSettings.Grant.AUTHORIZATION_CODE) {
            remember(base.asking(place, scopes).with(granting.own(scopes, bound)));
            return;
        }
        if (somebody == null) {
            remember(base.asking(place, scopes));
            throw AuthorizationErrors.denied(server + " wants you to log in at "
                            + found.issuer().issuer()
                            + (base.tokens() == null ? "" : " for more, the scope " + String.join(" ", scopes))
                            + ": 'incant mcp login " + name + "' does it")
                    .with(AuthorizationErrors.LOGIN, true);
        }
        try {
            Granting.Given given = granting.login(somebody, base.registration(), scopes, bound, cancellation);
            Registration registration = given.registration() == null ? base.registration() : given.registration();
            remember(base.asking(place, scopes).with(registration).with(given.tokens()));
        } catch (ToolException e) {
            if ("invalid_client".equals(e.details().get(TokenEndpoint.CODE)) && base.registration() != null) {
                remember(base.asking(place, scopes).with((Registration) null).with((Tokens) null));
            }
            throw e;
        }
    }

    /// Gets the next tokens by those there are; false where that cannot be done any more. A refresh token is good
    /// once, so only one at a time does it, of all threads and processes, and the others take what it got.
    private boolean refresh(Discovery.Found found, Cancellation cancellation) {
        Login known = remembered();
        Tokens old = known == null ? null : known.tokens();
        if (known == null || old == null || old.refresh() == null) {
            return false;
        }
        try (LoginLock _ = folder.lock(name, cancellation)) {
            Login stored = folder.read(name);
            boolean same = stored != null
                    && stored.server().equals(known.server())
                    && stored.issuer().equals(known.issuer());
            login = same ? stored : null;
            Tokens now = stored == null || !same ? null : stored.tokens();
            if (stored == null || now == null) {
                // Somebody logged out, or was told that the login has ended.
                return false;
            }
            boolean newer = !now.access().equals(old.access());
            if (newer && !now.expired(host.clock().instant())) {
                return true;
            }
            return now.refresh() != null && refreshed(found, stored, now);
        }
    }

    /// Asks for the next tokens, holding the lock.
    private boolean refreshed(Discovery.Found found, Login known, Tokens old) {
        // Not ended with the call: once it is asked, the old refresh token may be spent, and the answer is all there
        // is.
        Granting granting = new Granting(host, settings, http(new Cancellation()), found);
        Registration named = granting.named();
        Registration client = named == null ? known.registration() : named;
        if (client == null) {
            return false;
        }
        try {
            keep(known.with(granting.refresh(old, client)));
            return true;
        } catch (ToolException e) {
            if (!(e.details().get(TokenEndpoint.CODE) instanceof String code)
                    || !code.equals("invalid_grant") && !code.equals("invalid_client")) {
                throw e;
            }
            Login without = known.with((Tokens) null);
            keep(code.equals("invalid_client") ? without.with((Registration) null) : without);
            return false;
        }
    }

    /// One request.
    private final class Request implements Attempt {
        private final Cancellation cancellation;
        private @Nullable String used;
        private int rounds;
        private boolean nonceTaken;
        private boolean refreshed;
        private boolean granted;

        Request(Cancellation cancellation) {
            this.cancellation = cancellation;
        }

        @Override
        public Map<String, String> headers(String method, URI url) {
            if (!Discovery.origin(url).equals(Discovery.origin(server))) {
                return Map.of();
            }
            turn.take(cancellation);
            try {
                Tokens tokens = current();
                used = tokens == null ? null : tokens.access();
                if (tokens == null) {
                    return Map.of();
                }
                if (tokens.key() == null) {
                    return Map.of("Authorization", "Bearer " + tokens.access());
                }
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put("Authorization", "DPoP " + tokens.access());
                headers.put(
                        "DPoP",
                        DpopKey.of(tokens.key())
                                .proof(
                                        method,
                                        url,
                                        tokens.access(),
                                        nonce,
                                        host.clock().instant()));
                return headers;
            } finally {
                turn.give();
            }
        }

        /// The tokens, new ones where the old are about to end.
        private @Nullable Tokens current() {
            Tokens tokens = tokens();
            if (tokens == null || !tokens.expired(host.clock().instant())) {
                return tokens;
            }
            if (!refreshed && tokens.refresh() != null) {
                refreshed = true;
                AuthorizationHttp http = http(cancellation);
                Discovery.Found found = find(http, Challenge.NONE);
                if (found != null && refresh(found, cancellation)) {
                    return tokens();
                }
            }
            return null;
        }

        @Override
        public boolean again(int status, List<Http.Header> headers) {
            List<Challenge> challenges = Challenge.of(headers);
            Challenge challenge = Challenge.best(challenges);
            boolean scopes = "insufficient_scope".equals(challenge.error());
            if (status == 403 && !scopes) {
                return false;
            }
            if (rounds++ == MOST_ROUNDS) {
                throw AuthorizationErrors.denied(server + " goes on refusing after " + MOST_ROUNDS + " new tries");
            }
            turn.take(cancellation);
            try {
                return status == 403 ? stepUp(challenge) : unknown(challenge, challenges, headers);
            } finally {
                turn.give();
            }
        }

        @Override
        public void letIn(List<Http.Header> headers) {
            // The next one to use, RFC 9449, section 8.2.
            String given = nonce(headers);
            if (given != null) {
                nonce = given;
            }
        }

        private boolean unknown(Challenge challenge, List<Challenge> challenges, List<Http.Header> headers) {
            for (Challenge each : challenges) {
                dpopWanted |= each.scheme().equals("dpop");
            }
            String given = nonce(headers);
            if (given != null) {
                nonce = given;
                if ("use_dpop_nonce".equals(challenge.error()) && !nonceTaken) {
                    nonceTaken = true;
                    return true;
                }
            }
            Tokens tokens = tokens();
            boolean others = tokens != null
                    && !tokens.access().equals(used)
                    && !tokens.expired(host.clock().instant());
            if (others) {
                // Another request was quicker.
                return true;
            }
            AuthorizationHttp http = http(cancellation);
            Discovery.Found found = find(http, challenge);
            if (found == null) {
                return false;
            }
            if (!refreshed && used != null) {
                refreshed = true;
                if (refresh(found, cancellation)) {
                    return true;
                }
            }
            if (granted) {
                throw AuthorizationErrors.denied(
                        server + " refuses the token that " + found.issuer().issuer() + " has just given for it");
            }
            Login known = remembered();
            List<String> before = known == null ? List.of() : known.scopes();
            if (known != null && used != null) {
                // The server has no use for them any more.
                login = known.with((Tokens) null);
            }
            grant(http, found, wanted(found, challenge, before), person, cancellation);
            granted = true;
            return true;
        }

        private boolean stepUp(Challenge challenge) {
            Tokens tokens = tokens();
            if (tokens == null) {
                return false;
            }
            if (used != null && !tokens.access().equals(used)) {
                return true;
            }
            List<String> missing = new ArrayList<>(challenge.scopes());
            missing.removeAll(tokens.scopes());
            Login known = remembered();
            List<String> asked = known == null ? List.of() : known.scopes();
            if (missing.isEmpty() || granted && asked.containsAll(missing)) {
                throw AuthorizationErrors.denied(server + " asks for the scope "
                        + AuthorizationErrors.shown(String.join(" ", challenge.scopes()), List.of())
                        + ", which is not given to you");
            }
            AuthorizationHttp http = http(cancellation);
            Discovery.Found found = find(http, challenge);
            if (found == null) {
                return false;
            }
            List<String> before = Fields.union(asked, tokens.scopes());
            grant(http, found, wanted(found, challenge, before), person, cancellation);
            granted = true;
            return true;
        }

        private static @Nullable String nonce(List<Http.Header> headers) {
            for (Http.Header header : headers) {
                if (header.name().equalsIgnoreCase("DPoP-Nonce")) {
                    return header.value();
                }
            }
            return null;
        }
    }
}

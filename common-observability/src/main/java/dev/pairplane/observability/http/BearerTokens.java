package dev.pairplane.observability.http;

import dev.pairplane.observability.logging.Secret;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Who may call: bearer tokens with roles. Several tokens may name the same caller, so that they
/// can be rotated. Only SHA-256 digests are kept, and every one of them is compared, in a time that
/// says nothing. A token comes in the header `Authorization` or, where there is none, in
/// `X-API-Key`.
public final class BearerTokens {
    /// The other header that may carry a token.
    public static final String API_KEY = "X-API-Key";

    /// May look. In lists of tokens `viewer` is another name for it.
    public static final String READ_ONLY = "read-only";

    /// May submit work, and nothing else.
    public static final String SUBMITTER = "submitter";

    /// May look and submit, and what is kept for operators besides.
    public static final String OPERATOR = "operator";

    /// May do everything.
    public static final String ADMIN = "admin";

    private static final Map<String, String> ALIASES = Map.of("viewer", READ_ONLY);
    private static final Map<String, Set<String>> RIGHTS =
            Map.of(
                    READ_ONLY, Set.of(READ_ONLY),
                    SUBMITTER, Set.of(SUBMITTER),
                    OPERATOR, Set.of(READ_ONLY, SUBMITTER, OPERATOR),
                    ADMIN, Set.of(READ_ONLY, SUBMITTER, OPERATOR, ADMIN));
    private static final Set<String> ROLES = RIGHTS.keySet();
    private static final String CALLER = "pairplane.caller";
    private static final String AUTHORIZATION = "Authorization";
    private static final String SCHEME = "bearer ";

    /// One token.
    ///
    /// @param name who uses it
    /// @param role one of the four above; `viewer` becomes [#READ_ONLY]
    /// @param sha256 digest of the token, 32 bytes
    public record Token(String name, String role, byte[] sha256) {
        public Token {
            role = ALIASES.getOrDefault(role, role);
            if (!ROLES.contains(role)) {
                throw new IllegalArgumentException(
                        "token of "
                                + name
                                + ": the role '"
                                + role
                                + "' is none of "
                                + ROLES.stream().sorted().toList());
            }
        }

        /// Whether it passes where a role is asked for: because it has it, or may do more.
        ///
        /// @param wanted one of the four above
        public boolean may(String wanted) {
            return role.equals(ADMIN) || RIGHTS.getOrDefault(role, Set.of()).contains(wanted);
        }

        /// A token known in the clear.
        public static Token of(String name, String role, Secret token) {
            return new Token(name, role, digest(token.value()));
        }

        /// Tokens from lines `name role sha256` (the digest in hexadecimal); blank lines and lines
        /// that begin with `#` are left out.
        ///
        /// @throws IllegalArgumentException naming the line that is wrong
        public static List<Token> parse(Collection<String> lines) {
            List<Token> tokens = new ArrayList<>();
            int number = 0;
            for (String line : lines) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                String[] parts = text.split("\\s+", -1);
                if (parts.length != 3 || !parts[2].matches("[0-9a-fA-F]{64}")) {
                    throw new IllegalArgumentException(
                            "line "
                                    + number
                                    + " of the tokens: write 'name role sha256', the digest as 64"
                                    + " hexadecimal digits");
                }
                tokens.add(
                        new Token(
                                parts[0],
                                parts[1],
                                HexFormat.of().parseHex(parts[2].toLowerCase(Locale.ROOT))));
            }
            return List.copyOf(tokens);
        }
    }

    private final Supplier<List<Token>> tokens;
    private final boolean anonymous;
    private final InstantSource clock;

    /// @param tokens asked at every request, so that a file can be read again
    /// @param anonymous whether a request without a token may do everything
    public BearerTokens(Supplier<List<Token>> tokens, boolean anonymous, InstantSource clock) {
        this.tokens = tokens;
        this.anonymous = anonymous;
        this.clock = clock;
    }

    /// A handler that lets requests pass whose token has one of these roles, or one that may do the
    /// same and more: an operator passes where [#READ_ONLY] or [#SUBMITTER] is asked for, [#ADMIN]
    /// always. Others end with 401 or 403 and a problem document.
    public Handler<RoutingContext> require(String... roles) {
        Set<String> allowed = Set.of(roles);
        return context -> {
            Optional<String> header = header(context, AUTHORIZATION);
            Optional<String> key = header(context, API_KEY);
            if (header.isEmpty() && key.isEmpty()) {
                if (anonymous) {
                    context.next();
                } else {
                    refuseUnnamed(context);
                }
                return;
            }
            Optional<Token> token =
                    (header.isPresent() ? header.flatMap(BearerTokens::bearer) : key)
                            .flatMap(this::find);
            if (token.isEmpty()) {
                refuse(
                        context,
                        "Bearer error=\"invalid_token\"",
                        unauthorized(
                                "the token is not known here; use one that this service was"
                                        + " given"));
            } else if (token.filter(
                            t -> t.role().equals(ADMIN) || allowed.stream().anyMatch(t::may))
                    .isPresent()) {
                context.put(CALLER, token.orElseThrow().name());
                context.next();
            } else {
                refuse(
                        context,
                        "Bearer error=\"insufficient_scope\"",
                        Problem.of(
                                403,
                                "forbidden",
                                "The token's role does not allow this",
                                "the token has the role %s; this needs one of %s"
                                        .formatted(
                                                token.orElseThrow().role(),
                                                allowed.stream().sorted().toList())));
            }
        };
    }

    /// Who sent a request that passed [#require]; empty for anonymous ones.
    public static Optional<String> caller(RoutingContext context) {
        return Optional.ofNullable(context.get(CALLER));
    }

    private static Optional<String> header(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    private static Problem unauthorized(String detail) {
        return Problem.of(401, "unauthorized", "A valid token is needed", detail);
    }

    private void refuseUnnamed(RoutingContext context) {
        refuse(
                context,
                "Bearer",
                unauthorized(
                        "the request has no token; send the header 'Authorization: Bearer"
                                + " <token>'"));
    }

    private void refuse(RoutingContext context, String challenge, Problem problem) {
        context.response().putHeader("WWW-Authenticate", challenge);
        problem.send(context, clock.instant());
    }

    private static Optional<String> bearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()))
                : Optional.empty();
    }

    /// Whether a request without a token may do everything.
    public boolean anonymous() {
        return anonymous;
    }

    /// Whether this token is still one of those that are known, in the same role.
    public boolean valid(Token token) {
        return find(token.sha256()).filter(t -> t.role().equals(token.role())).isPresent();
    }

    /// The token that somebody presents, blanks around it left out; empty for none that is known.
    /// Takes as long whatever is presented.
    public Optional<Token> find(String presented) {
        return presented.isBlank() ? Optional.empty() : find(digest(presented.strip()));
    }

    private Optional<Token> find(byte[] given) {
        Optional<Token> found = Optional.empty();
        for (Token token : tokens.get()) {
            // All are compared, whichever fits.
            if (MessageDigest.isEqual(token.sha256(), given)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

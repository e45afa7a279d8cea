package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.outbound.webhook.Auth;
import dev.pairplane.publishing.outbound.webhook.HeaderText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads how a target is shown who sends.
final class AuthFields {

    private static final String KEY_HEADER = "X-API-Key";

    /// What each kind has, besides `type`.
    private static final Map<String, Set<String>> KINDS =
            Map.of(
                    "none", Set.of(),
                    "bearer", Set.of("token"),
                    "basic", Set.of("username", "password"),
                    "apikey", Set.of("key", "header"),
                    "custom", Set.of("headers"));

    private static final Set<String> KNOWN =
            Set.of("type", "token", "username", "password", "key", "header", "headers");

    private final HeaderFields headers;
    private final HeaderFields.SecretField secrets;

    AuthFields(HeaderFields headers, HeaderFields.SecretField secrets) {
        this.headers = headers;
        this.secrets = secrets;
    }

    /// @param plain headers of the target, which authentication must not double
    Auth read(Fields target, Map<String, Secret> plain) {
        Optional<Fields> auth = target.object("auth", KNOWN);
        if (auth.isEmpty()) {
            return new Auth.None();
        }
        Auth read = read(auth.orElseThrow());
        read.asHeaders()
                .keySet()
                .forEach(name -> {
                    if (plain.containsKey(name)) {
                        target.fault("headers." + name, "is also made by auth; leave one out");
                    }
                });
        return read;
    }

    private Auth read(Fields auth) {
        if (auth.node("type").isEmpty()) {
            auth.fault("type", "is missing; one of " + sorted(KINDS.keySet()));
            return new Auth.None();
        }
        Optional<String> kind = auth.word("type", KINDS.keySet().stream().sorted().toList());
        if (kind.isEmpty()) {
            return new Auth.None();
        }
        Set<String> fitting = KINDS.getOrDefault(kind.orElseThrow(), Set.of());
        for (String field : KNOWN) {
            if (!field.equals("type") && !fitting.contains(field) && auth.node(field).isPresent()) {
                auth.fault(
                        field,
                        "does not belong to type "
                                + kind.orElseThrow()
                                + (fitting.isEmpty() ? "" : ", which has " + sorted(fitting)));
            }
        }
        return switch (kind.orElseThrow()) {
            case "bearer" -> new Auth.Bearer(headerSecret(auth, "token"));
            case "basic" -> basic(auth);
            case "apikey" -> apiKey(auth);
            case "custom" -> custom(auth);
            default -> new Auth.None();
        };
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private Secret secret(Fields auth, String field) {
        Optional<JsonNode> node = auth.node(field);
        if (node.isEmpty()) {
            auth.fault(field, "is missing");
        }
        return Secret.of(node.flatMap(n -> secrets.read(auth, field, n)).orElse(""));
    }

    private Secret headerSecret(Fields auth, String field) {
        Secret secret = secret(auth, field);
        HeaderText.faultInValue(secret.value()).ifPresent(fault -> auth.fault(field, fault));
        return secret;
    }

    private Auth basic(Fields auth) {
        String username = secret(auth, "username").value();
        if (username.contains(":")) {
            auth.fault("username", "has a ':', which ends it");
        }
        return new Auth.Basic(username, secret(auth, "password"));
    }

    private Auth apiKey(Fields auth) {
        String header = auth.text("header").orElse(KEY_HEADER);
        HeaderText.faultInName(header).ifPresent(fault -> auth.fault("header", fault));
        return new Auth.ApiKey(header, headerSecret(auth, "key"));
    }

    private Auth custom(Fields auth) {
        Map<String, Secret> read = headers.read(auth, "headers");
        if (auth.node("headers").isEmpty()) {
            auth.fault("headers", "is missing");
        }
        return new Auth.Custom(new HashMap<>(read));
    }
}

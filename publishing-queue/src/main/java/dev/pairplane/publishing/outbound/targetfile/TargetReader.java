package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.targetfile.Fields.Fault;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import dev.pairplane.publishing.outbound.webhook.Auth;
import dev.pairplane.publishing.outbound.webhook.Destination;
import dev.pairplane.publishing.outbound.webhook.SigningKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one target: all of its faults, or the target. One for each target; not safe for threads.
final class TargetReader {

    /// Bytes that every target takes.
    static final int LEAST_BODY = 1024;

    private static final int MAX_URL = 2048;
    private static final int MAX_RETRIES = 10;
    private static final int MAX_CONCURRENCY = 1000;
    private static final int MAX_SIGNING_KEYS = 10;
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MOST_TIMEOUT = Duration.ofSeconds(60);

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /// Parts of paths of the API.
    private static final Set<String> RESERVED =
            Set.of("health", "refresh", "status", "stats", "purge", "replay", "test");

    private static final Set<String> KNOWN =
            Set.of(
                    "name",
                    "type",
                    "url",
                    "method",
                    "enabled",
                    "format",
                    "headers",
                    "auth",
                    "signing_secrets",
                    "timeout",
                    "max_retries",
                    "concurrency",
                    "max_body",
                    "collapse_pairs",
                    "allow_insecure");

    private final String file;
    private final Fields fields;
    private final HeaderFields headers;
    private final TargetFileSettings settings;
    private final AddressGuard guard;
    private final Secrets secrets;
    private final List<Secret> referred = new ArrayList<>();

    TargetReader(
            String file,
            JsonNode object,
            TargetFileSettings settings,
            AddressGuard guard,
            Secrets secrets) {
        this.file = file;
        this.fields = new Fields("", object, KNOWN, new ArrayList<>());
        this.settings = settings;
        this.guard = guard;
        this.secrets = secrets;
        this.headers = new HeaderFields(this::secret);
    }

    /// The name, as far as there is a good one.
    static Optional<String> name(JsonNode object) {
        return object.properties().stream()
                .filter(field -> Fields.canonical(field.getKey()).equals("name"))
                .map(field -> field.getValue().asText())
                .filter(name -> NAME.matcher(name).matches())
                .findFirst();
    }

    List<Fault> faults() {
        return fields.faults();
    }

    /// The target; empty when there are faults.
    Optional<Entry> read() {
        Optional<String> name = checkedName();
        if (required("type")) {
            var _ = fields.word("type", List.of("webhook"));
        }
        Optional<URI> url = url();
        Destination.Method method =
                fields.word("method", List.of("post", "put", "patch"))
                        .map(word -> Destination.Method.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(Destination.Method.POST);
        BodyFormat format =
                fields.word("format", List.of("webhook", "alertmanager"))
                        .map(word -> BodyFormat.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(BodyFormat.WEBHOOK);
        Map<String, Secret> plain = headers.read(fields, "headers");
        Auth auth = new AuthFields(headers, this::secret).read(fields, plain);
        List<SigningKey> signing = signing();
        Duration timeout = timeout();
        int maxBody = maxBody();
        boolean enabled = fields.flag("enabled", true);
        boolean collapsePairs = fields.flag("collapse_pairs", false);
        OptionalInt retries = optional(fields.number("max_retries", 0, MAX_RETRIES));
        OptionalInt concurrency = optional(fields.number("concurrency", 1, MAX_CONCURRENCY));
        if (!faults().isEmpty() || name.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        var destination =
                new Destination(
                        name.orElseThrow(),
                        0,
                        url.orElseThrow(),
                        method,
                        format,
                        plain,
                        auth,
                        signing,
                        timeout,
                        maxBody,
                        referred);
        return Optional.of(
                new Entry(file, destination, enabled, retries, concurrency, collapsePairs));
    }

    private static OptionalInt optional(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private boolean required(String field) {
        if (fields.node(field).isEmpty()) {
            fields.fault(field, "is missing");
            return false;
        }
        return true;
    }

    private Optional<String> checkedName() {
        Optional<String> name = required("name") ? fields.text("name") : Optional.empty();
        if (name.isPresent() && !NAME.matcher(name.orElseThrow()).matches()) {
            fields.fault(
                    "name", "has lower-case letters, digits and '-' inside, at most 63 of them");
        } else if (name.isPresent() && RESERVED.contains(name.orElseThrow())) {
            fields.fault("name", "'" + name.orElseThrow() + "' is a word of the API; take another");
        } else {
            return name;
        }
        return Optional.empty();
    }

    /// A value in which references stand for secrets.
    private Optional<String> secret(Fields in, String field, JsonNode node) {
        if (!node.isTextual() || node.asText().isEmpty()) {
            in.fault(field, "is a text that is not empty (write numbers in quotes)");
            return Optional.empty();
        }
        try {
            Secrets.Value value = secrets.resolve(node.asText());
            referred.addAll(value.referred());
            return Optional.of(value.text());
        } catch (Secrets.Missing e) {
            in.fault(field, Reason.SECRET, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<URI> url() {
        if (!required("url")) {
            return Optional.empty();
        }
        return fields.node("url")
                .flatMap(node -> secret(fields, "url", node))
                .flatMap(this::checkedUrl);
    }

    private Optional<URI> checkedUrl(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // The exception's text shows the URL.
            fields.fault("url", "is no URL; escape special characters, as %20 for a blank");
            return Optional.empty();
        }
        boolean mayBeInsecure = fields.flag("allow_insecure", false) || settings.allowInsecure();
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (text.length() > MAX_URL) {
            fields.fault("url", Reason.LIMIT, "has more than " + MAX_URL + " characters");
        } else if (!scheme.equals("https") && !scheme.equals("http")) {
            fields.fault("url", "begins with https:// (or http:// with allow_insecure: true)");
        } else if (scheme.equals("http") && !mayBeInsecure) {
            fields.fault("url", "is http; take https, or say allow_insecure: true for this target");
        } else if (url.getRawUserInfo() != null
                || String.valueOf(url.getRawAuthority()).contains("@")) {
            fields.fault("url", "has a user before the host; put it under auth");
        } else if (url.getRawFragment() != null) {
            fields.fault("url", "has a fragment (#...), which is never sent");
        } else if (url.getHost() == null) {
            // Java takes no address like 127.1 and no underscore for a host.
            fields.fault(
                    "url",
                    Reason.ADDRESS,
                    "has no host that can be read: a DNS name, four decimal numbers, or an IPv6"
                            + " address in brackets");
        } else {
            return guarded(url, scheme);
        }
        return Optional.empty();
    }

    private Optional<URI> guarded(URI url, String scheme) {
        int standard = scheme.equals("https") ? 443 : 80;
        int port = url.getPort() < 0 ? standard : url.getPort();
        if (port < 1 || port > 65_535) {
            fields.fault("url", "has a port that is not from 1 to 65535");
            return Optional.empty();
        }
        Optional<String> refusal = guard.refusal(url.getHost(), port);
        refusal.ifPresent(why -> fields.fault("url", Reason.ADDRESS, why));
        return refusal.isPresent() ? Optional.empty() : Optional.of(url);
    }

    private List<SigningKey> signing() {
        List<JsonNode> nodes = fields.elements("signing_secrets");
        if (nodes.size() > MAX_SIGNING_KEYS) {
            fields.fault("signing_secrets", Reason.LIMIT, "are at most " + MAX_SIGNING_KEYS);
            return List.of();
        }
        var keys = new ArrayList<SigningKey>();
        for (JsonNode node : nodes) {
            Optional<String> text = secret(fields, "signing_secrets", node);
            Optional<SigningKey> key = text.flatMap(t -> SigningKey.parse(Secret.of(t)));
            if (text.isPresent() && key.isEmpty()) {
                fields.fault(
                        "signing_secrets",
                        "is 'whsec_' and 24 to 64 bytes in base64 (openssl rand -base64 32)");
            }
            key.ifPresent(keys::add);
        }
        return keys;
    }

    private Duration timeout() {
        Optional<JsonNode> node = fields.node("timeout");
        if (node.isEmpty()) {
            return settings.defaultTimeout();
        }
        Optional<Duration> timeout =
                Quantity.time(node.orElseThrow())
                        .filter(t -> t.compareTo(LEAST_TIMEOUT) >= 0)
                        .filter(t -> t.compareTo(MOST_TIMEOUT) <= 0);
        if (timeout.isEmpty()) {
            fields.fault("timeout", "is from 1s to 60s, as 10s, 1m or milliseconds");
        }
        return timeout.orElse(settings.defaultTimeout());
    }

    private int maxBody() {
        Optional<JsonNode> node = fields.node("max_body");
        if (node.isEmpty()) {
            return settings.maxBody();
        }
        Optional<Integer> size =
                Quantity.size(node.orElseThrow())
                        .filter(s -> s >= LEAST_BODY && s <= settings.maxBody())
                        .map(Math::toIntExact);
        if (size.isEmpty()) {
            fields.fault(
                    "max_body",
                    "is from "
                            + LEAST_BODY
                            + " to "
                            + settings.maxBody()
                            + " bytes, as 64KiB, 1MiB or a number");
        }
        return size.orElse(settings.maxBody());
    }
}

package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.logging.Secret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// Who may call. Health and metrics are open.
@RegisterForReflection
@ConfigMapping(prefix = "auth", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface AuthConfig {
    @Doc(
            "Whether requests without a token may do everything. True in the profiles dev and test"
                    + " unless set.")
    @WithDefault("false")
    boolean allowAnonymous();

    @Doc("A token that may look.")
    Optional<Secret> readOnlyToken();

    @Doc("A token that may submit alerts and nothing else.")
    Optional<Secret> submitterToken();

    @Doc("A token that may look, submit alerts, see whole dead letters and send them again.")
    Optional<Secret> operatorToken();

    @Doc("A token that may do everything.")
    Optional<Secret> adminToken();

    @Doc(
            "A file with more tokens, a line each: 'name role sha256', the role read-only,"
                    + " submitter, operator or admin, the token's SHA-256 in hexadecimal. Read at"
                    + " start.")
    Optional<Path> tokensFile();
}

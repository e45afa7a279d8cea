package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.key.CompositeKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {

    @ParameterizedTest
    @CsvSource({
        "tenant1, key1, 4393e835a3cf6114",
        "t, a, 614e47456021b35d",
        "acme, user:123, badc39281fa07131",
        "tenant1, é, 0f0ade42f8ffe326",
        "tenant1, 😀, 7d96d20f31c730cb"
    })
    void agreesWithTheRing(String tenant, String key, String hash) {
        assertThat(KeyHash.of(CompositeKey.of(tenant, key))).isEqualTo(hash);
    }
}

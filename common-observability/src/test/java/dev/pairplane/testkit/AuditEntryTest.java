package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditEntryTest {

    private static final String DENIED =
            """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"1",\
            "stage":"ResponseComplete","requestURI":"/api/v1/namespaces/a/services/web/status?fieldManager=\\"verb\\":\\"get\\"\\u0026x=1",\
            "verb":"patch","user":{"username":"system:serviceaccount:a:b","uid":"2","groups":["system:authenticated"]},\
            "sourceIPs":["127.0.0.1"],"objectRef":{"resource":"services","namespace":"a","name":"web",\
            "apiVersion":"v1","subresource":"status"},\
            "responseStatus":{"metadata":{},"status":"Failure","message":"no \\"code\\":1","reason":"Forbidden","code":403}}
            """;

    private static final String LISTED =
            """
            {"requestURI":"/apis/discovery.k8s.io/v1/endpointslices","verb":"list","user":{"username":"admin"},\
            "objectRef":{"resource":"endpointslices","apiGroup":"discovery.k8s.io","apiVersion":"v1"},\
            "responseStatus":{"metadata":{},"code":200}}
            """;

    @TempDir Path folder;

    @Test
    void readsWhoAskedForWhatAndTheAnswer() throws IOException {
        var log = folder.resolve("audit.log");
        Files.writeString(log, DENIED + LISTED + "{\"half\":");

        var entries = AuditEntry.read(log);

        assertThat(entries).hasSize(2);
        var denied = entries.getFirst();
        assertThat(denied.user()).isEqualTo("system:serviceaccount:a:b");
        assertThat(denied.action()).isEqualTo("patch services/status");
        assertThat(denied.namespace()).isEqualTo("a");
        assertThat(denied.name()).isEqualTo("web");
        assertThat(denied.code()).isEqualTo(403);
        assertThat(denied.denied()).isTrue();
        assertThat(entries.getLast().action()).isEqualTo("list endpointslices.discovery.k8s.io");
        assertThat(entries.getLast().denied()).isFalse();
    }

    @Test
    void aLogThatIsNotThereYetHasNoEntries() {
        assertThat(AuditEntry.read(folder.resolve("none.log"))).isEmpty();
    }
}

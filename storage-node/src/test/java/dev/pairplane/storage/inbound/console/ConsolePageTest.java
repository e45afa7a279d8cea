package dev.pairplane.storage.inbound.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.http.SecurityHeaders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsolePageTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ServedConsole console;

    @BeforeEach
    void serve() throws IOException {
        console = new ServedConsole();
    }

    @AfterEach
    void close() {
        client.close();
        console.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(console.uri(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void theRootLeadsToTheConsole() throws Exception {
        HttpResponse<String> response = get("/");

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("location")).contains("/console");
    }

    @Test
    void thePageShowsTheNodeItsStateAndEveryFigure() throws Exception {
        HttpResponse<String> response = get("/console");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .contains("text/html; charset=utf-8");
        assertThat(response.body())
                .contains("<title>storage-node-1 · storage-node</title>")
                .contains("<h1>storage-node-1</h1>")
                .containsPattern("class=\"pill ok\"[^>]*>operational</span>")
                .contains("<a href=\"/metrics\">Metrics</a>", "<a href=\"/readyz\">Health</a>")
                .contains("storage-node 0.1.0");
        for (NodeView.Card card : console.view.get().cards()) {
            assertThat(response.body()).contains("<h2>" + card.title() + "</h2>");
            for (NodeView.Row row : card.rows()) {
                assertThat(response.body()).contains(row.name(), ">" + row.value() + "</");
            }
        }
    }

    @Test
    void saysNothingInlineAndNothingFromElsewhere() throws Exception {
        for (String path : List.of("/console", "/console/figures")) {
            HttpResponse<String> response = get(path);

            assertThat(response.headers().firstValue("content-security-policy"))
                    .contains(SecurityHeaders.PAGE_POLICY);
            assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(response.headers().firstValue("x-frame-options")).contains("DENY");
            assertThat(response.headers().firstValue("cache-control")).contains("no-store");
            assertThat(response.body()).doesNotContain("http:", "https:", " style=", "<script>");
        }
    }

    @Test
    void theFiguresComeAloneForARefresh() throws Exception {
        console.view.set(ServedConsole.node("storage-node-1", "5"));

        HttpResponse<String> response = get("/console/figures");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("<div id=\"figures\"", ">5</p>", "Last start")
                .containsPattern("id=\"state\"[^>]*hx-swap-oob=\"true\"")
                .contains(">operational</span>")
                .doesNotContain("<html", "<h1>", "<header");
    }

    @Test
    void thePageItselfHasTheStateOnce() throws Exception {
        assertThat(get("/console").body())
                .containsOnlyOnce("id=\"state\"")
                .doesNotContain("hx-swap-oob");
    }

    @Test
    void textOfANodeIsNeverMarkup() throws Exception {
        String hostile = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{node.state}";
        console.view.set(
                new NodeView(
                        hostile,
                        hostile,
                        "ok",
                        List.of(
                                new NodeView.Card(
                                        hostile, List.of(new NodeView.Row(hostile, hostile))))));

        for (String path : List.of("/console", "/console/figures")) {
            assertThat(get(path).body())
                    .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&gt;&lt;img")
                    .contains("{node.state}")
                    .doesNotContain("<script>", "<img");
        }
    }
}

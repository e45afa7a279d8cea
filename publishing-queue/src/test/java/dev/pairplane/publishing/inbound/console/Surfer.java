package dev.pairplane.publishing.inbound.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without a screen: keeps cookies, follows nothing by itself.
final class Surfer implements AutoCloseable {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final ServedConsole console;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

    Surfer(ServedConsole console) {
        this.console = console;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(console.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    String page(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers)
            throws Exception {
        String body =
                form.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(console.uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// The form token of a page.
    String formToken(String path) throws Exception {
        return formTokenIn(get(path).body());
    }

    static String formTokenIn(String page) {
        var found = FORM_TOKEN.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    HttpResponse<String> signIn(String token) throws Exception {
        return post(
                "/console/sign-in",
                Map.of("csrf", formToken("/console/sign-in"), "token", token, "next", "/console"));
    }

    /// Signs in, which has to work.
    Surfer as(String token) throws Exception {
        assertThat(signIn(token).statusCode()).isEqualTo(303);
        return this;
    }

    HttpResponse<String> replay(Object letter) throws Exception {
        return post(
                "/console/dead-letters/" + letter + "/replay",
                Map.of("csrf", formToken("/console/dead-letters")));
    }

    static List<String> cookiesOf(HttpResponse<String> response) {
        return response.headers().allValues("set-cookie");
    }

    static String location(HttpResponse<String> response) {
        return response.headers().firstValue("location").orElse("");
    }

    @Override
    public void close() {
        client.close();
    }
}

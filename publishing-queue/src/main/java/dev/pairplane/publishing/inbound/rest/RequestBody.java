package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.observability.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads the body of a request up to a limit. On the request's event loop.
///
/// After a refusal it goes on taking in what the caller still sends, so that the caller comes to
/// read the answer, and hangs up when that is much.
final class RequestBody {
    private static final Pattern JSON =
            Pattern.compile(
                    "application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)\"?", Pattern.CASE_INSENSITIVE);

    /// So many limits' worth are taken in after a refusal.
    private static final int PATIENCE = 8;

    private final Exchange exchange;
    private final int limit;
    private final Consumer<byte[]> whole;
    private final Buffer read = Buffer.buffer();
    private boolean refused;
    private long dropped;

    private RequestBody(Exchange exchange, int limit, Consumer<byte[]> whole) {
        this.exchange = exchange;
        this.limit = limit;
        this.whole = whole;
    }

    /// Reads a JSON body.
    ///
    /// @param limit in bytes, decoded
    /// @param whole gets the body, which may be empty; not called when the request was refused
    static void read(Exchange exchange, int limit, Consumer<byte[]> whole) {
        RequestBody body = new RequestBody(exchange, limit, whole);
        HttpServerRequest request = exchange.request();
        request.handler(chunk -> exchange.guarded(() -> body.more(chunk)));
        request.endHandler(_ -> exchange.guarded(body::end));
        request.exceptionHandler(_ -> body.refused = true);
        Optional<Problem> wrong = wrongType(request);
        if (wrong.isPresent()) {
            body.refuse(wrong.orElseThrow());
        } else if (announced(request) > limit) {
            body.refuse(body.tooLarge());
        } else if (asksFirst(request)) {
            exchange.response().writeContinue();
        }
    }

    private static boolean asksFirst(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Netty refuses lengths that are none.
        return length == null || length.length() > 18 ? 0 : Long.parseLong(length);
    }

    private static Optional<Problem> wrongType(HttpServerRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of(
                    Problems.mediaType("Content-Encoding is not supported; send the body plain"));
        }
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() > 1) {
            return Optional.of(Problems.mediaType("there is more than one Content-Type; send one"));
        }
        return types.stream().findFirst().filter(type -> !fits(type)).map(_ -> notJson());
    }

    private static boolean fits(String type) {
        var charset = CHARSET.matcher(type);
        return JSON.matcher(type.strip()).matches()
                && (!charset.find() || charset.group(1).toLowerCase(Locale.ROOT).equals("utf-8"));
    }

    private static Problem notJson() {
        return Problems.mediaType(
                "the body has to be JSON in UTF-8; send it with 'Content-Type: application/json'");
    }

    private Problem tooLarge() {
        return Problems.tooLarge("the body has more than the " + limit + " bytes that are taken");
    }

    private void refuse(Problem problem) {
        refused = true;
        if (read.length() == 0 && asksFirst(exchange.request())) {
            // Whether the body comes all the same is the caller's choice.
            exchange.hangUp();
        }
        exchange.problem(problem);
    }

    private void more(Buffer chunk) {
        if (!refused && read.length() + (long) chunk.length() > limit) {
            refuse(tooLarge());
        }
        if (!refused) {
            read.appendBuffer(chunk);
            return;
        }
        dropped += chunk.length();
        if (dropped > PATIENCE * (long) limit) {
            var _ = exchange.request().connection().close();
        }
    }

    private void end() {
        if (refused) {
            return;
        }
        if (read.length() > 0 && exchange.request().getHeader(HttpHeaders.CONTENT_TYPE) == null) {
            exchange.problem(notJson());
        } else {
            whole.accept(read.getBytes());
        }
    }
}

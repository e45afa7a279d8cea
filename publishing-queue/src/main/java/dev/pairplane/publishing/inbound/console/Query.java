package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parameters of a page. One that is empty counts as absent, for forms send what nobody filled
/// in.
final class Query {
    private static final int LONGEST = 255;
    private static final int MOST_OFFSET = 1_000_000;
    private static final int SHOWN = 60;

    private final MultiMap parameters;

    /// An entry of a list to choose from.
    ///
    /// @param label the value; empty for all
    /// @param chosen whether it is
    @TemplateData
    public record Choice(String label, boolean chosen) {}

    private Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /// @throws BadQuery when they cannot be read
    static Query of(RoutingContext context) throws BadQuery {
        try {
            return new Query(context.queryParams());
        } catch (HttpException | IllegalArgumentException e) {
            throw new BadQuery("the parameters are not percent-encoded UTF-8");
        }
    }

    /// The UUID in a path.
    static UUID id(RoutingContext context) throws BadQuery {
        String text = context.pathParam("id");
        if (text == null || !text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw new BadQuery("the end of the path has to be a UUID");
        }
        return UUID.fromString(text);
    }

    Optional<String> text(String name) throws BadQuery {
        String text = parameters.get(name);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw new BadQuery(
                    "%s has to be text of at most %d characters, without NUL"
                            .formatted(name, LONGEST));
        }
        return Optional.of(text.strip());
    }

    <E> Optional<E> oneOf(String name, E[] values, Function<E, String> label) throws BadQuery {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        for (E value : values) {
            if (label.apply(value).equals(text.orElseThrow())) {
                return Optional.of(value);
            }
        }
        throw new BadQuery(
                "%s is '%s'; use one of %s"
                        .formatted(
                                name,
                                Texts.cut(text.orElseThrow(), SHOWN),
                                Stream.of(values).map(label).collect(Collectors.joining(", "))));
    }

    /// The page's number, from 1.
    ///
    /// @param size rows on a page
    int page(int size) throws BadQuery {
        Optional<String> text = text("page");
        if (text.isEmpty()) {
            return 1;
        }
        int last = MOST_OFFSET / size;
        String given = text.orElseThrow();
        if (given.matches("[0-9]{1,7}")) {
            int number = Integer.parseInt(given);
            if (number >= 1 && number <= last) {
                return number;
            }
        }
        throw new BadQuery("page has to be a number from 1 to " + last);
    }

    /// All choices of a list, the first one being all.
    static <E> List<Choice> choices(
            Stream<E> values, Function<E, String> label, Optional<E> chosen) {
        return Stream.concat(
                        Stream.of(new Choice("", chosen.isEmpty())),
                        values.map(value ->
                                new Choice(
                                        label.apply(value),
                                        chosen.filter(value::equals).isPresent())))
                .toList();
    }
}

package dev.pairplane.publishing.outbound.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// The `where` of a query, made of the conditions that are wanted, and their parameters.
final class Condition {

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    /// Adds a condition that names one parameter, if there is a value for it.
    Condition and(String condition, String parameter, Optional<?> value) {
        value.ifPresent(present -> {
            text.append(text.isEmpty() ? " where " : " and ").append(condition);
            parameters.put(parameter, present);
        });
        return this;
    }

    /// The clause, with a space before it; empty when there is no condition.
    String clause() {
        return text.toString();
    }

    /// The query with this condition's parameters.
    <T> Mutiny.SelectionQuery<T> bind(Mutiny.SelectionQuery<T> query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}

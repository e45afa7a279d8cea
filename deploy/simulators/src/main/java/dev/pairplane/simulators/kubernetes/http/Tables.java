package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Stored;
import java.time.Clock;
import java.util.Collection;

/// Objects as rows, for people at a terminal.
final class Tables {

    private final Clock clock;

    Tables(Clock clock) {
        this.clock = clock;
    }

    /// @param include `None`, `Object`, or "" for the metadata: what each row carries of its object
    /// @param withColumns whether to say what the columns are, which a watch does only once
    ObjectNode table(
            ResourceType type,
            Collection<Stored> objects,
            ObjectNode metadata,
            String include,
            boolean withColumns) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (withColumns) {
            for (Columns.Column column : Columns.of(type)) {
                definitions
                        .addObject()
                        .put("name", column.name())
                        .put("type", "Data".equals(column.name()) ? "integer" : "string")
                        .put("format", "Name".equals(column.name()) ? "name" : "")
                        .put("description", column.name())
                        .put("priority", column.wide() ? 1 : 0);
            }
        }
        ArrayNode rows = table.putArray("rows");
        for (Stored object : objects) {
            ObjectNode tree = object.tree();
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            for (Columns.Column column : Columns.of(type)) {
                String cell = column.cell().of(tree, clock.instant());
                if ("Data".equals(column.name())) {
                    cells.add(Integer.parseInt(cell));
                } else {
                    cells.add(cell);
                }
            }
            switch (include) {
                case "None" -> row.putNull("object");
                case "Object" -> row.set("object", Stored.full(type, tree));
                default -> row.set("object", partial(object));
            }
        }
        return table;
    }

    /// Only the metadata.
    static ObjectNode partial(Stored object) {
        ObjectNode partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.tree().path("metadata"));
        return partial;
    }
}

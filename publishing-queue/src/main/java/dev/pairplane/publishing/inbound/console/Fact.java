package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;

/// A named value; texts are ready to be read.
///
/// @param name what it is
/// @param value of it
/// @param link where there is more; empty for nowhere
@TemplateData
public record Fact(String name, String value, String link) {

    static Fact of(String name, String value) {
        return new Fact(name, value, "");
    }
}

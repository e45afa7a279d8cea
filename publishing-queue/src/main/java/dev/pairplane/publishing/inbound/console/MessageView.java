package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;

/// Something to be told, such as why there is no page.
///
/// @param title in a few words
/// @param text what is wrong and what would be right
@TemplateData
public record MessageView(String title, String text) {}

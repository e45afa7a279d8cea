package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;

/// Where in a list a page is.
///
/// @param shown which of how many
/// @param previous where the page before is; empty when there is none
/// @param next where the page after is; empty when there is none
@TemplateData
public record Paging(String shown, String previous, String next) {

    /// @param path with the filter's parameters, to which the page's number is added
    /// @param page from 1
    /// @param rows on it
    /// @param total on all
    static Paging of(String path, int page, int size, int rows, long total) {
        long last = Math.max(1, (total + size - 1) / size);
        return new Paging(
                "%s of %s, page %s of %s"
                        .formatted(
                                Texts.count(rows),
                                Texts.count(total),
                                Texts.count(page),
                                Texts.count(last)),
                page > 1 ? path + "page=" + Math.min(page - 1, last) : "",
                page < last ? path + "page=" + (page + 1) : "");
    }
}

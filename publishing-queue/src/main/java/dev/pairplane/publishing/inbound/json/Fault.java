package dev.pairplane.publishing.inbound.json;

/// Something that is wrong in a document.
///
/// @param path where, such as `alert.labels.team`; [#WHOLE] for the document itself
/// @param issue what is wrong there
/// @param hint what would be right
public record Fault(String path, String issue, String hint) {
    /// The path of the whole document.
    public static final String WHOLE = "body";
}

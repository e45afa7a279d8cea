package dev.pairplane.publishing.outbound.targetfile;

/// Something that is wrong in the files. Carries no secret.
///
/// @param file its name in the folder
/// @param target the target's name, or `#3` for the third of its file when it has none; empty when
///   the whole file is at fault
/// @param field as `auth.token`; empty when the whole target is at fault
/// @param issue for people: what is wrong and what would be right
public record TargetFault(String file, String target, String field, Reason reason, String issue) {

    /// Kinds of faults, for counting.
    public enum Reason {
        /// The file could not be read.
        UNREADABLE,
        /// The file is no YAML or JSON.
        SYNTAX,
        /// A field is missing, unknown or has a value that it cannot have.
        FIELD,
        /// A secret that a field points to is not there.
        SECRET,
        /// The address is not allowed.
        ADDRESS,
        /// Another target has the name.
        DUPLICATE,
        /// Too many or too large.
        LIMIT
    }

    @Override
    public String toString() {
        return file
                + (target.isEmpty() ? "" : ", target " + target)
                + (field.isEmpty() ? "" : ", " + field)
                + ": "
                + issue;
    }
}

package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// What the files say.
///
/// @param valid targets by name
/// @param invalid names of targets that are there but not valid
/// @param broken names of files of which nothing is known
/// @param secretFiles files with secrets that were looked at, and what was in them
record Parsed(
        SortedMap<String, Entry> valid,
        Set<String> invalid,
        Set<String> broken,
        List<TargetFault> faults,
        Map<Path, Optional<Secret>> secretFiles) {

    /// Makes one of readings. Not safe for threads.
    static final class Parser {

        private final TargetFileSettings settings;
        private final AddressGuard guard;
        private final Function<String, Optional<String>> environment;
        private final Documents documents = new Documents();

        Parser(
                TargetFileSettings settings,
                AddressGuard guard,
                Function<String, Optional<String>> environment) {
            this.settings = settings;
            this.guard = guard;
            this.environment = environment;
        }

        Parsed parse(Reading reading, Path folder) {
            var secrets = new Secrets(folder, environment);
            var parsed =
                    new Parsed(
                            new TreeMap<>(),
                            new HashSet<>(),
                            new HashSet<>(),
                            new ArrayList<>(),
                            secrets.files());
            int count = 0;
            for (Map.Entry<String, byte[]> file : reading.files().entrySet()) {
                List<JsonNode> targets = targets(file.getKey(), file.getValue(), parsed);
                for (int i = 0; i < targets.size(); i++) {
                    count++;
                    target(file.getKey(), i, targets.get(i), count, secrets, parsed);
                }
            }
            parsed.invalid.removeAll(parsed.valid.keySet());
            return parsed;
        }

        private List<JsonNode> targets(String file, byte[] content, Parsed parsed) {
            if (content.length > settings.maxFileBytes()) {
                parsed.broken.add(file);
                parsed.fault(
                        file,
                        "",
                        "",
                        Reason.LIMIT,
                        "has more than " + settings.maxFileBytes() + " bytes; divide it");
                return List.of();
            }
            try {
                return documents.targets(file, content);
            } catch (Documents.Unreadable e) {
                parsed.broken.add(file);
                parsed.fault(file, "", "", Reason.SYNTAX, String.valueOf(e.getMessage()));
                return List.of();
            }
        }

        private void target(
                String file, int index, JsonNode node, int count, Secrets secrets, Parsed parsed) {
            Optional<String> name = node.isObject() ? TargetReader.name(node) : Optional.empty();
            String shown = name.orElse("#" + (index + 1));
            Optional<Entry> entry = Optional.empty();
            if (count > settings.maxTargets()) {
                parsed.fault(
                        file,
                        shown,
                        "",
                        Reason.LIMIT,
                        "is beyond the first " + settings.maxTargets() + " targets");
            } else if (!node.isObject()) {
                parsed.fault(file, shown, "", Reason.FIELD, "is no object with name, type and url");
            } else {
                var reader = new TargetReader(file, node, settings, guard, secrets);
                entry = reader.read();
                reader.faults()
                        .forEach(f -> parsed.fault(file, shown, f.field(), f.reason(), f.issue()));
            }
            entry.filter(e -> !parsed.put(e)).ifPresent(e -> parsed.duplicate(e, shown));
            if (entry.isEmpty()) {
                name.ifPresent(parsed.invalid::add);
            }
        }
    }

    private boolean put(Entry entry) {
        return valid.putIfAbsent(entry.name(), entry) == null;
    }

    private void duplicate(Entry entry, String shown) {
        Entry first = valid.get(entry.name());
        fault(
                entry.file(),
                shown,
                "name",
                Reason.DUPLICATE,
                "is already the name of a target in "
                        + (first == null ? "another file" : first.file())
                        + ", which counts");
    }

    private void fault(String file, String target, String field, Reason reason, String issue) {
        faults.add(new TargetFault(file, target, field, reason, issue));
    }
}

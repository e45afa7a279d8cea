package dev.pairplane.simulators.azure.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What came of a write.
///
/// @param created whether nothing was there before
/// @param body the resource as the answer shows it; empty for a deletion or a call
/// @param operation what to poll, unless it is done
public record Written(boolean created, Optional<ObjectNode> body, Optional<Operation> operation) {}

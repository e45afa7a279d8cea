package dev.pairplane.simulators.kubernetes.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What a write answers.
///
/// @param code 200 or 201
/// @param body an object with kind and apiVersion; nobody may change it
/// @param warnings for the client's user
public record Result(int code, ObjectNode body, List<String> warnings) {}

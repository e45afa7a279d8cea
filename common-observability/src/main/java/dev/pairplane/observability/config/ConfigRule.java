package dev.pairplane.observability.config;

import java.util.List;

/// A rule across keys, such as thresholds that have to rise. Runs after all keys were looked at one
/// by one.
@FunctionalInterface
public interface ConfigRule {
    /// The problems; none when the rule holds. Make them with [ConfigValues#problem].
    List<ConfigProblem> check(ConfigValues values);
}

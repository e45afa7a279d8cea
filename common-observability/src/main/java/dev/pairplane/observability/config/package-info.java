/// Configuration that is documented, checked as a whole before anything starts, and printed.
///
/// A service describes its keys with `@ConfigMapping` interfaces whose methods carry [Doc] (and
/// [Range]). [ConfigSchema] reads them; [ConfigCheck] compares the schema with all sources and
/// reports every problem at once; [YamlConfigFile] brings the service's file to Quarkus;
/// [EffectiveConfig] prints what counts and [ConfigReference] renders the documentation.
///
/// Sources, strongest first: system properties, environment (aliases, then the names MicroProfile
/// gives), the file at `CONFIG_PATH`, the program's application.properties, the defaults of the
/// interfaces, the library's own defaults. Everything runs once, on the main thread.
@NullMarked
package dev.pairplane.observability.config;

import org.jspecify.annotations.NullMarked;

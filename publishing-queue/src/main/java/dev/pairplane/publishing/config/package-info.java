/// The service's configuration: one interface a concern, a documented key a method.
@NullMarked
package dev.pairplane.publishing.config;

import org.jspecify.annotations.NullMarked;

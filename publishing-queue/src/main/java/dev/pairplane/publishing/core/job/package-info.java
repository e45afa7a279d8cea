/// Jobs: one alert to be delivered to one target. What a job is, how far it came, how it ended.
@NullMarked
package dev.pairplane.publishing.core.job;

import org.jspecify.annotations.NullMarked;

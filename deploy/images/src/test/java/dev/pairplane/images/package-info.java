/// What is tried of the images: that archives are what they say, that the recipes agree with the
/// services and the chart, and that images run as the chart runs them.
@NullMarked
package dev.pairplane.images;

import org.jspecify.annotations.NullMarked;

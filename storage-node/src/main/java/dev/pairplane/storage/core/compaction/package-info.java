/// Compaction: merging tables into deeper levels, so that reads look at few tables and replaced
/// versions give their room back.
///
/// [CompactionPicker] looks at an arrangement and decides what is to be merged, as a value
/// ([CompactionPlan]); [Compaction] carries a plan out and yields the tables that take the place of
/// the inputs. The caller makes that one edit of the manifest. [Retention] says which versions of a
/// key stay. Level sizes follow [LevelTargets].
@NullMarked
package dev.pairplane.storage.core.compaction;

import org.jspecify.annotations.NullMarked;

/// One suite that a real API server and the Kubernetes simulator both have to pass (decision P-9):
/// the real one says whether the expectations are true, the simulator whether it keeps to them.
///
/// A [Step] asks with HTTP requests or `kubectl` commands and says what has to come back: status,
/// fields, watch events, lines of output. Each has a namespace of its own, so they do not depend on
/// each other. Bodies and expectations are relaxed JSON (single quotes, keys without quotes); an
/// expected object may have fewer keys than the real one, an expected list is the whole list
/// ([Match]). `{ns}` stands for the step's namespace everywhere.
///
/// What is left out, because it cannot or need not be equal, is listed in `LEFT-OUT.md` beside the
/// steps.
@NullMarked
package dev.pairplane.simulators.conformance;

import org.jspecify.annotations.NullMarked;

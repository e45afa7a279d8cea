/// The controller's configuration keys, one interface a section.
///
/// Each method is a documented key: `docs/reference/config.md` is generated from here. Values come
/// from the environment, the YAML file at `CONFIG_PATH`, and these defaults, in that order; all are
/// checked together before anything starts. How the API server is reached is the Kubernetes
/// client's own configuration: a kubeconfig file, or the pod's service account.
@NullMarked
package dev.pairplane.difftracker.config;

import org.jspecify.annotations.NullMarked;

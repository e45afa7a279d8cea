/// Container images where no container tool runs: OCI archives, made by Jib's library.
///
/// [Main] reads [Options], which are those of a container tool's `build`; [Dockerfile] reads the
/// recipe's last stages, which only copy and configure, into a [Recipe]; [Layers] turns each `COPY`
/// into a layer; [BaseArchive] puts an archive of the base into the form that Jib reads;
/// [ImageArchive] puts all of it together. What a stage has to run (`jlink`, the training run) is
/// done before, by `deploy/images/build`, and given as a folder.
///
/// The same files, labels and time of creation give the same digest: every entry has that time, and
/// modes and owners do not depend on who builds.
///
/// Threads: one; Jib has its own, and they end with the call. Limits: none of ours; layers are
/// streamed.
@NullMarked
package dev.pairplane.images;

import org.jspecify.annotations.NullMarked;

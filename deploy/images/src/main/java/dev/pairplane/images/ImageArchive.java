package dev.pairplane.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Writes one image as an OCI archive.
final class ImageArchive {

    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    /// For one answer of a registry.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Options options;
    private final Recipe recipe;

    ImageArchive(Options options, Recipe recipe) {
        this.options = options;
        this.recipe = recipe;
    }

    /// What was written.
    ///
    /// @param digest of the image's manifest
    /// @param size of the archive, in bytes
    /// @param baseMissing why the base is not in it, where it should be
    record Written(String digest, long size, Optional<String> baseMissing) {}

    /// Writes the archive, or leaves what was there before.
    Written write() throws Failure, IOException, InterruptedException {
        Files.createDirectories(options.cache());
        Files.createDirectories(
                Optional.ofNullable(options.output().toAbsolutePath().getParent()).orElseThrow());
        if (options.base().isPresent()) {
            BaseArchive base =
                    BaseArchive.of(
                            options.base().orElseThrow(),
                            platform().getArchitecture(),
                            options.cache());
            JibContainerBuilder image = Jib.from(TarImage.at(base.file()));
            base.digest().ifPresent(digest -> image.addLabel(BASE_DIGEST, digest));
            return write(image, Optional.empty());
        }
        if (recipe.base().equals(Recipe.SCRATCH)) {
            return write(Jib.fromScratch(), Optional.empty());
        }
        ImageReference base = reference(recipe.base());
        try {
            ask(base.getRegistry());
            return write(Jib.from(RegistryImage.named(base)), Optional.empty());
        } catch (Unreachable e) {
            return write(Jib.fromScratch(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /// Whether a registry answers at all: Jib would try for a minute.
    private static void ask(String registry) throws Unreachable, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("https://" + registry + "/v2/"))
                        .timeout(PATIENCE)
                        .build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new Unreachable(registry + " does not answer", e);
        }
    }

    private Written write(JibContainerBuilder image, Optional<String> baseMissing)
            throws Failure, IOException, InterruptedException {
        Layers layers = new Layers(options.context(), options.stages(), options.created());
        for (Recipe.Copy copy : recipe.copies()) {
            image.addFileEntriesLayer(layers.of(copy));
        }
        image.setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(platform()))
                .setCreationTime(options.created())
                .setEntrypoint(recipe.entrypoint())
                .setExposedPorts(ports());
        recipe.user().ifPresent(image::setUser);
        recipe.environment().forEach(image::addEnvironmentVariable);
        options.labels().forEach(image::addLabel);
        Path unfinished = options.output().resolveSibling(options.output().getFileName() + ".new");
        try {
            String digest = containerize(image, unfinished).getDigest().toString();
            Files.move(unfinished, options.output(), StandardCopyOption.REPLACE_EXISTING);
            return new Written(digest, Files.size(options.output()), baseMissing);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private Set<Port> ports() {
        return recipe.ports().stream()
                .map(Port::tcp)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private JibContainer containerize(JibContainerBuilder image, Path to)
            throws Failure, IOException, InterruptedException {
        try {
            return image.containerize(
                    Containerizer.to(TarImage.at(to).named(reference(options.tag())))
                            .setBaseImageLayersCache(options.cache().resolve("base"))
                            .setApplicationLayersCache(options.cache().resolve("layers"))
                            .setToolName("pairplane"));
        } catch (RegistryException e) {
            throw new Unreachable(last(e), e);
        } catch (CacheDirectoryCreationException e) {
            throw new Failure("no cache can be made in " + options.cache(), e);
        } catch (ExecutionException e) {
            if (causes(e).anyMatch(ImageArchive::isOfTheNetwork)) {
                throw new Unreachable(last(e), e);
            }
            throw new Failure("the image cannot be written: " + last(e), e);
        } catch (IOException e) {
            if (causes(e).anyMatch(ImageArchive::isOfTheNetwork)) {
                throw new Unreachable(last(e), e);
            }
            throw e;
        }
    }

    /// The base cannot be fetched.
    private static final class Unreachable extends IOException {
        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static boolean isOfTheNetwork(Throwable cause) {
        return switch (cause) {
            case RegistryException _,
                    UnknownHostException _,
                    SocketException _,
                    SocketTimeoutException _,
                    SSLException _ ->
                    true;
            default -> false;
        };
    }

    private static Stream<Throwable> causes(Throwable first) {
        return Stream.iterate(first, cause -> cause != null, Throwable::getCause);
    }

    /// The last cause says most.
    private static String last(Throwable first) {
        return causes(first)
                .reduce((_, later) -> later)
                .map(Throwable::toString)
                .orElseThrow()
                .replaceAll("\\s+", " ");
    }

    private static ImageReference reference(String name) throws Failure {
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageReferenceException e) {
            throw new Failure("'%s' is no name of an image".formatted(name), e);
        }
    }

    /// This machine's: what is in the image was built here.
    private static Platform platform() {
        String architecture = System.getProperty("os.arch", "");
        return new Platform(architecture.equals("aarch64") ? "arm64" : architecture, "linux");
    }
}

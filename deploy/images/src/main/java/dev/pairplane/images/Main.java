package dev.pairplane.images;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/// The program behind `deploy/images/build` where no container tool runs.
final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /// Prints the image's name, file, digest and size, or in one line what is wrong.
    ///
    /// @return 0 when the archive was written
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(arguments);
            Recipe recipe =
                    Dockerfile.parse(
                                    String.valueOf(options.file().getFileName()),
                                    Files.readString(options.file()))
                            .recipe(options.target(), options.arguments());
            ImageArchive.Written written = new ImageArchive(options, recipe).write();
            written.baseMissing()
                    .ifPresent(why ->
                            err.printf(
                                    "%s has our layers alone, and needs its base, %s, which cannot"
                                            + " be fetched (%s); BASE_TAR names an archive of it%n",
                                    options.tag(), recipe.base(), why));
            out.printf(
                    Locale.ROOT,
                    "built %s %s%n%s %,d bytes%n",
                    options.tag(),
                    options.output(),
                    written.digest(),
                    written.size());
            return 0;
        } catch (Failure e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("the image cannot be written: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("interrupted");
        }
        return 1;
    }
}

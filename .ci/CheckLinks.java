import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks every relative link of the committed Markdown files: the file is there (and known to git), and
/// so is the heading behind a `#`. Links to other sites are not followed. Run by `.ci/check-links`.
class CheckLinks {

    static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
    static final Pattern REFERENCE = Pattern.compile("^\\s{0,3}\\[[^\\]]+]:\\s+<?([^\\s>]+)>?.*");
    static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");
    static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*:.*");

    record Line(int number, String text) {}

    static Path root = Path.of("").toAbsolutePath();
    static Set<String> known = new HashSet<>();

    public static void main(String[] arguments) throws Exception {
        var committed = committed();
        for (String file : committed) {
            known.add(file);
            for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
                known.add(file.substring(0, slash));
            }
        }
        var problems = new ArrayList<String>();
        var links = 0;
        var pages = committed.stream().filter(f -> f.endsWith(".md")).sorted().toList();
        for (String page : pages) {
            for (Line line : prose(root.resolve(page))) {
                for (String target : targets(line.text())) {
                    links++;
                    var problem = check(page, target);
                    if (problem != null) {
                        problems.add(page + ":" + line.number() + ": " + problem);
                    }
                }
            }
        }
        problems.forEach(System.out::println);
        System.out.printf("%d pages, %d links, %d dead%n", pages.size(), links, problems.size());
        if (pages.isEmpty() || !problems.isEmpty()) {
            System.exit(1);
        }
    }

    static List<String> committed() throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "ls-files", "-z").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("git ls-files failed");
        }
        return names.isEmpty() ? List.of() : List.of(names.split("\0"));
    }

    /// The lines outside code, inline code taken out.
    static List<Line> prose(Path page) throws IOException {
        var lines = new ArrayList<Line>();
        var fence = "";
        var number = 0;
        for (String text : Files.readAllLines(page)) {
            number++;
            var start = text.strip();
            if (!fence.isEmpty()) {
                fence = start.startsWith(fence) ? "" : fence;
            } else if (start.startsWith("```") || start.startsWith("~~~")) {
                fence = start.substring(0, 3);
            } else {
                lines.add(new Line(number, text.replaceAll("(`+)(?:(?!\\1).)*\\1", "")));
            }
        }
        return lines;
    }

    static List<String> targets(String text) {
        var found = new ArrayList<String>();
        LINK.matcher(text).results().forEach(m -> found.add(m.group(1)));
        var reference = REFERENCE.matcher(text);
        if (reference.matches()) {
            found.add(reference.group(1));
        }
        found.removeIf(t -> SCHEME.matcher(t).matches() || t.startsWith("//"));
        return found;
    }

    /// What is wrong with a link, or null.
    static String check(String page, String target) throws IOException {
        var parts = target.split("#", 2);
        var folder = root.resolve(page).getParent();
        var file = parts[0].isEmpty() ? root.resolve(page) : folder.resolve(parts[0]).normalize();
        if (!file.startsWith(root)) {
            return target + " leaves the repository";
        }
        var name = root.relativize(file).toString();
        if (!name.isEmpty() && !known.contains(name)) {
            return target + " does not exist, or is not committed";
        }
        if (parts.length == 2 && name.endsWith(".md") && !anchors(file).contains(parts[1])) {
            return target + " names a heading that is not there";
        }
        return null;
    }

    /// The names of a page's headings, as GitHub makes them.
    static Set<String> anchors(Path page) throws IOException {
        var anchors = new HashSet<String>();
        var fence = false;
        for (String text : Files.readAllLines(page)) {
            fence ^= text.strip().startsWith("```");
            var heading = HEADING.matcher(text);
            if (!fence && heading.matches()) {
                var base =
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                                .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                                .replace(' ', '-');
                for (int n = 0; !anchors.add(n == 0 ? base : base + "-" + n); n++) {}
            }
        }
        return anchors;
    }
}

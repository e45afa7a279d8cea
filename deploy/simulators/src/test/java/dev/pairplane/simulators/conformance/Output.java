package dev.pairplane.simulators.conformance;

import java.util.regex.Pattern;

/// What a kubectl command wrote and ended with. Texts are compared line for line after what differs
/// from run to run has been replaced: blanks in a row become one; addresses become `<ip>`, node
/// ports `<port>`, ages `<age>`, UIDs `<uid>`, times `<time>`, resource versions `<version>`.
final class Output {

    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final Pattern TRAILING = Pattern.compile(" +\n");
    private static final Pattern UID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z|[A-Z][a-z]{2}, \\d\\d"
                            + " [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}");
    private static final Pattern ADDRESS = Pattern.compile("\\b10\\.\\d+\\.\\d+\\.\\d+\\b");
    private static final Pattern PORT = Pattern.compile("\\b3[0-2]\\d{3}/");
    private static final Pattern AGE =
            Pattern.compile("(?<= )(\\d+[smh])+(?= |\n|$)|(?<= )<invalid>");
    private static final Pattern VERSION = Pattern.compile("(resourceVersion: )\"\\d+\"");

    private final Session session;
    private final String command;
    private final int exit;
    private final String out;
    private final String err;

    Output(Session session, String command, int exit, String out, String err) {
        this.session = session;
        this.command = command;
        this.exit = exit;
        this.out = out;
        this.err = err;
    }

    /// Ended with 0 and wrote exactly this to standard output.
    Output prints(String expected) {
        return ends(0, expected, "");
    }

    /// Ended with 1 and wrote exactly this to standard error.
    Output fails(String expected) {
        return ends(1, "", expected);
    }

    /// Ended with a code and wrote exactly this.
    Output ends(int code, String expectedOut, String expectedErr) {
        if (exit != code) {
            throw wrong("exit code is " + exit + ", not " + code);
        }
        same("standard output", expectedOut, out);
        same("standard error", expectedErr, err);
        return this;
    }

    private void same(String what, String expected, String real) {
        var clean = clean(real);
        if (!clean.equals(session.named(expected).strip())) {
            throw wrong(what + " is\n" + clean + "\nnot\n" + session.named(expected).strip());
        }
    }

    /// Ended with 0 and wrote all of these lines, in this order, among others.
    Output hasLines(String expected) {
        if (exit != 0) {
            throw wrong("exit code is " + exit);
        }
        var clean = clean(out).lines().map(String::strip).toList();
        int from = 0;
        for (var line : session.named(expected).strip().lines().map(String::strip).toList()) {
            int found = clean.subList(from, clean.size()).indexOf(line);
            if (found < 0) {
                throw wrong("no line, from line " + (from + 1) + " on, is: " + line);
            }
            from += found + 1;
        }
        return this;
    }

    /// Wrote this somewhere to standard output.
    Output hasText(String text) {
        if (!out.contains(text)) {
            throw wrong("does not say " + text);
        }
        return this;
    }

    static String clean(String text) {
        var clean = TIME.matcher(text).replaceAll("<time>");
        clean = UID.matcher(clean).replaceAll("<uid>");
        clean = ADDRESS.matcher(clean).replaceAll("<ip>");
        clean = PORT.matcher(clean).replaceAll("<port>/");
        clean = VERSION.matcher(clean).replaceAll("$1<version>");
        clean = BLANKS.matcher(clean).replaceAll(" ");
        clean = AGE.matcher(clean).replaceAll("<age>");
        return TRAILING.matcher(clean).replaceAll("\n").strip();
    }

    String out() {
        return out;
    }

    private AssertionError wrong(String what) {
        return new AssertionError(
                "kubectl "
                        + command
                        + "\n"
                        + what
                        + "\nexit "
                        + exit
                        + "\n"
                        + clean(out)
                        + "\n"
                        + err);
    }
}

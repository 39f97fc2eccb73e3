package io.tidewatch.schemas;

/**
 * A failure that a person can mend: what happened, why, and what to do about it. The command line prints the three as
 * one paragraph and exits with {@link #exitCode()}; the stack trace is only for {@code --verbose}.
 */
public final class OperatorError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The thing could not be done: a broker is away, a file is damaged. */
    public static final int FAILED = 1;
    /** It was asked for wrongly: an unknown option, a value out of range. */
    public static final int MISUSED = 2;

    private final int exitCode;

    private OperatorError(int exitCode, String text, Throwable cause) {
        super(text, cause);
        this.exitCode = exitCode;
    }

    /** Each argument is one sentence; {@code cause} may be null. */
    public static OperatorError failed(String what, String why, String whatToDo, Throwable cause) {
        return new OperatorError(FAILED, paragraph(what, why, whatToDo), cause);
    }

    /** Each argument is one sentence. */
    public static OperatorError misused(String what, String why, String whatToDo) {
        return new OperatorError(MISUSED, paragraph(what, why, whatToDo), null);
    }

    /** 1 or 2, as the constants say. */
    public int exitCode() {
        return exitCode;
    }

    private static String paragraph(String what, String why, String whatToDo) {
        return sentence(what) + ' ' + sentence(why) + ' ' + sentence(whatToDo);
    }

    private static String sentence(String words) {
        String text = words == null ? "" : words.strip().replaceAll("\\s+", " ");
        return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + '.';
    }
}

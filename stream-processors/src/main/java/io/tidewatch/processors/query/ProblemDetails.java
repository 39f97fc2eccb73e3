package io.tidewatch.processors.query;

/**
 * The body of an answer that is none, after RFC 9457.
 *
 * @param type kind of the problem
 * @param title its title
 * @param status HTTP status
 * @param detail what is wrong and what would not be
 */
record ProblemDetails(@About("Kind of the problem; about:blank: the status says it.") String type,
                      @About("Title.") String title, @About("HTTP status.") int status,
                      @About("What was not understood and what would be, or what to do.") String detail) {

    static ProblemDetails of(Problem problem) {
        return new ProblemDetails("about:blank", problem.title(), problem.status(), problem.detail());
    }
}

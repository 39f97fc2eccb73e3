package io.tidewatch.processors.query;

import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;

/**
 * One resource of the API.
 *
 * @param path its path; parts in braces are parameters
 * @param about what it tells, in one line
 * @param parameters what may stand in the query string
 * @param shape what the answer looks like
 * @param order of the keys of a list
 * @param answer answers
 */
record Route(String path, String about, List<Param> parameters, Shape shape, Comparator<String> order, Answer answer) {

    /** Answers a request for a route. */
    interface Answer {
        void to(Context request, Route route);
    }

    /** Answers with JSON, to a request or as one of several questions. */
    interface Told extends Answer {
        Answered tell(Question question, Route route);

        @Override
        default void to(Context request, Route route) {
            tell(Question.of(request), route).tell(request, route);
        }
    }

    Route {
        parameters = List.copyOf(parameters);
    }

    /** Whether anybody may ask: those who watch over the process know no token. */
    boolean open() {
        return shape.types().contains(HealthEndpoint.Verdict.class);
    }
}

package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The answers to several questions.
 *
 * @param answers one for each, in their order
 */
record Answers(@About("The answers, in the order of the questions.") List<Answer> answers) {
    static final int OK = 200;

    /**
     * The answer to one of them.
     *
     * @param ask the question
     * @param status HTTP status that it would have had by itself
     * @param answer what it would have been by itself
     */
    record Answer(@About("The question.") String ask,
                  @About("The HTTP status that this answer has by itself.") int status,
                  @About("What the resource answers by itself; unless the status is 200, problem details.")
                  ObjectNode answer) {
    }
}

package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;

/** The answer to a question, before it is written. */
sealed interface Answered {

    /** Writes it as the caller wants it. */
    void tell(Context request, Route route);

    /** It as one of several answers. */
    Answers.Answer among(String ask);

    /**
     * An answer of this instance.
     *
     * @param answer what it says
     */
    record Here(ObjectNode answer) implements Answered {
        @Override
        public void tell(Context request, Route route) {
            Rendering.tell(request, route, answer);
        }

        @Override
        public Answers.Answer among(String ask) {
            return new Answers.Answer(ask, Answers.OK, Rendering.told(answer));
        }
    }

    /**
     * A part of an answer, for another instance that puts the parts together.
     *
     * @param part what is known here
     */
    record Share(ObjectNode part) implements Answered {
        @Override
        public void tell(Context request, Route route) {
            Rendering.parts(request, part);
        }

        @Override
        public Answers.Answer among(String ask) {
            throw new IllegalStateException("instances ask each other one question at a time");
        }
    }

    /**
     * The answer of another instance, as it came.
     *
     * @param reply its answer
     */
    record Relayed(Neighbours.Reply reply) implements Answered {
        @Override
        public void tell(Context request, Route route) {
            Rendering.relay(request, reply);
        }

        @Override
        public Answers.Answer among(String ask) {
            try {
                return new Answers.Answer(ask, reply.status(), Json.read(reply.body()));
            } catch (IOException e) {
                throw new IllegalStateException("another instance's answer is not readable", e);
            }
        }
    }
}
